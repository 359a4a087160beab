import Bytes

/// Cuts a top-level array or a run of concatenated objects behind its objects.
///
/// It never cuts at the last byte it knows, so that the final chunk always exists and proves the document's end.
/// Brackets are counted, not checked: a document that confuses the count is refused by the decoder.
package struct JSONCutter: RecordCutter {
  private enum Mode { case start, scanning, closed, other }

  private var mode = Mode.start
  private var ends = JSONRecordEnds(level: 0)
  /// Bytes that were offered but not scanned yet.
  private var lag = 0
  private var context = JSONContext()
  /// The state after the next cut.
  private var stateAfter = JSONContext.State.concatenated

  package init() {}

  package mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    if isFinal { return Cut(end: end, context: context.packed) }
    let from = max(start, scanned - lag)
    let limit = end - 1
    guard from < limit else {
      lag = end - from
      return nil
    }
    lag = 1
    var position = from
    if mode == .start { position = begin(bytes, from: from, to: limit) }
    var lastEnd: Int?
    if mode == .scanning {
      let found = ends.scan(bytes, from: position, to: limit)
      lastEnd = found.lastEnd
      if let closed = found.closed {
        mode = .closed
        position = closed
      }
    }
    if mode == .closed, lastEnd == nil { return cutTail(bytes, from: position, to: limit, start: start) }
    guard let lastEnd else { return nil }
    let cut = Cut(end: lastEnd, context: context.packed)
    context.advance(over: bytes, from: start, to: lastEnd, records: ends.count, state: stateAfter)
    return cut
  }

  /// Looks for the first byte of the document. Returns where scanning begins.
  private mutating func begin(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
    var i = from
    while i < to, JSONText.isWhite(bytes[i]) { i += 1 }
    guard i < to else { return i }
    switch bytes[i] {
    case ASCII.openBracket:
      mode = .scanning
      ends = JSONRecordEnds(level: 1)
      stateAfter = .afterElement
      return i + 1
    case ASCII.openBrace:
      mode = .scanning
      return i
    default:
      mode = .other
      return i
    }
  }

  /// After the document: anything but whitespace is an error worth showing at once, and long whitespace need not be kept.
  private mutating func cutTail(_ bytes: Span<UInt8>, from: Int, to: Int, start: Int) -> Cut? {
    var i = from
    while i < to, JSONText.isWhite(bytes[i]) { i += 1 }
    guard i < to || to - start > 1 << 16 else { return nil }
    let cut = Cut(end: to, context: context.packed)
    context.advance(over: bytes, from: start, to: to, records: ends.count, state: .closed)
    return cut
  }
}

extension JSONContext {
  /// The context after the chunk `start..<end`.
  mutating func advance(over bytes: Span<UInt8>, from start: Int, to end: Int, records: Int, state: State) {
    let tail = bytes.lineTail(from: start, to: end)
    columnBase = tail.hasNewline ? tail.scalars : columnBase.map { $0 + tail.scalars }
    self.records = records
    self.state = state
  }
}
