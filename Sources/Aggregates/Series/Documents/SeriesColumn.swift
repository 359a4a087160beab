/// A column of numbers of an answer: a series, or one quantile of it.
struct SeriesColumn: Sendable, Equatable {
  /// `avg`, `spread.25.0`
  let name: String
  /// What is computed, for people: `AVG(population)`, `records`.
  let meaning: String
  private let series: Int
  private let quantile: Int?

  /// The columns of all series, in their order.
  static func all(_ series: [SeriesSpec]) -> [SeriesColumn] {
    series.enumerated().flatMap { index, spec in
      guard case .quantiles(let subsets) = spec.function else {
        return [SeriesColumn(name: spec.name, meaning: spec.meaning, series: index, quantile: nil)]
      }
      return subsets.enumerated().map { place, subset in
        SeriesColumn(
          name: "\(spec.name).\(subset)",
          meaning: "\(subset)".trimmingPoint + "% quantile of \(spec.expression ?? "records")",
          series: index, quantile: place)
      }
    }
  }

  /// Missing, an integer or a finite number.
  func value(row: Int, of answer: borrowing SeriesAnswer) -> SeriesValue {
    switch answer.value(row: row, series: series) {
    case .quantiles(let values): values.map { $0[quantile ?? 0] }.map(SeriesValue.number)?.finite ?? .missing
    case let value: value.finite
    }
  }

  /// The numbers of all rows; nil where one is missing.
  func numbers(of answer: borrowing SeriesAnswer) -> [Double?] {
    var numbers: [Double?] = []
    numbers.reserveCapacity(answer.rowCount)
    for row in 0..<answer.rowCount { numbers.append(value(row: row, of: answer).number) }
    return numbers
  }
}

extension SeriesValue {
  /// Itself; missing in place of what JSON cannot hold.
  var finite: SeriesValue {
    if case .number(let number) = self, !number.isFinite { return .missing }
    return self
  }

  var number: Double? {
    switch self {
    case .missing, .quantiles: nil
    case .integer(let value): Double(value)
    case .number(let value): value
    }
  }

  /// An integer, or the shortest digits that read back as the number; nil when it is missing.
  var text: String? {
    switch self {
    case .missing, .quantiles: nil
    case .integer(let value): String(value)
    case .number(let value): "\(value)"
    }
  }
}

extension SeriesSpec {
  /// `AVG(population)`; `records` when they are counted.
  var meaning: String {
    guard let expression else { return "records" }
    return "\(function.word)(\(expression))"
  }
}

extension SeriesFunction {
  var word: String {
    switch self {
    case .count: "COUNT"
    case .average: "AVG"
    case .sum: "SUM"
    case .minimum: "MIN"
    case .maximum: "MAX"
    case .deviation: "STDDEV"
    case .squares: "SUMSQUARES"
    case .quantiles: "QUANTILES"
    }
  }
}

extension String {
  /// `25.0` as `25`.
  fileprivate var trimmingPoint: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
