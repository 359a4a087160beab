import Bytes
import Testing

@testable import Geo

/// RFC 7946 section 3.1.9. Every expected part was drawn by hand.
@Suite struct AntimeridianCutTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var kind: String
    var coordinates: String
    /// nil: left as it is.
    var expected: (kind: String, coordinates: String)?

    init(_ name: String, _ kind: String, _ coordinates: String, _ expected: (kind: String, coordinates: String)?) {
      testDescription = name
      self.kind = kind
      self.coordinates = coordinates
      self.expected = expected
    }
  }

  static let cases: [Case] = [
    Case(
      "the line of the RFC", "LineString", "[[170.0,45.0],[-170.0,45.0]]",
      ("MultiLineString", "[[[170.0,45.0],[180,45]],[[-180,45],[-170.0,45.0]]]")),
    Case(
      "the polygon of the RFC", "Polygon", "[[[170.0,40.0],[-170.0,40.0],[-170.0,50.0],[170.0,50.0],[170.0,40.0]]]",
      (
        "MultiPolygon",
        "[[[[180,50],[170.0,50.0],[170.0,40.0],[180,40],[180,50]]],[[[-180,40],[-170.0,40.0],[-170.0,50.0],[-180,50],[-180,40]]]]"
      )),
    Case("nothing crosses", "LineString", "[[170,45],[175,45]]", nil),
    Case("half the globe is no crossing", "LineString", "[[0,0],[180,0],[0,0]]", nil),
    Case(
      "a whole turn is an edge of the map", "Polygon", "[[[-180,-90],[180,-90],[180,-80],[-180,-80],[-180,-90]]]", nil),
    Case(
      "a ring around the globe with a number that is no longitude", "Polygon",
      "[[[170,0],[-170,0],[-1E70,0],[170,2]]]", nil),
    Case(
      "longitudes go on beyond 180", "LineString", "[[179,0],[181.25,9]]",
      ("MultiLineString", "[[[179,0],[180,4]],[[-180,4],[-178.75,9]]]")),
    Case(
      "to the west", "LineString", "[[-179,0],[179,2]]",
      ("MultiLineString", "[[[-179,0],[-180,1]],[[180,1],[179,2]]]")),
    Case("beyond 180 and all on one side", "LineString", "[[190,1],[200,2]]", ("LineString", "[[-170,1],[-160,2]]")),
    Case(
      "there and back", "LineString", "[[179,0],[-179,0],[179,0]]",
      ("MultiLineString", "[[[179,0],[180,0]],[[-180,0],[-179,0],[-180,0]],[[180,0],[179,0]]]")),
    Case(
      "a vertex on the line", "LineString", "[[179,0],[180,1],[-179,2]]",
      ("MultiLineString", "[[[179,0],[180,1]],[[-180,1],[-179,2]]]")),
    Case("a line that ends on it", "LineString", "[[-179,0],[-180,1]]", nil),
    Case(
      "altitudes", "LineString", "[[179,0,10],[-179,2,20]]",
      ("MultiLineString", "[[[179,0,10],[180,1,15]],[[-180,1,15],[-179,2,20]]]")),
    Case(
      "one of two lines", "MultiLineString", "[[[1,2],[3,4]],[[179,0],[-179,2]]]",
      ("MultiLineString", "[[[1,2],[3,4]],[[179,0],[180,1]],[[-180,1],[-179,2]]]")),
    Case(
      "a hole over the line", "Polygon",
      "[[[170,0],[-170,0],[-170,10],[170,10],[170,0]],[[175,4],[175,6],[-175,6],[-175,4],[175,4]]]",
      (
        "MultiPolygon",
        "[[[[180,10],[170,10],[170,0],[180,0],[180,4],[175,4],[175,6],[180,6],[180,10]]],"
          + "[[[-180,0],[-170,0],[-170,10],[-180,10],[-180,6],[-175,6],[-175,4],[-180,4],[-180,0]]]]"
      )),
    Case(
      "a hole on one side", "Polygon",
      "[[[170,0],[-170,0],[-170,10],[170,10],[170,0]],[[-178,4],[-178,6],[-176,6],[-176,4],[-178,4]]]",
      (
        "MultiPolygon",
        "[[[[180,10],[170,10],[170,0],[180,0],[180,10]]],"
          + "[[[-180,0],[-170,0],[-170,10],[-180,10],[-180,0]],[[-178,4],[-178,6],[-176,6],[-176,4],[-178,4]]]]"
      )),
    Case(
      "a clockwise ring", "Polygon", "[[[170,0],[170,10],[-170,10],[-170,0],[170,0]]]",
      (
        "MultiPolygon",
        "[[[[180,10],[170,10],[170,0],[180,0],[180,10]]],[[[-180,0],[-170,0],[-170,10],[-180,10],[-180,0]]]]"
      )),
    Case(
      "around the north pole", "Polygon", "[[[0,80],[90,80],[180,80],[-90,80],[0,80]]]",
      ("Polygon", "[[[-180,80],[-90,80],[0,80],[90,80],[180,80],[180,90],[-180,90],[-180,80]]]")),
  ]

  @Test(arguments: cases) func cuts(_ test: Case) {
    let text = Array(#"{"type":"\#(test.kind)","coordinates":\#(test.coordinates)}"#.utf8)
    var output = ByteBuilder()
    let count = AntimeridianCut.append(text.span, from: 0, to: text.count, into: &output)
    #expect(count == (test.expected == nil ? 0 : 1))
    let found = String(decoding: output.bytes, as: UTF8.self)
    #expect(found == (test.expected.map { #"{"type":"\#($0.kind)","coordinates":\#($0.coordinates)}"# } ?? ""))
  }

  /// Whatever the rings are, cutting ends, stays inside the map, and keeps the area.
  @Test func randomPolygonsKeepTheirArea() {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<300 {
      let centre = Double(Int.random(in: 150...210, using: &generator))
      let corners = Int.random(in: 3...9, using: &generator)
      var ring: [(Double, Double)] = (0..<corners).map { corner in
        let radius = Double(Int.random(in: 5...40, using: &generator))
        let angle = 6.283185307 * Double(corner) / Double(corners)
        let sine = [0.0, 0.866, 0.866, 0, -0.866, -0.866][corner % 6]
        return (centre + radius * (1 - 2 * angle / 6.283185307), radius * sine)
      }
      ring.sort { $0.0 < $1.0 }
      // A fan above a base line: simple, whatever the numbers.
      let base = ring.map { "[\($0.0),\(abs($0.1) + 1)]" }
      let last = ring[ring.count - 1].0
      let text = "[[\(base.joined(separator: ",")),[\(last),-5],[\(ring[0].0),-5],\(base[0])]]"
      let whole = Self.area(text)
      let bytes = Array(#"{"type":"Polygon","coordinates":\#(text)}"#.utf8)
      var output = ByteBuilder()
      let count = AntimeridianCut.append(bytes.span, from: 0, to: bytes.count, into: &output)
      guard count > 0 else { continue }
      var cut = 0.0
      output.withSpan { span in
        for part in GeometryParts(span, from: 0, to: span.count).parts {
          let polygons = part.kind == .polygon ? [part.coordinates] : GeometryParts.elements(span, part.coordinates)
          for polygon in polygons {
            for path in GeometryParts.elements(span, polygon).map({ GlobePath(span, $0) }) {
              #expect(path.least >= -180 && path.most <= 180, "round \(round)")
              cut += path.area
            }
          }
        }
      }
      #expect(abs(cut - whole) < 1e-6 * max(1, whole), "round \(round): \(text)")
    }
  }

  private static func area(_ coordinates: String) -> Double {
    let bytes = Array(coordinates.utf8)
    return GeometryParts.elements(bytes.span, 0..<bytes.count).map { abs(GlobePath(bytes.span, $0).area) }.reduce(0, +)
  }
}
