import Foundation
import TestKit
import Testing

@testable import Geo

@Suite struct ShapeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var content: Shape.Content
    var kind: GeometryText.Kind?
    var testDescription: String { text }

    init(_ text: String, _ content: Shape.Content, _ kind: GeometryText.Kind? = nil) {
      self.text = text
      self.content = content
      self.kind = kind
    }
  }

  static let cases = [
    Case("", .null), Case("  ", .null), Case("null", .null), Case(" null ", .null), Case("nul", .malformed),
    Case("nullx", .malformed), Case("null null", .malformed), Case("{}", .malformed), Case("[1,2]", .malformed),
    Case(#"{"type":"Point","coordinates":[1,2]}"#, .geometry, .point),
    Case(#" {"coordinates":[1,2,3],"type":"Point"} "#, .geometry, .point),
    Case(#"{"type":"Point","coordinates":[]}"#, .empty, .point),
    Case(#"{"type":"Point","coordinates":null}"#, .malformed), Case(#"{"type":"Point"}"#, .malformed),
    Case(#"{"type":"Point","coordinates":[1,2]} x"#, .malformed),
    Case(#"{"type":"Point","coordinates":[1,2]"#, .malformed),
    Case(#"{"type":"Point","coordinates":[1,91]}"#, .malformed),
    Case(#"{"type":"Point","coordinates":[652000,6861000]}"#, .malformed),
    Case(#"{"type":"Point","coordinates":[1,1e999]}"#, .malformed),
    Case(#"{"type":"Point","coordinates":[1e300,1]}"#, .geometry, .point),
    Case(#"{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}"#, .geometry, .multiPoint),
    Case(#"{"type":"MultiPoint","coordinates":[]}"#, .empty, .multiPoint),
    Case(#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#, .geometry, .lineString),
    Case(#"{"type":"LineString","coordinates":[[1,2]]}"#, .geometry, .lineString),
    Case(#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[]]}"#, .geometry, .multiLineString),
    Case(#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#, .geometry, .polygon),
    Case(#"{"type":"Polygon","coordinates":[[]]}"#, .empty, .polygon),
    Case(#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1]]],[]]}"#, .geometry, .multiPolygon),
    Case(#"{"type":"GeometryCollection","geometries":[]}"#, .empty, .collection),
    Case(
      #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[]},{"type":"Point","coordinates":[1,2]}]}"#,
      .geometry, .collection),
    Case(#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{}]}"#, .malformed),
    Case("POINT(1 2)", .geometry, .point), Case("POINT EMPTY", .empty, .point), Case("POINT(1 91)", .malformed),
    Case("SRID=2154;POINT(1 2)", .malformed), Case("POLYGON((0 0,1 0,1 1,0 0))", .geometry, .polygon),
    Case("GEOMETRYCOLLECTION(LINESTRING(0 0,1 1),POINT(3 4))", .geometry, .collection), Case("POINT(1", .malformed),
  ]

  private static func shape(_ text: String) -> Shape {
    let bytes = Array(text.utf8)
    return WellKnownText.mayBe(bytes.span, from: 0, to: bytes.count) && !text.contains("nul")
      ? Shape(wellKnownText: text) : Shape(geoJSON: text)
  }

  @Test(arguments: cases) func reads(_ test: Case) throws {
    let shape = Self.shape(test.text)
    #expect(shape.content == test.content)
    #expect(shape.kind == test.kind)
    #expect(shape.box.isEmpty == (test.content != .geometry))
    let disc = try DistanceDisc(centre: position(0, 0), radiusInMetres: 3e7)
    let globe = try FilterPolygon(boxText: "-90,-180,90,180")
    #expect(disc.meets(shape) == (test.content == .geometry))
    #expect(globe.meets(shape) == (test.content == .geometry))
    #expect((disc.distance(to: shape) == nil) == (test.content != .geometry))
    if let kind = test.kind {
      let bytes = Array(test.text.utf8)
      #expect(
        GeometryText.Kind(ofGeoJSON: bytes.span, from: 0, to: bytes.count) == kind
          || GeometryText.Kind(ofWellKnownText: bytes.span, from: 0, to: bytes.count) == kind)
    }
  }

  @Test func kinds() {
    func named(_ text: String) -> GeometryText.Kind? {
      let bytes = Array(text.utf8)
      return GeometryText.Kind(name: bytes.span, from: 0, to: bytes.count)
    }
    func wellKnown(_ text: String) -> GeometryText.Kind? {
      let bytes = Array(text.utf8)
      return GeometryText.Kind(ofWellKnownText: bytes.span, from: 0, to: bytes.count)
    }
    for kind in GeometryText.Kind.allCases {
      #expect(
        named(kind.name) == kind && named(kind.name.uppercased()) == kind && named(kind.name.lowercased()) == kind)
      #expect(wellKnown("\(kind.name.uppercased()) ZM (") == kind && wellKnown("SRID=4326; \(kind.name)zm(") == kind)
    }
    #expect(named("poly") == nil && named("") == nil && named("polygons") == nil)
    #expect(wellKnown("POINTX(1 2)") == nil && wellKnown("") == nil && wellKnown("48.8,2.3") == nil)
  }

  /// One value is read into again and again, in any order.
  @Test func isReadAgain() {
    var shape = Shape()
    for test in Self.cases + Self.cases.reversed() where test.text.contains("{") || test.text.isEmpty {
      let bytes = Array(test.text.utf8)
      shape.readGeoJSON(bytes.span, from: 0, to: bytes.count)
      #expect(shape.content == test.content && shape.kind == test.kind)
    }
    shape.read(position(190, 3))
    #expect(shape.content == .geometry && shape.contains(position(-170, 3)))
    shape.read(position(.nan, 3))
    #expect(shape.content == .malformed)
  }

  /// The two halves of Fiji and a lake elsewhere, one after the other.
  @Test func joins() throws {
    var shape = Shape()
    for text in [
      "", "POLYGON((177 -20,180 -20,180 -12,177 -12,177 -20))", "POINT EMPTY", "nonsense",
      "POLYGON((-180 -20,-178 -20,-178 -12,-180 -12,-180 -20))", "POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,6 3,6 6,3 6,3 3))",
    ] {
      shape.join(Shape(wellKnownText: text))
    }
    #expect(shape.content == .geometry && shape.kind == .collection)
    let polygon = try FilterPolygon(shape, textAt: 0..<0)
    for point in [position(179, -15), position(-179, -15), position(180, -13), position(1, 1), position(3, 4)] {
      #expect(polygon.contains(point) && shape.contains(point), "\(point)")
    }
    for point in [position(4, 4), position(176, -15), position(10, 1)] {
      #expect(!polygon.contains(point) && !shape.contains(point), "\(point)")
    }
    shape = Shape(geoJSON: "{}")
    shape.join(Shape(position(1, 2)))
    #expect(shape.content == .geometry && shape.kind == .point && shape.contains(position(1, 2)))
  }

  /// Every prefix, and every byte replaced: nothing traps, and what is asked of the shape has an answer.
  @Test func neverTraps() throws {
    let disc = try DistanceDisc(centre: position(179, 89), radiusInMetres: 1e6)
    let polygon = try FilterPolygon(text: "(60,0),(60,120),(60,-120)")
    var shape = Shape()
    var asked = 0
    func ask(_ bytes: [UInt8]) {
      for isJSON in [false, true] {
        shape.readGeoJSON(bytes.span, from: 0, to: bytes.count, isJSON: isJSON)
        if disc.meets(shape) || polygon.meets(shape) || shape.contains(position(0, 0)) { asked += 1 }
      }
      shape.readWellKnownText(bytes.span, from: 0, to: bytes.count)
      if disc.meets(shape) || polygon.meets(shape) { asked += 1 }
      _ = try? FilterPolygon(bytes.span, from: 0, to: bytes.count)
      _ = try? FilterPolygon(geoJSON: bytes.span, from: 0, to: bytes.count)
      _ = try? FilterPolygon(boxText: bytes.span, from: 0, to: bytes.count)
      _ = try? DistanceDisc(bytes.span, from: 0, to: bytes.count)
      _ = GeometryText.Kind(name: bytes.span, from: 0, to: bytes.count)
      _ = GeometryText.Kind(ofGeoJSON: bytes.span, from: 0, to: bytes.count)
      _ = GeometryText.Kind(ofWellKnownText: bytes.span, from: 0, to: bytes.count)
      _ = try? Length(bytes.span, from: 0, to: bytes.count)
    }
    let texts = Self.cases.map(\.text) + FilterPolygonTests.cases.map(\.polygon) + LengthTests.cases.map(\.text)
    let replacements = Array(#"{}[](),:"0-.e9 x"#.utf8) + [0, 0x80, 0xFF]
    for text in texts {
      let bytes = Array(text.utf8)
      for end in 0...bytes.count {
        ask(Array(bytes[..<end]))
        guard end < bytes.count, end % 3 == 0 else { continue }
        for replacement in replacements {
          var changed = bytes
          changed[end] = replacement
          ask(changed)
        }
      }
    }
    var random = SeededRandom(stream: 6)
    for _ in SeededRandom.rounds(3000) {
      ask((0..<Int.random(in: 0...40, using: &random)).map { _ in replacements.randomElement(using: &random) ?? 0 })
    }
    #expect(asked > 100)
  }

  @Test func meetsPolygons() throws {
    let square = try FilterPolygon(text: "(0,0),(0,10),(10,10),(10,0)")
    let ring = try FilterPolygon(
      geoJSON: #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[3,3],[3,6],[6,6],[6,3],[3,3]]]}"#)
    let fiji = try FilterPolygon(text: "(-12,177),(-12,-178),(-20,-178),(-20,177)")
    let pole = try FilterPolygon(text: "(60,0),(60,120),(60,-120)")
    let corner = try FilterPolygon(text: "(80,0),(80,10),(90,5)")
    let thin = try FilterPolygon(text: "(0,0),(1e-300,5),(0,10)")
    for (name, polygon, text, expected) in [
      ("a point inside", square, "POINT(5 5)", true), ("a point on a corner", square, "POINT(10 10)", true),
      ("a point outside", square, "POINT(11 5)", false), ("one point of two", square, "MULTIPOINT(50 50,5 5)", true),
      ("a line across", square, "LINESTRING(-5 5,15 5)", true),
      ("a line beside", square, "LINESTRING(-5 5,-1 12)", false),
      ("a line that touches a corner", square, "LINESTRING(-5 15,15 -5)", true),
      ("a line along a border", square, "LINESTRING(2 10,12 10)", true),
      ("a line along the line of a border", square, "LINESTRING(11 10,12 10)", false),
      ("around it", square, "POLYGON((-5 -5,20 -5,20 20,-5 20,-5 -5))", true),
      ("inside", square, "POLYGON((2 2,3 2,3 3,2 2))", true),
      ("it lies in a hole", square, "POLYGON((-5 -5,20 -5,20 20,-5 20,-5 -5),(-1 -1,11 -1,11 11,-1 11,-1 -1))", false),
      (
        "the border of a hole touches", square, "POLYGON((-5 -5,20 -5,20 20,-5 20,-5 -5),(0 -1,11 -1,11 11,0 11,0 -1))",
        true
      ),
      ("neighbours share a border", square, "POLYGON((10 2,20 2,20 8,10 8,10 2))", true),
      ("a shape in the hole", ring, "POLYGON((4 4,5 4,5 5,4 5,4 4))", false),
      ("a shape that fills the hole", ring, "POLYGON((3 3,6 3,6 6,3 6,3 3))", true),
      ("a line through the hole", ring, "LINESTRING(3.5 4,5.5 4)", false),
      ("a line from hole to hole's border", ring, "LINESTRING(4 4,6 4)", true),
      ("across the antimeridian", fiji, "LINESTRING(179 -30,-179 -10)", true),
      ("the same, beyond 180", fiji, "LINESTRING(179 -30,181 -10)", true),
      ("the same, from the west", fiji, "LINESTRING(-181 -30,-179 -10)", true),
      ("the other way round the globe", fiji, "LINESTRING(176 -15,0 -15,-177 -15)", false),
      ("a box on the far side", fiji, "POLYGON((-180 -20,-179 -20,-179 -10,-180 -10,-180 -20))", true),
      ("near the pole", pole, "POLYGON((10 80,20 80,20 85,10 80))", true),
      ("south of it", pole, "POLYGON((10 50,20 50,20 55,10 50))", false),
      ("a line into it, at the seam", pole, "LINESTRING(0 50,0 59)", false),
      ("a line onto it, at the seam", pole, "LINESTRING(0 50,0 60)", true),
      ("around it on the globe", pole, "POLYGON((0 40,120 40,-120 40,0 40))", true),
      ("both reach the pole", corner, "POLYGON((90 80,100 80,95 90,90 80))", true),
      ("the pole as a point", corner, "POINT(-123 90)", true),
      ("a member of a collection", square, "GEOMETRYCOLLECTION(POINT(50 50),LINESTRING(5 5,6 6))", true),
      ("across what has hardly any height", thin, "LINESTRING(4 -80,6 80)", true),
      ("beside it", thin, "LINESTRING(11 -80,11 80)", false),
      ("nothing", square, "GEOMETRYCOLLECTION EMPTY", false),
    ] {
      #expect(polygon.meets(Shape(wellKnownText: text)) == expected, "\(name): \(text)")
    }
  }

  // MARK: - Distances

  @Test func distances() throws {
    let degree = GreatCircle.earthRadius * .pi / 180
    for (name, centre, text, expected) in [
      ("inside", position(5, 5), "POLYGON((0 0,10 0,10 10,0 10,0 0))", 0),
      ("on a border", position(0, 5), "POLYGON((0 0,10 0,10 10,0 10,0 0))", 0),
      ("west of it, from the equator", position(-1, 0), "POLYGON((0 -5,10 -5,10 5,0 5,0 -5))", degree),
      ("south of it", position(5, -1), "POLYGON((0 0,10 0,10 10,0 10,0 0))", degree),
      ("in a hole", position(5, 0), "POLYGON((0 -9,10 -9,10 9,0 9,0 -9),(3 -3,8 -3,8 3,3 3,3 -3))", 2 * degree),
      ("a line through the centre", position(5, 5), "LINESTRING(0 0,10 10)", 0),
      ("the end of a line", position(12, 0), "LINESTRING(0 0,10 0)", 2 * degree),
      ("the nearest of points", position(0, 0), "MULTIPOINT(5 0,0 -3,7 7)", 3 * degree),
      ("across the antimeridian", position(179, 0), "LINESTRING(-179 -5,-179 5)", 2 * degree),
      ("a turn away", position(179, 0), "LINESTRING(541 -5,541 5)", 2 * degree),
      ("a parallel around the pole", position(77, 90), "LINESTRING(-180 80,180 80)", 10 * degree),
      ("from the other side of the pole", position(180, 85), "LINESTRING(0 70,0 80)", 15 * degree),
      ("inside around the pole", position(33, 75), "POLYGON((0 60,120 60,-120 60,0 60))", 0),
      ("the opposite point", position(0, 0), "POINT(180 0)", 180 * degree),
      ("a meridian, seen from the equator", position(90, 0), "LINESTRING(0 -90,0 90)", 90 * degree),
    ] {
      let disc = try DistanceDisc(centre: centre, radiusInMetres: expected * (1 + 1e-9))
      let shape = Shape(wellKnownText: text)
      let distance = disc.distance(to: shape) ?? -1
      #expect(abs(distance - expected) < 1e-7, "\(name): \(distance - expected)")
      #expect(disc.meets(shape), "\(name)")
      if expected > 0 {
        #expect(try !DistanceDisc(centre: centre, radiusInMetres: expected * (1 - 1e-9)).meets(shape), "\(name)")
        #expect(try !DistanceDisc(centre: centre, radiusInMetres: 0).meets(shape), "\(name)")
      } else {
        #expect(distance == 0)
      }
    }
  }

  /// Against many points on each edge: the distance is never above the least of them, and below it only by what lies
  /// between two of them.
  @Test func distanceIsTheLeast() throws {
    var random = SeededRandom(stream: 7)
    for round in SeededRandom.rounds(600) {
      let size = pow(10, Double.random(in: -6...2.2, using: &random))
      func near(_ centre: Coordinate, _ size: Double) -> Coordinate {
        position(
          centre.longitude + Double.random(in: -size...size, using: &random),
          max(-90, min(90, centre.latitude + Double.random(in: -size...size, using: &random))))
      }
      let centre = position(Double.random(in: -180...180, using: &random), Double.random(in: -90...90, using: &random))
      let far = near(centre, [size, size * 10, 100].randomElement(using: &random) ?? 1)
      let line = [near(far, size), near(far, size)]
      let shape = Shape([line], isLine: true)
      guard shape.content == .geometry else { continue }
      let disc = try DistanceDisc(centre: centre, radiusInMetres: 0)
      let distance = try #require(disc.distance(to: shape))
      var least = Double.infinity
      var steps = 2000.0
      var range = 0.0...1.0
      var best = 0.0
      for _ in 0..<4 {
        var i = 0.0
        while i <= steps {
          let t = range.lowerBound + (range.upperBound - range.lowerBound) * i / steps
          let found = disc.distance(
            to: position(
              shape.xs[0] + (shape.xs[1] - shape.xs[0]) * t, shape.ys[0] + (shape.ys[1] - shape.ys[0]) * t))
          if found < least { (least, best) = (found, t) }
          i += 1
        }
        if least == .infinity { break }
        let width = (range.upperBound - range.lowerBound) / steps
        range = max(0, best - width)...min(1, best + width)
        steps = 100
      }
      let comment = Comment(
        rawValue: "seed \(SeededRandom.seed), round \(round): \(centre) \(line) \(distance - least)")
      #expect(distance <= least + 2e-8 + least * 1e-9, comment)
      #expect(distance >= least - 2e-8 - least * 1e-9, comment)
      #expect(try DistanceDisc(centre: centre, radiusInMetres: distance).meets(shape), comment)
      if distance > 0 {
        #expect(try !DistanceDisc(centre: centre, radiusInMetres: distance.nextDown).meets(shape), comment)
      }
    }
  }
}

/// Foundation's functions by name.
enum Circle {
  static func sine(_ angle: Double) -> Double { sin(angle) }
  static func cosine(_ angle: Double) -> Double { cos(angle) }
}
