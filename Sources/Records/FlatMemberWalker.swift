package import Bytes

/// Visits the members of a JSON object and of the objects in it, in their order: what `--flatten` makes columns of.
///
///     {"a": {"b": 1, "c": {}}, "d": [2]}      a.b: 1    a.c: {}    d: [2]
///
/// Members of a nested object come one by one, each under the names on its way joined by dots; an empty object and every
/// array is a value. The text was validated before. It is one pass whatever the depth, and each step allocates nothing once
/// the name's buffer has grown:
///
///     var walker = FlatMemberWalker(from: start, to: end)
///     while let member = walker.next(in: bytes) { … walker.name … }
package struct FlatMemberWalker: Sendable {
  private var position: Int
  private var end: Int
  /// What comes next is the first member of an object.
  private var isAtFirst = true
  private var hasStarted = false
  /// For each object that is open within the record: the length of its name, and what `path` was outside.
  private var levels: [(nameLength: Int, path: UInt64)] = []
  /// The names on the way to the last member, joined by dots; escapes are resolved.
  package private(set) var name = ByteBuilder(capacity: 256)
  /// Tells apart names that are spelled alike: `{"a": {"b": 1}}` and `{"a.b": 1}`. 0 for a member of the record itself.
  package private(set) var path: UInt64 = 0

  /// A walk over the object in `start..<end`; white space around it is allowed.
  package init(from start: Int, to end: Int) {
    position = start
    self.end = end
  }

  /// Begins a walk over another object; the buffers stay.
  package mutating func restart(from start: Int, to end: Int) {
    position = start
    self.end = end
    isAtFirst = true
    hasStarted = false
    levels.removeAll(keepingCapacity: true)
    path = 0
  }

  /// True when the last member stands in a nested object.
  package var isNested: Bool { !levels.isEmpty }

  /// The next member that is a value, or nil after the last one.
  package mutating func next(in bytes: Span<UInt8>) -> RecordMember? {
    let end = min(end, bytes.count)
    var i = MemberWalker.skipSpace(bytes, position, end)
    if !hasStarted {
      hasStarted = true
      guard i < end, bytes[i] == ASCII.openBrace else { return finish() }
      i &+= 1
    }
    while true {
      i = MemberWalker.skipSpace(bytes, i, end)
      guard i < end else { return finish() }
      if !isAtFirst || bytes[i] == ASCII.closeBrace {
        if bytes[i] == ASCII.closeBrace {
          guard let level = levels.popLast() else { return finish() }
          path = level.path
          isAtFirst = false
          i &+= 1
          continue
        }
        guard bytes[i] == ASCII.comma else { return finish() }
        i = MemberWalker.skipSpace(bytes, i &+ 1, end)
      }
      guard i < end, bytes[i] == ASCII.quote else { return finish() }
      isAtFirst = false
      let key = MemberWalker.skipString(bytes, i, end)
      let (keyStart, keyEnd) = (i &+ 1, max(i &+ 1, key.end &- 1))
      nameMember(bytes, keyStart, keyEnd, key.hasEscape)
      i = MemberWalker.skipSpace(bytes, key.end, end)
      guard i < end, bytes[i] == ASCII.colon else { return finish() }
      i = MemberWalker.skipSpace(bytes, i &+ 1, end)
      guard i < end else { return finish() }
      if bytes[i] == ASCII.openBrace {
        let inside = MemberWalker.skipSpace(bytes, i &+ 1, end)
        if inside < end, bytes[inside] != ASCII.closeBrace {
          enter()
          i = inside
          continue
        }
      }
      let value = MemberWalker.endOfValue(bytes, i, end)
      position = value.end
      return RecordMember(
        keyStart: keyStart, keyEnd: keyEnd, keyHasEscape: key.hasEscape, valueStart: i, valueEnd: value.end,
        valueHasEscape: value.hasEscape)
    }
  }

  private mutating func nameMember(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ hasEscape: Bool) {
    if let level = levels.last {
      name.truncate(to: level.nameLength)
      name.append(ASCII.dot)
    } else {
      name.clear()
    }
    if hasEscape {
      FieldText.unescape(bytes, start, end, .json, into: &name)
    } else {
      name.append(bytes, from: start, to: end)
    }
  }

  /// Opens the object that the last name belongs to. The path is a number made of where the names end.
  private mutating func enter() {
    levels.append((name.count, path))
    path = (path ^ UInt64(truncatingIfNeeded: name.count &+ 1)) &* 0x9E37_79B9_7F4A_7C15
    path ^= path >> 29
    isAtFirst = true
  }

  private mutating func finish() -> RecordMember? {
    position = end
    levels.removeAll(keepingCapacity: true)
    return nil
  }
}
