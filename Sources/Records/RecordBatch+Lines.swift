import Bytes

extension RecordBatch {
  /// The physical line of a position, counted from 1 where the records of this batch begin.
  package func line(at position: Int) -> Int {
    1 + bytes.span.countLines(from: byteStart, to: max(byteStart, position), endsWithCR: endsLinesWithCR)
  }
}
