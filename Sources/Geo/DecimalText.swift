import Bytes

/// Exact arithmetic on numbers as JSON text: no value is ever turned into a double, so no digit is made up.
package enum DecimalText {
  /// The number in `start..<end` with at most `decimals` decimals, rounded half to even; nil when it has no more than that.
  ///
  /// Zeros that rounding leaves at the end are dropped, and so is the minus of a zero: `2.0000001` becomes `2`,
  /// `-0.0000001` becomes `0`.
  package static func rounded(
    _ source: Span<UInt8>, from start: Int, to end: Int, decimals: Int
  ) -> [UInt8]? {
    guard let number = Number(source, start, end), number.digits.count - number.point > decimals else { return nil }
    let kept = number.point + decimals
    if kept < 0 { return [ASCII.zero] }
    var digits = Array(number.digits[..<kept])
    var point = number.point
    if mustGoUp(number.digits[kept...], last: digits.last) {
      var i = digits.count - 1
      while i >= 0, digits[i] == 9 {
        digits[i] = 0
        i -= 1
      }
      if i >= 0 {
        digits[i] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    return text(digits, point: point, isNegative: number.isNegative)
  }

  /// The number in `start..<end` plus `degrees`, with the decimals it has; nil for numbers with an exponent and those of
  /// more than six digits before the point.
  package static func shifted(_ source: Span<UInt8>, from start: Int, to end: Int, by degrees: Int) -> [UInt8]? {
    guard let number = Number(source, start, end), !number.hasExponent, number.point <= 6 else { return nil }
    let sign = number.isNegative ? -1 : 1
    let whole = number.digits[..<number.point].reduce(0) { $0 * 10 + Int($1) }
    var decimals = Array(number.digits[number.point...])
    // The number is sign · (whole + fraction).
    var moved = whole + sign * degrees
    var isNegative = number.isNegative
    if moved < 0 {
      isNegative.toggle()
      moved = -moved
      if decimals.contains(where: { $0 != 0 }) {
        moved -= 1
        decimals = complement(decimals)
      }
    }
    let isZero = moved == 0 && decimals.allSatisfy { $0 == 0 }
    return (isNegative && !isZero ? [ASCII.minus] : []) + Array(String(moved).utf8)
      + (decimals.isEmpty ? [] : [ASCII.dot] + decimals.map { ASCII.zero + $0 })
  }

  /// A JSON number as digits: the first `point` of them stand before the decimal point, which may lie outside them.
  private struct Number {
    var isNegative: Bool
    var digits: [UInt8] = []
    var point: Int
    var hasExponent = false

    init?(_ source: Span<UInt8>, _ start: Int, _ end: Int) {
      var i = start
      isNegative = i < end && source[i] == ASCII.minus
      if isNegative { i += 1 }
      while i < end, ASCII.isDigit(source[i]) {
        digits.append(source[i] - ASCII.zero)
        i += 1
      }
      guard !digits.isEmpty else { return nil }
      point = digits.count
      if i < end, source[i] == ASCII.dot {
        i += 1
        while i < end, ASCII.isDigit(source[i]) {
          digits.append(source[i] - ASCII.zero)
          i += 1
        }
      }
      if i < end, source[i] | 0x20 == 0x65 {
        hasExponent = true
        i += 1
        let isDown = i < end && source[i] == ASCII.minus
        if i < end, source[i] == ASCII.minus || source[i] == 0x2B { i += 1 }
        var exponent = 0
        while i < end, ASCII.isDigit(source[i]) {
          // Beyond a million decimals nothing differs any more.
          exponent = min(1_000_000, exponent * 10 + Int(source[i] - ASCII.zero))
          i += 1
        }
        point += isDown ? -exponent : exponent
      }
      guard i == end else { return nil }
    }
  }

  private static func mustGoUp(_ rest: ArraySlice<UInt8>, last: UInt8?) -> Bool {
    guard let first = rest.first else { return false }
    if first != 5 { return first > 5 }
    if rest.dropFirst().contains(where: { $0 != 0 }) { return true }
    return (last ?? 0) % 2 == 1
  }

  private static func text(_ digits: [UInt8], point: Int, isNegative: Bool) -> [UInt8] {
    var whole = point > 0 ? Array(digits[..<point]) : []
    var decimals = Array(repeating: UInt8(0), count: max(0, -point)) + digits[max(0, point)...]
    while let last = decimals.last, last == 0 { decimals.removeLast() }
    while whole.count > 1, whole.first == 0 { whole.removeFirst() }
    if whole.isEmpty { whole = [0] }
    let isZero = whole == [0] && decimals.isEmpty
    var text: [UInt8] = isNegative && !isZero ? [ASCII.minus] : []
    text += whole.map { ASCII.zero + $0 }
    if !decimals.isEmpty { text += [ASCII.dot] + decimals.map { ASCII.zero + $0 } }
    return text
  }

  /// 1 minus the fraction with these digits.
  private static func complement(_ decimals: [UInt8]) -> [UInt8] {
    var result = decimals.map { 9 - $0 }
    var i = result.count - 1
    while i >= 0, result[i] == 9 {
      result[i] = 0
      i -= 1
    }
    if i >= 0 { result[i] += 1 }
    return result
  }
}
