/// What an `OperandState` knows of one group, apart from it: what is written into a part and read from it again. The same
/// numbers give the same values, whatever their order was.
package struct GroupNumbers: Sendable, Equatable {
  package var count = 0
  /// Doubles whose exact sum it is, the greatest first.
  package var sum = ExactSum()
  package var squares = ExactSum()
  package var integerMinimum: Int?
  package var integerMaximum: Int?
  package var minimum: Double?
  package var maximum: Double?
  /// Every number, ascending, where quantiles are asked for.
  package var values: [Double] = []

  package init() {}
}

extension ExactSum {
  /// The same sum in the one form that all representations share: the nearest double, then that of what is left of it.
  package var canonical: ExactSum {
    var canonical = ExactSum()
    canonical.isInfinite = isInfinite
    canonical.parts = Self.canonical(parts)
    canonical.largeParts = Self.canonical(largeParts)
    return canonical
  }

  private static func canonical(_ parts: [Double]) -> [Double] {
    var rest = ExactSum()
    rest.parts = parts
    var found: [Double] = []
    while case let next = rest.value, next != 0, next.isFinite {
      found.append(next)
      ExactSum.grow(&rest.parts, -next)
    }
    return found.reversed()
  }

  /// A sum that was written as `parts` and `largeParts`; nil where they cannot be those of one.
  package init?(parts: [Double], largeParts: [Double], isInfinite: Bool) {
    self.init()
    for part in parts {
      guard abs(part) < 0x1p1020 else { return nil }
      Self.grow(&self.parts, part)
    }
    for part in largeParts {
      guard abs(part) < 0x1p1020 else { return nil }
      Self.grow(&self.largeParts, part)
    }
    self.isInfinite = isInfinite
  }
}

extension OperandState {
  /// What is known of every group, in the order of their numbers.
  package func numbers() -> [GroupNumbers] {
    let sorted = needs.contains(.values) ? sortedValues() : nil
    return counts.indices.map { group in
      var numbers = GroupNumbers()
      numbers.count = counts[group]
      if needs.contains(.sum) { numbers.sum = sums.sum(of: group).canonical }
      if needs.contains(.squares) { numbers.squares = sumOfSquares(group).canonical }
      if isIntegral, needs.contains(.minimum), integerMinima[group] != .max {
        numbers.integerMinimum = integerMinima[group]
      }
      if isIntegral, needs.contains(.maximum), integerMaxima[group] != .min {
        numbers.integerMaximum = integerMaxima[group]
      }
      if group < minima.count, minima[group].isFinite { numbers.minimum = minima[group] }
      if group < maxima.count, maxima[group].isFinite { numbers.maximum = maxima[group] }
      if let sorted { numbers.values = Array(sorted.values[sorted.starts[group]..<sorted.starts[group + 1]]) }
      return numbers
    }
  }
}

extension SeriesState {
  /// Adds what was read of a group. `fractions` and `huge` of the operands are set by `note`.
  package mutating func add(_ numbers: GroupNumbers, to group: Int, operand index: Int) {
    operands[index].add(numbers, to: group)
  }

  /// Sets what an operand says of all its numbers. Call it before groups are added.
  package mutating func note(operand index: Int, hasFractions: Bool, hasHuge: Bool) {
    if hasFractions { operands[index].noteFraction() }
    operands[index].hasHuge = operands[index].hasHuge || hasHuge
  }
}

extension OperandState {
  mutating func add(_ numbers: GroupNumbers, to group: Int) {
    counts[group] += numbers.count
    if needs.contains(.sum) { sums.add(numbers.sum, to: group) }
    if needs.contains(.squares) { squares.add(numbers.squares, to: group) }
    if needs.contains(.minimum) {
      if let least = numbers.integerMinimum {
        if isIntegral {
          integerMinima[group] = min(integerMinima[group], least)
        } else {
          minima[group] = min(minima[group], Double(least))
        }
      }
      if let least = numbers.minimum, group < minima.count { minima[group] = min(minima[group], least + 0) }
    }
    if needs.contains(.maximum) {
      if let greatest = numbers.integerMaximum {
        if isIntegral {
          integerMaxima[group] = max(integerMaxima[group], greatest)
        } else {
          maxima[group] = max(maxima[group], Double(greatest))
        }
      }
      if let greatest = numbers.maximum, group < maxima.count { maxima[group] = max(maxima[group], greatest + 0) }
    }
    if needs.contains(.values) {
      for value in numbers.values {
        values.append(value + 0)
        valueGroups.append(UInt32(truncatingIfNeeded: group))
      }
    }
  }
}
