import Bytes

/// What is looked for in folded tokens: a whole token, the start of one, or several in a row.
struct TokenNeedle: Sendable {
  /// The needle as `TextFolding.appendTokens` writes it: ` word `, ` wo`, ` two words `.
  let pattern: [UInt8]
  /// The token itself when the needle is one token.
  let token: [UInt8]
  let isPrefix: Bool
  let isPhrase: Bool

  init(tokens: ArraySlice<[UInt8]>, isPrefix: Bool) {
    var pattern: [UInt8] = []
    for token in tokens { pattern += [ASCII.space] + token }
    if !isPrefix { pattern.append(ASCII.space) }
    self.pattern = pattern
    self.isPrefix = isPrefix
    isPhrase = tokens.count > 1
    token = tokens.first ?? []
  }

  /// True when the tokens, folded by `TextFolding.appendTokens`, hold the needle.
  func isFound(in folded: [UInt8]) -> Bool {
    let folded = folded.span
    let needle = pattern.span
    guard folded.count >= needle.count else { return false }
    var i = 0
    while i <= folded.count &- needle.count {
      if folded[i] == ASCII.space {
        var k = 1
        while k < needle.count, folded[i &+ k] == needle[k] { k &+= 1 }
        if k == needle.count { return true }
      }
      i &+= 1
    }
    return false
  }

  /// Looks for the needle's first token in bytes that were not folded. `nil`: the answer needs folding, because a byte
  /// above 0x7F (or one that `classes` calls special) stands in the way.
  ///
  /// Only token starts count: a byte of class 0, or the start, stands before them.
  func quickFind(_ bytes: Span<UInt8>, from start: Int, to end: Int, classes: Span<UInt8>) -> Bool? {
    let token = token.span
    let first = token[0]
    let filter = WordFilter(token: token, isBackslashSpecial: classes[Int(ASCII.backslash)] == TextFolding.beyondASCII)
    var previous: UInt8 = 0
    var i = start
    var blockEnd = start
    while i < end {
      if i == blockEnd {
        while i &+ 8 <= end, filter.excludes(bytes.word(at: i)) {
          i &+= 8
          previous = classes[Int(bytes[i &- 1])]
        }
        if i == end { break }
        blockEnd = i &+ 8
      }
      let current = classes[Int(bytes[i])]
      if current == TextFolding.beyondASCII { return nil }
      if current == first, previous == 0 {
        var k = 1
        while k < token.count, i &+ k < end, classes[Int(bytes[i &+ k])] == token[k] { k &+= 1 }
        if k == token.count {
          if isPrefix || i &+ k == end { return true }
          let next = classes[Int(bytes[i &+ k])]
          if next == 0 { return true }
          if next == TextFolding.beyondASCII { return nil }
        }
      }
      previous = current
      i &+= 1
    }
    return false
  }
}

extension TokenNeedle {
  /// Whether the needle's first token stands at `place` of a record in `start..<end`. `nil`: the answer needs folding.
  @inline(__always)
  func begins(
    in bytes: Span<UInt8>, at place: Int, from start: Int, to end: Int, classes: Span<UInt8>
  ) -> Bool? {
    let token = token.span
    var k = 0
    while k < token.count, place &+ k < end {
      let current = classes[Int(bytes[place &+ k])]
      if current != token[k] { return current == TextFolding.beyondASCII ? nil : false }
      k &+= 1
    }
    if k < token.count { return false }
    if !isPrefix, place &+ k < end {
      let next = classes[Int(bytes[place &+ k])]
      if next != 0 { return next == TextFolding.beyondASCII ? nil : false }
    }
    return place > start && bytes[place &- 1] >= 0x80 ? nil : true
  }
}

/// Eight bytes at a time: whether a token may begin among them, by its first two bytes. It lets through too much rather
/// than too little, and every byte above 0x7F (100 ns a record of 100 bytes without it, 25 to 40 with).
private struct WordFilter {
  private let first: UInt64
  private let firstCase: UInt64
  private let second: UInt64
  private let secondCase: UInt64
  private let isSingle: Bool
  private let isBackslashSpecial: Bool

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  init(token: Span<UInt8>, isBackslashSpecial: Bool) {
    let second = token.count > 1 ? token[1] : 0
    first = UInt64(token[0]) &* Self.ones
    self.second = UInt64(second) &* Self.ones
    // Folded letters are lower case: setting the bit makes both cases one.
    firstCase = token[0] >= 0x61 ? 0x2020_2020_2020_2020 : 0
    secondCase = second >= 0x61 ? 0x2020_2020_2020_2020 : 0
    isSingle = token.count < 2
    self.isBackslashSpecial = isBackslashSpecial
  }

  /// The top bit of each byte that is zero (and perhaps of some above one that is).
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }

  @inline(__always)
  func excludes(_ word: UInt64) -> Bool {
    if word & Self.tops != 0 { return false }
    var starts = Self.zeros((word | firstCase) ^ first)
    // The second byte of a token that begins in the last place is not in this word.
    if !isSingle { starts &= (Self.zeros((word | secondCase) ^ second) >> 8) | 0x8000_0000_0000_0000 }
    if isBackslashSpecial { starts |= Self.zeros(word ^ (UInt64(ASCII.backslash) &* Self.ones)) }
    return starts == 0
  }
}

/// Needles that one field's value must hold, all of them. Without needles (a literal of punctuation only) every value
/// matches.
struct TokenPattern: Sendable {
  let needles: [TokenNeedle]

  init(needles: [TokenNeedle]) { self.needles = needles }

  /// A quoted literal is one phrase; a bare one a set of whole tokens.
  init(literal: [UInt8], isQuoted: Bool) {
    let tokens = TextFolding.tokens(of: literal)
    if tokens.isEmpty {
      needles = []
    } else if isQuoted {
      needles = [TokenNeedle(tokens: tokens[...], isPrefix: false)]
    } else {
      needles = tokens.indices.map { TokenNeedle(tokens: tokens[$0...$0], isPrefix: false) }
    }
  }
}
