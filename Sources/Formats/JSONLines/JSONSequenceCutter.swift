import Bytes

/// Cuts a JSON text sequence before its last record separator, or behind a last text that is complete.
///
/// Valid JSON holds no raw U+001E, so each one begins a text, whatever stands around it.
struct JSONSequenceCutter: RecordCutter {
  /// A longer last text waits for the next separator: it would be looked at again and again.
  private static let longestWaitingText = 64 << 10

  /// Where wrong records are left out, all up to the next separator is: a last text is complete when that comes.
  private let rejectsRecords: Bool
  private var context = JSONContext()

  init(rejectsRecords: Bool, resumingAt context: JSONContext = JSONContext()) {
    self.rejectsRecords = rejectsRecords
    self.context = context
  }

  mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    if isFinal { return Cut(end: end, context: context.packed) }
    var last = end
    while last > start, bytes[last - 1] != JSONTextFraming.recordSeparator { last -= 1 }
    guard last > start else { return nil }
    // A line feed ends a text whose brackets are closed: what follows a pause need not be waited for.
    if !rejectsRecords, end - last <= Self.longestWaitingText, bytes[end - 1] == ASCII.lineFeed {
      var ends = JSONRecordEnds(level: 0)
      _ = ends.scan(bytes, from: last, to: end)
      if ends.depth == 0, ends.count > 0, !ends.isInString { return cut(bytes, from: start, to: end) }
    }
    return last - 1 > start ? cut(bytes, from: start, to: last - 1) : nil
  }

  private mutating func cut(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Cut {
    let cut = Cut(end: end, context: context.packed)
    context.advance(over: bytes, from: start, to: end, records: 0, state: .start)
    return cut
  }
}
