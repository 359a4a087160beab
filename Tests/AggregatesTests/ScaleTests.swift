import Testing

@testable import Aggregates

@Suite struct ScaleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var low: Double
    var high: Double
    var ticks: [String]
    var testDescription: String { "\(low) to \(high)" }
  }

  static let cases = [
    Case(low: 0, high: 4711, ticks: ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    Case(low: 0, high: 0.3, ticks: ["0", "0.1", "0.2", "0.3"]),
    Case(low: -3.25, high: 2.75, ticks: ["-4", "-2", "0", "2", "4"]),
    Case(low: 0, high: 0, ticks: ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(low: 7, high: 7, ticks: ["0", "2", "4", "6", "8"]),
    Case(low: 1_000_000, high: 1_000_003, ticks: ["1,000,000", "1,000,001", "1,000,002", "1,000,003"]),
    Case(low: 0, high: 22_315_474, ticks: ["0", "5,000,000", "10,000,000", "15,000,000", "20,000,000", "25,000,000"]),
    Case(low: 0, high: 3e18, ticks: ["0.0", "1e+18", "2e+18", "3e+18"]),
    Case(low: 0, high: 5e-12, ticks: ["0.0", "1e-12", "2e-12", "3e-12", "4e-12", "5e-12"]),
  ]

  @Test(arguments: cases) func ticksAreRound(_ row: Case) {
    #expect(Scale(from: row.low, to: row.high, ticks: 5).ticks.map(\.text) == row.ticks)
  }

  /// Whatever the numbers are, they have places on the axis, and ticks ascend.
  @Test func everyPairOfEndsIsAnAxis() {
    let ends: [Double] = [
      0, .leastNonzeroMagnitude, 1e-300, 1e-9, 0.1, 1, 3, 1e6, 123_456_789, 1e15, 1e16, 9_007_199_254_740_992, 1e100,
      1e300,
      .greatestFiniteMagnitude,
    ]
    for low in ends + ends.map({ -$0 }) {
      for high in ends + ends.map({ -$0 }) + [low.nextUp] where high.isFinite {
        let scale = Scale(from: low, to: high, ticks: 5)
        #expect(scale.low < scale.high, "\(low) \(high)")
        #expect((2...9).contains(scale.ticks.count), "\(low) \(high): \(scale.ticks)")
        #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0.value < $1.value }, "\(low) \(high)")
        for value in [low, high] + scale.ticks.map(\.value) {
          #expect((0...1).contains(scale.place(value)), "\(low) \(high) \(value)")
        }
      }
    }
  }

  @Test(arguments: [
    ([SlicePart.year], [[1978], [1979], [2003]], ["1980", "1985", "1990", "1995", "2000"]),
    (
      [.month, .year], [[11, 1978], [1, 1979], [3, 1979]], ["1978-11", "1978-12", "1979-01", "1979-02", "1979-03"]
    ),
    (
      [.year, .month, .day], [[2020, 2, 27], [2020, 3, 2]],
      ["2020-02-27", "2020-02-28", "2020-02-29", "2020-03-01", "2020-03-02"]
    ),
    ([.year, .week], [[2020, 53], [2021, 2]], ["2020-12-28", "2021-01-04", "2021-01-11"]),
    (
      [.year, .yearday, .hour], [[2020, 60, 6], [2020, 60, 9]],
      ["2020-02-29 06:00", "2020-02-29 07:00", "2020-02-29 08:00", "2020-02-29 09:00"]
    ),
    ([.year], [[1999]], ["1999"]),
    ([.year, .month], [[2003, 5], [2003, 4]], ["2003-04", "2003-05"]),
  ]) func timeHasRoundTicks(_ parts: [SlicePart], _ rows: [[Int]], _ ticks: [String]) throws {
    let answer = SeriesSamples.answer(
      [SliceSpec(field: "d", parts: parts)], [SeriesSamples.count], rows.map { ([.parts($0)], [.integer(1)]) })
    let timeline = try #require(Timeline(answer))
    #expect(timeline.ticks(most: 5).map(\.text) == ticks)
    #expect(timeline.ticks(most: 5).allSatisfy { (0...1).contains($0.value) })
    #expect(rows.indices.allSatisfy { (0...1).contains(timeline.place(row: $0)) })
  }

  @Test(arguments: [
    ([SlicePart.weekday], [[0], [1]]), ([.year, .weekday], [[1978, 0], [1978, 1]]), ([], []),
    ([.year], [[1979], [1978], [1980]]), ([.year, .month], [[1978, 13]]),
  ]) func otherOrdersAreNoTimeline(_ parts: [SlicePart], _ rows: [[Int]]) {
    let answer = SeriesSamples.answer(
      [SliceSpec(field: "d", parts: parts)], [SeriesSamples.count],
      parts.isEmpty
        ? [([SeriesSamples.text("AD")], [.integer(1)])] : rows.map { ([.parts($0)], [.integer(1)]) })
    #expect(Timeline(answer) == nil)
  }
}
