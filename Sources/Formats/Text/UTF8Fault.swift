import Bytes

/// What kind of ill-formed UTF-8 a sequence is (Unicode 16, table 3-7).
enum UTF8Fault {
  /// A few words about the sequence at `position`, which is not valid; the text ends at `end`.
  static func describe(_ bytes: Span<UInt8>, at position: Int, to end: Int) -> String {
    let lead = bytes[position]
    let second = position + 1 < end ? bytes[position + 1] : nil
    switch (lead, second) {
    case (0x80..<0xC0, _): return "continues a character that nothing began"
    case (0xC0...0xC1, let second?) where isContinuation(second):
      return "an overlong form of \(character(lead << 6 | second & 0x3F))"
    case (0xE0, let second?) where (0x80..<0xA0).contains(second),
      (0xF0, let second?) where (0x80..<0x90).contains(second):
      return "an overlong form of a shorter character"
    case (0xED, let second?) where isContinuation(second):
      guard position + 2 < end, isContinuation(bytes[position + 2]) else { return "begins half of a surrogate pair" }
      let unit = 0xD000 | UInt16(second & 0x3F) << 6 | UInt16(bytes[position + 2] & 0x3F)
      return "the surrogate U+\(String(unit, radix: 16, uppercase: true)), which is no character"
    case (0xF4, let second?) where isContinuation(second): return "a number above U+10FFFF, which is no character"
    case (0xC0...0xC1, _), (0xF5..., _): return "occurs in no UTF-8 text"
    default: return incomplete(bytes, at: position, to: end)
    }
  }

  /// True when the text ends inside a character that is valid so far.
  static func isCutShort(_ bytes: Span<UInt8>, at position: Int, to end: Int) -> Bool {
    let (length, found) = extent(bytes, at: position, to: end)
    return (0xC2...0xF4).contains(bytes[position]) && found < length && position + found == end
  }

  private static func incomplete(_ bytes: Span<UInt8>, at position: Int, to end: Int) -> String {
    let (length, found) = extent(bytes, at: position, to: end)
    if position + found == end {
      return "the input ends inside a character of \(length) bytes, \(length - found) missing"
    }
    return "begins a character of \(length) bytes, but \(character(bytes[position + found])) follows"
      + (found > 1 ? " after \(found) of them" : "")
  }

  /// The bytes that a lead announces, and how many of them are there.
  private static func extent(_ bytes: Span<UInt8>, at position: Int, to end: Int) -> (length: Int, found: Int) {
    let lead = bytes[position]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var found = 1
    while found < length, position + found < end, isContinuation(bytes[position + found]) { found += 1 }
    return (length, found)
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  private static func character(_ byte: UInt8) -> String { JSONWords.byte(byte) }
}
