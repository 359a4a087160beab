/// A sum of doubles without any rounding until it is asked for: the same for every order and every partition.
///
/// It is an expansion: doubles that do not overlap, smallest first, whose sum is exact (J. R. Shewchuk, "Adaptive Precision
/// Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997, theorem 10). Numbers of like size need two or
/// three of them; at most 40 exist. Values of 2^960 and more, whose sum may leave the range of a double, are kept 2^-100
/// times as large in an expansion of their own.
package struct ExactSum: Sendable, Equatable {
  package internal(set) var parts: [Double] = []
  package internal(set) var largeParts: [Double] = []
  /// Something was added that no double holds.
  package var isInfinite = false

  package init() {}

  private static let large = 0x1p960
  private static let scale = 0x1p-100

  /// Adds a finite number.
  package mutating func add(_ value: Double) {
    if abs(value) >= Self.large {
      Self.grow(&largeParts, value * Self.scale)
    } else {
      Self.grow(&parts, value)
    }
  }

  /// Adds `value × 2^exponent`, a number that is far inside the range of a double.
  package mutating func add(_ value: Int128, exponent: Int) {
    let digits: Int128 = 1 << 48
    var rest = value
    var place = exponent
    while rest != 0 {
      let part = rest & (digits - 1)
      if part != 0 { add(Double(sign: .plus, exponent: place, significand: Double(Int64(part)))) }
      rest >>= 48
      place += 48
      if rest == -1 {
        add(Double(sign: .minus, exponent: place, significand: 1))
        break
      }
    }
  }

  package mutating func add(_ other: ExactSum) {
    for part in other.parts { Self.grow(&parts, part) }
    for part in other.largeParts { Self.grow(&largeParts, part) }
    isInfinite = isInfinite || other.isInfinite
  }

  var withoutSmallParts: ExactSum {
    var sum = self
    sum.parts = []
    return sum
  }

  /// Adds a product without rounding it; what is below 2^-1074 is lost.
  fileprivate mutating func add(_ one: Double, times other: Double) {
    let product = one * other
    add(product)
    add((-product).addingProduct(one, other))
  }

  /// Adds one number to an expansion.
  static func grow(_ parts: inout [Double], _ value: Double) {
    var carried = value
    var kept = 0
    for i in parts.indices {
      let part = parts[i]
      // Two-sum (Knuth): `sum` is rounded, `rest` is what rounding lost.
      let sum = carried + part
      let virtual = sum - carried
      let rest = (carried - (sum - virtual)) + (part - virtual)
      if rest != 0 {
        parts[kept] = rest
        kept += 1
      }
      carried = sum
    }
    parts.removeLast(parts.count - kept)
    if carried != 0 { parts.append(carried) }
  }

  // MARK: Results

  /// The sum, rounded once to the nearest double, halves to the even one; infinite where it leaves the range.
  package var value: Double {
    if isInfinite { return .infinity }
    return largeParts.isEmpty ? Self.rounded(parts) : Self.rounded(allParts) / Self.scale
  }

  /// The quotient, rounded once; `count` is from 1 to 2^53.
  package func divided(by count: Int) -> Double {
    if isInfinite { return .infinity }
    return largeParts.isEmpty
      ? Self.quotient(parts, Double(count)) : Self.quotient(allParts, Double(count)) / Self.scale
  }

  /// The whole sum 2^-100 times as large. Beyond 2^860 what is below 2^-974 can only tip a half: it is kept as the smallest part.
  private var allParts: [Double] {
    var all = largeParts
    for part in parts { Self.grow(&all, part * Self.scale) }
    return all
  }

  private static func quotient(_ parts: [Double], _ divisor: Double) -> Double {
    let sum = rounded(parts)
    var quotient = sum / divisor
    guard parts.count > 1, quotient.isFinite else { return quotient }
    // What is left is exact, so the second quotient is off by less than one step; the comparison decides between neighbours.
    for _ in 0..<2 {
      let rest = remainder(parts, quotient, divisor)
      if rest == 0 { return quotient }
      let better = quotient + rest / divisor
      if better == quotient { break }
      quotient = better
    }
    let rest = remainder(parts, quotient, divisor)
    let neighbour = rest > 0 ? quotient.nextUp : quotient.nextDown
    let other = remainder(parts, neighbour, divisor)
    if abs(other) < abs(rest) || abs(other) == abs(rest) && neighbour.significandBitPattern & 1 == 0 {
      return neighbour
    }
    return quotient
  }

  /// The sum less `quotient × divisor`.
  private static func remainder(_ parts: [Double], _ quotient: Double, _ divisor: Double) -> Double {
    var rest = parts
    let product = -quotient * divisor
    grow(&rest, product)
    grow(&rest, (-product).addingProduct(-quotient, divisor))
    return rounded(rest)
  }

  /// The population deviation of `count` numbers from their sum and the sum of their squares: √(n·Σx² - (Σx)²) / n, whose
  /// difference is exact, however close the two are. nil where a square leaves the range of a double.
  package static func deviation(count: Int, sum: ExactSum, squares: ExactSum) -> Double? {
    guard sum.largeParts.isEmpty, squares.largeParts.isEmpty, !squares.isInfinite else { return nil }
    var difference = ExactSum()
    for part in squares.parts { difference.add(part, times: Double(count)) }
    for one in sum.parts {
      for other in sum.parts { difference.add(-one, times: other) }
    }
    let found = max(0, difference.value).squareRoot() / Double(count)
    return found.isFinite ? found : nil
  }

  /// The nearest double of an expansion: the parts do not overlap, but they may lie so close that two roundings differ from
  /// one.
  private static func rounded(_ parts: [Double]) -> Double {
    guard var i = parts.indices.last else { return 0 }
    var high = parts[i]
    var low = 0.0
    while i > 0 {
      i -= 1
      let before = high
      let part = parts[i]
      high = before + part
      low = part - (high - before)
      if low != 0 { break }
    }
    // A half that was rounded to the even number, while what follows says it was more or less than a half.
    if i > 0, low != 0, (low < 0) == (parts[i - 1] < 0) {
      let twice = low * 2
      let moved = high + twice
      if twice == moved - high { high = moved }
    }
    return high
  }
}
