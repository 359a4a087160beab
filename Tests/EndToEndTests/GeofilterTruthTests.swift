import Foundation
import TestKit
import Testing

/// Every circle and polygon of `answers.json`, asked with the flags of the tool: counts of DuckDB (haversine) and shapely (the
/// border inside).
@Suite struct GeofilterTruthTests {
  struct Points: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var flags = ""
    /// Filters that the answers hold: a file that lost some would test less without a word.
    var filters: Int
    /// A field that the records are told apart by.
    var id: String
    var testDescription: String { dataset }
  }

  static let points = [
    Points(
      dataset: "geonames-cities5000-2018", file: "geonames-cities5000-2018/cities5000.ods.csv.gz", filters: 17,
      id: "geonameid"),
    Points(dataset: "vega-airports", file: "vega/airports.csv", filters: 3, id: "iata"),
    Points(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", flags: "--geo-order latlon",
      filters: 5, id: "Geoname ID"),
    Points(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", filters: 5,
      id: "id_lieu"),
    Points(dataset: "ods-gares-sncf-2026", file: "ods-gares-sncf/2026/liste-des-gares.csv", filters: 4, id: "CODE_UIC"),
    Points(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv",
      flags: "--geo-order latlon", filters: 3, id: "Identifiant station"),
    Points(
      dataset: "vega-earthquakes", file: "vega/earthquakes.json", flags: "-f geojson --no-geometry", filters: 3,
      id: "id"),
  ]

  @Test(arguments: points) func answers(_ points: Points) throws {
    guard let file = SharedData.url(points.file), let answers = try Self.answers(points.dataset) else {
      return
    }
    let workspace = try Workspace()
    defer { workspace.remove() }
    var checked = 0
    for (name, answer) in answers.sorted(by: { $0.key < $1.key }) {
      let flags: String
      let expected: Int?
      if let filter = answer["geofilter.distance"] as? String {
        flags = "--geofilter.distance=\(filter)"
        expected = answer["haversine_count"] as? Int
      } else if let filter = answer["geofilter.polygon"] as? String {
        flags = "--geofilter.polygon '\(filter)'"
        expected = answer["covers_count"] as? Int
      } else {
        continue
      }
      checked += 1
      let command = "weir convert '\(file.path)' \(points.flags) \(flags) --fields '\"\(points.id)\"' -t jsonl"
      let result = try workspace.run(command, input: nil)
      let records = result.output.split(separator: "\n")
      #expect(records.count == expected, "\(name): \(result.errors.prefix(400))")
      guard let ids = answer["ids_if_20_or_fewer"] as? [String] else { continue }
      for id in ids { #expect(records.contains { $0.contains(id) }, "\(name): \(id)") }
    }
    #expect(checked == points.filters)
  }

  /// Shapes against the polygon of the documentation; the one that holds a point; the nearest ones.
  @Test func countries() throws {
    let name = "natural-earth/ne_110m_admin_0_countries.json"
    guard let file = SharedData.url(name), let answers = try Self.answers("natural-earth-110m-countries")
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    func names(_ flags: String) throws -> [String] {
      let flags = "-f geojson --no-geometry --fields ADM0_A3 -t csv --out-no-headers " + flags
      return try workspace.run("weir convert '\(file.path)' \(flags)", input: nil).output
        .split(separator: "\n").map(String.init)
    }
    let polygon = "(50.0,0.0),(50.0,10.0),(40.0,10.0),(40.0,0.0)"
    #expect(
      try names("--geofilter.polygon '\(polygon)'").sorted()
        == answers["polygon:doc-central-europe:intersects"]?["value"] as? [String])
    // Radius 0: which polygon contains my point.
    #expect(try names("--near 48.85,2.35,0") == ["FRA"])
    #expect(try names("--near=-18.1416,178.4419,0") == ["FJI"])
    #expect(try names("--near=-90,123,0") == ["ATA"])
    #expect(try names("--near=48.85,362.35,0") == ["FRA"])
    // A file of polygons meets itself, and its features are told apart.
    #expect(try names("--within '\(file.path)'").count == 177)
    #expect(try names("--within '\(file.path)#ADM0_A3=FJI'") == ["FJI"])
  }

  /// Cities in countries, by the borders of one file: Fiji lies on both sides of the antimeridian.
  @Test func citiesInCountries() throws {
    guard let cities = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz"),
      let countries = SharedData.url("natural-earth/ne_110m_admin_0_countries.json")
    else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    for (country, code, least) in [("FRA", "FR", 1_000), ("FJI", "FJ", 3), ("ZAF", "ZA", 100), ("LSO", "LS", 5)] {
      let found = try workspace.run(
        "weir convert '\(cities.path)' --within '\(countries.path)#ADM0_A3=\(country)' --fields country_code -t csv"
          + " --out-no-headers", input: nil
      ).output.split(separator: "\n")
      let own = found.count { $0.hasPrefix(code) }
      // The borders are those of a map of the world: some neighbours stand on the wrong side.
      #expect(own >= least && own * 100 >= found.count * 97, "\(country): \(own) of \(found.count)")
    }
  }

  /// The distance of every record that a disc lets through is within its radius, and `dist` says the same for any `-j`.
  @Test func distances() throws {
    guard let file = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz") else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    let flags = "--near 48.8520930694,2.34738897685,100km --fields dist -t csv --out-no-headers"
    let one = try workspace.run("weir convert '\(file.path)' -j 1 \(flags)", input: nil).output
    let two = try workspace.run("weir convert '\(file.path)' -j 2 \(flags)", input: nil).output
    let distances = one.split(separator: "\n").compactMap { Double($0) }
    #expect(one == two && distances.count == 406)
    #expect(distances.allSatisfy { $0 >= 0 && $0 <= 100_000 })
  }

  /// `--sort dist` is nearest first, `dist:desc` farthest first, and so are the two signs of `sort` in a query string: the
  /// order of distances computed here, from the coordinates of every record.
  @Test func orders() throws {
    guard let file = SharedData.url("geonames-cities5000-2018/cities5000.ods.csv.gz") else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    func column(_ flags: String, _ fields: String) throws -> [Substring] {
      try workspace.run(
        "weir convert '\(file.path)' \(flags) --fields '\(fields)' -t tsv --out-no-headers", input: nil
      ).output.split(separator: "\n")
    }
    let center = (latitude: 48.8520930694, longitude: 2.34738897685)
    let near = "--near \(center.latitude),\(center.longitude),300km"
    let distances = try column("", "geonameid,geo_point_2d").map { record in
      let cells = record.split(whereSeparator: { "\t, ".contains($0) })
      let place = (latitude: try #require(Double(cells[1])), longitude: try #require(Double(cells[2])))
      return (id: cells[0], distance: Self.haversine(center, place))
    }
    let nearest = distances.filter { $0.distance <= 300_000 }.sorted { $0.distance < $1.distance }
    #expect(nearest.count > 1_000)
    // Places a millimetre apart may change places: distances have three digits.
    func isOrder(_ ids: [Substring], _ expected: [(id: Substring, distance: Double)]) -> Bool {
      let known = Dictionary(expected.map { ($0.id, $0.distance) }) { first, _ in first }
      return ids.count == expected.count && Set(ids) == Set(expected.map(\.id))
        && zip(ids, expected).allSatisfy { abs((known[$0] ?? .infinity) - $1.distance) < 0.002 }
    }
    #expect(isOrder(try column(near + " --sort dist", "geonameid"), nearest))
    #expect(isOrder(try column(near + " --sort dist:desc", "geonameid"), nearest.reversed()))
    #expect(isOrder(try column(near + " --sort dist --limit 25 -j 2", "geonameid"), Array(nearest.prefix(25))))
    let parameters = "geofilter.distance=\(center.latitude),\(center.longitude),300000&rows=25"
    func portal(_ sort: String) throws -> [Substring] {
      try column("--params '\(parameters)&sort=\(sort)'", "geonameid")
    }
    #expect(isOrder(try portal("-dist"), Array(nearest.prefix(25))))
    #expect(isOrder(try portal("dist"), Array(nearest.reversed().prefix(25))))
  }

  /// Metres on a sphere of 6371008.7714 m.
  private static func haversine(
    _ one: (latitude: Double, longitude: Double), _ other: (latitude: Double, longitude: Double)
  ) -> Double {
    let radians = Double.pi / 180
    let dy = sin((other.latitude - one.latitude) * radians / 2)
    let dx = sin((other.longitude - one.longitude) * radians / 2)
    let chord = dy * dy + cos(one.latitude * radians) * cos(other.latitude * radians) * dx * dx
    return 2 * 6_371_008.7714 * asin(chord.squareRoot())
  }

  private static func answers(_ dataset: String) throws -> [String: [String: Any]]? {
    guard let file = SharedData.url("answers.json") else { return nil }
    let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let datasets = try #require(root["datasets"] as? [String: [String: Any]])
    return try #require(datasets[dataset]?["answers"] as? [String: [String: Any]])
  }
}
