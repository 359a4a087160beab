import Bytes
import Diagnostics

/// Reads a `PlacedJSON` without recursion: the nesting belongs to the input.
struct PlacedJSONParser {
  static let maximumDepth = 128
  static let maximumNodes = 1 << 20

  private struct Container {
    var node: Int
    var lastChild = -1
    var keys: Set<[UInt8]> = []
  }

  private let text: DescriptorText
  private var i = 0
  private var open: [Container] = []
  private(set) var nodes: [PlacedJSON.Node] = []

  init(_ text: DescriptorText) { self.text = text }

  private var bytes: [UInt8] { text.bytes }
  private var next: UInt8? { i < text.bytes.count ? text.bytes[i] : nil }

  mutating func parse() throws(Diagnostic) {
    let invalid = UTF8Check.validPrefix(bytes.span, from: 0, to: bytes.count)
    guard invalid == bytes.count else { throw fault("a byte that is not UTF-8", at: invalid, wanted: "JSON is UTF-8") }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { i = 3 }
    // One turn reads one value, then everything that may close or follow it.
    while true {
      skipSpace()
      if try readValue() { continue }
      if try !goOn() { break }
    }
    guard i == bytes.count else { throw unexpected("nothing after the document") }
  }

  /// Reads a value, or opens a container that holds something (true: a value comes next).
  private mutating func readValue() throws(Diagnostic) -> Bool {
    guard nodes.count < Self.maximumNodes else { throw fault("too many values", at: i, wanted: "a schema has fewer") }
    let start = i
    switch next {
    case ASCII.openBrace, ASCII.openBracket:
      guard open.count < Self.maximumDepth else {
        throw fault("values nest deeper than \(Self.maximumDepth)", at: i, wanted: "a schema nests a few levels")
      }
      let isObject = next == ASCII.openBrace
      let node = add(isObject ? .object : .array, from: start)
      open.append(Container(node: node))
      i += 1
      skipSpace()
      if next == (isObject ? ASCII.closeBrace : ASCII.closeBracket) { return false }
      if isObject { try readKey() }
      return true
    case ASCII.quote:
      let value = try readString()
      finish(add(.string, from: start), value)
    case 0x74: finish(add(.boolean, from: start), try readWord("true"))
    case 0x66: finish(add(.boolean, from: start), try readWord("false"))
    case 0x6E: finish(add(.null, from: start), try readWord("null"))
    case ASCII.minus, .some(0x30...0x39):
      let value = try readNumber()
      finish(add(.number, from: start), value)
    default:
      throw unexpected("a value", help: next == 0x27 ? ["JSON strings stand in double quotes"] : [])
    }
    return false
  }

  /// After a value: closes containers and steps over a comma. False at the end of the document.
  private mutating func goOn() throws(Diagnostic) -> Bool {
    while let container = open.last {
      let isObject = nodes[container.node].kind == .object
      let closing = isObject ? ASCII.closeBrace : ASCII.closeBracket
      skipSpace()
      switch next {
      case closing:
        i += 1
        nodes[container.node].end = i
        open.removeLast()
      case ASCII.comma:
        i += 1
        skipSpace()
        if next == closing { throw unexpected(isObject ? "another member after the comma" : "a value after the comma") }
        if isObject { try readKey() }
        return true
      default:
        throw unexpected(isObject ? "',' or '}'" : "',' or ']'")
      }
    }
    skipSpace()
    return false
  }

  private var pendingKey: (name: String, range: Range<Int>)?

  private mutating func readKey() throws(Diagnostic) {
    let start = i
    guard next == ASCII.quote else {
      throw unexpected("a key in double quotes", help: next == 0x27 ? ["JSON strings stand in double quotes"] : [])
    }
    let name = try readString()
    let range = start..<i
    if let last = open.indices.last, !open[last].keys.insert(Array(name.utf8)).inserted {
      throw text.diagnostic(.schemaSyntax, "key '\(name)' stands in this object already", at: range)
    }
    skipSpace()
    guard next == ASCII.colon else { throw unexpected("':' after the key") }
    i += 1
    pendingKey = (name, range)
  }

  // MARK: Nodes

  private mutating func add(_ kind: PlacedJSON.Kind, from start: Int) -> Int {
    var node = PlacedJSON.Node(kind: kind, start: start)
    if let key = pendingKey {
      node.key = key.name
      node.keyRange = key.range
      pendingKey = nil
    }
    let index = nodes.count
    nodes.append(node)
    if let parent = open.indices.last {
      if open[parent].lastChild >= 0 {
        nodes[open[parent].lastChild].nextSibling = index
      } else {
        nodes[open[parent].node].firstChild = index
      }
      open[parent].lastChild = index
    }
    return index
  }

