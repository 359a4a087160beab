import Bytes
import Diagnostics

/// The fast tokenizer: walks the structural index of a chunk. It accepts nothing that `JSONTextCursor` refuses, and
/// gives no reasons: whatever it refuses is read again by the other.
///
///     index      { " : 1 , " : " }
///     strings    from their quote to the last byte before the next position that is not whitespace
struct JSONIndexCursor: JSONCursor {
  private(set) var index: JSONIndex
  /// The next token in the index, and the next escape.
  private var next = 0
  private var nextEscape = 0
  private(set) var position = 0
  var extent = JSONExtent()
  var baseDepth = 0
  let maximumDepth: Int
  var fault: JSONFault?

  /// Indexes `bytes[start..<end]`; nil when the chunk is irregular as a whole. `index` is scratch memory: it is moved in
  /// and left empty, take it back from `index` afterwards.
  init?(_ bytes: Span<UInt8>, from start: Int, to end: Int, maximumDepth: Int, index scratch: inout JSONIndex) {
    scratch.build(bytes, from: start, to: end)
    guard scratch.facts.isDisjoint(with: [.controlInString, .openString, .strayBackslash]) else { return nil }
    if scratch.facts.contains(.nonASCII), UTF8Check.validPrefix(bytes, from: start, to: end) < end { return nil }
    guard Self.areEscapesValid(bytes, scratch, end: end) else { return nil }
    index = JSONIndex()
    self.maximumDepth = maximumDepth
    swap(&index, &scratch)
  }

  /// Gives the scratch memory back.
  mutating func release(into scratch: inout JSONIndex) { swap(&index, &scratch) }

  /// What is wrong is read again by the other cursor.
  func skip(_ bytes: Span<UInt8>, from start: Int) -> Int? { nil }

  private static func areEscapesValid(_ bytes: Span<UInt8>, _ index: JSONIndex, end: Int) -> Bool {
    for i in 0..<index.escapeCount {
      let offset = Int(index.escapes[i])
      switch bytes[offset] {
      case ASCII.quote, ASCII.backslash, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: continue
      case 0x75:
        guard offset &+ 4 < end, JSONText.isHexadecimal(bytes[offset &+ 1]), JSONText.isHexadecimal(bytes[offset &+ 2]),
          JSONText.isHexadecimal(bytes[offset &+ 3]), JSONText.isHexadecimal(bytes[offset &+ 4])
        else { return false }
      default: return false
      }
    }
    return true
  }

  @inline(__always)
  mutating func peek(_ bytes: Span<UInt8>) -> UInt8 {
    position = Int(index.positions[next])
    if next == index.count { return 0 }
    let byte = bytes[position]
    return byte == 0 ? 1 : byte
  }

  @inline(__always)
  mutating func step() { next &+= 1 }

  /// Where the token at `position` ends: before the whitespace that precedes the next one.
  @inline(__always)
  private func tokenEnd(_ bytes: Span<UInt8>) -> Int {
    var end = Int(index.positions[next &+ 1])
    while isWhite(bytes[end &- 1]) { end &-= 1 }
    return end
  }

  @inline(__always)
  private func isWhite(_ byte: UInt8) -> Bool {
    byte <= ASCII.space
      && (byte == ASCII.space || byte == ASCII.lineFeed || byte == ASCII.carriageReturn || byte == ASCII.tab)
  }

  @inline(__always)
  mutating func string(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    let end = tokenEnd(bytes)
    guard end &- start >= 2, bytes[end &- 1] == ASCII.quote else { return false }
    extent.start = start
    extent.end = end
    extent.hasEscape = false
    if index.escapeCount > 0 { findEscape() }
    next &+= 1
    return true
  }

  /// Sets `extent.hasEscape`. Strings are read in order, so the escapes are walked once.
  private mutating func findEscape() {
    while Int(index.escapes[nextEscape]) < extent.start { nextEscape &+= 1 }
    extent.hasEscape = Int(index.escapes[nextEscape]) < extent.end
  }

  @inline(__always)
  mutating func scalar(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    let end = tokenEnd(bytes)
    let first = bytes[start]
    let isValid =
      first < 0x3A
      ? JSONText.isNumber(bytes, from: start, to: end) : JSONText.isLiteral(bytes, from: start, to: end)
    guard isValid else { return false }
    extent.start = start
    extent.end = end
    extent.hasEscape = false
    next &+= 1
    return true
  }

  var mark: Int { next }

  mutating func read(
    _ shape: JSONShape, _ bytes: Span<UInt8>, _ separator: JSONShape.Separator, into rows: inout JSONRows
  ) -> JSONShape.Found? {
    let found = rows.read(shape, bytes, index, from: next, nextEscape: nextEscape, separator)
    guard found.rows > 0 else { return found }
    next = found.next
    nextEscape = found.nextEscape
    extent = rows.lastExtent
    return found
  }

  func learn(_ bytes: Span<UInt8>, from mark: Int, _ rows: JSONRows, envelope: JSONShape.Envelope) -> JSONShape? {
    rows.shape(bytes, index, from: mark, to: next, envelope: envelope)
  }

  mutating func refuse(_ fault: @autoclosure () -> JSONFault) -> Bool { false }
  mutating func refuse(_ bytes: Span<UInt8>, expected: @autoclosure () -> String) -> Bool { false }
}
