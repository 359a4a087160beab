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

  /// Writes records `first..<end` (indices in `rows`, or record numbers when `rows` is nil) and returns how many were
  /// written. `ends` receives the position in `builder` after each one when `wantsEnds` is set.
  public func copy(
    _ source: Span<UInt8>, _ slots: [UInt32], rows: [UInt32]?, from first: Int, to end: Int,
    into builder: inout ByteBuilder, ends: inout [Int], wantsEnds: Bool
  ) -> Int {
    copyRows(source, slots, rows: rows, from: first, to: end, into: &builder, ends: &ends, wantsEnds: wantsEnds).records
  }
}

extension FieldGather: RowGather {
  var isEmpty: Bool { runs.isEmpty }

  @unsafe
  func gather(_ input: GatherInput, from first: Int, to end: Int, into output: GatherOutput) -> weir_gathered {
    // SAFETY: see `RowGather.callKernel`; what is pointed to here lives as long as the call.
    unsafe runs.withUnsafeBufferPointer { runs in
      var task = unsafe weir_gather(
        src: input.source.baseAddress, readable: input.source.count, slots: input.slots.baseAddress,
        slot_count: input.slots.count, rows: input.rows, columns: columnCount, last_end_trim: lastEndTrim,
        runs: runs.baseAddress, run_count: runs.count, delimiter: delimiter,
        line_end: (lineEnd[0], lineEnd.count == 2 ? lineEnd[1] : 0), line_end_length: UInt8(lineEnd.count),
        watched: watched, stops_at_empty: stopsAtEmpty ? 1 : 0)
      return unsafe output.withEnds { ends in
        unsafe weir_gather_rows(&task, first, end, output.bytes, output.capacity, ends)
      }
    }
  }
}
