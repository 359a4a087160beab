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

  /// Writes records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns what was
  /// written. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  public func copy(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> GatheredValues {
    copyRows(source, slots, rows: rows, from: first, to: end, into: &builder, ends: &ends, wantsEnds: wantsEnds)
  }
}

extension ValueGather: RowGather {
  var isEmpty: Bool { columns.isEmpty }

  @unsafe
  func gather(_ input: GatherInput, from first: Int, to end: Int, into output: GatherOutput) -> weir_gathered {
    // SAFETY: see `RowGather.callKernel`; what is pointed to here lives as long as the call.
    unsafe columns.withUnsafeBufferPointer { columns in
      var task = unsafe weir_value_gather(
        src: input.source.baseAddress, readable: input.source.count, slots: input.slots.baseAddress,
        slot_count: input.slots.count, rows: input.rows, columns: columnCount, chosen: columns.baseAddress,
        chosen_count: columns.count, delimiter: delimiter, line_end: (lineEnd[0], lineEnd.count == 2 ? lineEnd[1] : 0),
        line_end_length: UInt8(lineEnd.count), quotes_all: quotesAll ? 1 : 0)
      return unsafe output.withEnds { ends in
        unsafe weir_gather_values(&task, first, end, output.bytes, output.capacity, ends)
      }
    }
  }
}
