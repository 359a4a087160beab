import Foundation
import TestKit
import Testing

/// Counts that other tools made (`answers.json`) and facets that a portal answered, asked of the tool.
@Suite struct FacetTruthTests {
  static let cities = "geonames-cities5000-2018/cities5000.ods.csv.gz"

  // MARK: Filters

  @Test(arguments: [
    ("refine_FR", "--refine country_code=FR"),
    ("refine_FR_exclude_PPL", "--params 'refine.country_code=FR&exclude.feature_code=PPL'"),
    (
      "disjunctive_FR_BE_LU",
      "--refine country_code=FR --refine country_code=BE --refine country_code=LU --disjunctive country_code"
    ),
  ]) func filter(_ answer: String, _ flags: String) throws {
    guard let file = SharedData.url(Self.cities),
      let expected = try SharedData.answer("geonames-cities5000-2018", answer)
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run(
      "weir convert '\(file.path)' \(flags) --fields name -t csv --out-no-headers | wc -l", input: nil)
    #expect(
      Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) == expected["value"] as? Int,
      "\(result.errors.prefix(400))")
  }

  // MARK: Counts

  struct Count: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var answer: String
    var flags: String
    /// How the answer spells a path: `2016-09` for `2016/09`.
    var isDate = false
    var testDescription: String { "\(dataset): \(answer)" }
  }

  static let counts: [Count] = [
    Count(dataset: "geonames-cities5000-2018", file: cities, answer: "count_by_country", flags: "--facet country_code"),
    Count(
      dataset: "geonames-cities5000-2018", file: cities, answer: "count_by_feature_code", flags: "--facet feature_code"),
    Count(
      dataset: "geonames-cities5000-2018", file: cities, answer: "timezone_facet_top10",
      flags: "--facet timezone --facet-limit 10"),
    Count(
      dataset: "geonames-cities5000-2018", file: cities, answer: "count_by_year", flags: "--facet modification_date"),
    Count(
      dataset: "geonames-cities5000-2018", file: cities, answer: "count_by_year_month_2016",
      flags: "--facet modification_date --refine modification_date=2016", isDate: true),
    Count(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", answer: "by_year",
      flags: "--facet 'Modification date'"),
    Count(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", answer: "by_admin1",
      flags: "--facet 'Admin1 Code' --type 'Admin1 Code=text'"),
    Count(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", answer: "by_type",
      flags: "--facet type_tournage"),
    Count(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", answer: "by_ardt",
      flags: "--facet ardt_lieu"),
    Count(
      dataset: "ods-gares-sncf-2026", file: "ods-gares-sncf/2026/liste-des-gares.csv", answer: "by_departement",
      flags: "--facet DEPARTEMEN"),
    Count(
      dataset: "ods-titanic", file: "ods-titanic/titanic-passengers.csv", answer: "embarked", flags: "--facet Embarked"),
    Count(
      dataset: "vega-earthquakes", file: "vega/earthquakes.json", answer: "by_net", flags: "-f geojson --facet net"),
    Count(dataset: "vega-movies", file: "vega/movies.json", answer: "by_genre", flags: "--facet 'Major Genre'"),
    Count(dataset: "vega-airports", file: "vega/airports.csv", answer: "by_state", flags: "--facet state"),
  ]

  @Test(arguments: counts) func count(_ question: Count) throws {
    guard let file = SharedData.url(question.file),
      let answer = try SharedData.answer(question.dataset, question.answer)
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run("weir facets '\(file.path)' \(question.flags) -t jsonl", input: nil)
    var found: [String: Int] = [:]
    for line in result.output.split(separator: "\n") {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let path = row?["path"] as? String, let count = row?["count"] as? Int else { continue }
      if question.isDate, path.utf8.count != 7 { continue }
      found[question.isDate ? path.replacing("/", with: "-") : path] = count
    }
    var expected = try #require(answer["by"] as? [String: Int])
    // A record without a value has no node.
    expected["null"] = nil
    #expect(found == expected, "\(result.errors.prefix(400))")
  }

  /// A datetime belongs to the day that it is in the zone.
  @Test(arguments: [("by_day_utc", "UTC"), ("by_day_paris", "Europe/Paris")]) func day(_ key: String, _ zone: String)
    throws
  {
    guard let file = SharedData.url("ods-velib/2023/velib-disponibilite-en-temps-reel.csv"),
      let answer = try SharedData.answer("ods-velib-2023", key)
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let expected = try #require(answer["by"] as? [String: Int])
    let months = Set(expected.keys.map { String($0.prefix(7)).replacing("-", with: "/") }).sorted()
    let field = "Actualisation de la donnée"
    let refined = months.map { "--refine '\(field)=\($0)'" }.joined(separator: " ")
    let result = try workspace.run(
      "weir facets '\(file.path)' --timezone \(zone) \(refined) --disjunctive '\(field)' -t jsonl", input: nil)
    var found: [String: Int] = [:]
    for line in result.output.split(separator: "\n") {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let path = row?["path"] as? String, path.utf8.count == 10 else { continue }
      found[path.replacing("/", with: "-")] = row?["count"] as? Int
    }
    #expect(found == expected, "\(result.errors.prefix(400))")
  }

  /// The biggest first.
  @Test func orderOfTheTopTen() throws {
    guard let file = SharedData.url(Self.cities) else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run(
      "weir facets '\(file.path)' --facet timezone --facet-limit 4 -t csv", input: nil)
    #expect(
      result.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] } == [
        "Asia/Kolkata", "America/New_York", "Europe/Berlin", "America/Chicago",
      ])
  }

  // MARK: Recorded answers

  struct Recorded: Sendable, CustomTestStringConvertible {
    var file: String
    var records: Int
    var flags: String
    var testDescription: String { file }
  }

  /// Records that have the values of a recorded answer as often as it counts them give that answer again: groups, nodes,
  /// order and states.
  @Test(arguments: [
    Recorded(
      file: "ods-search-responses/sanitaires-ratp-search.json", records: 48,
      flags: "--facet ligne --facet station --facet tarif_gratuit_payant --facet acces_bouton_poussoir "
        + "--facet en_zone_controlee --facet hors_zone_controlee_station --facet hors_zone_controlee_voie_publique"),
    Recorded(
      file: "ods-search-responses/commodity-prices-refine-1984-12.json", records: 54, flags: "--refine date=1984/12"),
    Recorded(
      file: "ods-recorded/06-search-arrets-tec-2019-two-refines.excerpt.json", records: 4,
      flags: "--facet commune --refine commune=Namur --refine 'pot_nom_ha=SAINT-SERVAIS Polyclinique'"),
  ]) func recorded(_ recorded: Recorded) throws {
    guard let file = SharedData.url(recorded.file) else { return }
    let body = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let groups = try #require(body["facet_groups"] as? [[String: Any]])
    #expect(body["nhits"] as? Int == recorded.records)
    var records = Array(repeating: [String: String](), count: recorded.records)
    for group in groups {
      let name = try #require(group["name"] as? String)
      var next = 0
      for (path, count) in try Self.leaves(group) {
        for _ in 0..<count {
          records[next][name] = path.replacing("1984/12", with: "1984-12")
          next += 1
        }
      }
    }
    // Records of other months, which the portal had, too.
    records += ["1983-12", "1985-01"].map { ["date": $0, "commune": "Liège"] }
      .filter { _ in recorded.flags.contains("--refine") }
    let lines = try records.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
    let workspace = try Workspace()
    defer { workspace.remove() }
    try workspace.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    let result = try workspace.run("weir facets in.jsonl \(recorded.flags) -t json", input: nil)
    let answer = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? NSDictionary
    let expected: NSDictionary = ["nhits": recorded.records, "facet_groups": groups]
    #expect(answer == expected, "\(result.output.prefix(600)) \(result.errors.prefix(400))")
  }

  private static func leaves(_ node: [String: Any]) throws -> [(path: String, count: Int)] {
    guard let children = node["facets"] as? [[String: Any]] else {
      return [(try #require(node["path"] as? String), try #require(node["count"] as? Int))]
    }
    return try children.flatMap(leaves)
  }

  /// Two values of a field that has one: no record, and no groups.
  @Test func nothingMatches() throws {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let result = try workspace.run(
      "weir facets Samples/cities.csv --facet timezone --refine country_code=FR --refine country_code=DE -t json",
      input: nil)
    #expect(result.output == "{\"nhits\": 0}\n")
  }
}
