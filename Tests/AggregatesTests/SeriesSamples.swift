import Aggregates

/// Answers of `analyze`, built by hand.
enum SeriesSamples {
  static let count = SeriesSpec(name: "my_count", function: .count)
  static let average = SeriesSpec(name: "avg", function: .average, expression: "sqrt(population)*2")
  static let spread = SeriesSpec(name: "spread", function: .quantiles([25, 75.5]), expression: "population")

  static func text(_ text: String) -> SliceValue { .text(Array(text.utf8)) }

  static func answer(
    _ slices: [SliceSpec], _ series: [SeriesSpec], _ rows: [([SliceValue], [SeriesValue])]
  ) -> SeriesAnswer {
    var answer = SeriesAnswer(slices: slices, series: series)
    for (group, row) in rows { answer.append(group, row) }
    return answer
  }

  static let countries = answer(
    [SliceSpec(field: "country_code")], [count, average],
    [
      ([text("AD")], [.integer(7), .number(189.14616030045894)]), ([text("ZM")], [.integer(51), .missing]),
    ])

  static let months = answer(
    [SliceSpec(field: "founded", parts: [.month, .year])], [count],
    [([.parts([1, 1978])], [.integer(12)]), ([.parts([2, 1978])], [.integer(-3)])])

  static let pairs = answer(
    [SliceSpec(field: "kind"), SliceSpec(field: "founded", parts: [.year])], [average],
    [([.literal(Array("true".utf8)), .parts([1978])], [.number(0.5)])])

  static let quantiles = answer(
    [], [spread], [([], [.quantiles([1.5, 1e21])]), ([], [.quantiles(nil)])])

  static let empty = answer([SliceSpec(field: "country_code")], [count, average], [])

  /// A row for each day, months of 28 days: two series of different size, gaps in the second one.
  static func days(_ count: Int) -> SeriesAnswer {
    var answer = SeriesAnswer(
      slices: [SliceSpec(field: "day", parts: [.year, .month, .day])], series: [self.count, average])
    for row in 0..<count {
      let wave = Double((row &* 31) % 101) - 50
      answer.append(
        [.parts([1990 + row / 336, row / 28 % 12 + 1, row % 28 + 1])],
        [.integer(row % 7), row % 10 == 3 ? .missing : .number(wave * 1e6)])
    }
    return answer
  }

  /// A row for each name; `make` gives its numbers.
  static func names(_ names: [String], _ series: [SeriesSpec], _ make: (Int) -> [SeriesValue]) -> SeriesAnswer {
    answer([SliceSpec(field: "name")], series, names.enumerated().map { ([text($1)], make($0)) })
  }
}
