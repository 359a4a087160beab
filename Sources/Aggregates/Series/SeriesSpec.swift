/// A series as its answer shows it.
package struct SeriesSpec: Sendable, Equatable {
  package let name: String
  package let function: SeriesFunction
  /// What is computed, as it was written; nil: records are counted.
  package let expression: String?

  package init(name: String, function: SeriesFunction, expression: String? = nil) {
    self.name = name
    self.function = function
    self.expression = expression
  }
}

/// What a series says of the numbers of a group.
package enum SeriesFunction: Sendable, Equatable {
  case count, average, sum, minimum, maximum, deviation, squares
  /// From 0 to 100, in the order in which they were asked for.
  case quantiles([Double])
}

/// A number of a series.
package enum SeriesValue: Sendable, Equatable {
  /// The group has no operand.
  case missing
  case integer(Int)
  case number(Double)
  /// One for each quantile that was asked for; nil: the group has no operand.
  case quantiles([Double]?)
}
