import Testing

@testable import Geo

@Suite struct FilterPolygonTests {
  // MARK: - Text

  struct TextCase: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: GeofilterFailure.Reason?
    var range = 0..<0
    var testDescription: String { text }

    init(_ text: String, _ reason: GeofilterFailure.Reason? = nil, _ range: Range<Int> = 0..<0) {
      self.text = text
      self.reason = reason
      self.range = range
    }
  }

  static let texts = [
    TextCase("(50.0,0.0),(50.0,10.0),(40.0,10.0),(40.0,0.0)"),
    TextCase("(50, 0), (50, 10), (40, 10), (40, 0)"),
    TextCase("((50,0),(50,10),(40,10),(40,0))"),
    TextCase(" ( (50 , 0) , ( 50,10 ),(40,10),(40,0) ,(50,0) ) "),
    TextCase("(50,0),(50,10),(40,10),(40,0),(50,0)"),
    TextCase("", .place(.empty), 0..<0), TextCase("  ", .place(.empty), 0..<2),
    TextCase("50,0,50,10,40,10", .place(.expected(.openParenthesis)), 0..<1),
    TextCase("(50,0),(50,10),(40,10", .place(.expected(.closeParenthesis)), 21..<21),
    TextCase("(50;0),(50,10),(40,10)", .place(.expected(.number)), 1..<5),
    TextCase("(50,x),(50,10),(40,10)", .place(.expected(.number)), 4..<5),
    TextCase("(50,),(50,10),(40,10)", .place(.expected(.number)), 4..<5),
    TextCase("(50),(50,10),(40,10)", .place(.expected(.comma)), 3..<4),
    TextCase("(50,0,7),(50,10),(40,10)", .place(.expected(.closeParenthesis)), 5..<6),
    TextCase("(50,0),(50,10),(40,10),", .place(.expected(.openParenthesis)), 23..<23),
    TextCase("(50,0)(50,10),(40,10)", .place(.expected(.commaOrEnd)), 6..<7),
    TextCase("((50,0),(50,10),(40,10)", .place(.expected(.commaOrCloseParenthesis)), 23..<23),
    TextCase("((50,0),(50,10),(40,10)) x", .place(.expected(.end)), 25..<26),
    TextCase("(50,0),(50,10)", .tooFewPoints(2), 0..<14),
    TextCase("(50,0),(50,10),(50,0),(50,10)", .tooFewPoints(2), 0..<29),
    TextCase("(50,0),(90.5,10),(40,10)", .place(.latitudeBeyondPole(90.5)), 8..<12),
    TextCase("(50,0),(50,1081),(40,10)", .place(.longitudeBeyondMap(1081)), 11..<15),
    TextCase("(50,0),(nan,10),(40,10)", .place(.expected(.number)), 8..<11),
    TextCase("(50,0),(1e999,10),(40,10)", .place(.expected(.number)), 8..<13),
  ]

  @Test(arguments: texts) func readsText(_ test: TextCase) {
    do throws(GeofilterFailure) {
      let polygon = try FilterPolygon(text: test.text)
      #expect(test.reason == nil)
      #expect(polygon.contains(position(5, 45)) && polygon.contains(position(10, 50)))
      #expect(!polygon.contains(position(10.001, 45)) && !polygon.contains(position(5, 39.999)))
    } catch {
      #expect(error == GeofilterFailure(reason: test.reason ?? .malformedGeometry, range: test.range))
    }
  }

  @Test func refusesGeometryWithoutInside() {
    for (text, reason) in [
      (#"{"type":"LineString","coordinates":[[0,0],[1,1],[0,1]]}"#, GeofilterFailure.Reason.notAPolygon(.lineString)),
      (#"{"type":"Polygon","coordinates":[]}"#, .place(.empty)), ("null", .place(.empty)), ("", .place(.empty)),
      (#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,91]]]}"#, .malformedGeometry),
      (#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,1]]]"#, .malformedGeometry),
      (
        #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,0]}]}"#,
        .notAPolygon(.collection)
      ),
    ] {
      #expect(throws: GeofilterFailure(reason: reason, range: 0..<text.utf8.count)) { try FilterPolygon(geoJSON: text) }
    }
  }

  // MARK: - Points

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// A ring as text, or a GeoJSON geometry.
    var polygon: String
    var inside: [Coordinate]
    var outside: [Coordinate]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "square with its border and vertices", polygon: "(0,0),(0,10),(10,10),(10,0)",
      inside: [
        position(5, 5), position(0, 0), position(10, 0), position(10, 10), position(0, 10), position(5, 0),
        position(5, 10), position(0, 5), position(10, 5), position(365, 5), position(-355, 5),
      ],
      outside: [
        position(-0x1p-1000, 5), position((10.0).nextUp, 5), position(5, (10.0).nextUp), position(5, -0x1p-1000),
        position(5, 11), position(-1, 0), position(11, 10), position(-1, 10), position(.nan, 5), position(5, .nan),
        position(.infinity, 5), position(5, 95),
      ]),
    Case(
      name: "a ray through vertices", polygon: "(0,0),(5,5),(0,10),(-5,5)",
      inside: [position(5, 0), position(0.5, 0), position(0, 0), position(10, 0), position(5, 5), position(5, -5)],
      outside: [position(-1, 0), position(11, 0), position(-1, 5), position(4, 5), position(6, 5), position(6, -5)]),
    Case(
      name: "teeth that end on one latitude", polygon: "(0,0),(5,1),(0,2),(5,3),(0,4),(-5,4),(-5,0)",
      inside: [position(1, 0), position(2, 0), position(3, 2), position(1, 5), position(2, -2), position(3, 5)],
      outside: [position(2, 3), position(2, 5), position(0.5, 4), position(5, 0), position(-1, 0)]),
    Case(
      name: "a hole, its border inside",
      polygon: #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[3,3],[3,6],[6,6],[6,3],[3,3]]]}"#,
      inside: [position(1, 1), position(3, 3), position(3, 5), position(6, 6), position(4, 6), position(4.5, 2.999)],
      outside: [position(4, 4), position(3.001, 3.001), position(10, 4)]),
    Case(
      name: "a hole that touches the border",
      polygon: #"{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[0,0],[3,1],[3,3],[0,0]]]}"#,
      inside: [position(0, 0), position(1, 3), position(3, 2)], outside: [position(2, 1.5)]),
    Case(
      name: "two polygons, one in the hole of the other",
      polygon: """
        {"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[2,2],[2,7],[7,7],[7,2],[2,2]]],
        [[[4,4],[5,4],[5,5],[4,5],[4,4]]]]}
        """,
      inside: [position(1, 1), position(4.5, 4.5), position(4, 4)], outside: [position(3, 3), position(6, 4.5)]),
    Case(
      name: "polygons that overlap: inside any",
      polygon: """
        {"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4]]]},
        {"type":"MultiPolygon","coordinates":[[[[2,2],[6,2],[6,6],[2,6]]]]}]}
        """,
      inside: [position(3, 3), position(1, 1), position(5, 5), position(4, 3)], outside: [position(5, 1)]),
    Case(
      name: "a bow tie", polygon: "(0,0),(10,10),(10,0),(0,10)",
      inside: [position(5, 2), position(5, 8), position(5, 5), position(0, 10), position(2, 2)],
      outside: [position(2, 5), position(8, 5), position(0, 5)]),
    Case(
      name: "a pentagram: its middle is outside", polygon: "(10,0),(-8,6),(3,-9.5),(3,9.5),(-8,-6)",
      inside: [position(0, 8), position(0, 10), position(5, -6)], outside: [position(0, 0), position(0, -7)]),
    Case(
      name: "duplicate vertices", polygon: "(0,0),(0,0),(0,10),(0,10),(10,10),(10,10),(10,10),(10,0),(0,0),(0,0)",
      inside: [position(5, 5), position(0, 0), position(10, 5)], outside: [position(11, 5), position(-1, 0)]),
    Case(
      name: "collinear vertices and a spike", polygon: "(0,0),(0,5),(0,10),(10,10),(10,20),(10,10),(10,0)",
      inside: [position(5, 0), position(15, 10), position(20, 10), position(5, 10)],
      outside: [position(15, 9.999), position(20.001, 10), position(15, 5)]),
    Case(
      name: "no area", polygon: "(0,0),(5,5),(10,10)", inside: [position(5, 5), position(7, 7), position(10, 10)],
      outside: [position(5, (5.0).nextUp), position(11, 11), position(5, 0)]),
    Case(
      name: "hardly any height", polygon: "(0,0),(1e-280,5),(0,10),(1e-285,5)",
      inside: [position(5, 1e-280), position(0, 0), position(5, 1e-285), position(5, 2e-281)],
      outside: [position(5, 0), position(5, 1), position(11, 0), position(5, 2e-280)]),
    Case(
      name: "no area along a parallel", polygon: "(5,0),(5,5),(5,10)", inside: [position(7, 5)],
      outside: [position(7, (5.0).nextUp), position(11, 5)]),
    Case(
      name: "Fiji across the antimeridian", polygon: "(-12,177),(-12,-178),(-20,-178),(-20,177)",
      inside: [
        position(179, -15), position(-179, -15), position(180, -15), position(-180, -15), position(181, -15),
        position(-541, -15), position(177, -15), position(-178, -20), position(178.4419, -18.1416),
      ],
      outside: [position(0, -15), position(176.9, -15), position(-177.9, -15), position(10, -15)]),
    Case(
      name: "the same with longitudes beyond 180", polygon: "(-12,177),(-12,182),(-20,182),(-20,177)",
      inside: [position(179, -15), position(-179, -15), position(-178, -20)],
      outside: [position(0, -15), position(-177.9, -15)]),
    Case(
      name: "the same some turns away", polygon: "(-12,-543),(-12,-538),(-20,-538),(-20,-543)",
      inside: [position(179, -15), position(-179, -15), position(-178, -20), position(177, -12)],
      outside: [position(0, -15), position(-177.9, -15)]),
    Case(
      name: "the same with 180 by both its names",
      polygon: "(-12,177),(-12,180),(-12,-180),(-12,-178),(-20,-178),(-20,177)",
      inside: [position(179, -15), position(-179, -15), position(180, -15), position(180, -12)],
      outside: [position(0, -15), position(-177.9, -15)]),
    Case(
      name: "turns mixed in one ring", polygon: "(-12,177),(-12,542),(-20,-178),(-20,-543)",
      inside: [position(179, -15), position(-179, -15)], outside: [position(0, -15), position(-177.9, -15)]),
    Case(
      name: "two halves cut at the antimeridian",
      polygon: """
        {"type":"MultiPolygon","coordinates":[[[[177,-20],[180,-20],[180,-12],[177,-12],[177,-20]]],
        [[[-180,-20],[-178,-20],[-178,-12],[-180,-12],[-180,-20]]]]}
        """,
      inside: [position(179, -15), position(-179, -15), position(180, -15), position(-180, -15)],
      outside: [position(0, -15), position(-177.9, -15)]),
    Case(
      name: "a hole on the other side of the antimeridian",
      polygon: """
        {"type":"Polygon","coordinates":[[[170,-20],[-170,-20],[-170,20],[170,20],[170,-20]],
        [[-178,-5],[-172,-5],[-172,5],[-178,5],[-178,-5]]]}
        """,
      inside: [position(175, 0), position(-171, 0), position(-179, 0)], outside: [position(-175, 0), position(0, 0)]),
    Case(
      name: "the whole globe", polygon: "(-90,-180),(-90,180),(90,180),(90,-180)",
      inside: [
        position(0, 0), position(180, 0), position(-180, 0), position(12, 90), position(77, -90), position(541, 3),
      ],
      outside: [position(0, 90.1)]),
    Case(
      name: "a belt around the globe", polygon: "(-10,-180),(-10,180),(10,180),(10,-180)",
      inside: [position(0, 0), position(180, 0), position(179, 10)], outside: [position(0, 11), position(180, -11)]),
    Case(
      name: "the same from 0 to 360", polygon: "(-10,0),(-10,360),(10,360),(10,0)",
      inside: [position(0, 0), position(-1, 0), position(180, 0), position(179, 10)],
      outside: [position(0, 11), position(180, -11)]),
    Case(
      name: "around the north pole", polygon: "(60,0),(60,120),(60,-120)",
      inside: [
        position(0, 90), position(77, 89), position(180, 61), position(0, 60), position(60, 60), position(-1, 75),
      ],
      outside: [position(0, 59), position(180, 0), position(0, -90), position(180, 59.9)]),
    Case(
      name: "around the south pole, east to west", polygon: "(-60,0),(-70,-120),(-65,120)",
      inside: [position(0, -90), position(77, -89), position(0, -60), position(-120, -70), position(0, -60.5)],
      outside: [position(0, -59), position(-120, -69), position(0, 90)]),
    Case(
      name: "a ring around the pole with a hole around the pole",
      polygon: """
        {"type":"Polygon","coordinates":[[[0,60],[90,60],[180,60],[-90,60],[0,60]],
        [[45,80],[135,80],[-135,80],[-45,80],[45,80]]]}
        """,
      inside: [position(0, 70), position(44, 79), position(180, 60), position(46, 80), position(20, 75)],
      outside: [position(0, 90), position(10, 85), position(46, 85), position(180, 85), position(0, 50)]),
    Case(
      name: "a ring around the pole that wanders over the antimeridian",
      polygon: "(60,0),(60,100),(60,170),(70,-170),(72,175),(62,-172),(60,-100)",
      inside: [position(180, 80), position(179, 71.9), position(-179, 75), position(-171, 71)],
      outside: [position(180, 50), position(180, 64.9), position(-175, 61)]),
    Case(
      name: "a corner at the pole", polygon: "(80,0),(80,10),(90,5)",
      inside: [position(123, 90), position(5, 89), position(5, 80)], outside: [position(5, 79), position(0, 89)]),
    Case(
      name: "a map cut along the antimeridian and the pole",
      polygon: """
        {"type":"Polygon","coordinates":[[[-180,-84],[-90,-70],[0,-75],[90,-66],[180,-84],[180,-90],[-180,-90],[-180,-84]]]}
        """,
      inside: [position(0, -90), position(180, -87), position(-180, -84), position(0, -75), position(10, -80)],
      outside: [position(0, -74), position(180, -83.9)]),
  ]

  @Test(arguments: cases) func contains(_ test: Case) throws {
    let polygon =
      try test.polygon.hasPrefix("{") ? FilterPolygon(geoJSON: test.polygon) : FilterPolygon(text: test.polygon)
    for point in test.inside { #expect(polygon.contains(point), "\(point)") }
    for point in test.outside { #expect(!polygon.contains(point), "\(point)") }
    // The twin without an index.
    guard test.polygon.hasPrefix("{") else { return }
    let shape = Shape(geoJSON: test.polygon)
    for point in test.inside { #expect(shape.contains(point), "\(point)") }
    for point in test.outside { #expect(!shape.contains(point), "\(point)") }
  }

  // MARK: - Boxes

  struct BoxCase: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: GeofilterFailure.Reason
    var range: Range<Int>
    var testDescription: String { text }

    init(_ text: String, _ reason: GeofilterFailure.Reason, _ range: Range<Int>) {
      self.text = text
      self.reason = reason
      self.range = range
    }
  }

  static let boxTexts = [
    BoxCase("", .place(.empty), 0..<0), BoxCase("1,2,3", .place(.expected(.comma)), 5..<5),
    BoxCase("1,2,3,4,5", .place(.expected(.end)), 7..<8),
    BoxCase("1,2,x,4", .place(.expected(.number)), 4..<5), BoxCase("10,2,3,4", .southAboveNorth, 0..<8),
    BoxCase("-91,2,3,4", .place(.latitudeBeyondPole(-91)), 0..<3),
    BoxCase("1,2,3,4000", .place(.longitudeBeyondMap(4000)), 6..<10),
  ]

  @Test(arguments: boxTexts) func refusesBoxes(_ test: BoxCase) throws {
    #expect(throws: GeofilterFailure(reason: test.reason, range: test.range)) {
      try FilterPolygon(boxText: test.text)
    }
  }

  @Test func boxes() throws {
    for (text, inside, outside) in [
      ("35,-10,70,30", [position(-10, 35), position(30, 70), position(390, 50)], [position(31, 50), position(0, 71)]),
      (" 35 , -10 , 70 , 30 ", [position(0, 50)], [position(31, 50)]),
      ("-10,-170,10,170", [position(0, 0), position(170, 10)], [position(175, 0), position(180, 0)]),
      ("-10,170,10,-170", [position(175, 0), position(-175, 0), position(180, 0)], [position(0, 0)]),
      ("-10,170,10,190", [position(175, 0), position(-175, 0), position(180, 0)], [position(0, 0)]),
      ("-90,-180,90,180", [position(0, 0), position(180, 0), position(7, 90), position(7, -90)], [position(0, 91)]),
      ("0,0,90,360", [position(0, 0), position(180, 0), position(-1, 0), position(7, 90)], [position(0, -1)]),
      ("-10,-400,10,400", [position(0, 0), position(180, 10)], [position(0, 11)]),
      ("5,6,5,6", [position(6, 5)], [position(6, (5.0).nextUp)]),
      ("5,6,5,8", [position(7, 5)], [position(9, 5)]),
    ] as [(String, [Coordinate], [Coordinate])] {
      let box = try FilterPolygon(boxText: text)
      for point in inside { #expect(box.contains(point), "\(text) \(point)") }
      for point in outside { #expect(!box.contains(point), "\(text) \(point)") }
    }
  }
}
