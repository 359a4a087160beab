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
    // A field that was spelled again stands behind the payload: its record is shown.
    let isRespelled = first >= batch.byteCount && batch.syntax != .json && batch.byteCount > 0
    let first = isRespelled ? batch.fieldExtents(row: row).start : first
    let (excerpt, line, column) = Excerpt.locate(
      in: batch.bytes.span, start: start, end: batch.byteCount, offset: first,
      length: isRespelled ? 0 : max(1, last - first),
      label: label, endsLinesWithCR: batch.endsLinesWithCR)
    let location = Location(line: line, column: column, record: row + 1, byte: first - start, field: field)
    return Diagnostic(code, message, at: location, excerpt: excerpt, notes: notes, help: help)
  }
}
