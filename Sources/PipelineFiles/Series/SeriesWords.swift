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
  package static let all: [SeriesWord] = [
    word("COUNT", "how many records", "COUNT", needsExpression: false),
    word("AVG", "the mean of the numbers", "AVG(population)"),
    word("SUM", "their sum", "SUM(population)"),
    word("MIN", "the smallest", "MIN(population)"),
    word("MAX", "the largest", "MAX(population)"),
    word("STDDEV", "the standard deviation of all of them (not of a sample)", "STDDEV(population)"),
    word("SUMSQUARES", "the sum of their squares", "SUMSQUARES(population)"),
    word(
      "QUANTILES", "the values below which so many percent of them are", "QUANTILES(population, 25, 50, 75)",
      takesSubsets: true),
  ]

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

  private static func word(
    _ name: String, _ summary: String, _ example: String, needsExpression: Bool = true, takesSubsets: Bool = false
  ) -> SeriesWord {
    SeriesWord(
      name: name, summary: summary, example: example, needsExpression: needsExpression, takesSubsets: takesSubsets)
  }
}
