import Foundation
import TestKit
import Testing

/// Days, months and years that another tool counted (`answers.json`), asked one by one of the tool.
@Suite struct DateTruthTests {
  struct Column: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var answer: String
    var field: String
    var flags = ""
    var testDescription: String { "\(dataset): \(answer) \(flags)" }
  }

  static let columns = [
    Column(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv", answer: "by_day_utc",
      field: "Actualisation de la donnée"),
    // Three of these moments are on another day in Paris.
    Column(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv", answer: "by_day_paris",
      field: "Actualisation de la donnée", flags: "--timezone Europe/Paris"),
    Column(
      dataset: "ods-velib-2022", file: "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json",
      answer: "by_day_utc", field: "duedate"),
    Column(
      dataset: "geonames-cities5000-2018", file: "geonames-cities5000-2018/cities5000.ods.csv.gz",
      answer: "count_by_year_month_2016", field: "modification_date"),
    Column(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", answer: "by_year",
      field: "Modification date"),
    Column(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv",
      answer: "by_month_of_date_debut", field: "date_debut"),
  ]

  @Test(arguments: columns) func periods(_ column: Column) throws {
    guard let file = SharedData.url(column.file),
      let expected = try SharedData.answer(column.dataset, column.answer)?["by"] as? [String: Int]
    else { return }
    #expect(!expected.isEmpty)
    let workspace = try Workspace()
    defer { workspace.remove() }
    let format = column.file.contains(".csv") ? "csv --out-no-headers" : "jsonl"
    // A dozen is enough; those on which the zones disagree are at both ends of the list.
    let periods = expected.keys.sorted()
    for period in periods.count > 24 ? Array(periods.prefix(12) + periods.suffix(12)) : periods {
      let result = try workspace.run(
        "weir convert '\(file.path)' \(column.flags) -q '\"\(column.field)\" = \(period)' --no-geometry -t \(format) | wc -l",
        input: nil)
      let count = Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
      #expect(count == expected[period], "\(period): \(result.errors.prefix(400))")
    }
  }
}
