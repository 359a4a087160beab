/// A decimal number of any length, exact: the literal side of a numeric comparison.
///
/// `digits` has no zero at either end; the value is `0.digits × 10^exponent`, so two numbers of one sign compare by
/// exponent first, then digit by digit. No arithmetic, no rounding. Exponents beyond ±10^17 count as 10^18.
package struct DecimalNumber: Sendable, Equatable {
  package var isNegative: Bool
  package var digits: [UInt8]
  package var exponent: Int

  /// Reads a JSON number (an exponent is allowed); nil for anything else.
  package init?(lexeme: [UInt8]) {
    guard let parts = NumberParts(lexeme.span, from: 0, to: lexeme.count) else { return nil }
    isNegative = parts.isNegative
    exponent = parts.exponent
    digits = []
    var cursor = parts.first
    while cursor < parts.last {
      if lexeme[cursor] != ASCII.dot { digits.append(lexeme[cursor] &- ASCII.zero) }
      cursor += 1
    }
  }

  /// True when this number is less than `other`.
  package func isBelow(_ other: DecimalNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty {
      return digits.isEmpty ? !other.digits.isEmpty && !other.isNegative : isNegative
    }
    if isNegative != other.isNegative { return isNegative }
    let isSmaller =
      exponent == other.exponent ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
    return isNegative ? !isSmaller && self != other : isSmaller
  }

  /// -1, 0 or 1 as the number that `parts` found in `source` is below, equal to or above this one.
  package func order(of parts: NumberParts, in source: Span<UInt8>) -> Int {
    let sign = isNegative ? -1 : 1
    if parts.isZero || digits.isEmpty {
      if parts.isZero { return digits.isEmpty ? 0 : -sign }
      return parts.isNegative ? -1 : 1
    }
    if parts.isNegative != isNegative { return parts.isNegative ? -1 : 1 }
    if parts.exponent != exponent { return parts.exponent < exponent ? -sign : sign }
    var cursor = parts.first
    var i = 0
    while cursor < parts.last {
      let byte = source[cursor]
      cursor &+= 1
      if byte == ASCII.dot { continue }
      if i == digits.count { return sign }
      let digit = byte &- ASCII.zero
      if digit != digits[i] { return digit < digits[i] ? -sign : sign }
      i &+= 1
    }
    return i < digits.count ? -sign : 0
  }

  /// The integer at or below (`isUpper` false: at or above) this number times `10^decimals`, held inside Int64.
  package func scaled(byPowerOfTen decimals: Int, roundsDown: Bool) -> Int64 {
    if digits.isEmpty { return 0 }
    let integerDigits = exponent + decimals
    // 19 digits may overflow: no mantissa that is compared has more than 18.
    if integerDigits > 18 { return isNegative ? .min : .max }
    var magnitude: Int64 = 0
    if integerDigits > 0 {
      for i in 0..<integerDigits { magnitude = magnitude * 10 + Int64(i < digits.count ? digits[i] : 0) }
    }
    let hasFraction = digits.count > max(0, integerDigits)
    // Rounding towards the wanted side adds one to the magnitude when it points away from zero.
    if hasFraction, roundsDown == isNegative { magnitude += 1 }
    return isNegative ? -magnitude : magnitude
  }

  /// True when the number has no fraction.
  package var isInteger: Bool { digits.count <= max(0, exponent) }
}

/// Where the significant digits of a number lexeme stand, found in one pass and without copying.
package struct NumberParts {
  package var isNegative = false
  /// From the first non-zero digit to behind the last one; a dot may stand between.
  package var first = 0
  package var last = 0
  /// The value is `0.digits × 10^exponent`.
  package var exponent = 0
  /// True when the lexeme has no exponent: the plain grammar of `NumberText`.
  package var isPlain = true
  package var isZero: Bool { first == last }

  private static let exponentCeiling = 1_000_000_000_000_000_000

  /// Reads the JSON number grammar over `start..<end`; nil for anything else.
  package init?(_ source: Span<UInt8>, from start: Int, to end: Int) {
    var i = start
    if i < end, source[i] == ASCII.minus {
      isNegative = true
      i &+= 1
    }
    let integerStart = i
    while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
    let integerEnd = i
    guard integerEnd > integerStart, integerEnd &- integerStart == 1 || source[integerStart] != ASCII.zero else {
      return nil
    }
    var digitsEnd = i
    if i < end, source[i] == ASCII.dot {
      i &+= 1
      let fractionStart = i
      while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
      guard i > fractionStart else { return nil }
      digitsEnd = i
    }
    var power = 0
    if i < end {
      guard source[i] | 0x20 == 0x65 else { return nil }
      isPlain = false
      i &+= 1
      let isBelow = i < end && source[i] == ASCII.minus
      if isBelow || i < end && source[i] == 0x2B { i &+= 1 }
      guard i < end else { return nil }
      while i < end {
        guard ASCII.isDigit(source[i]) else { return nil }
        power = power < Self.exponentCeiling / 10 ? power * 10 + Int(source[i] &- ASCII.zero) : Self.exponentCeiling
        i &+= 1
      }
      if isBelow { power = -power }
    }
    first = integerStart
    while first < digitsEnd, source[first] == ASCII.zero || source[first] == ASCII.dot { first &+= 1 }
    last = digitsEnd
    while last > first, source[last &- 1] == ASCII.zero || source[last &- 1] == ASCII.dot { last &-= 1 }
    if first == last { return }
    // Digits before the point, or minus the zeros behind it.
    exponent = (first < integerEnd ? integerEnd &- first : integerEnd &+ 1 &- first) &+ power
  }
}
