/// Reads the tokens of a query at a cursor. What a run of characters means depends on where it stands, so the parser
/// asks for what it expects: a name, an operator, a quoted text, a bare word of some place.
struct Lexer {
  /// Where a bare word stands: what ends it.
  enum Place { case term, value, bound, argument }

  /// What went wrong inside a text, for the parser to report.
  struct Problem {
    var message: String
    var range: SourceRange
  }

  let bytes: [UInt8]
  var position = 0
  var problems: [Problem] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }

  func byte(at offset: Int = 0) -> UInt8 {
    let i = position + offset
    return i < bytes.count ? bytes[i] : 0
  }

  private func scalar(at i: Int) -> (scalar: UInt32, length: Int) {
    TextFolding.decode(bytes.span, i, bytes.count)
  }

  /// Length of the white space character at `i`, 0 if there is none.
  private func spaceLength(at i: Int) -> Int {
    guard i < bytes.count else { return 0 }
    let byte = bytes[i]
    if byte < 0x80 { return byte <= 0x20 || byte == 0x7F ? 1 : 0 }
    let (scalar, length) = scalar(at: i)
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: return length
    default: return 0
    }
  }

  mutating func skipSpace() {
    while case let length = spaceLength(at: position), length > 0 { position += length }
  }

  // MARK: Names and operators

  /// End of the field name that begins at the cursor: letters, digits, `_`, `-` and `.`.
  func nameEnd() -> Int {
    var i = position
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0x80 {
        guard TextFolding.tokenBytes[Int(byte)] != 0 || byte == 0x5F || byte == 0x2D || byte == 0x2E else { break }
        i += 1
      } else {
        let (scalar, length) = scalar(at: i)
        guard !TextFolding.isSeparator(scalar) else { break }
        i += length
      }
    }
    return i
  }

  /// The operator at the cursor, without moving.
  func operatorHere() -> (operator: QueryOperator, length: Int)? {
    let next = byte(at: 1)
    switch byte() {
    case 0x3A: return (.colon, 1)
    case 0x3D: return next == 0x3D ? (.doubleEqual, 2) : (.equal, 1)
    case 0x3C: return next == 0x3D ? (.lessOrEqual, 2) : (.less, 1)
    case 0x3E: return next == 0x3D ? (.greaterOrEqual, 2) : (.greater, 1)
    default: return nil
    }
  }

  /// `AND`, `OR` or `NOT` at the cursor as a word of its own, without moving.
  func keywordHere() -> String? {
    for keyword in ["AND", "OR", "NOT"] {
      let end = position + keyword.utf8.count
      guard end <= bytes.count, bytes[position..<end].elementsEqual(keyword.utf8) else { continue }
      let next = end < bytes.count ? bytes[end] : 0x20
      if next == 0x28 || next == 0x29 || next == 0x22 || next == 0x23 || spaceLength(at: end) > 0 || end == bytes.count
      {
        return keyword
      }
    }
    return nil
  }

  // MARK: Texts

  /// The length of the opening quote at the cursor and the scalars that close it.
  func quoteHere() -> (length: Int, closers: [UInt32])? {
    guard !isAtEnd else { return nil }
    let (scalar, length) = scalar(at: position)
    switch scalar {
    case 0x22, 0x27: return (length, [scalar])
    case 0x201C...0x201F: return (length, [0x201C, 0x201D])
    case 0x2018...0x201B: return (length, [0x2018, 0x2019])
    case 0xAB: return (length, [0xBB])
    case 0xBB: return (length, [0xAB])
    case 0x2039: return (length, [0x203A])
    default: return nil
    }
  }

  /// Reads a quoted text; a missing closing quote ends at the end of the query. `\"` and `\\` are escapes, any other
  /// backslash is itself.
  mutating func quotedText(_ quote: (length: Int, closers: [UInt32])) -> QueryText {
    let start = position
    position += quote.length
    var parts = TextParts()
    while !isAtEnd {
      let (scalar, length) = scalar(at: position)
      if quote.closers.contains(scalar) {
        position += length
        break
      }
      if scalar == 0x5C, position + 1 < bytes.count {
        let next = self.scalar(at: position + 1)
        if next.scalar == 0x5C || next.scalar == 0x22 || quote.closers.contains(next.scalar) {
          parts.append(bytes[position + 1..<position + 1 + next.length])
          position += 1 + next.length
          continue
        }
      }
      if takePlaceholder(into: &parts) { continue }
      parts.append(bytes[position..<position + length])
      position += length
    }
    return QueryText(parts: parts.finish(), isQuoted: true, range: start..<position)
  }

  /// Reads a bare word: everything up to white space, a parenthesis, a double quote, or what ends its place.
  mutating func bareText(_ place: Place) -> QueryText {
    let start = position
    var parts = TextParts()
    while !isAtEnd, spaceLength(at: position) == 0 {
      let byte = byte()
      if byte == 0x28 || byte == 0x29 || byte == 0x22 { break }
      if place == .argument, byte == 0x2C { break }
      if place == .bound, byte == 0x5B || byte == 0x5D || byte == 0x2E && self.byte(at: 1) == 0x2E { break }
      if takePlaceholder(into: &parts) { continue }
      let length = scalar(at: position).length
      parts.append(bytes[position..<position + length])
      position += length
    }
    return QueryText(parts: parts.finish(), isQuoted: false, range: start..<position)
  }

  /// `$${` is the text `${`; `${name}` is a placeholder. False when neither stands at the cursor.
  private mutating func takePlaceholder(into parts: inout TextParts) -> Bool {
    guard byte() == 0x24 else { return false }
    if byte(at: 1) == 0x24, byte(at: 2) == 0x7B {
      parts.append(bytes[position + 1..<position + 3])
      position += 3
      return true
    }
    guard byte(at: 1) == 0x7B else { return false }
    let start = position
    position += 2
    let end = nameEnd()
    if end > position, end < bytes.count, bytes[end] == 0x7D {
      parts.append(parameter: String(decoding: bytes[position..<end], as: UTF8.self), start..<end + 1)
      position = end + 1
    } else {
      problems.append(Problem(message: "a parameter is written ${name}; this one is not complete", range: start..<end))
      position = end
    }
    return true
  }
}

/// Gathers the parts of a text, joining neighbouring pieces.
private struct TextParts {
  private var parts: [QueryText.Part] = []
  private var pending: [UInt8] = []

  mutating func append(_ bytes: ArraySlice<UInt8>) { pending.append(contentsOf: bytes) }

  mutating func append(parameter name: String, _ range: SourceRange) {
    flush()
    parts.append(.parameter(name, range))
  }

  private mutating func flush() {
    if !pending.isEmpty { parts.append(.text(String(decoding: pending, as: UTF8.self))) }
    pending = []
  }

  mutating func finish() -> [QueryText.Part] {
    flush()
    return parts
  }
}
