import Bytes

/// A strict, iterative check of JSON text that came from outside a JSON reader (a CSV field), before it is written raw.
package enum JSONTextCheck {
  /// The position after the one JSON value in `start..<end` (leading space allowed), or nil when it is not valid JSON
  /// (RFC 8259) or nests deeper than `maximumDepth`.
  package static func endOfValue(
    _ source: Span<UInt8>, from start: Int, to end: Int, maximumDepth: Int = 512
  ) -> Int? {
    var containers: [UInt8] = []
    var i = start
    // One turn of this loop reads one value, then everything that may close or follow it.
    while true {
      i = skipSpace(source, i, end)
      guard i < end else { return nil }
      switch source[i] {
      case ASCII.openBrace:
        containers.append(ASCII.closeBrace)
        i = skipSpace(source, i &+ 1, end)
        if i < end, source[i] != ASCII.closeBrace {
          guard let value = key(source, i, end) else { return nil }
          i = value
          if containers.count > maximumDepth { return nil }
          continue
        }
      case ASCII.openBracket:
        containers.append(ASCII.closeBracket)
        i = skipSpace(source, i &+ 1, end)
        if i < end, source[i] != ASCII.closeBracket {
          if containers.count > maximumDepth { return nil }
          continue
        }
      case ASCII.quote:
        guard let after = string(source, i, end) else { return nil }
        i = after
      default:
        guard let after = scalar(source, i, end) else { return nil }
        i = after
      }
      // A value, or an empty container, ends here.
      var wantsValue = false
      while let closing = containers.last {
        i = skipSpace(source, i, end)
        guard i < end else { return nil }
        if source[i] == closing {
          containers.removeLast()
          i &+= 1
        } else if source[i] == ASCII.comma {
          i = skipSpace(source, i &+ 1, end)
          if closing == ASCII.closeBrace {
            guard let value = key(source, i, end) else { return nil }
            i = value
          }
          wantsValue = true
          break
        } else {
          return nil
        }
      }
      if !wantsValue { return i }
    }
  }

  /// The position of the value after the key that begins at `start`.
  private static func key(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard start < end, source[start] == ASCII.quote, var i = string(source, start, end) else { return nil }
    i = skipSpace(source, i, end)
    guard i < end, source[i] == ASCII.colon else { return nil }
    return i &+ 1
  }

  /// The position after the string that opens at `start`.
  private static func string(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var i = start &+ 1
    while i < end {
      let byte = source[i]
      if byte == ASCII.quote { return i &+ 1 }
      if byte < ASCII.space { return nil }
      if byte == ASCII.backslash {
        guard let after = escape(source, i, end) else { return nil }
        i = after
      } else {
        i &+= 1
      }
    }
    return nil
  }

  private static func escape(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard start &+ 1 < end else { return nil }
    switch source[start &+ 1] {
    case ASCII.quote, ASCII.backslash, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return start &+ 2
    case 0x75:
      guard start &+ 6 <= end else { return nil }
      for i in start &+ 2..<start &+ 6 where !isHexadecimal(source[i]) { return nil }
      return start &+ 6
    default: return nil
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  /// A number, `true`, `false` or `null`.
  private static func scalar(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var i = start
    while i < end, isScalarByte(source[i]) { i &+= 1 }
    switch source[start] {
    case 0x74: return source.holds([0x74, 0x72, 0x75, 0x65], from: start, to: i) ? i : nil
    case 0x66: return source.holds([0x66, 0x61, 0x6C, 0x73, 0x65], from: start, to: i) ? i : nil
    case 0x6E: return source.holds([0x6E, 0x75, 0x6C, 0x6C], from: start, to: i) ? i : nil
    default: return isNumber(source, start, i) ? i : nil
    }
  }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == ASCII.minus || byte == 0x2B || byte == ASCII.dot
  }

  /// RFC 8259 section 6; the magnitude does not matter.
  private static func isNumber(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var i = start
    if i < end, source[i] == ASCII.minus { i &+= 1 }
    guard i < end, ASCII.isDigit(source[i]) else { return false }
    if source[i] == ASCII.zero { i &+= 1 } else { i = skipDigits(source, i, end) }
    if i < end, source[i] == ASCII.dot {
      let first = i &+ 1
      i = skipDigits(source, first, end)
      guard i > first else { return false }
    }
    if i < end, source[i] | 0x20 == 0x65 {
      i &+= 1
      if i < end, source[i] == ASCII.minus || source[i] == 0x2B { i &+= 1 }
      let first = i
      i = skipDigits(source, first, end)
      guard i > first else { return false }
    }
    return i == end
  }

  private static func skipDigits(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
    return i
  }

  static func skipSpace(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end {
      switch source[i] {
      case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: i &+= 1
      default: return i
      }
    }
    return i
  }
}
