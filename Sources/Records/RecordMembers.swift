package import Bytes

/// One member of a JSON object, as positions in the bytes that hold it.
package struct RecordMember: Sendable, Equatable {
  /// The key, without its quotes.
  package var keyStart: Int
  package var keyEnd: Int
  /// True when the key holds escapes: its name is not its bytes.
  package var keyHasEscape: Bool
  /// The raw value, with the quotes or brackets it stands in.
  package var valueStart: Int
  package var valueEnd: Int
  /// True when the value is a string that holds escapes.
  package var valueHasEscape: Bool

  /// True when the member's key spells `name`. `scratch` is used for keys with escapes only; its content is lost.
  @inlinable
  package func isNamed(_ name: [UInt8], in bytes: Span<UInt8>, scratch: inout ByteBuilder) -> Bool {
    if !keyHasEscape { return bytes.holds(name, from: keyStart, to: keyEnd) }
    return escapedKeyIsNamed(name, in: bytes, scratch: &scratch)
  }

  /// How many members stand in text without its braces: `"name":"x","note":1`.
  package static func count(inside members: [UInt8]) -> Int {
    guard !members.isEmpty else { return 0 }
    let object = [ASCII.openBrace] + members + [ASCII.closeBrace]
    var walker = MemberWalker(from: 0, to: object.count)
    var count = 0
    while walker.next(in: object.span) != nil { count += 1 }
    return count
  }

  @usableFromInline
  package func escapedKeyIsNamed(_ name: [UInt8], in bytes: Span<UInt8>, scratch: inout ByteBuilder) -> Bool {
    scratch.clear()
    FieldText.unescape(bytes, keyStart, keyEnd, .json, into: &scratch)
    return scratch.withSpan { $0.holds(name, from: 0, to: $0.count) }
  }
}

/// Visits the top-level members of a JSON object that was validated before, in their order, without allocating.
///
/// Use it where a record's own text is the only source of a member: a name outside the schema, a search over all
/// members. It holds positions only, so the bytes are passed to each call:
///
///     var walker = MemberWalker(from: start, to: end)
///     while let member = walker.next(in: batch.bytes.span) { … }
///
/// Text that is not an object (`null` properties) has no members. Text that is not valid JSON ends the walk early
/// or gives wrong extents inside `start..<end`, never a trap.
package struct MemberWalker: Sendable {
  private var position: Int
  private let end: Int
  private var hasStarted = false

  /// A walk over the object in `start..<end`; white space around it is allowed.
  package init(from start: Int, to end: Int) {
    position = start
    self.end = end
  }

  /// The next member, or nil after the last one.
  package mutating func next(in bytes: Span<UInt8>) -> RecordMember? {
    let end = min(end, bytes.count)
    var i = Self.skipSpace(bytes, position, end)
    guard i < end else { return nil }
    if !hasStarted {
      hasStarted = true
      guard bytes[i] == ASCII.openBrace else { return finish() }
      i = Self.skipSpace(bytes, i &+ 1, end)
    } else {
      guard bytes[i] == ASCII.comma else { return finish() }
      i = Self.skipSpace(bytes, i &+ 1, end)
    }
    guard i < end, bytes[i] == ASCII.quote else { return finish() }
    let key = Self.skipString(bytes, i, end)
    var member = RecordMember(
      keyStart: i &+ 1, keyEnd: max(i &+ 1, key.end &- 1), keyHasEscape: key.hasEscape, valueStart: end, valueEnd: end,
      valueHasEscape: false)
    i = Self.skipSpace(bytes, key.end, end)
    guard i < end, bytes[i] == ASCII.colon else { return finish() }
    i = Self.skipSpace(bytes, i &+ 1, end)
    guard i < end else { return finish() }
    member.valueStart = i
    (member.valueEnd, member.valueHasEscape) = Self.endOfValue(bytes, i, end)
    position = member.valueEnd
    return member
  }

  private mutating func finish() -> RecordMember? {
    position = end
    return nil
  }

  /// The position after the value at `start`, and whether it is a string that holds a backslash.
  @inline(__always)
  static func endOfValue(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (end: Int, hasEscape: Bool) {
    switch bytes[start] {
    case ASCII.quote: skipString(bytes, start, end)
    case ASCII.openBrace, ASCII.openBracket: (skipNested(bytes, start, end), false)
    default: (skipLiteral(bytes, start, end), false)
    }
  }

  @inline(__always)
  static func skipSpace(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end, bytes[i] <= ASCII.space { i &+= 1 }
    return i
  }

  /// The position after the string that opens at `start`, and whether it holds a backslash.
  @inline(__always)
  static func skipString(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (end: Int, hasEscape: Bool) {
    var i = start &+ 1
    var hasEscape = false
    while i < end {
      let byte = bytes[i]
      if byte == ASCII.quote { return (i &+ 1, hasEscape) }
      if byte == ASCII.backslash {
        hasEscape = true
        i &+= 1
      }
      i &+= 1
    }
    return (end, hasEscape)
  }

  /// The position after the object or array that opens at `start`: depth is a count, not a call.
  private static func skipNested(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var depth = 0
    var i = start
    while i < end {
      switch bytes[i] {
      case ASCII.quote:
        i = skipString(bytes, i, end).end
        continue
      case ASCII.openBrace, ASCII.openBracket: depth &+= 1
      case ASCII.closeBrace, ASCII.closeBracket:
        depth &-= 1
        if depth == 0 { return i &+ 1 }
      default: break
      }
      i &+= 1
    }
    return end
  }

  /// The position after a number, `true`, `false` or `null`.
  private static func skipLiteral(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end {
      let byte = bytes[i]
      if byte == ASCII.comma || byte == ASCII.closeBrace || byte == ASCII.closeBracket || byte <= ASCII.space { break }
      i &+= 1
    }
    return i
  }
}
