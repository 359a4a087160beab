import Foundation
import TestKit
import Testing

/// Questions that other tools answered (`answers.json`), and searches that a portal answered, asked of the tool: the same
/// number of records, or the same records.
@Suite struct QueryTruthTests {
  struct Question: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var answer: String
    var query: String
    var flags = ""

    /// Delimited text leaves as it came: no column need be of one type for it.
    var format: String { file.contains(".csv") ? "csv --out-no-headers" : "jsonl" }
    var testDescription: String { "\(dataset): \(query)" }
  }

  private static func cities(_ answer: String, _ query: String) -> Question {
    Question(
      dataset: "geonames-cities5000-2018", file: "geonames-cities5000-2018/cities5000.ods.csv.gz", answer: answer,
      query: query)
  }

  private static func poland(_ answer: String, _ query: String) -> Question {
    Question(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", answer: answer, query: query)
  }

  static let questions: [Question] = [
    cities("count", ""), cities("date_ge_2016", "modification_date >= 2016"),
    cities("date_lt_2012-06-15", "modification_date < 2012/06/15"),
    cities("date_range_2010_2012_year_inclusive", "modification_date:[2010 TO 2012]"),
    cities("date_range_2010_2012_instant_end", "modification_date:[2010 TO 2012/01/01]"),
    cities("pop_gt_1M_and_before_2014", "population > 1000000 AND modification_date < 2014"),
    cities("refine_FR", "country_code:FR"), cities("refine_FR_exclude_PPL", "country_code:FR NOT feature_code:PPL"),
    cities("disjunctive_FR_BE_LU", "country_code:FR OR country_code:BE OR country_code = LU"),
    cities("name_startswith_Saint", "#startswith(name,\"Saint\")"),
    cities("name_startswith_saint_lowercase", "#startswith(name,\"saint\")"),
    cities("elevation_null", "#null(elevation)"),
    poland("count", "Poland"), poland("count", "pola"), poland("date_ge_2015", "\"Modification date\" >= 2015"),
    poland("date_2010-09", "\"Modification date\":2010/09"), poland("date_2010-09", "`Modification date` = 2010-09"),
    poland("null_alternate_names", "#null(\"Alternate Names\")"), poland("elevation_not_null", "NOT #null(Elevation)"),
    poland("startswith_L_stroke", "#startswith(Name, Ł)"),
    Question(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv",
      answer: "date_debut_2018-06-15_to_2018-09-30", query: "date_debut:[2018/06/15 TO 2018/09/30]"),
    Question(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv",
      answer: "spanning_new_year_2019", query: "date_debut < 2019 AND date_fin >= 2019"),
    Question(
      dataset: "ods-gares-sncf-2026", file: "ods-gares-sncf/2026/liste-des-gares.csv", answer: "startswith_Saint",
      query: "#startswith(LIBELLE, Saint)"),
    Question(
      dataset: "ods-gares-sncf-2026", file: "ods-gares-sncf/2026/liste-des-gares.csv",
      answer: "refine_paris_voyageurs", query: "#exact(COMMUNE, PARIS) AND #exact(VOYAGEURS, O)"),
    Question(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv",
      answer: "station_not_working", query: "\"Station en fonctionnement\":non"),
    Question(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv",
      answer: "ts_lt_2023-02-23T15:00:00Z", query: "\"Actualisation de la donnée\" < 2023-02-23T15:00:00Z"),
    Question(
      dataset: "ods-titanic", file: "ods-titanic/titanic-passengers.csv", answer: "age_null", query: "#null(Age)"),
    Question(
      dataset: "vega-earthquakes", file: "vega/earthquakes.json", answer: "mag_ge_4.5", query: "mag >= 4.5",
      flags: "-f geojson"),
    Question(
      dataset: "vega-earthquakes", file: "vega/earthquakes.json", answer: "negative_mag", query: "mag < 0",
      flags: "-f geojson"),
    Question(dataset: "vega-movies", file: "vega/movies.json", answer: "imdb_null", query: "#null(\"IMDB Rating\")"),
    Question(
      dataset: "vega-movies", file: "vega/movies.json", answer: "worldwide_gt_500M_and_before_2005",
      query: "\"Worldwide Gross\" > 500000000 AND \"Release Date\" < 2005",
      flags: "--dates \"Release Date=%b %d %Y\""),
  ]

  /// The largest cities, as another tool sorted them.
  @Test func largestCities() throws {
    let dataset = "geonames-cities5000-2018"
    guard let file = SharedData.url("\(dataset)/cities5000.ods.csv.gz"),
      let expected = try SharedData.answer(dataset, "top5_population")?["rows"] as? [[Any]]
    else { return }
    let lines = expected.map { $0.map { "\($0)" }.joined(separator: ",") }
    let workspace = try Workspace()
    defer { workspace.remove() }
    for order in ["--sort population:desc,geonameid --limit 5", "--params 'sort=population,-geonameid&rows=5'"] {
      let result = try workspace.run(
        "weir convert '\(file.path)' \(order) -t csv -D , --out-no-headers --fields geonameid,name,population",
        input: nil)
      #expect(result.output.split(whereSeparator: \.isNewline).map(String.init) == lines, "\(order) \(result.errors)")
    }
  }

  /// A portal was asked for `sort=date_cloture_exercice`: its records, the other way round, come back to its order.
  @Test func recordedOrder() throws {
    guard let file = SharedData.url("ods-recorded/09-search-ratios-2024-date-sort-descending.excerpt.json") else {
      return
    }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let recorded = try workspace.run(
      "weir convert '\(file.path)' --root /records -t jsonl > a.jsonl && cat a.jsonl", input: nil)
    let sorted = try workspace.run(
      "tac a.jsonl | weir convert -f jsonl --params 'sort=date_cloture_exercice'", input: nil)
    #expect(recorded.output.split(separator: "\n").count == 2, "\(recorded.errors)")
    #expect(sorted.output == recorded.output, "\(sorted.errors)")
  }

  @Test(arguments: questions) func count(_ question: Question) throws {
    guard let file = SharedData.url(question.file),
      let expected = try SharedData.answer(question.dataset, question.answer)
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run(
      "weir convert '\(file.path)' \(question.flags) -q '\(question.query)' --no-geometry -t \(question.format) | wc -l",
      input: nil)
    let isKnown = Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) == expected["value"] as? Int
    #expect(isKnown, "\(result.output)\(result.errors.prefix(400)) expected \(expected["value"] ?? "?")")
  }

  /// Cities called Paris by country, and the three towns called Poland that are not in it.
  @Test func recordsByName() throws {
    guard let paris = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz"),
      let poland = SharedData.url(Self.questions.first { $0.dataset.hasSuffix("poland") }?.file ?? "")
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let found = try workspace.run(
      "weir convert '\(paris.path)' -q '#exact(name, Paris)' --fields country_code -t csv --out-no-headers", input: nil)
    #expect(
      found.output.split(separator: "\n").map { $0.filter(\.isLetter) }.sorted() == ["CA", "FR"]
        + Array(repeating: "US", count: 5))
    let others = try workspace.run(
      "weir convert '\(poland.path)' -q 'poland NOT \"Country Code\":PL' --fields 'Geoname ID' -t csv --out-no-headers",
      input: nil)
    #expect(
      others.output.split(separator: "\n").map { $0.filter(\.isNumber) }.sorted() == ["4844084", "4975603", "5167196"])
  }

  /// Every record of a search that a portal answered matches the question that was put to it.
  @Test func recordedSearches() throws {
    let recorded = [
      ("ods-recorded/09-search-ratios-2024-date-sort-descending.excerpt.json", "siren = 511278533"),
      ("ods-recorded/05-search-commodity-refine-date-month-2022.json", "date:1984/12"),
    ]
    for (name, query) in recorded {
      guard let file = SharedData.url(name) else { return }
      let workspace = try Workspace()
      defer { workspace.remove() }
      let all = try workspace.run(
        "weir convert '\(file.path)' --root /records -t jsonl --no-geometry | wc -l", input: nil)
      let matching = try workspace.run(
        "weir convert '\(file.path)' --root /records -q '\(query)' -t jsonl --no-geometry | wc -l", input: nil)
      #expect(Int(all.output.filter(\.isNumber)) ?? 0 > 0, "\(name): \(all.errors.prefix(400))")
      #expect(all.output == matching.output, "\(name): \(matching.errors.prefix(400))")
    }
  }

  /// What stands beside the fields of a portal's record is asked for by name.
  @Test func membersBesideTheFields() throws {
    guard let file = SharedData.url("ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json") else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let questions = [
      ("recordid:ecd839c794c6f9582109270c21e29dc06081fc3a", 1), ("recordid = nobody", 0), ("#null(recordid)", 0),
      ("record_timestamp >= 2022-08-31", 1435), ("#startswith(recordid, ecd839c7) AND numbikesavailable < 4", 1),
    ]
    for (query, count) in questions {
      let found = try workspace.run(
        "weir convert '\(file.path)' -q '\(query)' -t jsonl --no-geometry | wc -l", input: nil)
      #expect(Int(found.output.filter(\.isNumber)) == count, "\(query): \(found.output) \(found.errors.prefix(400))")
    }
  }
}
