import CByteScan

/// Writes chosen fields of many JSON records as delimited text at once, for raw JSON values in the pairs layout (see
/// `BatchLayout`).
///
/// The twin of `FieldGather` for JSON: quotes and escapes are resolved on the way. It stops before the first record it
/// leaves to the plain way (a lone surrogate); the caller writes that one and goes on.
public struct ValueGather: Sendable {
  /// Columns per record of the input.
  public let columnCount: Int
  /// Written between fields.
  public let delimiter: UInt8
  /// Written after each record: one or two bytes.
  public let lineEnd: [UInt8]
  /// Every value stands in quotes, not only those that need it.
  public let quotesAll: Bool
  private let columns: [UInt32]

  public init(columns: [Int], columnCount: Int, delimiter: UInt8, lineEnd: [UInt8], quotesAll: Bool) {
    precondition(columnCount > 0 && lineEnd.count > 0 && lineEnd.count <= 2)
    precondition(columns.allSatisfy { $0 >= 0 && $0 < columnCount })
    self.columns = columns.map { UInt32($0) }
    self.columnCount = columnCount
    self.delimiter = delimiter
    self.lineEnd = lineEnd
    self.quotesAll = quotesAll
  }

  /// Writes records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns how many were
  /// written. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  public func copy(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> Int {
    precondition(first >= 0)
    if let rows { precondition(end <= rows.count) }
    guard !columns.isEmpty, !source.isEmpty, !slots.isEmpty, first < end else { return 0 }
    var endPositions = [Int](repeating: 0, count: wantsEnds ? min(end - first, endsPerCall) : 0)
    var next = first
    while next < end {
      builder.reserve(4096)
      let start = builder.count
      let limit = wantsEnds ? min(end, next + endPositions.count) : end
      let done = copyOnce(source, slots, rows, next, limit, into: &builder, ends: &endPositions)
      for i in 0..<(wantsEnds ? done.rows : 0) { ends.append(start + endPositions[i]) }
      next += done.rows
      if done.isFull {
        // Storage doubles: full is rare, and a record larger than the room is tried a few times only.
        builder.reserve(builder.storage.count)
      } else if next < limit {
        break
      }
    }
    return next - first
  }

  private func copyOnce(
    _ source: Span<UInt8>, _ slots: [UInt32], _ rows: [UInt32]?, _ first: Int, _ end: Int,
    into builder: inout ByteBuilder, ends: inout [Int]
  ) -> (rows: Int, isFull: Bool) {
    let list = rows ?? []
    let hasRows = rows != nil
    // SAFETY: pointers live for the call only; the kernel checks every read against `readable` and `slot_count`, every
    // write against `capacity`; columns were checked in init, rows and ends were sized by the caller.
    let done = unsafe source.withUnsafeBufferPointer { from in
      unsafe slots.withUnsafeBufferPointer { slotBuffer in
        unsafe columns.withUnsafeBufferPointer { columnBuffer in
          unsafe list.withUnsafeBufferPointer { rowBuffer in
            unsafe ends.withUnsafeMutableBufferPointer { endBuffer in
              var task = unsafe weir_value_gather(
                src: from.baseAddress, readable: from.count, slots: slotBuffer.baseAddress,
                slot_count: slotBuffer.count, rows: hasRows ? rowBuffer.baseAddress : nil, columns: columnCount,
                chosen: columnBuffer.baseAddress, chosen_count: columnBuffer.count, delimiter: delimiter,
                line_end: (lineEnd[0], lineEnd.count == 2 ? lineEnd[1] : 0), line_end_length: UInt8(lineEnd.count),
                quotes_all: quotesAll ? 1 : 0)
              return unsafe builder.write { to, capacity in
                let result = unsafe withUnsafePointer(to: &task) { pointer in
                  unsafe endBuffer.withMemoryRebound(to: UInt.self) { endWords in
                    unsafe weir_gather_values(
                      pointer, first, end, to, capacity, endWords.isEmpty ? nil : endWords.baseAddress)
                  }
                }
                return (written: result.written, value: (result.rows, result.is_full != 0))
              }
            }
          }
        }
      }
    }
    return (rows: done.0, isFull: done.1)
  }
}
