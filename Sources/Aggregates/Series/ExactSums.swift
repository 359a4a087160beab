/// Exact sums, one for each group.
///
/// Each is an integer of 128 bits that counts steps of 2^exponent, so that adding a number of usual size is one shift and
/// one addition. What does not fit (finer than a step, or beyond the range) goes to an `ExactSum` of the group, which few
/// groups have: nothing is ever lost, and every order of the same numbers gives the same sum.
package struct ExactSums: Sendable {
  /// The exponent of a step.
  let exponent: Int
  private var sums: [Int128] = []
  /// The number and one of the group's expansion in `expansions`; 0: none. Empty while no group has one.
  private var places: [UInt32] = []
  private var expansions: [ExactSum] = []

  /// Steps for numbers from 2^-28 to 2^45, all of whose bits are kept; for whole numbers, 0.
  static let usual = -80
  /// For squares of such numbers, and for what rounding a square lost.
  static let squares = -64
  static let squareRests = -120

  init(exponent: Int) { self.exponent = exponent }

  var byteCount: Int { sums.capacity * 16 + places.capacity * 4 + expansions.count * 96 }

  mutating func grow(to count: Int) {
    if sums.count < count { sums.append(contentsOf: repeatElement(0, count: count - sums.count)) }
    if !places.isEmpty, places.count < count {
      places.append(contentsOf: repeatElement(0, count: count - places.count))
    }
  }

  // MARK: Adding

  /// Adds finite numbers, each to its group.
  mutating func add(_ numbers: borrowing Span<Double>, _ groups: borrowing Span<UInt32>) {
    // What needs an expansion waits: the loop has one owner of the sums.
    var odd: [Int] = []
    let exponent = exponent
    do {
      var sums = sums.mutableSpan
      for i in 0..<numbers.count {
        let group = Int(groups[i])
        if let steps = Self.steps(numbers[i], exponent) {
          let (sum, overflow) = sums[group].addingReportingOverflow(steps)
          if overflow { odd.append(i) } else { sums[group] = sum }
        } else {
          odd.append(i)
        }
      }
    }
    for i in odd { add(numbers[i], to: Int(groups[i])) }
  }

  /// Adds integers, each to its group; a step is 1.
  mutating func add(_ numbers: borrowing Span<Int>, _ groups: borrowing Span<UInt32>) {
    var beyond: [Int] = []
    do {
      var sums = sums.mutableSpan
      for i in 0..<numbers.count {
        let group = Int(groups[i])
        let (sum, overflow) = sums[group].addingReportingOverflow(Int128(numbers[i]))
        if overflow { beyond.append(i) } else { sums[group] = sum }
      }
    }
    for i in beyond { add(steps: Int128(numbers[i]), to: Int(groups[i])) }
  }

  /// Adds a finite number.
  mutating func add(_ value: Double, to group: Int) {
    if let steps = Self.steps(value, exponent) { add(steps: steps, to: group) } else { addOdd(value, to: group) }
  }

  /// The number of steps that a number is; nil: it may be none, or beyond them.
  @inline(__always)
  private static func steps(_ value: Double, _ exponent: Int) -> Int128? {
    let bits = value.bitPattern
    let biased = Int(truncatingIfNeeded: bits &>> 52) & 0x7FF
    let shift = biased &- 1075 &- exponent
    // 72: 53 bits moved so far stay below half the range.
    guard UInt(bitPattern: shift) <= 72, biased != 0 else { return nil }
    let magnitude = Int128(truncatingIfNeeded: bits & 0xF_FFFF_FFFF_FFFF | 0x10_0000_0000_0000) &<< Int128(shift)
    return value < 0 ? 0 &- magnitude : magnitude
  }

  /// Adds an integer; a step is 1.
  @inline(__always)
  mutating func add(steps: Int128, to group: Int) {
    let (sum, overflow) = sums[group].addingReportingOverflow(steps)
    if overflow { addBeyond(steps, to: group) } else { sums[group] = sum }
  }

  @inline(never)
  private mutating func addBeyond(_ steps: Int128, to group: Int) {
    let place = expansion(of: group)
    expansions[place].add(sums[group], exponent: exponent)
    sums[group] = steps
  }

  @inline(never)
  private mutating func addOdd(_ value: Double, to group: Int) {
    if value == 0 { return }
    // A number with few bits may be a whole number of steps all the same.
    let steps = value * Double(sign: .plus, exponent: -exponent, significand: 1)
    if abs(steps) < 0x1p62, steps.rounded(.towardZero) == steps { return add(steps: Int128(Int64(steps)), to: group) }
    let place = expansion(of: group)
    expansions[place].add(value)
  }

  private mutating func expansion(of group: Int) -> Int {
    if places.isEmpty { places = Array(repeating: 0, count: sums.count) }
    if places[group] == 0 {
      expansions.append(ExactSum())
      places[group] = UInt32(truncatingIfNeeded: expansions.count)
    }
    return Int(places[group]) - 1
  }

  /// Makes the sum of a group infinite.
  mutating func addInfinity(to group: Int) {
    let place = expansion(of: group)
    expansions[place].isInfinite = true
  }

  /// Adds a sum of another table.
  mutating func add(_ other: ExactSums, _ group: Int, to own: Int) {
    add(steps: other.sums[group], to: own)
    guard let expansion = other.expansion(group) else { return }
    let place = self.expansion(of: own)
    expansions[place].add(expansion)
  }

  private func expansion(_ group: Int) -> ExactSum? {
    places.isEmpty || places[group] == 0 ? nil : expansions[Int(places[group]) - 1]
  }

  // MARK: Results

  /// The sum of a group.
  package func sum(of group: Int) -> ExactSum {
    var sum = expansion(group) ?? ExactSum()
    sum.add(sums[group], exponent: exponent)
    return sum
  }

  /// The sum where it is an integer of 64 bits and steps are 1.
  package func integer(of group: Int) -> Int? {
    guard exponent == 0, expansion(group) == nil else { return nil }
    return Int(exactly: sums[group])
  }

  /// Adds what `sum(of:)` gave somewhere else.
  mutating func add(_ sum: ExactSum, to group: Int) {
    for part in sum.parts { add(part, to: group) }
    if sum.isInfinite || !sum.largeParts.isEmpty {
      let place = expansion(of: group)
      expansions[place].add(sum.withoutSmallParts)
    }
  }
}
