/// Every function of series.
package enum SeriesFunctions {
  package struct Entry: Sendable {
    package let name: String
    /// Quantiles without their subsets.
    package let function: SeriesFunction
    /// One line for help: what it says of a group.
    package let summary: String
  }

  package static let quantiles = "QUANTILES"

  package static let all: [Entry] = [
    Entry(name: "COUNT", function: .count, summary: "how many records there are"),
    Entry(name: "AVG", function: .average, summary: "the mean of the numbers"),
    Entry(name: "SUM", function: .sum, summary: "their sum, exact; 0 where there is none"),
    Entry(name: "MIN", function: .minimum, summary: "the least of them"),
    Entry(name: "MAX", function: .maximum, summary: "the greatest of them"),
    Entry(name: "STDDEV", function: .deviation, summary: "their standard deviation, that of a population"),
    Entry(name: "SUMSQUARES", function: .squares, summary: "the sum of their squares, exact"),
    Entry(
      name: quantiles, function: .quantiles([]), summary: "numbers below which a share of them is, 50 for the median"),
  ]

  /// The function of that name, in any case.
  package static func named(_ name: String) -> Entry? { all.first { $0.name == name.uppercased() } }
}
