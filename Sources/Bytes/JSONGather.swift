import CByteScan

/// Writes chosen fields of many records as JSON objects at once, for strict CSV in the separators layout.
///
/// The twin of `FieldGather` for JSON: it stops before the first record that needs more than its fast path (a doubled
/// quote, a text in a column of numbers); the caller writes that one the plain way and goes on.
public struct JSONGather: Sendable {
  /// One member: the column it is read from and what is written before its value (`{"a":` or `,"b":`).
  public struct Member: Sendable {
    /// How a value is written. The raw values are those of the kernel.
    public enum Form: UInt32, Sendable {
      /// As a string.
      case text = 0
      /// Bare; a value that is no canonical number stops the copy.
      case number = 1
      /// Bare; a value that is neither `true` nor `false` stops the copy.
      case boolean = 2
    }

    public var column: Int
    public var key: [UInt8]
    public var form: Form

    public init(column: Int, key: [UInt8], form: Form) {
      self.column = column
      self.key = key
      self.form = form
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
        form: member.form.rawValue)
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
    copyRows(source, slots, rows: rows, from: first, to: end, into: &builder, ends: &ends, wantsEnds: wantsEnds).records
  }
}

extension JSONGather: RowGather {
  var isEmpty: Bool { members.isEmpty }

  @unsafe
  func gather(_ input: GatherInput, from first: Int, to end: Int, into output: GatherOutput) -> weir_gathered {
    // SAFETY: see `RowGather.callKernel`; what is pointed to here lives as long as the call.
    unsafe members.withUnsafeBufferPointer { members in
      unsafe keys.withUnsafeBufferPointer { keys in
        unsafe suffix.withUnsafeBufferPointer { suffix in
          var task = unsafe weir_json_gather(
            src: input.source.baseAddress, readable: input.source.count, slots: input.slots.baseAddress,
            slot_count: input.slots.count, rows: input.rows, columns: columnCount, last_end_trim: lastEndTrim,
            members: members.baseAddress, member_count: members.count, keys: keys.baseAddress,
            suffix: suffix.baseAddress, suffix_length: suffixLength)
          return unsafe output.withEnds { ends in
            unsafe weir_gather_json_rows(&task, first, end, output.bytes, output.capacity, ends)
          }
        }
      }
    }
  }
}
