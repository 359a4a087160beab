import Diagnostics
import Formats
import Records
import Testing

@Suite struct GeoJSONReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: String
    var names: [String]
    var records: [String]
    var outer: String
    var code: DiagnosticCode?
    var message: String?

    init(
      _ name: String, _ input: String, names: [String] = [], _ records: [String] = [], outer: String = "",
      _ code: DiagnosticCode? = nil, _ message: String? = nil
    ) {
      self.name = name
      self.input = input
      self.names = names
      self.records = records
      self.outer = outer
      self.code = code
      self.message = message
    }
    var testDescription: String { name }
  }

  static let point = #"{"type":"Point","coordinates":[1,2]}"#
  static func feature(_ properties: String, _ more: String = "") -> String {
    #"{"type":"Feature","geometry":\#(point),"properties":\#(properties)\#(more)}"#
  }

  static let cases: [Case] = [
    Case(
      "collection",
      #"{"type":"FeatureCollection","features":[\#(feature(#"{"a":1}"#)),\#(feature(#"{"a":"x","b":{}}"#))]}"#,
      names: ["a", "b", "geometry"], ["1|-|\(point)", "\"x\"|{}|\(point)"]),
    Case(
      "features first, members after",
      #"{"features":[\#(feature("null"))],"name":"n", "x" : [1, 2] ,"type":"FeatureCollection"}"#,
      names: ["geometry"], [point], outer: #""name":"n","x" :[1, 2]"#),
    Case(
      "decoys",
      #"{"meta":{"type":"Feature","features":[{}]},"bbox":[0,0,1,1],"type":"FeatureCollection","features":[\#(feature(#"{"features":[1],"type":"x"}"#))],"t":"]}"}"#,
      names: ["features", "type", "geometry"], [#"[1]|"x"|\#(point)"#],
      outer: #""meta":{"type":"Feature","features":[{}]},"t":"]}""#),
    Case(
      "id and foreign members",
      #"{"type":"FeatureCollection","features":[\#(feature("{}", #","id":7,"when":"now""#))]}"#,
      names: ["geometry", "id", "when"], ["\(point)|7|\"now\""]),
    Case("empty collection", #"{"type":"FeatureCollection","features":[]}"#, names: ["geometry"]),
    Case(
      "escaped names", #"{"t\u0079pe":"Feature\u0043ollection","f\u0065atures":[\#(feature("{}"))]}"#,
      names: ["geometry"], [point]),
    Case(
      "null geometry", #"{"type":"Feature","geometry":null,"properties":{"a":1}}"#, names: ["a", "geometry"], ["1|null"]
    ),
    Case("bare geometry", point, names: ["geometry"], [point]),
    Case(
      "geometry collection",
      #"{"type":"GeometryCollection","geometries":[\#(point),{"geometries":[],"type":"GeometryCollection"}]}"#,
      names: ["geometry"],
      [#"{"type":"GeometryCollection","geometries":[\#(point),{"geometries":[],"type":"GeometryCollection"}]}"#]),
    Case(
      "spread",
      "{ \"type\" : \"FeatureCollection\" ,\n \"features\" : [\n \(feature("{ \"a\" : 1 }")) ,\n \(feature("{}"))\n ]\n}\n",
      names: ["a", "geometry"], ["1|\(point)", "-|\(point)"]),
    Case(
      "CRS84",
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}"#,
      names: ["geometry"]),
    Case(
      "other crs",
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2154"}},"features":[]}"#,
      names: ["geometry"], [], .foreignCRS),
    Case("empty", "", names: ["geometry"], [], .jsonEmpty),
    Case(
      "not GeoJSON", #"{"a":1}"#, names: ["geometry"], [], .geojsonNotGeoJSON,
      "the document has no \"type\" member: it is not GeoJSON"),
    Case("array", "[1]", names: ["geometry"], [], .geojsonNotGeoJSON),
    Case(
      "other type", #"{"type":"Topology","features":[]}"#, names: ["geometry"], [], .geojsonNotGeoJSON,
      #""type" is "Topology", not "FeatureCollection""#),
    Case("no features", #"{"type":"FeatureCollection"}"#, names: ["geometry"], [], .geojsonNotGeoJSON),
    Case(
      "feature of another type", #"{"type":"FeatureCollection","features":[\#(feature("{}")),{"type":"feature"}]}"#,
      names: ["geometry"],
      [point], .geojsonNotGeoJSON, #""type" is "feature", not "Feature""#),
    Case(
      "no properties", #"{"type":"Feature","geometry":null}"#, names: ["geometry"], [], .geojsonNotGeoJSON,
      "the feature has no \"properties\" member"),
    Case(
      "no geometry", #"{"type":"Feature","properties":null}"#, names: ["geometry"], [], .geojsonNotGeoJSON,
      "the feature has no \"geometry\" member"),
    Case(
      "null element", #"{"type":"FeatureCollection","features":[null]}"#, names: ["geometry"], [], .geojsonNotGeoJSON),
    Case(
      "unknown geometry", #"{"type":"Feature","properties":null,"geometry":{"type":"Circle","coordinates":[]}}"#,
      names: ["geometry"], [], .geojsonBadGeometry),
    Case(
      "no coordinates", #"{"type":"Feature","properties":null,"geometry":{"type":"Point"}}"#, names: ["geometry"], [],
      .geojsonBadGeometry),
    Case("text coordinates", #"{"type":"Point","coordinates":["1",2]}"#, names: ["geometry"], [], .geojsonBadGeometry),
    Case(
      "trailing comma", #"{"type":"FeatureCollection","features":[\#(feature("{}")),]}"#, names: ["geometry"], [point],
      .jsonSyntax),
    Case(
      "truncated", #"{"type":"FeatureCollection","features":[\#(feature("{}"))"#, names: ["geometry"], [point],
      .jsonTruncated),
    Case(
      "truncated after features", #"{"type":"FeatureCollection","features":[\#(feature("{}"))]"#, names: ["geometry"],
      [point], .jsonTruncated),
    Case(
      "after the end", #"{"type":"FeatureCollection","features":[\#(feature("{}"))]} {}"#, names: ["geometry"], [point],
      .jsonSyntax),
    Case("no type at all", #"{"features":[\#(feature("{}"))]}"#, names: ["geometry"], [point], .geojsonNotGeoJSON),
  ]

  @Test(arguments: cases)
  func reads(_ test: Case) {
    let outcome = JSONHarness.run(.geojson, Array(test.input.utf8))
    #expect(outcome.code == test.code, "\(outcome.failure as Any)")
    #expect(outcome.records == test.records)
    #expect(outcome.names == test.names)
    #expect(outcome.outer == test.outer)
    if let message = test.message { #expect(outcome.failure?.message == message) }
  }

  @Test(arguments: cases)
  func readsAnyPieces(_ test: Case) {
    #expect(JSONHarness.firstDifference(.geojson, Array(test.input.utf8)) == nil)
  }

  @Test func keepsExtents() {
    let input = #"{"type":"FeatureCollection","features":[\#(Self.feature(#"{"a":1}"#)) , \#(Self.feature("null"))]}"#
    let outcome = JSONHarness.run(.geojson, Array(input.utf8))
    #expect(outcome.raw == [Self.feature(#"{"a":1}"#), Self.feature("null")])
    #expect(outcome.properties == [#"{"a":1}"#, "null"])
  }

  @Test func demandsSomeColumns() throws {
    let input = Array(
      #"{"type":"FeatureCollection","features":[\#(Self.feature(#"{"a":1,"b":2}"#, #","id":1,"when":2"#))]}"#.utf8)
    let outcome = JSONHarness.run(
      .geojson, input, demand: FieldDemand(wantsAll: false, names: [Array("b".utf8), Array("new".utf8)]))
    #expect(outcome.names == ["b", "new", "geometry", "id"])
    #expect(outcome.records == ["2|-|\(Self.point)|1"])
    let reader = try JSONReader.bind(probe: input.span, isWhole: true, options: ReadOptions(), as: .geojson)
    #expect(reader.schema.fields.map(\.role) == [.property, .property, .geometry, .featureID, .foreignMember])
    #expect(reader.schema.geometry == .shape(column: 2))
  }

  /// Geometries whose fault is in their positions are read: whoever computes with a geometry parses it.
  @Test func readsTheFixtures() {
    guard let files = JSONHarness.files("geojson-fixtures", suffixes: [".json", ".geojson"]) else { return }
    for (name, bytes) in files {
      let outcome = JSONHarness.run(.geojson, bytes)
      let isBad = name.contains("/invalid/")
      if !isBad {
        if Self.differences.contains(where: { name.hasSuffix($0) }) { continue }
        #expect(outcome.code == nil, "\(name): \(outcome.failure?.message ?? "")")
      } else if outcome.code == nil {
        #expect(Self.acceptedInvalid.contains { name.contains($0) }, "accepted \(name)")
      }
      if bytes.count < 400 { #expect(JSONHarness.firstDifference(.geojson, bytes) == nil, "\(name)") }
    }
  }

  /// Files outside `invalid` that are refused.
  static let differences = [
    // Features without "properties", which RFC 7946 asks for.
    "rfc7946-draft-examples/example_02_a.geojson", "rfc7946-draft-examples/example_02_c.geojson",
    // No GeoJSON: an object of points.
    "turf-distance/out/points.json",
  ]
  /// Files of `invalid` that are read.
  static let acceptedInvalid = [
    "/1d.json", "/1d-point.json", "/bad-bbox.json", "feature/object-id.json", "feature/boolean-id.json",
  ]
}
