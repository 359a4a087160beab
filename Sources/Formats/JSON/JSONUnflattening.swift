import Bytes
import Diagnostics
import Records

/// Nests the members of an object by the dots in their names (`--unflatten`): the way back from `--flatten`.
///
///     {"a.b":1,"d":2,"a.c":3}      {"a":{"b":1,"c":3},"d":2}
///
/// Objects stand where their first member stood. It works on the compact text of one record, so every output of JSON
/// objects can use it, whatever the record came from.
struct JSONUnflattening: Sendable {
  /// Why an object cannot be nested.
  enum Conflict: Equatable {
    /// A field has the name of an object that other fields are members of.
    case valueAndObject(name: String)
    case tooDeep(name: String)
  }

  private static let deepest = 512

  /// A member: a value, or an object with children.
  private struct Node {
    var keyStart: Int
    var keyEnd: Int
    var parent: Int
    var firstChild = -1
    var lastChild = -1
    var nextSibling = -1
    /// Where the value stands; empty for an object.
    var valueStart = 0
    var valueEnd = 0
    var isValue: Bool { valueEnd > valueStart }
  }

  private var nodes: [Node] = []
  /// The nodes by parent and key.
  private var buckets = NameBuckets()
  /// The keys of the nodes, escaped.
  private var keys = ByteBuilder(capacity: 1024)
  private var name = ByteBuilder(capacity: 256)

  init() {}

  /// Appends the object in `text`, nested. On a conflict nothing is appended.
  mutating func append(_ text: Span<UInt8>, into output: inout ByteBuilder) -> Conflict? {
    guard Self.hasDottedName(text) else {
      output.append(text, from: 0, to: text.count)
      return nil
    }
    nodes.removeAll(keepingCapacity: true)
    nodes.append(Node(keyStart: 0, keyEnd: 0, parent: -1))
    keys.clear()
    buckets.removeAll()
    var walker = MemberWalker(from: 0, to: text.count)
    while let member = walker.next(in: text) {
      if let conflict = add(member, text) { return conflict }
    }
    write(text, into: &output)
    return nil
  }

  private static func hasDottedName(_ text: Span<UInt8>) -> Bool {
    var walker = MemberWalker(from: 0, to: text.count)
    while let member = walker.next(in: text) {
      if member.keyHasEscape { return true }
      if text.position(of: ASCII.dot, or: ASCII.dot, from: member.keyStart, to: member.keyEnd) < member.keyEnd {
        return true
      }
    }
    return false
  }

  // MARK: Building

  private mutating func add(_ member: RecordMember, _ text: Span<UInt8>) -> Conflict? {
    name.clear()
    if member.keyHasEscape {
      FieldText.unescape(text, member.keyStart, member.keyEnd, .json, into: &name)
    } else {
      name.append(text, from: member.keyStart, to: member.keyEnd)
    }
    var parent = 0
    var depth = 0
    var start = 0
    while start <= name.count {
      var end = start
      while end < name.count, name[end] != ASCII.dot { end += 1 }
      let (keyStart, keyEnd) = appendKey(from: start, to: end)
      let isLast = end == name.count
      let known = find(parent, keyStart, keyEnd)
      depth += 1
      if depth > Self.deepest { return .tooDeep(name: Self.shortened(member, text)) }
      if let known, isLast != nodes[known].isValue { return .valueAndObject(name: path(to: known)) }
      if isLast {
        // A name that comes twice stays twice, as it does without nesting.
        let node = insert(parent, keyStart, keyEnd, isKnown: known != nil)
        (nodes[node].valueStart, nodes[node].valueEnd) = (member.valueStart, member.valueEnd)
        return nil
      }
      if known != nil { keys.truncate(to: keyStart) }
      parent = known ?? insert(parent, keyStart, keyEnd, isKnown: false)
      start = end + 1
    }
    return nil
  }

