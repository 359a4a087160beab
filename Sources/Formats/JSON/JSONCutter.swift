import Bytes

/// Cuts an array (the document, or the root in it) or a run of concatenated objects behind its objects, and what follows
/// a root behind its members.
///
/// It never cuts at the last byte it knows, so that the final chunk always exists and proves the document's end.
/// Brackets are counted, not checked: a document that confuses the count is refused by the decoder.
package struct JSONCutter: RecordCutter {
  private enum Mode { case start, scanning, tail, closed, other }

  private var mode = Mode.start
  private var ends = JSONRecordEnds(level: 0)
  /// Bytes that were offered but not scanned yet.
  private var lag = 0
  private var context = JSONContext()
  /// The state after the next cut.
  private var stateAfter = JSONContext.State.concatenated
  /// Containers around the root.
  private let containers: Int
  private var tail: JSONTail
  /// Records that were cut before this cutter began; nil: too many to say.
  private var recordsBefore: Int? = 0

  package init() { self.init(root: nil) }

  /// `root`: the input is offered from it on; `column` scalars stand before it on its line.
  init(root: JSONRoot?, column: Int = 0) {
    containers = root?.containers.count ?? 0
    tail = JSONTail(open: containers)
    context.columnBase = column
  }

  /// Goes on among the records, behind a cut.
  init(root: JSONRoot?, resumingAt context: JSONContext) {
    self.init(root: root)
    self.context = context
    recordsBefore = context.records
    mode = .scanning
    stateAfter = context.state
    if context.state == .afterElement { ends = JSONRecordEnds(level: containers + 1) }
  }

  private var records: Int? { recordsBefore.map { $0 + ends.count } }

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
        mode = containers > 0 ? .tail : .closed
        position = closed
      }
    }
    if mode == .tail {
      tail.scan(bytes, from: position, to: limit, start: start)
      if lastEnd == nil { return cutAfterRecords(bytes, to: limit, start: start) }
    }
    if mode == .closed, lastEnd == nil { return cutTail(bytes, from: position, to: limit, start: start) }
    guard let lastEnd else { return nil }
    let cut = Cut(end: lastEnd, context: context.packed)
    tail.advance(by: lastEnd - start)
    context.advance(over: bytes, from: start, to: lastEnd, records: records, state: stateAfter)
    return cut
  }

  /// After the records of a root: whole members leave once there are many bytes of them.
  private mutating func cutAfterRecords(_ bytes: Span<UInt8>, to limit: Int, start: Int) -> Cut? {
    guard limit - start > 1 << 16, let end = tail.lastEnd.map({ start + $0 }), end > start else { return nil }
    let cut = Cut(end: end, context: context.packed)
    context.advance(over: bytes, from: start, to: end, records: records, state: .afterRecords)
    context.openContainers = tail.openAtLastEnd
    tail.advance(by: end - start)
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
      ends = JSONRecordEnds(level: containers + 1)
      stateAfter = .afterElement
      return i + 1
    case ASCII.openBrace:
      mode = containers > 0 ? .tail : .scanning
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
    let isLong = to - start > 1 << 16
    guard i < to || isLong else { return nil }
    // What is wrong behind the document goes with its end: an element that is no record gives way to it.
    let (records, before) = (records, context)
    if let cut = context.cutTail(bytes, from: start, to: to, records: records), cut.end > i || isLong { return cut }
    context = before
    return nil
  }
}

extension JSONContext {
  /// Cuts what follows the document. A word is not cut into two: it is refused as a whole.
  mutating func cutTail(_ bytes: Span<UInt8>, from start: Int, to limit: Int, records: Int?) -> Cut? {
    let end = JSONText.endOfWholeWords(bytes, from: start, to: limit)
    guard end > start else { return nil }
    let cut = Cut(end: end, context: packed)
    advance(over: bytes, from: start, to: end, records: records, state: .closed)
    return cut
  }

  /// The context after the chunk `start..<end`.
  mutating func advance(over bytes: Span<UInt8>, from start: Int, to end: Int, records: Int?, state: State) {
    let tail = bytes.lineTail(from: start, to: end)
    columnBase = tail.hasNewline ? tail.scalars : columnBase.map { $0 + tail.scalars }
    self.records = records
    self.state = state
  }
}
