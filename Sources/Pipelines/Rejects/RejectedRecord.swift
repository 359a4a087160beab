import Bytes
import Diagnostics
import Records

/// A rejected record on its way to the ordered stage, with its text: the chunk it stood in is gone there.
struct RejectedRecord: Sendable {
  /// Row of the chunk.
  var row: Int
  /// Places are relative to the chunk.
  var diagnostic: Diagnostic
  /// First byte of the record, from the beginning of the chunk.
  var byte: Int
  /// The record's exact bytes, without its line end.
  var raw: [UInt8]

  init(_ row: Int, _ diagnostic: Diagnostic, _ text: (byte: Int, raw: [UInt8])) {
    self.row = row
    self.diagnostic = diagnostic
    byte = text.byte
    raw = text.raw
  }

  init(_ row: Int, _ diagnostic: Diagnostic, of batch: borrowing RecordBatch) {
    let (start, end) = batch.recordExtent(row)
    self.init(Rejection(row: row, diagnostic, start: start, end: end), of: batch)
  }

  init(_ rejection: Rejection, of batch: borrowing RecordBatch) {
    self.init(
      rejection.row, rejection.diagnostic,
      (rejection.start - batch.byteStart, batch.bytes.span.array(from: rejection.start, to: rejection.end)))
  }
}
