import Bytes

/// The grammar of JSON's scalars and escapes on bytes (RFC 8259 sections 3, 6 and 7).
enum JSONText {
  /// Why a run of bytes is no scalar.
  struct Problem {
    /// More bytes might have made it one.
    var isIncomplete: Bool
    var noun: String
    var note: String?
  }

  @inline(__always)
  static func isHexadecimal(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 6
  }

  @inline(__always)
  static func isWhite(_ byte: UInt8) -> Bool {
    byte == ASCII.space || byte == ASCII.lineFeed || byte == ASCII.carriageReturn || byte == ASCII.tab
  }

  /// True for the bytes that a number or literal cannot hold: whitespace, brackets, quotes, colon, comma.
  @inline(__always)
  static func endsScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab, ASCII.comma, ASCII.colon, ASCII.quote,
      ASCII.openBrace, ASCII.closeBrace, ASCII.openBracket, ASCII.closeBracket:
      true
    default: false
    }
  }

  /// Messages show no more of a run of letters.
  static let longestWord = 30

  /// The last place in `start...end` that is not inside a run of letters, or if that is long, not inside a scalar.
  static func endOfWholeWords(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    guard end < bytes.count, !endsScalar(bytes[end]) else { return end }
    var i = end
    while i > start, !endsScalar(bytes[i - 1]), end - i <= longestWord { i -= 1 }
    if end - i <= longestWord { return i }
    i = end
    while end - i < 3, bytes[i] & 0xC0 == 0x80 { i -= 1 }
    return i
  }

  /// True when `start..<end` is a number: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  @inline(__always)
  static func isNumber(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var i = start
    if i < end, bytes[i] == ASCII.minus { i &+= 1 }
    guard i < end else { return false }
    let first = bytes[i]
    guard ASCII.isDigit(first) else { return false }
    i &+= 1
    if first != ASCII.zero {
      i = bytes.endOfDigits(from: i, to: end)
    }
    if i == end { return true }
    if bytes[i] == ASCII.dot {
      i &+= 1
      let firstDecimal = i
      i = bytes.endOfDigits(from: i, to: end)
      if i == firstDecimal { return false }
      if i == end { return true }
    }
    return isExponent(bytes, from: i, to: end)
  }

  private static func isExponent(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var i = start
    guard bytes[i] | 0x20 == 0x65 else { return false }
    i &+= 1
    if i < end, bytes[i] == ASCII.minus || bytes[i] == 0x2B { i &+= 1 }
    guard i < end else { return false }
    while i < end {
      guard ASCII.isDigit(bytes[i]) else { return false }
      i &+= 1
    }
    return true
  }

  /// True when `start..<end` is `true`, `false` or `null`.
  @inline(__always)
  static func isLiteral(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    switch end &- start {
    case 4:
      (bytes[start] == 0x74 && bytes[start &+ 1] == 0x72 && bytes[start &+ 2] == 0x75 && bytes[start &+ 3] == 0x65)
        || (bytes[start] == 0x6E && bytes[start &+ 1] == 0x75 && bytes[start &+ 2] == 0x6C && bytes[start &+ 3] == 0x6C)
    case 5:
      bytes[start] == 0x66 && bytes[start &+ 1] == 0x61 && bytes[start &+ 2] == 0x6C && bytes[start &+ 3] == 0x73
        && bytes[start &+ 4] == 0x65
    default: false
    }
  }

  /// Why `start..<end` is neither a number nor a literal; nil when it is one.
  static func problem(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Problem? {
    guard start < end else { return Problem(isIncomplete: true, noun: "a value", note: nil) }
    let first = bytes[start]
    guard ASCII.isDigit(first) || first == ASCII.minus else {
      if isLiteral(bytes, from: start, to: end) { return nil }
      let isPrefix = ["true", "false", "null"].contains { word in
        let word = Array(word.utf8)
        return end - start < word.count && bytes.holds(Array(word[..<(end - start)]), from: start, to: end)
      }
      return Problem(
        isIncomplete: isPrefix, noun: "a literal", note: "JSON has true, false and null, in lower case")
    }
    if isNumber(bytes, from: start, to: end) { return nil }
    let last = bytes[end - 1]
    let isIncomplete = last == ASCII.minus || last == ASCII.dot || last | 0x20 == 0x65 || last == 0x2B
    let digits = first == ASCII.minus ? start + 1 : start
    let hasLeadingZero = digits + 1 < end && bytes[digits] == ASCII.zero && ASCII.isDigit(bytes[digits + 1])
    return Problem(
      isIncomplete: isIncomplete && isOnlyNumberBytes(bytes, from: start, to: end), noun: "a number",
      note: hasLeadingZero ? "JSON numbers have no leading zeros" : nil)
  }

  private static func isOnlyNumberBytes(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    for i in start..<end {
      let byte = bytes[i]
      guard ASCII.isDigit(byte) || byte == ASCII.minus || byte == 0x2B || byte == ASCII.dot || byte | 0x20 == 0x65
      else {
        return false
      }
    }
    return true
  }
}
