/// Walks bytes as Unicode scalars without trusting them: ill-formed bytes are steps of their own.
///
/// Columns are counted and excerpts drawn with the same walk, so a caret stands under what its column names. Use it
/// on diagnostics only: the check of a whole input lives in `Bytes`.
enum UTF8Steps {
  /// One step: the scalar there, nil when the bytes are not UTF-8, and how many bytes it takes.
  ///
  /// An ill-formed step is the maximal prefix of a well-formed sequence, as in Unicode 15 section 3.9 (table 3-7 and
  /// "U+FFFD Substitution of Maximal Subparts"): it is always at least one byte.
  @inline(__always)
  static func step(_ bytes: Span<UInt8>, at position: Int, end: Int) -> (scalar: Unicode.Scalar?, length: Int) {
    let lead = bytes[position]
    if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
    return sequence(bytes, lead: lead, at: position, end: end)
  }

  private static func sequence(
    _ bytes: Span<UInt8>, lead: UInt8, at position: Int, end: Int
  ) -> (scalar: Unicode.Scalar?, length: Int) {
    let trailing: Int
    switch lead {
    case 0xC2...0xDF: trailing = 1
    case 0xE0...0xEF: trailing = 2
    case 0xF0...0xF4: trailing = 3
    default: return (nil, 1)
    }
    var value = UInt32(lead) & (0x3F >> UInt32(trailing))
    for k in 1...trailing {
      guard position + k < end else { return (nil, k) }
      let byte = bytes[position + k]
      guard (k == 1 ? secondByte(after: lead) : 0x80...0xBF).contains(byte) else { return (nil, k) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (Unicode.Scalar(value), trailing + 1)
  }

  /// The second byte rules out overlong forms, surrogates and values above U+10FFFF.
  private static func secondByte(after lead: UInt8) -> ClosedRange<UInt8> {
    switch lead {
    case 0xE0: 0xA0...0xBF
    case 0xED: 0x80...0x9F
    case 0xF0: 0x90...0xBF
    case 0xF4: 0x80...0x8F
    default: 0x80...0xBF
    }
  }
}
