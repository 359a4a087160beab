import Diagnostics

/// `application/x-www-form-urlencoded` (WHATWG URL, section 5): `name=value` pairs between `&`, `+` for a space, `%XX` for
/// a byte. `;` separates nothing. Stricter than a browser: a broken escape and bytes that are not UTF-8 are errors.
enum FormEncoding {
  /// Where the items of a value stand that commas separate, spaces around them left out.
  static func items(of value: ReadText) -> [Range<Int>] {
    var start = 0
    return value.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
      defer { start += part.count + 1 }
      let blanks = part.prefix { $0 == 0x20 }.count
      let trailing = part.reversed().prefix { $0 == 0x20 }.count
      return start + blanks..<max(start + blanks, start + part.count - trailing)
    }
  }

  /// The two sides of a pair as they were written. Without `=`: no value.
  struct WrittenPair: Equatable {
    var name: Range<Int>
    var value: Range<Int>?
  }

  /// A pair with its escapes read.
  struct Pair {
    var name: ReadText
    /// Empty where there is no `=`.
    var value: ReadText
    /// Both, with the `=`.
    var whole: ReadText
  }

  /// The pairs of a part of `bytes`; nothing between two `&` is no pair.
  static func split(_ bytes: [UInt8], _ range: Range<Int>) -> [WrittenPair] {
    var pairs: [WrittenPair] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = bytes[start..<range.upperBound].firstIndex(of: ampersand) ?? range.upperBound
      if end > start {
        let equals = bytes[start..<end].firstIndex(of: equalsSign)
        pairs.append(WrittenPair(name: start..<(equals ?? end), value: equals.map { $0 + 1..<end }))
      }
      start = end + 1
    }
    return pairs
  }

  /// Reads the escapes of a pair; nil when one of them is wrong, which is then in `diagnostics`.
  static func read(_ pair: WrittenPair, of written: WrittenText, _ diagnostics: inout [Diagnostic]) -> Pair? {
    let name = read(pair.name, of: written, &diagnostics)
    let value = read(pair.value ?? pair.name.upperBound..<pair.name.upperBound, of: written, &diagnostics)
    guard let name, let value else { return nil }
    let end = pair.value?.upperBound ?? pair.name.upperBound
    guard let whole = read(pair.name.lowerBound..<end, of: written, &diagnostics) else { return nil }
    return Pair(name: name, value: value, whole: whole)
  }

  static func read(_ range: Range<Int>, of written: WrittenText, _ diagnostics: inout [Diagnostic]) -> ReadText? {
    let bytes = written.bytes
    var text: [UInt8] = []
    var places: [Int] = []
    var isWrong = false
    var i = range.lowerBound
    while i < range.upperBound {
      places.append(i)
      switch bytes[i] {
      case plus: text.append(space)
      case percent:
        if i + 2 < range.upperBound, let high = digit(bytes[i + 1]), let low = digit(bytes[i + 2]) {
          text.append(high << 4 | low)
          i += 2
        } else {
          isWrong = true
          let end = min(i + 3, range.upperBound)
          diagnostics.append(
            written.diagnostic(
              .paramsSyntax, "a '%' is followed by two hexadecimal digits",
              at: i..<max(i + 1, scalarEnd(bytes, end, range)),
              help: ["%25 writes the character '%'"]))
          text.append(percent)
        }
      default: text.append(bytes[i])
      }
      i += 1
    }
    places.append(range.upperBound)
    let read = ReadText(text, writtenAs: written, places: places)
    if isWrong { return nil }
    if let wrong = invalidUTF8(text) {
      diagnostics.append(
        read.diagnostic(
          .paramsSyntax, "these bytes are not UTF-8", at: wrong,
          help: ["é is %C3%A9: the bytes of UTF-8, not those of another encoding"]))
      return nil
    }
    return read
  }

  /// The escapes as far as they can be read: for recognising a name, not for its meaning.
  static func guess(_ bytes: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    var i = bytes.startIndex
    while i < bytes.endIndex {
      if bytes[i] == percent, i + 2 < bytes.endIndex, let high = digit(bytes[i + 1]), let low = digit(bytes[i + 2]) {
        text.append(high << 4 | low)
        i += 2
      } else {
        text.append(bytes[i])
      }
      i += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Writes a text so that reading gives it again: letters, digits and `*-._` stay, a space is `+`; so do the marks that
  /// mean nothing in a query string and that people want to read.
  static func write(_ text: String) -> String {
    var written = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: written.unicodeScalars.append(Unicode.Scalar(byte))
      case space: written += "+"
      case _ where "*-._~:,/()$".utf8.contains(byte): written.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        written += byte < 0x10 ? "%0" + digits : "%" + digits
      }
    }
    return written
  }

  /// `end`, moved behind the scalar that it stands in.
  private static func scalarEnd(_ bytes: [UInt8], _ end: Int, _ range: Range<Int>) -> Int {
    var end = end
    while end < range.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  /// The first bytes that are no scalar of UTF-8.
  private static func invalidUTF8(_ bytes: [UInt8]) -> Range<Int>? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var start = 0
    while start < bytes.count {
      let length = bytes[start] < 0x80 ? 1 : bytes[start] < 0xE0 ? 2 : bytes[start] < 0xF0 ? 3 : 4
      let end = min(bytes.count, start + length)
      guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
        return start..<(bytes[start + 1..<end].firstIndex { $0 & 0xC0 != 0x80 } ?? end)
      }
      start = end
    }
    return nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static let ampersand = UInt8(ascii: "&")
  private static let equalsSign = UInt8(ascii: "=")
  private static let plus = UInt8(ascii: "+")
  private static let percent = UInt8(ascii: "%")
  private static let space = UInt8(ascii: " ")
}
