import Bytes
import Testing

@testable import Geo

@Suite struct WellKnownTextTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var kind: String
    var coordinates: String

    init(_ text: String, _ kind: String, _ coordinates: String) {
      testDescription = text
      self.kind = kind
      self.coordinates = coordinates
    }
  }

  static let cases: [Case] = [
    Case("POINT (2.35 48.85)", "Point", "[2.35,48.85]"), Case("point(2.350 48.85)", "Point", "[2.350,48.85]"),
    Case("  Point  ( 2.35   48.85 )  ", "Point", "[2.35,48.85]"), Case("POINT EMPTY", "Point", "[]"),
    Case("SRID=4326;POINT(1 2)", "Point", "[1,2]"), Case("srid = 4326 ; POINT(1 2)", "Point", "[1,2]"),
    Case("POINT Z (1 2 3)", "Point", "[1,2,3]"), Case("POINTZ(1 2 3)", "Point", "[1,2,3]"),
    Case("POINT (1 2 3)", "Point", "[1,2,3]"), Case("POINT M (1 2 3)", "Point", "[1,2]"),
    Case("POINT ZM (1 2 3 4)", "Point", "[1,2,3]"), Case("POINT(-1.5e0 +2)", "Point", "[-1.5e0,2]"),
    Case("POINT(.5 5.)", "Point", "[0.5,5]"), Case("LINESTRING (1 2, 3 4)", "LineString", "[[1,2],[3,4]]"),
    Case(
      "POLYGON ((0 0,1 0,1 1,0 0),(0 0,0 1,1 1,0 0))", "Polygon",
      "[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[0,1],[1,1],[0,0]]]"),
    Case("POLYGON EMPTY", "Polygon", "[]"), Case("MULTIPOINT (1 2, 3 4)", "MultiPoint", "[[1,2],[3,4]]"),
    Case("MULTIPOINT ((1 2), (3 4))", "MultiPoint", "[[1,2],[3,4]]"),
    Case("MULTILINESTRING ((1 2,3 4),(5 6,7 8))", "MultiLineString", "[[[1,2],[3,4]],[[5,6],[7,8]]]"),
    Case("MULTILINESTRING ((1 2,3 4),EMPTY)", "MultiLineString", "[[[1,2],[3,4]],[]]"),
    Case("MULTIPOLYGON (((0 0,1 0,1 1,0 0)))", "MultiPolygon", "[[[[0,0],[1,0],[1,1],[0,0]]]]"),
  ]

  private func read(_ text: String) -> (WellKnownText.Outcome, String, WellKnownText) {
    let bytes = Array(text.utf8)
    var reader = WellKnownText()
    var output = ByteBuilder()
    let outcome = reader.append(bytes.span, from: 0, to: bytes.count, into: &output)
    return (outcome, String(decoding: output.bytes, as: UTF8.self), reader)
  }

  @Test(arguments: cases) func reads(_ test: Case) {
    let (outcome, text, _) = read(test.testDescription)
    #expect(outcome == .written)
    #expect(text == #"{"type":"\#(test.kind)","coordinates":\#(test.coordinates)}"#)
  }

  @Test func readsCollections() {
    #expect(
      read("GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (1 2,3 4)), POINT EMPTY)").1
        == #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1,2],[3,4]]}]},{"type":"Point","coordinates":[]}]}"#
    )
    #expect(read("GEOMETRYCOLLECTION EMPTY").1 == #"{"type":"GeometryCollection","geometries":[]}"#)
  }

  @Test func countsWhatItRespells() {
    #expect(read("POINT(.5 5.)").2.respelledNumbers == 2)
    #expect(read("LINESTRING M (1 2 3, 4 5 6)").2.droppedMeasures == 2)
    #expect(read("POINT(1 2)").2.respelledNumbers == 0)
  }

  @Test func refuses() {
    #expect(read("SRID=2154;POINT(1 2)").0 == .foreign(srid: "2154"))
    #expect(read("POINT(48.85 91)").0 == .outside(latitude: 91, longitude: 48.85))
    for text in [
      "", "POINT", "POINT(", "POINT(1)", "POINT(1 2", "POINT(1,2)", "POINT(1 2) x", "CIRCULARSTRING(0 0,1 1,1 0)",
      "POINT(1 2 3 4 5)", "POINT(a b)", "POLYGON(0 0,1 1)", "LINESTRING((1 2))", "GEOMETRYCOLLECTION(POINT(1 2)",
      "POINT(1e999 2)", "MULTIPOINT((1 2)",
    ] {
      let (outcome, written, _) = read(text)
      guard case .malformed = outcome else {
        Issue.record("\(text) is \(outcome)")
        continue
      }
      #expect(written.isEmpty, "\(text)")
    }
  }

  /// Cut anywhere, it is an error or nothing, never a trap.
  @Test func everyPrefixIsSafe() {
    for test in Self.cases {
      let text = Array(test.testDescription.utf8)
      for count in 0..<text.count { _ = read(String(decoding: text[..<count], as: UTF8.self)) }
    }
  }
}
