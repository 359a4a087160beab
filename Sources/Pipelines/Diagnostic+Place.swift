import Diagnostics
import Records

extension Diagnostic {
  /// The same finding with its place counted from the start of the input. A place without line and record (a failed
  /// read, a bad gzip member) is one of the file and stays as it is.
  func placed(after origin: BatchOrigin) -> Diagnostic {
    var placed = self
    let isOfChunk = location.line != nil || location.record != nil
    placed.location = location.rebased(
      file: origin.file, lines: isOfChunk ? origin.lines : 0, records: isOfChunk ? origin.records : 0,
      bytes: isOfChunk ? origin.bytes : 0)
    return placed
  }

  /// Says how many records had left when it happened, where that cannot be taken back.
  func noting(_ departed: Int?) -> Diagnostic {
    guard let departed, departed > 0 else { return self }
    var noted = self
    noted.notes.append(
      "\(departed) \(departed == 1 ? "record was" : "records were") written before it; the output is incomplete")
    return noted
  }
}
