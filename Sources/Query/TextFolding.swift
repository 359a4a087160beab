import Bytes

/// Case and accent folding, and splitting into tokens, over UTF-8 without building a String.
///
/// Two texts that a reader would call the same word fold to the same bytes: `ARRÊT`, `arrêt` and its decomposed
/// spelling all give `arret`. Letters of the Latin, Greek and Cyrillic scripts lose their diacritics and case (`ß` gives
/// `ss`, `æ` `ae`, `œ` `oe`, `ø` `o`, `ł` `l`, `đ` `d`, `ı` `i`, `й` `и`); marks U+0300 to U+036F after them are dropped.
/// Other scripts are left as they are.
///
/// A token is a maximal run of letters, digits and marks. Everything Unicode calls space, punctuation, symbol or control
/// splits, the apostrophe, the hyphen and the underscore too (`l'eau` is `l`, `eau`; `pm_25` is `pm`, `25`). Every other
/// scalar is a letter, so scripts without spaces give one token for each run.
///
/// Folded bytes compare as scalars do: UTF-8 keeps the order of code points.
package enum TextFolding {
  /// What an ASCII byte is for tokens: the folded byte of a letter or digit, 0 for a separator. Bytes above 0x7F give
  /// `beyondASCII`.
  static let tokenBytes: [UInt8] = (0...255).map { byte -> UInt8 in
    switch UInt8(byte) {
    case 0x30...0x39, 0x61...0x7A: UInt8(byte)
    case 0x41...0x5A: UInt8(byte) | 0x20
    case 0x80...: beyondASCII
    default: 0
    }
  }
  static let beyondASCII: UInt8 = 0xFF

  /// Appends the folded text of `source[start..<end]`, separators included.
  package static func appendText(_ source: Span<UInt8>, from start: Int, to end: Int, into folded: inout [UInt8]) {
    var i = start
    var dropsMarks = true
    while i < end {
      let byte = source[i]
      if byte < 0x80 {
        folded.append(ASCII.lowercased(byte))
        dropsMarks = true
        i &+= 1
        continue
      }
      let (scalar, length) = decode(source, i, end)
      if scalar &- 0x300 < 0x70 {
        if !dropsMarks { append(source, i, length, into: &folded) }
      } else if let target = fold(scalar) {
        append(target, into: &folded)
        dropsMarks = true
      } else {
        append(source, i, length, into: &folded)
        dropsMarks = isSeparator(scalar)
      }
      i &+= length
    }
  }

  /// Appends the tokens of `source[start..<end]`, folded, with one space before each and one after the last; nothing
  /// when there is none. So `" word "` is a whole token, `" wo"` the start of one, `" two words "` a phrase.
  ///
  /// Called again for the next field, it leaves a line feed between the two: no phrase spans it.
  package static func appendTokens(_ source: Span<UInt8>, from start: Int, to end: Int, into folded: inout [UInt8]) {
    let table = tokenBytes
    let classes = table.span
    let first = folded.count
    var isInside = false
    var dropsMarks = true
    var i = start
    while i < end {
      let byte = source[i]
      if byte < 0x80 {
        let token = classes[Int(byte)]
        dropsMarks = true
        i &+= 1
        guard token != 0 else {
          isInside = false
          continue
        }
        if !isInside { folded.append(ASCII.space) }
        isInside = true
        folded.append(token)
        continue
      }
      let (scalar, length) = decode(source, i, end)
      defer { i &+= length }
      if scalar &- 0x300 < 0x70, dropsMarks { continue }
      let target = fold(scalar)
      if target == nil, isSeparator(scalar) {
        isInside = false
        dropsMarks = true
        continue
      }
      if !isInside { folded.append(ASCII.space) }
      isInside = true
      if let target {
        append(target, into: &folded)
        dropsMarks = true
      } else {
        append(source, i, length, into: &folded)
        dropsMarks = false
      }
    }
    if folded.count > first {
      folded.append(ASCII.space)
      folded.append(ASCII.lineFeed)
    }
  }

  /// The folded tokens of a text, for literals of a query.
  package static func tokens(of text: [UInt8]) -> [[UInt8]] {
    var folded: [UInt8] = []
    appendTokens(text.span, from: 0, to: text.count, into: &folded)
    return folded.split { $0 == ASCII.space || $0 == ASCII.lineFeed }.map(Array.init)
  }

  /// The folded text, for literals of a query.
  package static func text(of text: [UInt8]) -> [UInt8] {
    var folded: [UInt8] = []
    appendText(text.span, from: 0, to: text.count, into: &folded)
    return folded
  }

  /// The folded scalar, or two letters (see `FoldingTables`); nil for a scalar that has no case or diacritics to lose
  /// in our tables.
  private static func fold(_ scalar: UInt32) -> UInt16? {
    let target: UInt16
    switch scalar {
    case 0xA0..<0x2B0: target = FoldingTables.latin[Int(scalar &- 0xA0)]
    case 0x370..<0x530: target = FoldingTables.greekAndCyrillic[Int(scalar &- 0x370)]
    case 0x1E00..<0x2000: target = FoldingTables.additional[Int(scalar &- 0x1E00)]
    default: return nil
    }
    return UInt32(target) == scalar && isSeparator(scalar) ? nil : target
  }

  /// True for scalars above U+007F that end a token.
  static func isSeparator(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return tokenBytes[Int(scalar)] == 0 }
    if scalar &- 0xC0 < 0x1F0 { return scalar == 0xD7 || scalar == 0xF7 }
    let bounds = FoldingTables.separators
    var low = 0
    var high = bounds.count / 2
    while low < high {
      let middle = (low &+ high) / 2
      if bounds[middle &* 2 &+ 1] < scalar { low = middle &+ 1 } else { high = middle }
    }
    return low &* 2 < bounds.count && bounds[low &* 2] <= scalar
  }

  /// The scalar at `i` and its length. A byte that begins no sequence counts as a letter of its own.
  static func decode(_ source: Span<UInt8>, _ i: Int, _ end: Int) -> (scalar: UInt32, length: Int) {
    let lead = source[i]
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
    guard length > 1, i &+ length <= end else { return (lead < 0x80 ? UInt32(lead) : 0x10_FFFF, 1) }
    var scalar = UInt32(lead) & (0x7F >> UInt32(length))
    for k in 1..<length {
      let byte = source[i &+ k]
      guard byte & 0xC0 == 0x80 else { return (0x10_FFFF, 1) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    return (scalar, length)
  }

  private static func append(_ source: Span<UInt8>, _ start: Int, _ length: Int, into folded: inout [UInt8]) {
    for k in 0..<length { folded.append(source[start &+ k]) }
  }

  private static func append(_ target: UInt16, into folded: inout [UInt8]) {
    switch target {
    case 0..<0x80: folded.append(UInt8(truncatingIfNeeded: target))
    case 0x80..<0x800:
      folded.append(0xC0 | UInt8(truncatingIfNeeded: target >> 6))
      folded.append(0x80 | UInt8(truncatingIfNeeded: target & 0x3F))
    case 0xE000...:
      folded.append(0x61 &+ UInt8(truncatingIfNeeded: (target &- 0xE000) >> 5))
      folded.append(0x61 &+ UInt8(truncatingIfNeeded: target & 0x1F))
    default:
      folded.append(0xE0 | UInt8(truncatingIfNeeded: target >> 12))
      folded.append(0x80 | UInt8(truncatingIfNeeded: target >> 6 & 0x3F))
      folded.append(0x80 | UInt8(truncatingIfNeeded: target & 0x3F))
    }
  }
}