  private mutating func appendKey(from start: Int, to end: Int) -> (start: Int, end: Int) {
    let keyStart = keys.count
    let text = name
    text.withSpan { keys.appendJSONEscaped($0, from: start, to: end) }
    return (keyStart, keys.count)
  }

  private mutating func insert(_ parent: Int, _ keyStart: Int, _ keyEnd: Int, isKnown: Bool) -> Int {
    let node = nodes.count
    nodes.append(Node(keyStart: keyStart, keyEnd: keyEnd, parent: parent))
    if nodes[parent].firstChild < 0 {
      nodes[parent].firstChild = node
    } else {
      nodes[nodes[parent].lastChild].nextSibling = node
    }
    nodes[parent].lastChild = node
    // A value whose name stood before is not found: the first one is.
    if !isKnown { buckets.insert(node, hash(parent, keyStart, keyEnd)) }
    return node
  }

  private func find(_ parent: Int, _ start: Int, _ end: Int) -> Int? {
    buckets.find(hash(parent, start, end)) { node in
      nodes[node].parent == parent && nodes[node].keyEnd - nodes[node].keyStart == end - start
        && (0..<(end - start)).allSatisfy { keys[nodes[node].keyStart + $0] == keys[start + $0] }
    }
  }

  private func hash(_ parent: Int, _ start: Int, _ end: Int) -> UInt64 {
    keys.withSpan { buckets.hash($0, start, end, kind: parent) }
  }

  // MARK: Writing

  private func write(_ text: Span<UInt8>, into output: inout ByteBuilder) {
    output.append(ASCII.openBrace)
    var node = nodes[0].firstChild
    while node > 0 {
      output.append(ASCII.quote)
      keys.withSpan { output.append($0, from: nodes[node].keyStart, to: nodes[node].keyEnd) }
      output.append(ASCII.quote, ASCII.colon)
      if nodes[node].isValue {
        output.append(text, from: nodes[node].valueStart, to: nodes[node].valueEnd)
      } else {
        output.append(ASCII.openBrace)
        node = nodes[node].firstChild
        continue
      }
      while node > 0, nodes[node].nextSibling < 0 {
        node = nodes[node].parent
        output.append(ASCII.closeBrace)
      }
      guard node > 0 else { return }
      node = nodes[node].nextSibling
      output.append(ASCII.comma)
    }
    output.append(ASCII.closeBrace)
  }

  private static func shortened(_ member: RecordMember, _ text: Span<UInt8>) -> String {
    let ceiling = min(member.keyEnd, member.keyStart + 60)
    return String(decoding: text.array(from: member.keyStart, to: ceiling), as: UTF8.self) + "…"
  }

  private func path(to node: Int) -> String {
    var names: [String] = []
    var node = node
    while node > 0 {
      names.append(
        keys.withSpan { String(decoding: $0.array(from: nodes[node].keyStart, to: nodes[node].keyEnd), as: UTF8.self) })
      node = nodes[node].parent
    }
    return names.reversed().joined(separator: ".")
  }
}

extension JSONUnflattening {
  /// Appends `object`, nested; a conflict is an error at the record.
  mutating func append(
    _ object: ByteBuilder, of batch: borrowing RecordBatch, row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    guard let conflict = object.withSpan({ append($0, into: &output) }) else { return }
    let message: String
    switch conflict {
    case .valueAndObject(let name):
      message = "field '\(name)' is a value, and other fields are members of an object '\(name)'"
    case .tooDeep(let name):
      message = "field '\(name)' would be nested deeper than \(Self.deepest) objects"
    }
    let (start, end) = batch.recordExtent(row: row) ?? batch.fieldExtents(row: row)
    throw EncodingPlace(batch).diagnostic(
      .unflattenConflict, message, in: batch, row: row, from: start, to: min(end, start + 1),
      help: ["--fields NEW=OLD renames a field", "without --unflatten the names stay as they are"])
  }
}
