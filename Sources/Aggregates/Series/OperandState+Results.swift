/// The numbers of a series, once all records were seen.
extension OperandState {
  /// What a function says of a group.
  package func value(of function: SeriesFunction, group: Int) -> SeriesValue {
    let count = counts[group]
    switch function {
    case .count: return .missing
    case .sum:
      // The sum of nothing is 0.
      return whole(sums, group) ?? Self.number(sums.sum(of: group).value)
    case .squares: return whole(squares, group) ?? Self.number(sumOfSquares(group).value)
    case .average:
      guard count > 0 else { return .missing }
      if let sum = sums.integer(of: group), abs(sum) < 1 << 53 { return .number(Double(sum) / Double(count)) }
      return Self.number(sums.sum(of: group).divided(by: count))
    case .minimum:
      guard count > 0 else { return .missing }
      if isIntegral, !hasFractions { return .integer(integerMinima[group]) }
      let least = isIntegral && integerMinima[group] != .max ? Double(integerMinima[group]) : .infinity
      return Self.number(min(least, minima[group]))
    case .maximum:
      guard count > 0 else { return .missing }
      if isIntegral, !hasFractions { return .integer(integerMaxima[group]) }
      let greatest = isIntegral && integerMaxima[group] != .min ? Double(integerMaxima[group]) : -.infinity
      return Self.number(max(greatest, maxima[group]))
    case .deviation:
      guard count > 0 else { return .missing }
      return Self.number(ExactSum.deviation(count: count, sum: sums.sum(of: group), squares: sumOfSquares(group)))
    case .quantiles: return .missing
    }
  }

  /// A sum that is beyond 64 bits, where integers were asked for.
  package func isBeyondIntegers(_ function: SeriesFunction, group: Int) -> Bool {
    guard isIntegral, !hasFractions else { return false }
    switch function {
    case .sum: return sums.integer(of: group) == nil
    case .squares: return squares.integer(of: group) == nil
    default: return false
    }
  }

  private func whole(_ sums: ExactSums, _ group: Int) -> SeriesValue? {
    isIntegral && !hasFractions ? sums.integer(of: group).map { .integer($0) } : nil
  }

  func sumOfSquares(_ group: Int) -> ExactSum {
    var sum = squares.sum(of: group)
    if !isIntegral || hasFractions { sum.add(squareRests.sum(of: group)) }
    return sum
  }

  /// A result that leaves the range of a double is missing: JSON has no such number.
  private static func number(_ value: Double?) -> SeriesValue {
    guard let value, value.isFinite else { return .missing }
    return .number(value)
  }

  // MARK: Quantiles

  /// The numbers of each group, ascending, and where those of each group begin (one place more than there are groups).
  package func sortedValues() -> (values: [Double], starts: [Int]) {
    var starts = [Int](repeating: 0, count: counts.count + 1)
    for group in valueGroups { starts[Int(group) + 1] += 1 }
    for group in 1..<starts.count { starts[group] += starts[group - 1] }
    var next = starts
    var sorted = [Double](repeating: 0, count: values.count)
    for (value, group) in zip(values, valueGroups) {
      sorted[next[Int(group)]] = value
      next[Int(group)] += 1
    }
    for group in counts.indices { sorted[starts[group]..<starts[group + 1]].sort() }
    return (sorted, starts)
  }

  /// A quantile, from 0 to 100, of ascending numbers: the number at its place among them, or between two neighbours in
  /// proportion (type 7 of R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996; the default of R, NumPy
  /// and spreadsheets).
  package static func quantile(_ percent: Double, of values: ArraySlice<Double>) -> Double {
    let place = Double(values.count - 1) * percent / 100
    let low = Int(place.rounded(.down))
    let first = values[values.startIndex + low]
    guard low + 1 < values.count else { return first }
    let second = values[values.startIndex + low + 1]
    let share = place - Double(low)
    return share == 0 ? first : first + (second - first) * share
  }
}
