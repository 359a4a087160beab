import Bytes
import Testing

@testable import Geo

/// The box around a geometry (RFC 7946 section 5).
@Suite struct BoundingBoxTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var geometry: String
    /// As it is written; nil: there is none.
    var box: String?
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "a point", geometry: #"{"type":"Point","coordinates":[2.35,48.85]}"#, box: "[2.35,48.85,2.35,48.85]"),
    Case(
      name: "an altitude", geometry: #"{"type":"Point","coordinates":[2,48,100]}"#, box: "[2,48,2,48]"),
    Case(
      name: "points on both sides of 180", geometry: #"{"type":"MultiPoint","coordinates":[[179,1],[-179.5,2]]}"#,
      box: "[179,1,-179.5,2]"),
    Case(
      name: "points on both sides of 0", geometry: #"{"type":"MultiPoint","coordinates":[[-3,1],[4,-2]]}"#,
      box: "[-3,-2,4,1]"),
    Case(
      name: "a line over 180", geometry: #"{"type":"LineString","coordinates":[[170,0],[-170,5]]}"#,
      box: "[170,0,-170,5]"),
    Case(
      name: "the same with a longitude beyond 180", geometry: #"{"type":"LineString","coordinates":[[170,0],[190,5]]}"#,
      box: "[170,0,-170,5]"),
    Case(
      name: "a country cut at 180",
      geometry:
        #"{"type":"MultiPolygon","coordinates":[[[[177,-19],[180,-19],[180,-16],[177,-19]]],[[[-180,-19],[-178,-19],[-180,-16],[-180,-19]]]]}"#,
      box: "[177,-19,-178,-16]"),
    Case(
      name: "a line over 0 and a point at 180",
      geometry:
        #"{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[-1,0],[1,0]]},{"type":"Point","coordinates":[180,3]}]}"#,
      box: "[-180,0,1,3]"),
    Case(
      name: "lines over 0 and over 180",
      geometry: #"{"type":"MultiLineString","coordinates":[[[-1,0],[1,0]],[[179,0],[-179,0]]]}"#,
      box: "[-180,0,180,0]"),
    Case(
      name: "a wide ring that crosses nothing",
      geometry: #"{"type":"Polygon","coordinates":[[[-170,0],[-60,0],[60,0],[170,0],[60,9],[-60,9],[-170,0]]]}"#,
      box: "[-170,0,170,9]"),
    Case(
      name: "around the pole",
      geometry: #"{"type":"Polygon","coordinates":[[[-120,80],[0,80],[120,80],[-120,80]]]}"#,
      box: "[-180,80,180,90]"),
    Case(
      name: "the whole map",
      geometry: #"{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}"#,
      box: "[-180,-90,180,90]"),
    Case(
      name: "digits are kept",
      geometry:
        #"{"type":"MultiPoint","coordinates":[[2.22407844724687,48.815576667817965],[2.469760958345428,48.9]]}"#,
      box: "[2.22407844724687,48.815576667817965,2.469760958345428,48.9]"),
    Case(name: "nothing in it", geometry: #"{"type":"GeometryCollection","geometries":[]}"#),
    Case(name: "null", geometry: "null"), Case(name: "no geometry", geometry: #"{"type":"Pint","coordinates":[1,2]}"#),
  ]

  @Test(arguments: cases) func boxes(_ test: Case) {
    let box = BoundingBox(Shape(geoJSON: test.geometry))
    var text = ByteBuilder(capacity: 64)
    box?.append(to: &text)
    #expect(box.map { _ in String(decoding: text.bytes, as: UTF8.self) } == test.box)
  }
}

/// The features of a document that is looked at whole.
@Suite struct FeatureTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    /// Geometry, id and properties of each feature as they stand; nil: no GeoJSON.
    var features: [[String?]]?
    var testDescription: String { text }
  }

  static let cases = [
    Case(
      text:
        #" {"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":null,"properties":{"a":1}}, {}]} "#,
      features: [["null", "7", #"{"a":1}"#], [nil, nil, nil]]),
    Case(
      text: #"{"features":[],"type":"FeatureCollection"}"#, features: []),
    Case(
      text: #"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"id":"a"}"#,
      features: [[#"{"type":"Point","coordinates":[1,2]}"#, "\"a\"", nil]]),
    Case(
      text: #"{"type":"Polygon","coordinates":[]}"#, features: [[#"{"type":"Polygon","coordinates":[]}"#, nil, nil]]),
    Case(text: #"{"type":"FeatureCollection"}"#), Case(text: #"{"type":"Topology","objects":{}}"#),
    Case(text: #"{"features":[]}"#), Case(text: "[]"), Case(text: ""), Case(text: #"{"type":"Feature""#),
    Case(text: #"{"type":"Feature"} x"#),
  ]

  @Test(arguments: cases) func features(_ test: Case) {
    let bytes = Array(test.text.utf8)
    let found = FeatureText.all(in: bytes.span, from: 0, to: bytes.count)?.map { feature in
      [feature.geometry, feature.id, feature.properties].map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
    }
    #expect(found == test.features)
  }

  /// No text makes it trap, and every part stands in it.
  @Test func brokenTexts() {
    let text = Array(Self.cases[0].text.utf8)
    for end in 0...text.count {
      for byte: UInt8 in [0x22, 0x7B, 0x5D, 0x5C, 0x00] {
        var broken = Array(text[..<end])
        if end > 0 { broken[end / 2] = byte }
        for feature in FeatureText.all(in: broken.span, from: 0, to: broken.count) ?? [] {
          for part in [feature.geometry, feature.id, feature.properties] {
            #expect(part.map { $0.upperBound <= broken.count } ?? true)
          }
        }
      }
    }
  }
}
