import CByteScan

/// Writes chosen fields of many records as JSON objects at once, for strict CSV in the separators layout.
///
/// The twin of `FieldGather` for JSON: it stops before the first record that needs more than its fast path (a doubled
/// quote, a text in a column of numbers); the caller writes that one the plain way and goes on.
public struct JSONGather: Sendable {
  /// One member: the column it is read from and what is written before its value (`{"a":` or `,"b":`).
  public struct Member: Sendable {
    public var column: Int
    public var key: [UInt8]
    public var isNumber: Bool

    public init(column: Int, key: [UInt8], isNumber: Bool) {
      self.column = column
      self.key = key
      self.isNumber = isNumber
    }
  }

  /// Columns per record of the input.
  public let columnCount: Int
  private let lastEndTrim: UInt32
  private let members: [weir_json_member]
  private let keys: [UInt8]
  private let suffix: [UInt8]
  private let suffixLength: Int

  /// `suffix` follows the last value of a record: at most 8 bytes.
  public init(members: [Member], suffix: [UInt8], columnCount: Int, lastEndTrim: UInt32) {
    precondition(columnCount > 0 && suffix.count <= 8)
    precondition(members.allSatisfy { $0.column >= 0 && $0.column < columnCount })
    self.columnCount = columnCount
    self.lastEndTrim = lastEndTrim
    var keys: [UInt8] = []
    self.members = members.map { member in
      let start = keys.count
      keys += member.key
      return weir_json_member(
        column: UInt32(member.column), key_start: UInt32(start), key_length: UInt32(member.key.count),
        is_number: member.isNumber ? 1 : 0)
    }
    self.keys = keys + [UInt8](repeating: 0, count: byteSlack)
    self.suffix = suffix + [UInt8](repeating: 0, count: 8 - suffix.count)
    suffixLength = suffix.count
  }

  /// Writes records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns how many were
  /// written. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  public func copy(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> Int {
    precondition(first >= 0)
    if let rows { precondition(end <= rows.count) }
    guard !members.isEmpty, !source.isEmpty, !slots.isEmpty, first < end else { return 0 }
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
    // write against `capacity`; keys and suffix carry their slack (init), rows and ends were sized by the caller.
    let done = unsafe source.withUnsafeBufferPointer { from in
      unsafe slots.withUnsafeBufferPointer { slotBuffer in
        unsafe members.withUnsafeBufferPointer { memberBuffer in
          unsafe keys.withUnsafeBufferPointer { keyBuffer in
            unsafe suffix.withUnsafeBufferPointer { suffixBuffer in
              unsafe list.withUnsafeBufferPointer { rowBuffer in
                unsafe ends.withUnsafeMutableBufferPointer { endBuffer in
                  var task = unsafe weir_json_gather(
                    src: from.baseAddress, readable: from.count, slots: slotBuffer.baseAddress,
                    slot_count: slotBuffer.count, rows: hasRows ? rowBuffer.baseAddress : nil, columns: columnCount,
                    last_end_trim: lastEndTrim, members: memberBuffer.baseAddress, member_count: memberBuffer.count,
                    keys: keyBuffer.baseAddress, suffix: suffixBuffer.baseAddress, suffix_length: suffixLength)
                  return unsafe builder.write { to, capacity in
                    let result = unsafe withUnsafePointer(to: &task) { pointer in
                      unsafe endBuffer.withMemoryRebound(to: UInt.self) { endWords in
                        unsafe weir_gather_json_rows(
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
      }
    }
    return (rows: done.0, isFull: done.1)
  }
}
