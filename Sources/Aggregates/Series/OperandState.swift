/// What series ask of the numbers of one expression: several series over it share them.
package struct OperandNeeds: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let sum = OperandNeeds(rawValue: 1)
  package static let squares = OperandNeeds(rawValue: 2)
  package static let minimum = OperandNeeds(rawValue: 4)
  package static let maximum = OperandNeeds(rawValue: 8)
  /// Every single number.
  package static let values = OperandNeeds(rawValue: 16)
}

extension SeriesFunction {
  package var needs: OperandNeeds {
    switch self {
    case .count: []
    case .average, .sum: .sum
    case .minimum: .minimum
    case .maximum: .maximum
    case .deviation: [.sum, .squares]
    case .squares: .squares
    case .quantiles: .values
    }
  }
}

/// What is known of the numbers of one expression, for each group: arrays at the group's number. States of any parts of
/// the records add up, in any order, to the same state.
package struct OperandState: Sendable {
  package let needs: OperandNeeds
  /// The numbers are those of a field of integers: as long as no other comes, sums and extremes are integers.
  package let isIntegral: Bool
  /// A number came that is no integer, or beyond 64 bits: all of the series are doubles.
  package internal(set) var hasFractions = false
  /// An integer beyond 64 bits came: it is the nearest double.
  package internal(set) var hasHuge = false
  /// Numbers of each group.
  package internal(set) var counts: [Int] = []
  var sums: ExactSums
  var squares: ExactSums
  var squareRests: ExactSums
  /// Extremes of integers and of other numbers; where a group has none they are beyond all of them.
  var integerMinima: [Int] = []
  var integerMaxima: [Int] = []
  var minima: [Double] = []
  var maxima: [Double] = []
  /// Numbers and their groups, in no order.
  var values: [Double] = []
  var valueGroups: [UInt32] = []

  package init(_ needs: OperandNeeds, isIntegral: Bool) {
    self.needs = needs
    self.isIntegral = isIntegral
    sums = ExactSums(exponent: isIntegral ? 0 : ExactSums.usual)
    squares = ExactSums(exponent: isIntegral ? 0 : ExactSums.squares)
    squareRests = ExactSums(exponent: ExactSums.squareRests)
  }

  package var byteCount: Int {
    8 * (counts.capacity + integerMinima.capacity + integerMaxima.capacity + minima.capacity + maxima.capacity)
      + 8 * values.capacity + 4 * valueGroups.capacity + sums.byteCount + squares.byteCount + squareRests.byteCount
  }

  /// Makes room for groups up to `count`.
  mutating func grow(to count: Int) {
    guard counts.count < count else { return }
    Self.grow(&counts, to: count, 0)
    if needs.contains(.sum) { sums.grow(to: count) }
    if needs.contains(.squares) {
      squares.grow(to: count)
      if !isIntegral || hasFractions { squareRests.grow(to: count) }
    }
    if needs.contains(.minimum) {
      if isIntegral { Self.grow(&integerMinima, to: count, .max) }
      if !isIntegral || hasFractions { Self.grow(&minima, to: count, .infinity) }
    }
    if needs.contains(.maximum) {
      if isIntegral { Self.grow(&integerMaxima, to: count, .min) }
      if !isIntegral || hasFractions { Self.grow(&maxima, to: count, -.infinity) }
    }
  }

  private static func grow<Value>(_ array: inout [Value], to count: Int, _ value: Value) {
    if array.count < count { array.append(contentsOf: repeatElement(value, count: count - array.count)) }
  }

  /// Makes room for numbers that are no integers.
  mutating func noteFraction() {
    guard isIntegral, !hasFractions else { return }
    hasFractions = true
    let count = counts.count
    if needs.contains(.squares) { squareRests.grow(to: count) }
    if needs.contains(.minimum) { Self.grow(&minima, to: count, .infinity) }
    if needs.contains(.maximum) { Self.grow(&maxima, to: count, -.infinity) }
  }

  // MARK: Adding

  /// Adds integers, each to its group. The expression is a field of integers.
  mutating func add(_ numbers: borrowing Span<Int>, _ groups: borrowing Span<UInt32>) {
    let count = numbers.count
    Self.count(groups, in: &counts)
    if needs.contains(.sum) { sums.add(numbers, groups) }
    if needs.contains(.squares) {
      for i in 0..<count { squares.add(steps: Int128(numbers[i]) &* Int128(numbers[i]), to: Int(groups[i])) }
    }
    if needs.contains(.minimum) { Self.lower(&integerMinima, numbers, groups) }
    if needs.contains(.maximum) { Self.raise(&integerMaxima, numbers, groups) }
    if needs.contains(.values) {
      for i in 0..<count {
        values.append(Double(numbers[i]))
        valueGroups.append(groups[i])
      }
    }
  }

  /// Adds finite numbers, each to its group.
  mutating func add(_ numbers: borrowing Span<Double>, _ groups: borrowing Span<UInt32>) {
    let count = numbers.count
    Self.count(groups, in: &counts)
    if needs.contains(.sum) { sums.add(numbers, groups) }
    if needs.contains(.squares) {
      for i in 0..<count { addSquare(numbers[i], to: Int(groups[i])) }
    }
    if needs.contains(.minimum) { Self.lower(&minima, numbers, groups) }
    if needs.contains(.maximum) { Self.raise(&maxima, numbers, groups) }
    if needs.contains(.values) {
      for i in 0..<count {
        values.append(numbers[i] + 0)
        valueGroups.append(groups[i])
      }
    }
  }

  /// Adds one to each group that is named.
  static func count(_ groups: borrowing Span<UInt32>, in counts: inout [Int]) {
    var counts = counts.mutableSpan
    for i in 0..<groups.count { counts[Int(groups[i])] &+= 1 }
  }

  @inline(__always)
  private static func lower<Number: Comparable & AdditiveArithmetic>(
    _ least: inout [Number], _ numbers: borrowing Span<Number>, _ groups: borrowing Span<UInt32>
  ) {
    var least = least.mutableSpan
    // -0 counts as 0: which of two equal ones is kept must not depend on the order.
    for i in 0..<numbers.count where numbers[i] < least[Int(groups[i])] { least[Int(groups[i])] = numbers[i] + .zero }
  }

  @inline(__always)
  private static func raise<Number: Comparable & AdditiveArithmetic>(
    _ greatest: inout [Number], _ numbers: borrowing Span<Number>, _ groups: borrowing Span<UInt32>
  ) {
    var greatest = greatest.mutableSpan
    for i in 0..<numbers.count where numbers[i] > greatest[Int(groups[i])] {
      greatest[Int(groups[i])] = numbers[i] + .zero
    }
  }

  /// A square is a double and what rounding it lost, another double: together they are exact. One that leaves the range is
  /// an infinite sum.
  private mutating func addSquare(_ number: Double, to group: Int) {
    let square = number * number
    guard square.isFinite else { return squares.addInfinity(to: group) }
    squares.add(square, to: group)
    let rest = (-square).addingProduct(number, number)
    if rest != 0 { squareRests.add(rest, to: group) }
  }

  // MARK: Adding up

  /// Adds another state; `numbers` says for each of its groups the number that it has here.
  mutating func merge(_ other: OperandState, _ numbers: [Int]) {
    guard isIntegral == other.isIntegral else { return mergeUnlike(other, numbers) }
    if other.hasFractions { noteFraction() }
    hasHuge = hasHuge || other.hasHuge
    let hasDoubles = !other.isIntegral || other.hasFractions
    for (old, group) in numbers.enumerated() {
      counts[group] &+= other.counts[old]
      if needs.contains(.sum) { sums.add(other.sums, old, to: group) }
      if needs.contains(.squares) {
        squares.add(other.squares, old, to: group)
        if hasDoubles { squareRests.add(other.squareRests, old, to: group) }
      }
      if isIntegral {
        if needs.contains(.minimum) { integerMinima[group] = min(integerMinima[group], other.integerMinima[old]) }
        if needs.contains(.maximum) { integerMaxima[group] = max(integerMaxima[group], other.integerMaxima[old]) }
      }
      if hasDoubles {
        if needs.contains(.minimum) { minima[group] = min(minima[group], other.minima[old]) }
        if needs.contains(.maximum) { maxima[group] = max(maxima[group], other.maxima[old]) }
      }
    }
    values += other.values
    valueGroups += other.valueGroups.map { UInt32(truncatingIfNeeded: numbers[Int($0)]) }
  }

  /// The field is one of integers in one input and not in another: from now on its numbers are doubles.
  private mutating func mergeUnlike(_ other: OperandState, _ numbers: [Int]) {
    noteFraction()
    hasHuge = hasHuge || other.hasHuge
    for (old, known) in other.numbers().enumerated() { add(known, to: numbers[old]) }
  }
}
