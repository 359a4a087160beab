import Aggregates
import Diagnostics

/// A function of a series, as people write it.
package struct SeriesWord: Sendable {
  /// In capitals; read in any case.
  package let name: String
  package let summary: String
  /// One that is run by the tests: `AVG(population)`.
  package let example: String
  package let needsExpression: Bool
  package let takesSubsets: Bool
}

/// Every function of a series. `QUANTILES` has numbers of its own behind the expression.
package enum SeriesWords {
  package static let all: [SeriesWord] = SeriesFunctions.all.map { entry in
    let needsExpression = entry.function != .count
    let takesSubsets = entry.name == SeriesFunctions.quantiles
    let inner = takesSubsets ? "(population, 25, 50, 75)" : needsExpression ? "(population)" : ""
    return SeriesWord(
      name: entry.name, summary: entry.summary, example: entry.name + inner, needsExpression: needsExpression,
      takesSubsets: takesSubsets)
  }

  static var names: [String] { all.map(\.name) }

  static func named(_ name: String) -> SeriesWord? { all.first { $0.name == name.uppercased() } }

  /// The function that somebody meant who knows it by another name, or mistyped it.
  static func meant(by name: String) -> String? {
    let known = [
      "AVERAGE": "AVG", "MEAN": "AVG", "TOTAL": "SUM", "ADD": "SUM", "MINIMUM": "MIN", "MAXIMUM": "MAX",
      "STDEV": "STDDEV", "STD": "STDDEV", "DEVIATION": "STDDEV", "MEDIAN": "QUANTILES", "PERCENTILE": "QUANTILES",
      "PERCENTILES": "QUANTILES", "QUANTILE": "QUANTILES", "N": "COUNT", "NUMBER": "COUNT",
    ]
    return known[name.uppercased()] ?? Suggestion.nearest(to: name, in: names)
  }
}
