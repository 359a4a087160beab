import CByteScan

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Check {
  /// Position of the first byte sequence in `from..<to` that is not valid UTF-8, else `to`. A sequence that `to` cuts
  /// off is invalid: offer whole records.
  package static func validPrefix(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
    precondition(from >= 0 && from <= to && to <= bytes.count)
    guard from < to else { return to }
    // SAFETY: the precondition bounds the reads; the kernel reads p[0..<n] only.
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return to }
      return unsafe from &+ weir_utf8_valid_prefix(base + from, to &- from)
    }
  }

  /// The plain twin of `validPrefix`, one byte at a time.
  package static func scalarValidPrefix(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
    var i = from
    while i < to {
      let length = sequenceLength(bytes, at: i, to: to)
      if length == 0 { return i }
      i &+= length
    }
    return to
  }

  /// Bytes of the well-formed sequence at `position`, 0 when there is none (Unicode 16, table 3-7).
  package static func sequenceLength(_ bytes: Span<UInt8>, at position: Int, to: Int) -> Int {
    guard position < to else { return 0 }
    let lead = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0..<0x80: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { second = 0xA0...0xBF }
      if lead == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { second = 0x90...0xBF }
      if lead == 0xF4 { second = 0x80...0x8F }
    default: return 0
    }
    guard position + length <= to, second.contains(bytes[position + 1]) else { return 0 }
    for i in 2..<max(2, length) where bytes[position + i] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
