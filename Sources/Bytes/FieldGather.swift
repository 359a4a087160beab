import CByteScan

/// Adjacent columns that are copied as one run, both inclusive.
public struct FieldRun: Sendable, Equatable {
  public var first: Int
  public var last: Int

  public init(first: Int, last: Int) {
    self.first = first
    self.last = last
  }

  /// The columns of an output in order, neighbours joined: `3, 4, 5, 1` is two runs.
  public static func runs(of columns: [Int]) -> [FieldRun] {
    var runs: [FieldRun] = []
    for column in columns {
      if let last = runs.last, last.last + 1 == column {
        runs[runs.count - 1].last = column
      } else {
        runs.append(FieldRun(first: column, last: column))
      }
    }
    return runs
  }
}

/// Records of one kernel call when their ends are wanted, so that a stop costs no more than this.
let endsPerCall = 256

/// Copies chosen fields of many records at once, for batches in the separators layout (see `BatchLayout`).
///
/// Use it where a field may leave as it stands unless it holds a watched byte. It stops before the first record that
/// does; the caller writes that one the plain way and goes on.
public struct FieldGather: Sendable {
  /// Columns per record of the input.
  public let columnCount: Int
  /// Bytes cut off the end of the last column: 1 where lines end in CRLF.
  public var lastEndTrim: UInt32
  /// Written between runs.
  public var delimiter: UInt8
  /// Written after each record: one or two bytes.
  public let lineEnd: [UInt8]
  /// A record with one of these bytes in a copied run is not copied.
  public var watched: (UInt8, UInt8)
  /// A record with an empty run is not copied either.
  public var stopsAtEmpty: Bool
  private let runs: [weir_run]

  public init(
    runs: [FieldRun], columnCount: Int, lastEndTrim: UInt32, delimiter: UInt8, lineEnd: [UInt8],
    watched: (UInt8, UInt8), stopsAtEmpty: Bool = false
  ) {
    precondition(columnCount > 0 && lineEnd.count > 0 && lineEnd.count <= 2)
    precondition(runs.allSatisfy { $0.first >= 0 && $0.first <= $0.last && $0.last < columnCount })
    self.runs = runs.map { weir_run(first: UInt32($0.first), last: UInt32($0.last)) }
    self.columnCount = columnCount
    self.lastEndTrim = lastEndTrim
    self.delimiter = delimiter
    self.lineEnd = lineEnd
    self.watched = watched
    self.stopsAtEmpty = stopsAtEmpty
  }

  /// Copies the runs of records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns how
  /// many records were copied. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  public func copy(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> Int {
    precondition(first >= 0)
    if let rows { precondition(end <= rows.count) }
    guard !runs.isEmpty, !source.isEmpty, !slots.isEmpty, first < end else { return 0 }
    var next = first
    var endPositions = [Int](repeating: 0, count: wantsEnds ? min(end - first, endsPerCall) : 0)
    while next < end {
      builder.reserve(max(4096, source.count - builder.count))
      let start = builder.count
      let limit = wantsEnds ? min(end, next + endPositions.count) : end
      let done = copyOnce(source, slots, rows, next, limit, into: &builder, ends: &endPositions)
      for i in 0..<(wantsEnds ? done.rows : 0) { ends.append(start + endPositions[i]) }
      next += done.rows
      if done.isFull {
        // Storage doubles, so a record larger than the room is tried a few times only.
        if done.rows == 0 { builder.reserve(builder.storage.count) }
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
    let empty: [UInt32] = []
    let list = rows ?? empty
    let hasRows = rows != nil
    // SAFETY: pointers live for the call only; the kernel checks every read against `readable` and `slot_count`, every
    // write against `capacity`, and rows and ends were sized by the caller.
    let done = unsafe source.withUnsafeBufferPointer { from in
      unsafe slots.withUnsafeBufferPointer { slotBuffer in
        unsafe runs.withUnsafeBufferPointer { runBuffer in
          unsafe list.withUnsafeBufferPointer { rowBuffer in
            unsafe ends.withUnsafeMutableBufferPointer { endBuffer in
              var task = unsafe weir_gather(
                src: from.baseAddress, readable: from.count, slots: slotBuffer.baseAddress,
                slot_count: slotBuffer.count, rows: hasRows ? rowBuffer.baseAddress : nil, columns: columnCount,
                last_end_trim: lastEndTrim, runs: runBuffer.baseAddress, run_count: runBuffer.count,
                delimiter: delimiter, line_end: (lineEnd[0], lineEnd.count == 2 ? lineEnd[1] : 0),
                line_end_length: UInt8(lineEnd.count), watched: watched, stops_at_empty: stopsAtEmpty ? 1 : 0)
              return unsafe builder.write { to, capacity in
                let result = unsafe withUnsafePointer(to: &task) { pointer in
                  unsafe endBuffer.withMemoryRebound(to: UInt.self) { endWords in
                    unsafe weir_gather_rows(
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
