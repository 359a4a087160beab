import Bytes

/// The numbers between two exact bounds, ready for values of any length.
///
/// A value of at most 18 digits is a 64-bit mantissa and a count of decimals; `lowest` and `highest` hold, for each count,
/// the mantissas inside the interval, so it is two integer comparisons. Longer ones, and exponents, compare digit by digit.
struct NumberInterval: Sendable {
  private(set) var lower: DecimalNumber?
  private(set) var upper: DecimalNumber?
  private let includesLower: Bool
  private let includesUpper: Bool
  /// Indexed by the number of decimals, 0 to 18.
  let lowest: [Int64]
  let highest: [Int64]

  static let maximumDigits = 18

  init(lower: DecimalNumber?, includesLower: Bool = true, upper: DecimalNumber?, includesUpper: Bool = true) {
    self.lower = lower
    self.upper = upper
    self.includesLower = includesLower
    self.includesUpper = includesUpper
    lowest = (0...Self.maximumDigits).map { decimals in
      guard let lower else { return .min }
      if includesLower { return lower.scaled(byPowerOfTen: decimals, roundsDown: false) }
      let floor = lower.scaled(byPowerOfTen: decimals, roundsDown: true)
      return floor == .max ? .max : floor + 1
    }
    highest = (0...Self.maximumDigits).map { decimals in
      guard let upper else { return .max }
      if includesUpper { return upper.scaled(byPowerOfTen: decimals, roundsDown: true) }
      let ceiling = upper.scaled(byPowerOfTen: decimals, roundsDown: false)
      return ceiling == .min ? .min : ceiling - 1
    }
  }

  /// Exact for numbers of any length.
  func contains(_ parts: NumberParts, in source: Span<UInt8>) -> Bool {
    if let lower {
      let order = lower.order(of: parts, in: source)
      if order < 0 || order == 0 && !includesLower { return false }
    }
    if let upper {
      let order = upper.order(of: parts, in: source)
      if order > 0 || order == 0 && !includesUpper { return false }
    }
    return true
  }

  /// True or false for a plain number of at most 18 digits in `start..<end`; nil for everything else.
  @inline(__always)
  static func quickTest(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ lowest: Span<Int64>, _ highest: Span<Int64>
  ) -> Bool? {
    var i = start
    let isNegative = i < end && bytes[i] == ASCII.minus
    if isNegative { i &+= 1 }
    let digitsStart = i
    var mantissa: Int64 = 0
    // 19 bytes: 18 digits and a dot. The mantissa cannot overflow.
    guard end &- i <= 19, i < end else { return nil }
    var dot = -1
    while i < end {
      let digit = bytes[i] &- ASCII.zero
      if digit < 10 {
        mantissa = mantissa &* 10 &+ Int64(digit)
      } else {
        guard bytes[i] == ASCII.dot, dot < 0 else { return nil }
        dot = i
      }
      i &+= 1
    }
    var decimals = 0
    if dot >= 0 {
      decimals = end &- 1 &- dot
      guard decimals > 0, dot > digitsStart else { return nil }
      if bytes[digitsStart] == ASCII.zero, dot &- digitsStart > 1 { return nil }
    } else {
      if end &- digitsStart > maximumDigits { return nil }
      if bytes[digitsStart] == ASCII.zero, end &- digitsStart > 1 { return nil }
    }
    if isNegative { mantissa = 0 &- mantissa }
    return lowest[decimals] <= mantissa && mantissa <= highest[decimals]
  }
}
