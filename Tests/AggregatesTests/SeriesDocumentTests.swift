import Bytes
import Records
import Testing

@testable import Aggregates

@Suite struct SeriesDocumentTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var answer: SeriesAnswer
    var json: String
    /// Names of the columns of a record.
    var columns: [String]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "one field, missing value", answer: SeriesSamples.countries,
      json: #"[{"x": "AD", "my_count": 7, "avg": 189.14616030045894}, {"x": "ZM", "my_count": 51, "avg": null}]"#,
      columns: ["x", "my_count", "avg"]),
    Case(
      name: "parts of a date", answer: SeriesSamples.months,
      json: #"[{"x": {"month": 1, "year": 1978}, "my_count": 12}, {"x": {"month": 2, "year": 1978}, "my_count": -3}]"#,
      columns: ["x.month", "x.year", "my_count"]),
    Case(
      name: "several fields, literals", answer: SeriesSamples.pairs,
      json: #"[{"x": {"kind": true, "founded": {"year": 1978}}, "avg": 0.5}]"#,
      columns: ["x.kind", "x.founded.year", "avg"]),
    Case(
      name: "no x, quantiles", answer: SeriesSamples.quantiles,
      json: #"[{"spread": {"25.0": 1.5, "75.5": 1e+21}}, {"spread": {"25.0": null, "75.5": null}}]"#,
      columns: ["spread.25.0", "spread.75.5"]),
    Case(name: "no rows", answer: SeriesSamples.empty, json: "[]", columns: ["x", "my_count", "avg"]),
    Case(
      name: "names and texts that need escapes",
      answer: SeriesSamples.answer(
        [SliceSpec(field: "a\"b")], [SeriesSpec(name: "n\\", function: .maximum, expression: "v")],
        [
          ([SeriesSamples.text("\"\n\u{E9}")], [.number(.infinity)]),
          ([.literal(Array("-1.50".utf8))], [.number(-0.1)]),
        ]
      ),
      json: #"[{"x": "\"\n"# + "\u{E9}" + #"", "n\\": null}, {"x": -1.50, "n\\": -0.1}]"#, columns: ["x", "n\\"]),
  ]

  private static func text(_ pieces: [[UInt8]]) -> String { String(decoding: pieces.joined(), as: UTF8.self) }

  @Test(arguments: cases) func jsonIsThatOfTheAPI(_ row: Case) {
    #expect(Self.text(SeriesJSON.document(row.answer, isPretty: false)) == row.json + "\n")
    #expect(Self.text(SeriesJSON.document(row.answer, isPretty: false, callback: "f")) == "f(" + row.json + ");\n")
  }

  @Test func prettyHasFourSpacesALevel() {
    let text = Self.text(SeriesJSON.document(SeriesSamples.months, isPretty: true))
    #expect(
      text.hasPrefix("[\n    {\n        \"x\": {\n            \"month\": 1,\n            \"year\": 1978\n        },"))
    #expect(text.hasSuffix("\n    }\n]\n"))
  }

  @Test func largeAnswersComeInPieces() {
    let pieces = SeriesJSON.document(SeriesSamples.days(60_000), isPretty: false)
    #expect(pieces.count > 3)
    #expect(pieces.allSatisfy { $0.count < 2 << 20 })
  }

  @Test(arguments: cases) func rowsHaveAColumnForEachNumber(_ row: Case) {
    #expect(SeriesRows(row.answer).schema.fields.map(\.name) == row.columns)
  }

  @Test func rowsAreRecordsOfBatches() {
    let answer = SeriesSamples.days(25_000)
    let batches = Array(SeriesRows(answer).batches(answer))
    #expect(batches.map(\.recordCount) == [10_000, 10_000, 5000])
    func cell(_ batch: RecordBatch, _ row: Int, _ column: Int) -> String {
      let content = batch.content(row: row, column: column)
      return String(decoding: batch.bytes[content.start..<content.end], as: UTF8.self)
    }
    #expect((0..<5).map { cell(batches[0], 0, $0) } == ["1990", "1", "1", "0", "-50000000.0"])
    #expect((0..<5).map { cell(batches[1], 3, $0) } == ["2019", "10", "8", "\(10_003 % 7)", "null"])
  }

  @Test func tablesAlignNumbersAndShowNoControlCharacters() {
    let answer = SeriesSamples.names(
      ["東京", "a\u{1B}[2Jb", String(repeating: "long ", count: 20)], [SeriesSamples.count, SeriesSamples.average]
    ) { [.integer([5, 12_000, 0][$0]), $0 == 1 ? .missing : .number(1.25)] }
    #expect(
      String(decoding: SeriesTable.text(answer), as: UTF8.self) == """
        name                                      my_count   avg
        ────────────────────────────────────────  ────────  ────
        東京                                             5  1.25
        a\u{FFFD}[2Jb                                       12000     -
        long long long long long long long long…         0  1.25

        """)
    #expect(
      String(decoding: SeriesTable.text(SeriesSamples.months), as: UTF8.self) == """
        founded (month, year)  my_count
        ─────────────────────  ────────
        1978-01                      12
        1978-02                      -3

        """)
  }

  @Test(arguments: [
    ([SlicePart.year, .month, .day, .hour], [1978, 1, 5, 7], "1978-01-05 07h"),
    ([.day, .month, .year], [5, 1, 978], "0978-01-05"), ([.year, .week], [2020, 53], "2020-W53"),
    ([.year, .yearday], [2020, 61], "2020-061"), ([.weekday, .hour], [0, 7], "Mon 07h"), ([.month], [12], "Dec"),
    ([.hour, .minute], [7, 5], "07:05"), ([.minute], [5], "minute 5"), ([.weekday], [9], "9"),
    ([.month, .day], [3, 1], "Mar 1"), ([.year, .day], [-44, 15], "-0044 day 15"),
  ]) func slicesAreNamedForPeople(_ parts: [SlicePart], _ values: [Int], _ label: String) {
    #expect(SliceLabel.text(.parts(values), parts) == label)
  }
}
