import Bytes
import Foundation
import Testing

@testable import Geo

/// Every circle and polygon of `answers.json`, to the record: counts of DuckDB (haversine) and shapely (border inside).
@Suite struct GeofilterAnswersTests {
  struct Points: Sendable, CustomTestStringConvertible {
    var dataset: String
    var file: String
    var delimiter: UInt8
    /// The columns of latitude and longitude; the same one for `lat,lon` in one field.
    var latitude: Int
    var longitude: Int
    var headerLines = 1
    var testDescription: String { dataset }
  }

  static let files = [
    Points(
      dataset: "geonames-cities5000-2018", file: "geonames-cities5000-2018/cities5000.txt", delimiter: 0x09,
      latitude: 4,
      longitude: 5, headerLines: 0),
    Points(dataset: "vega-airports", file: "vega/airports.csv", delimiter: 0x2C, latitude: 5, longitude: 6),
    Points(
      dataset: "ods-geonames1000-q-poland",
      file: "ods-geonames1000-q-poland/geonames-all-cities-with-a-population-1000.csv", delimiter: 0x3B, latitude: -1,
      longitude: -1),
    Points(
      dataset: "ods-lieux-de-tournage", file: "ods-lieux-de-tournage/lieux-de-tournage-a-paris.csv", delimiter: 0x3B,
      latitude: -1, longitude: -1),
    Points(
      dataset: "ods-gares-sncf-2026", file: "ods-gares-sncf/2026/liste-des-gares.csv", delimiter: 0x3B, latitude: -1,
      longitude: -1),
    Points(
      dataset: "ods-velib-2023", file: "ods-velib/2023/velib-disponibilite-en-temps-reel.csv", delimiter: 0x3B,
      latitude: -1, longitude: -1),
  ]

  static let data = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

  static func contents(_ path: String) -> Data? {
    let data = try? Data(contentsOf: data.appending(path: path))
    if data == nil { print("skipped: shared/data/\(path) is absent") }
    return data
  }

  static func answers(_ dataset: String) throws -> [String: [String: Any]]? {
    guard let data = contents("answers.json") else { return nil }
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let datasets = try #require(root["datasets"] as? [String: [String: Any]])
    return try #require(datasets[dataset]?["answers"] as? [String: [String: Any]])
  }

  /// Fields of delimited text, quotes doubled.
  static func records(_ text: [UInt8], _ delimiter: UInt8) -> [[[UInt8]]] {
    var records: [[[UInt8]]] = []
    var record: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in text {
      if byte == 0x22, delimiter != 0x09 {
        isQuoted.toggle()
      } else if isQuoted || byte != delimiter && byte != 0x0A {
        if byte != 0x0D { field.append(byte) }
      } else {
        record.append(field)
        field.removeAll()
        if byte == 0x0A {
          records.append(record)
          record.removeAll()
        }
      }
    }
    return records
  }

  static func points(_ file: Points) -> [Coordinate]? {
    guard let data = contents(file.file) else { return nil }
    let records = records(Array(data), file.delimiter)
    var column = file.latitude
    if column < 0 {
      // The first column whose fields are points.
      column =
        records[file.headerLines].firstIndex {
          PointText.parse($0.span, from: 0, to: $0.count, latitudeFirst: true) != nil
        } ?? 0
    }
    return records.dropFirst(file.headerLines).compactMap { fields in
      if file.latitude < 0 {
        let field = fields[column]
        return PointText.parse(field.span, from: 0, to: field.count, latitudeFirst: true)?.coordinate
      }
      guard let latitude = number(fields[column]), let longitude = number(fields[file.longitude]) else { return nil }
      return position(longitude, latitude)
    }
  }

  private static func number(_ field: [UInt8]) -> Double? {
    PointText.number(field.span, from: 0, to: field.count)?.value
  }

  /// The features of a collection: their properties and their geometry as a shape.
  static func features(_ path: String) throws -> [(properties: [String: Any], shape: Shape)]? {
    guard let data = contents(path) else { return nil }
    return try features(data)
  }

  static func features(_ data: Data) throws -> [(properties: [String: Any], shape: Shape)] {
    let root = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(root?["features"] as? [[String: Any]]).map { feature in
      let text = try JSONSerialization.data(withJSONObject: feature["geometry"] ?? "")
      return (feature["properties"] as? [String: Any] ?? [:], Shape(geoJSON: String(decoding: text, as: UTF8.self)))
    }
  }

