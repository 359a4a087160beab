import Bytes

/// Cuts the text of an expression into tokens.
struct ExpressionLexer {
  enum Token: Equatable {
    case number(Double)
    /// A field or a function, with the marks around it taken off.
    case name(String, isQuoted: Bool)
    case symbol(UInt8)
    case end
    /// What cannot be read, and why.
    case wrong(String)
  }

  private let bytes: [UInt8]
  /// Known names that are not plain words, longest first.
  private let oddNames: [[UInt8]]
  private var position = 0

  init(_ bytes: [UInt8], fields: [String]) {
    self.bytes = bytes
    oddNames = fields.map { Array($0.utf8) }.filter { !$0.allSatisfy(Self.continuesName) }
      .sorted { $0.count > $1.count }
  }

  /// Letters of every script, digits, `_` and `.`.
  private static func continuesName(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte >= 0x80 || byte == 0x5F || byte == ASCII.dot
      || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }

  private func byte(at offset: Int = 0) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }

  mutating func next() -> (token: Token, range: Range<Int>) {
    while position < bytes.count, bytes[position] <= ASCII.space { position += 1 }
    let start = position
    guard start < bytes.count else { return (.end, start..<start) }
    let token = read()
    return (token, start..<position)
  }

  private mutating func read() -> Token {
    let first = byte()
    if first == ASCII.quote || first == 0x60 { return quotedName(first) }
    if let name = oddName() { return name }
    if ASCII.isDigit(first) || first == ASCII.dot && ASCII.isDigit(byte(at: 1)) { return number() }
    if Self.continuesName(first) { return plainName() }
    position += 1
    return switch first {
    case 0x2B, 0x2D, 0x2A, 0x2F, 0x28, 0x29, 0x2C: .symbol(first)
    default: .wrong("'\(String(decoding: [first], as: UTF8.self))' has no meaning in an expression")
    }
  }

  private mutating func number() -> Token {
    let start = position
    skipDigits()
    if byte() == ASCII.dot {
      position += 1
      skipDigits()
    }
    if byte() | 0x20 == 0x65 {
      let sign = byte(at: 1) == 0x2B || byte(at: 1) == 0x2D ? 2 : 1
      if ASCII.isDigit(byte(at: sign)) {
        position += sign
        skipDigits()
      }
    }
    let isWhole = !Self.continuesName(byte())
    while Self.continuesName(byte()) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    // Our own grammar was checked: the standard library's takes `0x1p3` and `inf` too.
    guard isWhole, let value = Double(text.hasSuffix(".") ? text + "0" : text) else {
      return .wrong("'\(text)' is no number")
    }
    return value.isFinite ? .number(value) : .wrong("\(text) is beyond what a number can hold")
  }

  private mutating func skipDigits() {
    while ASCII.isDigit(byte()) { position += 1 }
  }

  private mutating func plainName() -> Token {
    let start = position
    while position < bytes.count, Self.continuesName(bytes[position]) { position += 1 }
    return .name(String(decoding: bytes[start..<position], as: UTF8.self), isQuoted: false)
  }

  /// The longest known name with a mark in it that stands here and ends here.
  private mutating func oddName() -> Token? {
    for name in oddNames where bytes[position...].starts(with: name) {
      let after = position + name.count
      if after < bytes.count, Self.continuesName(bytes[after]) { continue }
      position = after
      return .name(String(decoding: name, as: UTF8.self), isQuoted: true)
    }
    return nil
  }

  /// `"a b"` or `` `a b` ``; the mark stands twice for itself.
  private mutating func quotedName(_ mark: UInt8) -> Token {
    position += 1
    var name: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == mark {
        guard self.byte() == mark else {
          return name.isEmpty
            ? .wrong("a field has a name") : .name(String(decoding: name, as: UTF8.self), isQuoted: true)
        }
        position += 1
      }
      name.append(byte)
    }
    return .wrong("the name of a field that opens here does not close")
  }
}
