import Bytes
import Records

/// What a delimited output changes of the lines of a delimited input: line ends and delimiters, counted by records.
///
/// Derived for a whole batch wherever it can be: where the separators layout proves that all records are alike, nothing is
/// looked at but the first one.
struct FramingChanges {
  private enum LineEnds { case same, all, each }

  private let lineEnds: LineEnds
  private let changesDelimiter: Bool
  private let lineEnd: [UInt8]

  /// `columns`: how many leave in a record.
  init(_ batch: borrowing RecordBatch, lineEnd: [UInt8], delimiter: UInt8, columns: Int) {
    self.lineEnd = lineEnd
    guard batch.syntax != .json, batch.recordCount > 0, batch.layout.columnCount > 0 else {
      lineEnds = .same
      changesDelimiter = false
      return
    }
    if batch.layout.stride == 1 {
      lineEnds = (batch.layout.lastEndTrim == 1) == (lineEnd.count == 2) ? .same : .all
    } else {
      lineEnds = .each
    }
    let given = Self.delimiter(of: batch)
    changesDelimiter = columns > 1 && given != nil && given != delimiter
  }

  /// What the decoder says, else the byte after the first field of the first record that has one.
  static func delimiter(of batch: borrowing RecordBatch) -> UInt8? {
    guard batch.layout.columnCount > 1, batch.recordCount > 0 else { return nil }
    if batch.delimiter != 0 { return batch.delimiter }
    let (_, end, flags) = batch.extent(row: 0, column: 0)
    guard flags & BatchLayout.absent == 0, end < batch.byteCount else { return nil }
    let byte = batch.bytes[end]
    return byte == ASCII.lineFeed || byte == ASCII.carriageReturn ? nil : byte
  }

  /// Notes the changes of visible records `first..<last`, which are the chunk's records from `record` on.
  func note(
    _ batch: borrowing RecordBatch, _ rows: VisibleRows, from first: Int, to last: Int, record: Int,
    into output: inout EncodedChunk
  ) {
    if changesDelimiter { output.note(.delimiterChanged, ofEach: record..<record + last - first) }
    switch lineEnds {
    case .same: return
    case .all: output.note(.lineEndChanged, ofEach: record..<record + last - first)
    case .each:
      for index in first..<last where isLineEndChanged(batch, rows[index]) {
        let record = record + index - first
        output.note(.lineEndChanged, ofEach: record..<record + 1)
      }
    }
  }

  /// Looks behind the record; one that is cut short by the end of its input has no line end to change.
  private func isLineEndChanged(_ batch: borrowing RecordBatch, _ row: Int) -> Bool {
    let end = batch.recordEnds.isEmpty ? Self.end(of: row, in: batch) : Int(batch.recordEnds[row])
    guard end < batch.byteCount else { return false }
    switch batch.bytes[end] {
    case ASCII.lineFeed: return lineEnd.count != 1
    case ASCII.carriageReturn:
      let isPair = end + 1 < batch.byteCount && batch.bytes[end + 1] == ASCII.lineFeed
      return !isPair || lineEnd.count != 2
    default: return false
    }
  }

  /// Where the last field of a regular record ends. Its columns may have been put into another order, or joined by some that
  /// the input lacks.
  private static func end(of row: Int, in batch: borrowing RecordBatch) -> Int {
    var end = 0
    for column in 0..<batch.layout.columnCount {
      let extent = batch.extent(row: row, column: column)
      if extent.flags & BatchLayout.absent == 0, extent.start < batch.byteCount { end = max(end, extent.end) }
    }
    // White space that was trimmed off the field.
    while end < batch.byteCount, batch.bytes[end] == ASCII.space || batch.bytes[end] == ASCII.tab { end += 1 }
    return end
  }
}
