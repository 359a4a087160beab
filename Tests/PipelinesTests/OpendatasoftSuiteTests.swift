import Diagnostics
import Formats
import Foundation
import TestKit
import Testing

@testable import Pipelines

/// The Opendatasoft exports and answers of the shared data, as their notes describe them.
@Suite struct OpendatasoftSuiteTests {
  // MARK: How many records

  struct Suite: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var records = 0
    var root: String?
    var code: DiagnosticCode?
    var format: String?
    /// What differs from the note, and why.
    var difference: String?
  }

  static let suites: [Suite] = [
    Suite(testDescription: "ods-arrondissements/2020-03/arrondissements.csv", records: 20),
    Suite(testDescription: "ods-arrondissements/2020-03/arrondissements.json", records: 20),
    Suite(testDescription: "ods-arrondissements/2020-03/arrondissements.geojson", records: 20),
    Suite(testDescription: "ods-gares-sncf/2026/liste-des-gares.csv", records: 6469),
    Suite(testDescription: "ods-gares-sncf/2026/liste-des-gares.geojson", records: 6469),
    Suite(testDescription: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", records: 2874),
    Suite(testDescription: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.json", records: 2874),
    Suite(testDescription: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", records: 8919),
    Suite(testDescription: "ods-synop/donnees-synop-essentielles-omm.csv", records: 2532),
    Suite(testDescription: "ods-titanic/titanic-passengers.csv", records: 891),
    Suite(testDescription: "ods-titanic/titanic-passengers.json", records: 891),
    Suite(testDescription: "ods-triages-sncf/liste-des-triages.csv", records: 98),
    Suite(testDescription: "ods-triages-sncf/liste-des-triages.geojson", records: 98),
    Suite(testDescription: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv", records: 1452),
    Suite(testDescription: "ods-velib/2022-v1json/velib-disponibilite-en-temps-reel.json", records: 1435),
    Suite(testDescription: "ods-search-responses/commodity-prices-refine-1984-12.json", records: 10, root: "/records"),
    Suite(testDescription: "ods-search-responses/sanitaires-ratp-search.json", records: 10, root: "/records"),
    Suite(
      testDescription: "ods-recorded/01-search-vlille-2021-facets.json.txt", root: "/records", code: .jsonSyntax,
      format: "json", difference: "two facet lists were elided by hand: the text is no JSON"),
    Suite(
      testDescription: "ods-recorded/02-search-vlille-2021-timezone-paris.js.txt", root: "/records", code: .jsonSyntax,
      format: "json", difference: "the same elision"),
    Suite(
      testDescription: "ods-recorded/03-search-lille-parkings-2020-geoshape-only.json", records: 27, root: "/records"),
    Suite(
      testDescription: "ods-recorded/05-search-commodity-refine-date-month-2022.json", records: 10, root: "/records"),
    Suite(
      testDescription: "ods-recorded/06-search-arrets-tec-2019-two-refines.excerpt.json", records: 1, root: "/records",
      difference: "3 of 4 records were dropped by its author"),
    Suite(
      testDescription: "ods-recorded/09-search-ratios-2024-date-sort-descending.excerpt.json", records: 2,
      root: "/records", difference: "4 of 6 records were dropped by its author"),
    Suite(testDescription: "ods-recorded/10-search-etalages-conjunctive-refine-zero-hits.json", root: "/records"),
    Suite(testDescription: "ods-recorded/20-download-json-liste-des-gares-2023.json", records: 25),
    Suite(testDescription: "ods-recorded/21-download-json-velib-2022.json", records: 25),
    Suite(testDescription: "ods-recorded/23-download-json-arrondissements-2021-polygons.json", records: 3),
    Suite(testDescription: "ods-recorded/30-download-geojson-velostar.geojson", records: 10),
    Suite(testDescription: "ods-recorded/40-download-csv-arrondissements.csv", records: 20),
    Suite(testDescription: "ods-recorded/41-download-csv-titanic.csv", records: 60),
    Suite(testDescription: "ods-recorded/43-catalog-csv-datasets.csv", records: 8),
    Suite(testDescription: "ods-recorded/44-download-csv-offices-labels-multiline.csv", records: 3),
    Suite(testDescription: "ods-recorded/45-download-csv-transport-nulls.csv", records: 18),
    Suite(testDescription: "ods-recorded/50-datasets-search-udata-ods.json", records: 2, root: "/datasets"),
  ]

  @Test(arguments: suites) func readsEveryRecord(_ suite: Suite) async throws {
    guard let path = SharedData.path(suite.testDescription) else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let outcome = await PipelineDeclaration.convert(
      path, to: [OutputDeclaration(path: scratch.path("a.jsonl"))]
    ) {
      $0.input.options.root = suite.root
      $0.input.format = suite.format
      if path.hasSuffix(".csv") { $0.input.options.types = .text }
    }.outcome()
    #expect(outcome.diagnostics.first?.code == suite.code, "\(outcome.diagnostics)")
    if suite.code == nil { #expect(outcome.report.recordsWritten == [suite.records]) }
  }

  // MARK: The same data in several formats

  typealias Record = [String: String]

  /// The fields of a file as texts, the empty ones left out: by way of CSV, where every value is its text. Names in
  /// lower case, blanks as underscores.
  static func texts(_ path: String, _ scratch: Scratch, flattens: Bool = false) async throws -> [Record] {
    var csv = path
    if !path.hasSuffix(".csv") {
      csv = scratch.path("flat.csv")
      let outcome = await PipelineDeclaration.convert(path, to: [OutputDeclaration(path: csv)]) {
        $0.input.options.flattens = flattens
      }.outcome()
      try #require(outcome.exit == 0, "\(outcome.diagnostics)")
    }
    let outcome = await PipelineDeclaration.convert(csv, to: [OutputDeclaration(path: scratch.path("texts.jsonl"))]) {
      $0.input.options.types = .text
    }.outcome()
    try #require(outcome.exit == 0, "\(outcome.diagnostics)")
    return try objects(scratch.text("texts.jsonl") ?? "").map { object in
      var record: Record = [:]
      for (name, value) in object {
        guard let text = value as? String else { continue }
        record[name.lowercased().replacing(" ", with: "_")] = text
      }
      return record
    }
  }

  static func objects(_ lines: String) throws -> [[String: Any]] {
    try lines.split(separator: "\n").compactMap {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }

  /// `48.1, 2.3` and `[48.1, 2.3]` alike, JSON without blanks.
  static func squeezed(_ text: String?) -> String? {
    guard var text else { return nil }
    text.removeAll { $0 == " " }
    if text.hasPrefix("["), text.filter({ $0 == "," }).count == 1 { text = String(text.dropFirst().dropLast()) }
    return text
  }

  static func point(_ record: Record, _ name: String) -> String? {
    guard let latitude = record[name + ".lat"], let longitude = record[name + ".lon"] else { return nil }
    return latitude + "," + longitude
  }

  /// Version 2 exports: labels and "lat, lon" in CSV, names and objects in GeoJSON.
  @Test(
    arguments: [
      ("ods-triages-sncf/liste-des-triages", 98), ("ods-gares-sncf/2026/liste-des-gares", 6469),
    ])
  func csvAndGeoJSONAreEqual(_ name: String, _ count: Int) async throws {
    guard let csv = SharedData.path(name + ".csv"), let geojson = SharedData.path(name + ".geojson") else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let left = try await Self.texts(csv, scratch)
    let right = try await Self.texts(geojson, scratch, flattens: true)
    try #require(left.count == count && right.count == count)
    var differing: [String] = []
    for (index, (a, b)) in zip(left, right).enumerated() {
      var expected = a
      #expect(Self.squeezed(expected.removeValue(forKey: "c_geo")) == Self.point(b, "c_geo"))
      #expect(Self.squeezed(expected.removeValue(forKey: "geo_point")) == Self.point(b, "geo_point_2d"))
      #expect(Self.squeezed(expected.removeValue(forKey: "geo_shape")) == Self.squeezed(b["geometry"]))
      let rest = b.filter { !$0.key.contains(".") && $0.key != "geometry" }
      if rest != expected { differing.append("\(index): \(expected) \(rest)") }
    }
    #expect(differing.isEmpty, "\(differing.count): \(differing.first ?? "")")
  }

  /// The numbers of both are texts here: the CSV prints 14 fares and 2 ages with all their digits, and the age of
  /// passenger 155 was added to the JSON by hand.
  @Test func titanicIsEqual() async throws {
    guard let csv = SharedData.path("ods-titanic/titanic-passengers.csv"),
      let json = SharedData.path("ods-titanic/titanic-passengers.json")
    else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let left = try await Self.texts(csv, scratch)
    let right = Dictionary(
      uniqueKeysWithValues: try await Self.texts(json, scratch).map { ($0["passengerid"] ?? "", $0) })
    try #require(left.count == 891 && right.count == 891)
    var differences: [String: Int] = [:]
    for record in left {
      var other = right[record["passengerid"] ?? ""] ?? [:]
      for name in ["datasetid", "recordid", "record_timestamp"] { other[name] = nil }
      if record["passengerid"] == "155" {
        #expect(record["age"] == nil)
        #expect(other.removeValue(forKey: "age") == "30")
      }
      #expect(Set(record.keys) == Set(other.keys))
      for (name, value) in record where other[name] != value {
        let isSameNumber = Double(value) != nil && Double(value) == other[name].flatMap { Double($0) }
        let isRounded = abs((Double(value) ?? 0) - (other[name].flatMap { Double($0) } ?? 1)) < 1e-12
        differences[name + (isSameNumber ? " spelled" : isRounded ? " rounded" : ""), default: 0] += 1
      }
    }
    #expect(differences == Self.titanicDifferences)
  }

  static let titanicDifferences = ["fare rounded": 14, "age rounded": 2]

  /// CSV, JSON and GeoJSON of the 20 arrondissements, in three orders.
  @Test func arrondissementsAreEqual() async throws {
    let folder = "ods-arrondissements/2020-03/arrondissements"
    guard let csv = SharedData.path(folder + ".csv"), let json = SharedData.path(folder + ".json"),
      let geojson = SharedData.path(folder + ".geojson")
    else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    func keyed(_ path: String, rename: [String: String]) async throws -> [String: Record] {
      var found: [String: Record] = [:]
      for record in try await Self.texts(path, scratch) {
        var normal: Record = [:]
        for (name, value) in record { normal[rename[name] ?? name] = Self.squeezed(value) }
        for name in ["datasetid", "recordid", "record_timestamp"] { normal[name] = nil }
        found[normal["c_ar"] ?? ""] = normal
      }
      return found
    }
    let table = try await keyed(csv, rename: ["geometry": "geom", "geometry_x_y": "geom_x_y"])
    var objects = try await keyed(json, rename: [:])
    // The point of the record is that of geom_x_y.
    for (key, record) in objects {
      let pair = (record["geom_x_y"] ?? "").split(separator: ",")
      #expect(record["geometry"] == "{\"type\":\"Point\",\"coordinates\":[\(pair[1]),\(pair[0])]}")
      objects[key]?["geometry"] = nil
    }
    let features = try await keyed(geojson, rename: ["geometry": "geom"])
    #expect(table.count == 20)
    #expect(objects == table)
    #expect(features == table)
  }

  /// As the portal does it: the geometry of a feature is the shape of the record, not its point.
  @Test func theShapeIsTheGeometry() async throws {
    let folder = "ods-arrondissements/2020-03/arrondissements"
    guard let json = SharedData.path(folder + ".json"), let geojson = SharedData.path(folder + ".geojson"),
      let csv = SharedData.path(folder + ".csv")
    else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    func geometries(_ path: String, geo: GeoOption? = nil, key: String) async throws -> [String: NSDictionary] {
      let outcome = await PipelineDeclaration.convert(
        path, to: [OutputDeclaration(path: scratch.path("a.geojsonl"))]
      ) {
        $0.input.options.geo = geo
      }.outcome()
      try #require(outcome.exit == 0, "\(outcome.diagnostics)")
      var found: [String: NSDictionary] = [:]
      for feature in try Self.objects(scratch.text("a.geojsonl") ?? "") {
        let properties = feature["properties"] as? [String: Any]
        found["\(properties?[key] ?? "")"] = feature["geometry"] as? NSDictionary
      }
      return found
    }
    let expected = try await geometries(geojson, key: "c_ar")
    #expect(expected.count == 20)
    #expect(try await geometries(json, key: "c_ar") == expected)
    #expect(try await geometries(csv, geo: .shape(field: "Geometry"), key: "C_AR") == expected)
  }

  /// What nobody asked to change leaves as it came.
  @Test(
    arguments: suites.map(\.testDescription).filter { $0.hasSuffix(".json") && !$0.contains("search") })
  func exportsStayAsTheyAre(_ name: String) async throws {
    guard let path = SharedData.path(name) else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let outcome = await PipelineDeclaration.convert(path, to: [OutputDeclaration(path: scratch.path("a.json"))])
      .outcome()
    #expect(outcome.exit == 0)
    let read = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? NSArray
    let written = try JSONSerialization.jsonObject(with: scratch.bytes("a.json") ?? Data()) as? NSArray
    #expect(read != nil && read == written)
    let text = try String(decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    if !text.dropLast().contains("\n") {
      let lines = (scratch.text("a.json") ?? "").split(separator: "\n").joined()
      #expect(lines == text.trimmingCharacters(in: .newlines))
    }
  }
}
