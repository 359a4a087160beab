import Foundation
import TestKit
import Testing

/// Exports of one dataset by an Opendatasoft portal in several formats, read with a schema: the same records in each.
@Suite struct PortalExportTests {
  typealias Object = [String: Any]

  private static func schema(_ fields: [(name: String, label: String, type: String)]) throws -> String {
    let list = fields.map { ["name": $0.name, "label": $0.label, "type": $0.type] }
    return String(decoding: try JSONSerialization.data(withJSONObject: ["fields": list]), as: UTF8.self)
  }

  private static func objects(_ text: String) throws -> [Object] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Object])
  }

  private static func isEqual(_ one: Any?, _ other: Any?) -> Bool {
    switch (one, other) {
    case (nil, nil): true
    case (let one?, let other?): (one as? NSObject)?.isEqual(other) ?? false
    default: false
    }
  }

  // MARK: q-poland

  private static let cities = [
    ("geoname_id", "Geoname ID", "text"), ("name", "Name", "text"), ("ascii_name", "ASCII Name", "text"),
    ("alternate_names", "Alternate Names", "text"), ("feature_class", "Feature Class", "text"),
    ("feature_code", "Feature Code", "text"), ("country_code", "Country Code", "text"),
    ("cou_name_en", "Country name EN", "text"), ("country_code_2", "Country Code 2", "text"),
    ("admin1_code", "Admin1 Code", "text"), ("admin2_code", "Admin2 Code", "text"),
    ("admin3_code", "Admin3 Code", "text"), ("admin4_code", "Admin4 Code", "text"), ("population", "Population", "int"),
    ("elevation", "Elevation", "text"), ("dem", "DIgital Elevation Model", "int"), ("timezone", "Timezone", "text"),
    ("modification_date", "Modification date", "date"), ("label_en", "LABEL EN", "text"),
    ("coordinates", "Coordinates", "geo_point_2d"),
  ]

  /// The portal's CSV as the portal's JSON, and back: 2,874 records, equal fields and geometry.
  @Test func csvAndJSONOfPolandAreEqual() throws {
    guard let folder = SharedData.url("ods-geonames1000-q-poland") else { return }
    let name = "geonames-all-cities-with-a-population-1000"
    let workspace = try Workspace()
    defer { workspace.remove() }
    try FileManager.default.createSymbolicLink(
      at: workspace.directory.appendingPathComponent("data"), withDestinationURL: folder)
    try workspace.write(try Self.schema(Self.cities), to: "cities.schema.json")

    let there = try workspace.run(
      "weir convert data/\(name).csv --schema cities.schema.json --layout ods --dataset \(name) -o cities.json",
      input: nil)
    #expect(there.exit == 0, "\(there.errors.prefix(400))")
    let expected = try Self.objects(
      String(decoding: try Data(contentsOf: folder.appendingPathComponent("\(name).json")), as: UTF8.self))
    let made = there.exit == 0 ? try Self.objects(try workspace.read("cities.json")) : []
    #expect(expected.count == 2874)
    #expect(made.count == expected.count)
    let different = zip(made, expected).enumerated().filter { _, pair in
      !Self.isEqual(pair.0["fields"], pair.1["fields"]) || !Self.isEqual(pair.0["geometry"], pair.1["geometry"])
    }
    #expect(different.map(\.offset) == [])

    let back = try workspace.run(
      "weir convert data/\(name).json --schema cities.schema.json --columns schema --layout ods --use-labels -o cities.csv",
      input: nil)
    #expect(back.exit == 0, "\(back.errors.prefix(400))")
    let original = String(decoding: try Data(contentsOf: folder.appendingPathComponent("\(name).csv")), as: UTF8.self)
    let lines = original.split(separator: "\r\n", omittingEmptySubsequences: false)
    let madeLines =
      back.exit == 0
      ? try workspace.read("cities.csv").split(separator: "\r\n", omittingEmptySubsequences: false) : []
    #expect(madeLines.count == lines.count)
    #expect(zip(madeLines, lines).enumerated().filter { $1.0 != $1.1 }.map(\.offset) == [])
  }

  // MARK: Arrondissements

  private static let districts = [
    ("n_sq_ar", "N_SQ_AR", "int"), ("c_ar", "C_AR", "int"), ("c_arinsee", "C_ARINSEE", "int"),
    ("l_ar", "L_AR", "text"), ("l_aroff", "L_AROFF", "text"), ("n_sq_co", "N_SQ_CO", "int"),
    ("surface", "SURFACE", "double"), ("perimetre", "PERIMETRE", "double"),
    ("geom_x_y", "Geometry X Y", "geo_point_2d"), ("geom", "Geometry", "geo_shape"), ("objectid", "OBJECTID", "int"),
    ("longueur", "LONGUEUR", "double"),
  ]

  /// The 20 districts of Paris from CSV, JSON and GeoJSON: equal as sets, keyed by `c_ar`.
  @Test func districtsOfParisAreEqualInThreeFormats() throws {
    guard let folder = SharedData.url("ods-arrondissements/2020-03") else { return }
    let workspace = try Workspace()
    defer { workspace.remove() }
    try FileManager.default.createSymbolicLink(
      at: workspace.directory.appendingPathComponent("data"), withDestinationURL: folder)
    try workspace.write(try Self.schema(Self.districts), to: "districts.schema.json")
    var tables: [String: [Int: Object]] = [:]
    // In GeoJSON the shape is the geometry already.
    for (format, geometry) in [("csv", "--geo shape=geom"), ("json", "--geo shape=geom"), ("geojson", "")] {
      let result = try workspace.run(
        "weir convert data/arrondissements.\(format) --schema districts.schema.json \(geometry) --winding keep "
          + "-o \(format).geojson", input: nil)
      #expect(result.exit == 0, "\(format): \(result.errors.prefix(400))")
      guard result.exit == 0 else { continue }
      let text = try workspace.read("\(format).geojson")
      let collection = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
      let features = try #require(collection["features"] as? [Object])
      #expect(features.count == 20)
      tables[format] = try Dictionary(uniqueKeysWithValues: features.map(Self.district))
    }
    let csv = try #require(tables["csv"])
    #expect(csv.count == 20)
    for format in ["json", "geojson"] {
      for (key, record) in csv {
        let other = tables[format]?[key] ?? [:]
        for name in Set(record.keys).union(other.keys) {
          #expect(Self.isEqual(record[name], other[name]), "\(format), c_ar \(key): \(name)")
        }
      }
    }
  }

  /// A feature as its key and its fields, with the geometry as one of them.
  private static func district(_ feature: Object) throws -> (Int, Object) {
    var fields = try #require(feature["properties"] as? Object)
    let key = try #require(fields["c_ar"] as? Int)
    // Portals write points as "lat,lon" in CSV and as [lat, lon] in JSON.
    if let point = fields["geom_x_y"] as? String {
      fields["geom_x_y"] = point.split(separator: ",").compactMap { Double($0) }
    }
    for name in ["datasetid", "recordid", "record_timestamp"] { fields[name] = nil }
    fields["geom"] = feature["geometry"]
    return (key, fields)
  }
}
