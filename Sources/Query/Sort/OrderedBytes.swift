package import Bytes
import Records

/// Values as bytes that compare as the values do.
///
///     01  truth            00 or 01
///     02  number           sign and exponent, two digits a byte, 00
///     03  date             seconds in 7 bytes, 00 or 01 and nanoseconds in 4
///     04  text             folded text, 00, its own bytes, 00
///     FF  nothing          always last
///
/// A descending key is the complement, but for `FF`. If you change a form, no key may become the beginning of another one.
package enum OrderedBytes {
  package static let truth: UInt8 = 1
  package static let number: UInt8 = 2
  package static let date: UInt8 = 3
  package static let text: UInt8 = 4
  package static let nothing: UInt8 = 0xFF

  // MARK: Numbers

  private static let zero: UInt8 = 0x80
  /// Exponents from -61 to 60 have a byte of their own, `0x82...0xFB`.
  private static let middle = 0x82 + 61
  private static let exponents = -61...60

  /// Appends a number of any length, exact: `0.digits × 10^exponent` compares by exponent first, then digit by digit.
  package static func append(_ parts: NumberParts, of source: Span<UInt8>, to key: inout ByteBuilder) {
    key.append(number)
    guard !parts.isZero else { return key.append(zero) }
    let start = key.count
    if exponents.contains(parts.exponent) {
      key.append(UInt8(truncatingIfNeeded: middle &+ parts.exponent))
    } else {
      key.append(parts.exponent < 0 ? 0x81 : 0xFC)
      append(UInt64(bitPattern: Int64(parts.exponent)) ^ 1 << 63, bytes: 8, to: &key)
    }
    var high: UInt8 = 0
    var isSecond = false
    var i = parts.first
    while i < parts.last {
      let byte = source[i]
      i &+= 1
      if byte == ASCII.dot { continue }
      let digit = byte &- ASCII.zero
      if isSecond { key.append(high &+ digit &+ 1) } else { high = digit &* 10 }
      isSecond.toggle()
    }
    if isSecond { key.append(high &+ 1) }
    key.append(0)
    if parts.isNegative { key.complement(from: start) }
  }

  // MARK: Dates

  /// Appends a point in time. Seconds beyond a thousand million years count as those.
  static func append(seconds: Int, nanoseconds: Int, to key: inout ByteBuilder) {
    let limit = 1 << 55
    let held = min(max(seconds, -limit), limit - 1)
    key.append(date)
    append(UInt64(held + limit), bytes: 7, to: &key)
    guard nanoseconds != 0 else { return key.append(0) }
    key.append(1)
    append(UInt64(nanoseconds), bytes: 4, to: &key)
  }

  private static func append(_ value: UInt64, bytes: Int, to key: inout ByteBuilder) {
    for i in (0..<bytes).reversed() { key.append(UInt8(truncatingIfNeeded: value >> UInt64(i &* 8))) }
  }

  // MARK: Text

  /// Appends a text: texts that differ in case and accents only are neighbours, and then their own bytes decide.
  static func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, folded: inout [UInt8], to key: inout ByteBuilder
  ) {
    folded.removeAll(keepingCapacity: true)
    TextFolding.appendText(source, from: start, to: end, into: &folded)
    key.append(text)
    appendClosed(folded.span, from: 0, to: folded.count, to: &key)
    appendClosed(source, from: start, to: end, to: &key)
  }

  /// Appends bytes and a 00 that no text contains: U+0000 becomes 01 01, U+0001 01 02.
  package static func appendClosed(
    _ source: Span<UInt8>, from start: Int, to end: Int, to key: inout ByteBuilder
  ) {
    var copied = start
    for i in start..<end where source[i] <= 1 {
      key.append(source, from: copied, to: i)
      key.append(1, source[i] &+ 1)
      copied = i &+ 1
    }
    key.append(source, from: copied, to: end)
    key.append(0)
  }
}
