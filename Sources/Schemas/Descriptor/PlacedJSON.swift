package import Diagnostics

/// A JSON document in which every key and value knows where it stands: for files that people write, where each mistake
/// deserves its line.
///
/// Not for data: it is a tree in memory. Values are nodes of one array; `PlacedValue` is a view of one of them.
package struct PlacedJSON: Sendable {
  package enum Kind: Sendable {
    case object, array, string, number, boolean, null

    /// How messages call it.
    var words: String {
      switch self {
      case .object: "an object"
      case .array: "an array"
      case .string: "a string"
      case .number: "a number"
      case .boolean: "a boolean"
      case .null: "null"
      }
    }
  }

  struct Node: Sendable {
    var kind: Kind
    var start: Int
    var end = 0
    /// The member's name and the extent of its text, quotes included; nil outside objects.
    var key: String?
    var keyRange = 0..<0
    /// A string's value; the text of a number, `true` or `false`.
    var text = ""
    var firstChild = -1
    var nextSibling = -1
  }

  package let text: DescriptorText
  var nodes: [Node]

  /// Reads strict JSON (RFC 8259); a byte-order mark is skipped, a repeated key is an error.
  package init(_ text: DescriptorText) throws(DiagnosticList) {
    var parser = PlacedJSONParser(text)
    do throws(Diagnostic) {
      try parser.parse()
    } catch {
      throw DiagnosticList(error)
    }
    self.text = text
    nodes = parser.nodes
  }

  /// A document that was read from another notation: what says a schema inside a YAML file.
  package indirect enum Tree: Sendable {
    /// The text is that of `Node.text`; the range is where it is spelled.
    case scalar(Kind, String, at: Range<Int>)
    case list([Tree], at: Range<Int>)
    case object([Member], at: Range<Int>)

    package struct Member: Sendable {
      package var key: String
      package var keyRange: Range<Int>
      package var value: Tree

      package init(_ key: String, at keyRange: Range<Int>, _ value: Tree) {
        self.key = key
        self.keyRange = keyRange
        self.value = value
      }
    }
  }

  package init(_ tree: Tree, of text: DescriptorText) {
    self.text = text
    nodes = []
    _ = add(tree)
  }

  private mutating func add(_ tree: Tree) -> Int {
    let index = nodes.count
    switch tree {
    case .scalar(let kind, let value, let range):
      nodes.append(Node(kind: kind, start: range.lowerBound, end: range.upperBound, text: value))
    case .list(let items, let range):
      nodes.append(Node(kind: .array, start: range.lowerBound, end: range.upperBound))
      link(items.map { add($0) }, under: index)
    case .object(let members, let range):
      nodes.append(Node(kind: .object, start: range.lowerBound, end: range.upperBound))
      link(
        members.map { member in
          let child = add(member.value)
          (nodes[child].key, nodes[child].keyRange) = (member.key, member.keyRange)
          return child
        }, under: index)
    }
    return index
  }

  private mutating func link(_ children: [Int], under parent: Int) {
    nodes[parent].firstChild = children.first ?? -1
    for (child, next) in zip(children, children.dropFirst()) { nodes[child].nextSibling = next }
  }

  package var root: PlacedValue { PlacedValue(document: self, index: 0) }
}

/// One value of a `PlacedJSON`.
package struct PlacedValue: Sendable {
  let document: PlacedJSON
  let index: Int

  private var node: PlacedJSON.Node { document.nodes[index] }

  package var kind: PlacedJSON.Kind { node.kind }
  /// Where the value stands.
  package var range: Range<Int> { node.start..<node.end }
  package var key: String? { node.key }
  package var keyRange: Range<Int> { node.keyRange }
  package var string: String? { kind == .string ? node.text : nil }
  package var boolean: Bool? { kind == .boolean ? node.text == "true" : nil }
  /// A scalar as text: what a string holds, the text of a number, `true`, `false`; nil for null and containers.
  package var scalarText: String? {
    switch kind {
    case .string, .number, .boolean: node.text
    case .object, .array, .null: nil
    }
  }
  /// A number that is a count.
  package var count: Int? {
    guard kind == .number, let value = Int(node.text), value >= 0 else { return nil }
    return value
  }

  /// Members of an object or elements of an array, in order.
  package var children: [PlacedValue] {
    var found: [PlacedValue] = []
    var next = node.firstChild
    while next >= 0 {
      found.append(PlacedValue(document: document, index: next))
      next = document.nodes[next].nextSibling
    }
    return found
  }

  /// The member of that name.
  package subscript(_ key: String) -> PlacedValue? {
    guard kind == .object else { return nil }
    return children.first { $0.key == key }
  }

  /// A message that points at this value.
  package func diagnostic(
    _ code: DiagnosticCode, _ message: String, label: String? = nil, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    // The first line of a container is enough.
    let end = kind == .object || kind == .array ? range.lowerBound + 1 : range.upperBound
    return document.text.diagnostic(
      code, message, at: range.lowerBound..<end, label: label, notes: notes, help: help)
  }
}

extension PlacedValue {
  /// Where byte `offset` of a string's value is spelled in the file: escapes take more room there.
  package func spelledOffset(of offset: Int) -> Int {
    let bytes = document.text.bytes
    let isQuoted = [0x22, 0x27].contains(bytes[range.lowerBound])
    var place = range.lowerBound + (isQuoted ? 1 : 0)
    var passed = 0
    while passed < offset, place + 1 < range.upperBound {
      guard bytes[place] == 0x5C, bytes[range.lowerBound] == 0x22 else {
        place += 1
        passed += 1
        continue
      }
      guard bytes[place + 1] == 0x75 else {
        place += 2
        passed += 1
        continue
      }
      var length = 6
      let digits = bytes[min(place + 2, bytes.count)..<min(place + 6, bytes.count)]
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
      if value & 0xFC00 == 0xD800 { length = 12 }
      place += length
      passed += length == 12 ? 4 : value < 0x80 ? 1 : value < 0x800 ? 2 : 3
    }
    return min(place, range.upperBound)
  }
}
