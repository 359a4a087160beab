import Bytes

/// Cuts after the last line feed. A line feed inside a string is an error in JSON, so it always ends a record.
package struct JSONLinesCutter: RecordCutter {
  package init() {}

  package mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    if isFinal { return Cut(end: end) }
    return bytes.endOfLastLine(from: max(start, scanned), to: end).map { Cut(end: $0) }
  }
}