  private mutating func finish(_ node: Int, _ value: String) {
    nodes[node].text = value
    nodes[node].end = i
  }

  // MARK: Tokens

  private mutating func skipSpace() {
    while let byte = next, [ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn].contains(byte) { i += 1 }
  }

  private mutating func readWord(_ word: String) throws(Diagnostic) -> String {
    var end = i
    while end < bytes.count, ASCII.lowercased(bytes[end]) &- 0x61 < 26 { end += 1 }
    guard Array(word.utf8) == Array(bytes[i..<end]) else { throw unexpected("a value") }
    i = end
    return word
  }

  private mutating func readNumber() throws(Diagnostic) -> String {
    let start = i
    if next == ASCII.minus { i += 1 }
    if next == ASCII.zero { i += 1 } else { try readDigits() }
    if next == ASCII.dot {
      i += 1
      try readDigits()
    }
    if let byte = next, byte | 0x20 == 0x65 {
      i += 1
      if next == 0x2B || next == ASCII.minus { i += 1 }
      try readDigits()
    }
    return String(decoding: bytes[start..<i], as: UTF8.self)
  }

  private mutating func readDigits() throws(Diagnostic) {
    guard let byte = next, ASCII.isDigit(byte) else { throw unexpected("a digit") }
    while let byte = next, ASCII.isDigit(byte) { i += 1 }
  }

  /// Reads a string from its opening quote; `i` stands behind the closing one.
  private mutating func readString() throws(Diagnostic) -> String {
    let start = i
    var value: [UInt8] = []
    i += 1
    while let byte = next {
      switch byte {
      case ASCII.quote:
        i += 1
        return String(decoding: value, as: UTF8.self)
      case ASCII.backslash:
        value += try readEscape()
      case ..<ASCII.space:
        throw fault("a control character in a string", at: i, wanted: "write it as \\n, \\t or \\u00…")
      default:
        value.append(byte)
        i += 1
      }
    }
    throw fault("the end of the file inside a string", at: start, wanted: "this quote is not closed")
  }

  private mutating func readEscape() throws(Diagnostic) -> [UInt8] {
    let start = i
    i += 2
    guard i <= bytes.count else { throw fault("the end of the file in an escape", at: start, wanted: nil) }
    switch bytes[i - 1] {
    case 0x62: return [0x08]
    case 0x66: return [0x0C]
    case 0x6E: return [ASCII.lineFeed]
    case 0x72: return [ASCII.carriageReturn]
    case 0x74: return [ASCII.tab]
    case ASCII.quote, ASCII.backslash, 0x2F: return [bytes[i - 1]]
    case 0x75:
      guard var value = readHexadecimal() else { throw fault("a bad escape", at: start, wanted: "\\u and four digits") }
      if value & 0xFC00 == 0xD800, i + 1 < bytes.count, bytes[i] == ASCII.backslash, bytes[i + 1] == 0x75 {
        i += 2
        guard let low = readHexadecimal(), low & 0xFC00 == 0xDC00 else {
          throw fault("half of a surrogate pair", at: start, wanted: nil)
        }
        value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
      }
      guard let scalar = Unicode.Scalar(value) else { throw fault("half of a surrogate pair", at: start, wanted: nil) }
      return Array(String(scalar).utf8)
    default: throw fault("a bad escape", at: start, wanted: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  private mutating func readHexadecimal() -> UInt32? {
    guard i + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[i..<i + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    i += 4
    return value
  }

  // MARK: Messages

  private func unexpected(_ wanted: String, help: [String] = []) -> Diagnostic {
    let found: String
    if i >= bytes.count {
      found = "the end of the file"
    } else {
      let length = max(1, UTF8Check.sequenceLength(bytes.span, at: i, to: bytes.count))
      found = "'\(String(decoding: bytes[i..<i + length], as: UTF8.self))'"
    }
    return text.diagnostic(.schemaSyntax, "found \(found), expected \(wanted)", at: i..<i, help: help)
  }

  private func fault(_ found: String, at offset: Int, wanted: String?) -> Diagnostic {
    text.diagnostic(.schemaSyntax, "found \(found)", at: offset..<offset, label: wanted)
  }
}
