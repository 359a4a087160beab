import Diagnostics

/// Ranges: `[a TO b]`, `]a..b[`.
extension Parser {
  mutating func range() -> QueryRange? {
    let start = lexer.position
    let includesLower = lexer.byte() == 0x5B
    lexer.position += 1
    let lower = bound()
    lexer.skipSpace()
    let separator = lexer.position
    if lexer.byte() == 0x2E, lexer.byte(at: 1) == 0x2E {
      lexer.position += 2
    } else if lexer.nameEnd() == separator + 2, source.text(separator..<separator + 2).lowercased() == "to" {
      lexer.position += 2
    } else {
      let message = lexer.isAtEnd ? "a range is not closed" : "a range is written [a TO b]; TO is missing"
      fail(
        lexer.isAtEnd ? .queryUnclosed : .querySyntax, message,
        lexer.isAtEnd ? start..<start + 1 : separator..<separator)
      skipRange()
      return nil
    }
    let upper = bound()
    lexer.skipSpace()
    let end = lexer.byte()
    guard end == 0x5B || end == 0x5D else {
      fail(.queryUnclosed, "a range is not closed", start..<start + 1, label: "opened here")
      skipRange()
      return nil
    }
    lexer.position += 1
    guard let lower, let upper else { return nil }
    return QueryRange(
      lower: lower, upper: upper, includesLower: includesLower, includesUpper: end == 0x5D,
      range: start..<lexer.position)
  }

  private mutating func bound() -> QueryRange.Bound? {
    lexer.skipSpace()
    let start = lexer.position
    if lexer.byte() == 0x23, let call = functionCall() {
      requireValue(call)
      return .function(call)
    }
    if let quote = lexer.quoteHere() { return .text(lexer.quotedText(quote)) }
    let text = lexer.bareText(.bound)
    if text.range.isEmpty || source.text(text.range) == "TO" {
      fail(.querySyntax, "a range bound is missing", start..<start, notes: ["* is an open bound: [10 TO *]"])
      lexer.position = start
      return nil
    }
    return source.text(text.range) == "*" ? .open : .text(text)
  }

  /// After an error in a range: goes on behind its end, or behind the next blank.
  private mutating func skipRange() {
    let rest = source.bytes[lexer.position...]
    guard let end = rest.firstIndex(where: { $0 == 0x5D || $0 == 0x5B || $0 == 0x29 }) else {
      lexer.position = source.bytes.count
      return
    }
    lexer.position = source.bytes[end] == 0x29 ? end : end + 1
  }
}
