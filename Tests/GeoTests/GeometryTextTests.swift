import Bytes
import Geo
import Testing

@Suite struct GeometryTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// nil: unchanged.
    var rewound: String?
    var isWellFormed = true
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "point", text: #"{"type":"Point","coordinates":[2.35,48.85]}"#),
    Case(name: "point with altitude", text: #"{"type": "Point", "coordinates": [2.35, 48.85, 35.0]}"#),
    Case(name: "empty point", text: #"{"type":"Point","coordinates":[]}"#),
    Case(name: "one number", text: #"{"type":"Point","coordinates":[1]}"#, isWellFormed: false),
    Case(name: "text in a position", text: #"{"type":"Point","coordinates":["1",2]}"#, isWellFormed: false),
    Case(name: "too deep", text: #"{"type":"Point","coordinates":[[1,2]]}"#, isWellFormed: false),
    Case(name: "too flat", text: #"{"type":"LineString","coordinates":[1,2]}"#, isWellFormed: false),
    Case(name: "unknown type", text: #"{"type":"Circle","coordinates":[1,2]}"#, isWellFormed: false),
    Case(name: "no coordinates", text: #"{"type":"Point"}"#, isWellFormed: false),
    Case(name: "line", text: #"{"type":"LineString","coordinates":[[0,0],[0,1],[1,1],[0,0]]}"#),
    Case(name: "counter-clockwise", text: #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#),
    Case(
      name: "clockwise", text: #"{"type":"Polygon","coordinates":[[[0,0],[1.0,1],[1e0,0],[0,0]]]}"#,
      rewound: #"{"type":"Polygon","coordinates":[[[0,0],[1e0,0],[1.0,1],[0,0]]]}"#),
    Case(
      name: "type last", text: #"{"coordinates":[[[0,0],[1,1],[1,0],[0,0]]],"type":"Polygon"}"#,
      rewound: #"{"coordinates":[[[0,0],[1,0],[1,1],[0,0]]],"type":"Polygon"}"#),
    Case(
      name: "hole turned, spaces kept elsewhere",
      text: #"{"type":"Polygon", "coordinates": [[[0,0],[9,0],[9,9],[0,0]], [ [2,1], [3,1], [3,2], [2,1] ]]}"#,
      rewound: #"{"type":"Polygon", "coordinates": [[[0,0],[9,0],[9,9],[0,0]], [ [2,1],[3,2],[3,1],[2,1] ]]}"#),
    Case(name: "open ring stays", text: #"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1]]]}"#),
    Case(name: "short ring stays", text: #"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}"#),
    Case(
      name: "second polygon",
      text:
        #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,1],[1,0],[0,0]]]]}"#,
      rewound: #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[0,0],[1,0],[1,1],[0,0]]]]}"#),
    Case(
      name: "collection",
      text:
        #"{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]},{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[[[5,5],[6,6],[6,5],[5,5]]]}]}"#,
      rewound:
        #"{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[[[5,5],[6,5],[6,6],[5,5]]]}]}"#
    ),
    Case(name: "empty collection", text: #"{"type":"GeometryCollection","geometries":[]}"#),
    Case(
      name: "across the antimeridian stays",
      text: #"{"type":"Polygon","coordinates":[[[179,0],[-179,0],[-179,1],[179,1],[179,0]]]}"#),
    Case(
      name: "whole world",
      text: #"{"type":"Polygon","coordinates":[[[-180,-90],[-180,90],[180,90],[180,-90],[-180,-90]]]}"#,
      rewound: #"{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}"#),
    Case(name: "empty polygon", text: #"{"type":"Polygon","coordinates":[]}"#),
    Case(name: "other members", text: #"{"type":"Point","bbox":[1,2,[3]],"x":{"type":"no"},"coordinates":[1,2]}"#),
    Case(name: "cut short", text: #"{"type":"Polygon","coordinates":[[[0,0],[1"#, isWellFormed: false),
    Case(name: "trailing comma", text: #"{"type":"LineString","coordinates":[[0,0],]}"#, isWellFormed: false),
    Case(name: "not an object", text: "7", isWellFormed: false),
  ]

  @Test(arguments: cases) func winding(_ test: Case) {
    let bytes = Array(test.text.utf8)
    var geometry = GeometryText()
    geometry.parse(bytes.span, from: 0, to: bytes.count)
    #expect(geometry.isWellFormed == test.isWellFormed)
    #expect(geometry.needsRewinding == (test.rewound != nil))
    var output = ByteBuilder()
    geometry.appendRewound(bytes.span, from: 0, to: bytes.count, into: &output)
    #expect(String(decoding: output.bytes, as: UTF8.self) == test.rewound ?? test.text)
  }

  @Test func everyPrefixIsHarmless() {
    for test in Self.cases {
      let bytes = Array(test.text.utf8)
      var geometry = GeometryText()
      for end in 0...bytes.count {
        geometry.parse(bytes.span, from: 0, to: end)
        if end < bytes.count { #expect(JSONTextCheck.endOfValue(bytes.span, from: 0, to: end) == nil) }
      }
    }
  }

  @Test func deepCollectionsNeedNoStack() {
    let depth = 100_000
    let text =
      String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 300)
      + #"{"type":"Point","coordinates":[1,2]}"# + String(repeating: "]}", count: 300)
    let bytes = Array(text.utf8)
    var geometry = GeometryText()
    geometry.parse(bytes.span, from: 0, to: bytes.count)
    #expect(geometry.isWellFormed)
    let brackets = [UInt8](repeating: ASCII.openBracket, count: depth)
    #expect(JSONTextCheck.endOfValue(brackets.span, from: 0, to: depth) == nil)
  }
}

@Suite struct PointTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var latitude: String?
    var longitude: String?
    var testDescription: String { "'\(text)'" }
  }

  static let cases = [
    Case(text: "48.85,2.35", latitude: "48.85", longitude: "2.35"),
    Case(text: " 48.850 , 2.35 ", latitude: "48.850", longitude: "2.35"),
    Case(text: "[48.85, 2.35]", latitude: "48.85", longitude: "2.35"),
    Case(text: "-33.8,151.2", latitude: "-33.8", longitude: "151.2"),
    Case(text: "1e1,2E-1", latitude: "1e1", longitude: "2E-1"),
    Case(text: ""), Case(text: ","), Case(text: "48.85"), Case(text: "48.85,"), Case(text: "48.85,2.35,3"),
    Case(text: "48,85 2,35"), Case(text: "N48,E2"), Case(text: "+48.85,2.35"), Case(text: ".5,1"),
    Case(text: "[48.85,2.35"),
    Case(text: "null,null"), Case(text: "1.,2"), Case(text: "01,2"),
  ]

  @Test(arguments: cases) func parses(_ test: Case) {
    let bytes = Array(test.text.utf8)
    for isLatitudeFirst in [true, false] {
      let point = PointText.parse(bytes.span, from: 0, to: bytes.count, latitudeFirst: isLatitudeFirst)
      let first = isLatitudeFirst ? point?.latitude : point?.longitude
      let second = isLatitudeFirst ? point?.longitude : point?.latitude
      #expect(first.map { text(bytes, $0) } == test.latitude)
      #expect(second.map { text(bytes, $0) } == test.longitude)
    }
  }

  private func text(_ bytes: [UInt8], _ number: PointText.Number) -> String {
    String(decoding: bytes[number.start..<number.end], as: UTF8.self)
  }
}

@Suite struct JSONTextCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var isValid: Bool
    var testDescription: String { text }
  }

  static let cases =
    [
      "1", "-0", "1.5e+3", "true", "false", "null", #""""#, #""a\n\u00e9\\""#, "[]", "{}", "[1,[2,{}],\"x\"]",
      #"{"a":{"b":[]},"c":1}"#,
      " [ 1 , 2 ] ", #"{ "a" : 1 , "b" : [ ] }"#, "[[],[]]", #"{"a":[{"b":1},{"c":2}]}"#,
    ].map { Case(text: $0, isValid: true) }
    + [
      "", " ", "01", "1.", ".5", "+1", "-", "1e", "nul", "truex", "NaN", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\u{1}\"",
      "[", "]", "[1,]",
      "[,1]", "[1 2]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "[1}", "{\"a\":1]", "[1]]", "1 2",
    ].map { Case(text: $0, isValid: false) }

  @Test(arguments: cases) func checks(_ test: Case) {
    let bytes = Array(test.text.utf8)
    let end = JSONTextCheck.endOfValue(bytes.span, from: 0, to: bytes.count)
    let rest = end.map { bytes[$0...].allSatisfy { $0 == ASCII.space } } ?? false
    #expect(rest == test.isValid)
  }
}
