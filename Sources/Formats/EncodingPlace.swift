import Bytes
import Diagnostics
import Records

/// Places in a batch, for diagnostics of encoders: relative to the chunk, as those of decoders.
struct EncodingPlace {
  /// Where line 1 of the chunk begins in the batch's bytes.
  let start: Int

  init(_ batch: borrowing RecordBatch) { start = batch.byteStart }

  func diagnostic(
    _ code: DiagnosticCode, _ message: String, in batch: borrowing RecordBatch, row: Int, from first: Int, to last: Int,
    label: String? = nil, field: String? = nil, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    // What stands behind the payload is a field that was spelled again, or one that the input lacks: its record is shown.
    let isAdded = first >= batch.byteCount && batch.syntax != .json && batch.byteCount > 0
    let origin = isAdded ? batch.respelled.first { $0.start == first }?.origin : first..<max(first, last)
    let place = origin ?? batch.fieldExtents(row: row).start..<batch.fieldExtents(row: row).start
    let first = place.lowerBound
    let (excerpt, line, column) = Excerpt.locate(
      in: batch.bytes.span, start: start, end: batch.byteCount, offset: first,
      length: origin == nil ? 0 : max(1, place.count),
      label: label, endsLinesWithCR: batch.endsLinesWithCR)
    let location = Location(line: line, column: column, record: row + 1, byte: first - start, field: field)
    return Diagnostic(code, message, at: location, excerpt: excerpt, notes: notes, help: help)
  }
}
