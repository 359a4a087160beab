import Bytes

/// Where the parts of a number stand in delimited text that spells it with marks, signs and affixes of its own.
///
/// Wider than `NumberText`: `+5`, `007`, `.5`, `1e3`, `1 234,5 €` are numbers here, because somebody declared the column
/// to be one. The digits are never changed: `append` only leaves out what JSON does not take.
struct NumberSpelling {
  private var isNegative = false
  private var hasPlus = false
  /// Digits before the decimal mark, group marks among them.
  private var whole = 0..<0
  /// Digits after it.
  private var fraction = 0..<0
  /// `e` or `E`, sign, digits.
  private var exponent = 0..<0
  private var hasMark = false
  private var hasGroups = false
  private var hasAffix = false

  /// True when the text has no fraction and no exponent.
  var isInteger: Bool { !hasMark && exponent.isEmpty }

  /// Reads the whole of `start..<end`; nil when it is no number.
  static func read(
    _ source: Span<UInt8>, from start: Int, to end: Int, _ spelling: ValueSpelling
  ) -> NumberSpelling? {
    var found = NumberSpelling()
    var i = start
    if spelling.allowsAffixes {
      while i < end, !begins(source, i, end, spelling) { i &+= 1 }
      found.hasAffix = i > start
    }
    guard i < end else { return nil }
    if source[i] == ASCII.minus || source[i] == DateText.plus {
      found.isNegative = source[i] == ASCII.minus
      found.hasPlus = !found.isNegative
      i &+= 1
    }
    let first = i
    while i < end {
      if ASCII.isDigit(source[i]) {
        i &+= 1
        continue
      }
      let mark = i > first ? groupMark(source, i, end, spelling) : 0
      // A group mark stands between two digits.
      guard mark > 0, i &+ mark < end, ASCII.isDigit(source[i &+ mark]) else { break }
      found.hasGroups = true
      i &+= mark
    }
    found.whole = first..<i
    if i < end, source[i] == spelling.decimalMark {
      let digits = i &+ 1
      var last = digits
      while last < end, ASCII.isDigit(source[last]) { last &+= 1 }
      if last > digits || !found.whole.isEmpty {
        found.hasMark = true
        found.fraction = digits..<last
        i = last
      }
    }
    guard !found.whole.isEmpty || !found.fraction.isEmpty else { return nil }
    if i < end, source[i] | 0x20 == 0x65 {
      var last = i &+ 1
      if last < end, source[last] == ASCII.minus || source[last] == DateText.plus { last &+= 1 }
      let digits = last
      while last < end, ASCII.isDigit(source[last]) { last &+= 1 }
      if last > digits {
        found.exponent = i..<last
        i = last
      }
    }
    if i == end { return found }
    guard spelling.allowsAffixes else { return nil }
    found.hasAffix = true
    // Another number in the text behind this one would be dropped silently.
    while i < end {
      if ASCII.isDigit(source[i]) { return nil }
      i &+= 1
    }
    return found
  }

  /// True where a sign, a digit or a decimal mark with a digit begins a number.
  private static func begins(_ source: Span<UInt8>, _ i: Int, _ end: Int, _ spelling: ValueSpelling) -> Bool {
    let byte = source[i]
    return ASCII.isDigit(byte) || byte == ASCII.minus || byte == DateText.plus
      || byte == spelling.decimalMark && i &+ 1 < end && ASCII.isDigit(source[i &+ 1])
  }

  /// The length of a group mark at `i`, 0 when there is none. Where a space groups digits, so do U+00A0 and U+202F.
  private static func groupMark(_ source: Span<UInt8>, _ i: Int, _ end: Int, _ spelling: ValueSpelling) -> Int {
    guard let mark = spelling.groupMark else { return 0 }
    if source[i] == mark { return 1 }
    guard mark == ASCII.space else { return 0 }
    if i &+ 1 < end, source[i] == 0xC2, source[i &+ 1] == 0xA0 { return 2 }
    return i &+ 2 < end && source[i] == 0xE2 && source[i &+ 1] == 0x80 && source[i &+ 2] == 0xAF ? 3 : 0
  }

  /// Appends the number as JSON spells it, digit by digit, and says what that changed.
  func append(_ source: Span<UInt8>, _ spelling: ValueSpelling, to builder: inout ByteBuilder) -> Change? {
    var isRespelled = hasPlus || hasGroups || hasAffix
    if isNegative { builder.append(ASCII.minus) }
    let start = builder.count
    for i in whole where ASCII.isDigit(source[i]) {
      if builder.count == start &+ 1, builder[start] == ASCII.zero {
        // A leading zero says nothing; JSON refuses it.
        builder.truncate(to: start)
        isRespelled = true
      }
      builder.append(source[i])
    }
    if builder.count == start {
      builder.append(ASCII.zero)
      isRespelled = true
    }
    if fraction.isEmpty {
      isRespelled = isRespelled || hasMark
    } else {
      builder.append(ASCII.dot)
      builder.append(source, from: fraction.lowerBound, to: fraction.upperBound)
    }
    builder.append(source, from: exponent.lowerBound, to: exponent.upperBound)
    if isRespelled { return .numberRespelled }
    return hasMark && spelling.decimalMark != ASCII.dot ? .decimalMarkChanged : nil
  }
}