  /// Counts what every filter among the answers selects.
  private func check(_ answers: [String: [String: Any]], _ points: [Coordinate]) throws {
    var checked = 0
    for (name, answer) in answers {
      if let filter = answer["geofilter.distance"] as? String {
        let numbers = filter.split(separator: ",").compactMap { Double($0) }
        let disc = try DistanceDisc(centre: position(numbers[1], numbers[0]), radiusInMetres: numbers[2])
        #expect(points.count { disc.contains($0) } == answer["haversine_count"] as? Int, "\(name)")
        #expect(points.prefix(2000).allSatisfy { disc.contains($0) == disc.meets(Shape($0)) }, "\(name)")
        checked += 1
      } else if let filter = answer["geofilter.polygon"] as? String {
        let polygon = try FilterPolygon(text: filter)
        #expect(points.count { polygon.contains($0) } == answer["covers_count"] as? Int, "\(name)")
        checked += 1
      }
    }
    #expect(checked >= 3)
  }

  @Test(arguments: files) func agree(_ file: Points) throws {
    guard let answers = try Self.answers(file.dataset), let points = Self.points(file) else { return }
    try check(answers, points)
  }

  @Test func earthquakesAgree() throws {
    guard let answers = try Self.answers("vega-earthquakes"), let features = try Self.features("vega/earthquakes.json")
    else { return }
    try check(answers, features.map { position($0.shape.xs[0], $0.shape.ys[0]) })
  }

  /// Shapes against the polygon of the documentation, and the one that holds a point.
  @Test func shapesAgree() throws {
    guard let answers = try Self.answers("natural-earth-110m-countries"),
      let features = try Self.features("natural-earth/ne_110m_admin_0_countries.json")
    else { return }
    let polygon = try FilterPolygon(text: "(50.0,0.0),(50.0,10.0),(40.0,10.0),(40.0,0.0)")
    let paris = try DistanceDisc(centre: position(2.35, 48.85), radiusInMetres: 0)
    func names(_ isChosen: (Shape) -> Bool) -> [String] {
      features.filter { isChosen($0.shape) }.compactMap {
        ($0.properties["ADM0_A3"] ?? $0.properties["adm0_a3"]) as? String
      }
    }
    #expect(features.allSatisfy { $0.shape.content == .geometry })
    #expect(
      Set(names(polygon.meets)) == Set(answers["polygon:doc-central-europe:intersects"]?["value"] as? [String] ?? []))
    #expect(names(paris.meets) == ["FRA"])
    #expect(names { FilterPolygon(polygonsOf: $0).contains(position(178.4419, -18.1416)) } == ["FJI"])
    // The point opposite the pole's own continent is in it.
    #expect(names { $0.contains(position(123, -90)) } == ["ATA"])
  }

  @Test func arrondissementsAgree() throws {
    guard let features = try Self.features("ods-arrondissements/2020-03/arrondissements.geojson") else { return }
    let polygon = try FilterPolygon(text: "(50.0,0.0),(50.0,10.0),(40.0,10.0),(40.0,0.0)")
    #expect(features.count == 20 && features.allSatisfy { polygon.meets($0.shape) })
    let box = features.reduce(into: MapBox()) { $0.extend($1.shape.box) }
    #expect(box.west == 2.22407844724687 && box.south == 48.815576667817965)
    #expect(box.east == 2.469760958345428 && box.north == 48.90216190642628)
    // Each part of the city holds its own point, and nobody else's but on a border.
    let notreDame = try DistanceDisc(centre: position(2.3499, 48.853), radiusInMetres: 0)
    #expect(features.filter { notreDame.meets($0.shape) }.compactMap { $0.properties["c_ar"] as? Int } == [4])
  }

  /// The oracle of turf: a directory of pairs that intersect and one of pairs that do not.
  @Test(arguments: [true, false]) func turfIntersects(_ expected: Bool) throws {
    let folder = Self.data.appending(path: "geojson-fixtures/turf-boolean-intersects/\(expected)")
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return }
    var checked = 0
    for case let file as URL in files where file.pathExtension == "geojson" {
      let shapes = try Self.features(Data(contentsOf: file)).map(\.shape)
      #expect(shapes.count == 2 && shapes.allSatisfy { $0.content == .geometry })
      for (a, b) in [(shapes[0], shapes[1]), (shapes[1], shapes[0])] where a.paths.allSatisfy(\.isRing) {
        #expect(FilterPolygon(polygonsOf: a).meets(b) == expected, "\(file.lastPathComponent)")
        checked += 1
      }
    }
    if checked == 0 { print("skipped: shared/data/geojson-fixtures is absent") }
  }
}
