import Bytes
import Diagnostics
import Formats
import Records
import Testing

@Suite struct GeoJSONEncoderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var batch: RecordBatch
    var input = "csv"
    var format = "geojson"
    var kinds: [FieldKind] = []
    var selected: [Int]?
    var keepsGeometry = true
    var isPretty = false
    var outerMembers = ""
    var expected: [String]
    /// What follows `features`.
    var tail = "}\n"
    var testDescription: String { name }
  }

  static func point(_ lines: String, order: CoordinateOrder = .latlon) -> RecordBatch {
    Batches.csv(["n", "g"], lines, geometry: .point(column: 1, order: order))
  }
  static let clockwise = #"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]}"#
  static let turned = #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#
  static let features = Batches.features(
    ["n", "m"], foreign: ["bbox"],
    [
      #"{"type":"Feature","properties":{"m":2,"n":"x","late":true},"geometry":\#(clockwise),"id":"7","odd":[1]}"#,
      "{\"type\": \"Feature\",\n \"geometry\": null,\n \"properties\": null, \"bbox\": [0,0,1,1]}",
    ])

  static let cases = [
    Case(
      name: "pair",
      batch: Batches.csv(
        ["n", "la", "lo"], "x, 48.850 ,2.35\ny,,2\nz,1,\n", geometry: .pair(latitude: 1, longitude: 2)),
      kinds: [.text, .text, .text],
      expected: [
        #"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.850]},"properties":{"n":"x","la":" 48.850 ","lo":"2.35"}}"#,
        #"{"type":"Feature","geometry":null,"properties":{"n":"y","la":null,"lo":"2"}}"#,
        #"{"type":"Feature","geometry":null,"properties":{"n":"z","la":"1","lo":null}}"#,
      ]),
    Case(
      name: "point", batch: point("x,\"48.85, 2.35\"\ny,\n"),
      expected: [
        #"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.85]},"properties":{"n":"x","g":"48.85, 2.35"}}"#,
        #"{"type":"Feature","geometry":null,"properties":{"n":"y","g":null}}"#,
      ]),
    Case(
      name: "point, lonlat, selection", batch: point("x,\"2.35,48.85\"\n", order: .lonlat), selected: [0],
      expected: [#"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.85]},"properties":{"n":"x"}}"#]),
    Case(
      name: "no geometry", batch: point("x,\"2.35,48.85\"\n"), selected: [0], keepsGeometry: false,
      expected: [#"{"type":"Feature","geometry":null,"properties":{"n":"x"}}"#]),
    Case(
      name: "shape text",
      batch: Batches.csv(
        ["n", "s"], "x,\"\(clockwise.replacing("\"", with: "\"\""))\"\ny,\n", geometry: .shape(column: 1)),
      selected: [0],
      expected: [
        #"{"type":"Feature","geometry":\#(turned),"properties":{"n":"x"}}"#,
        #"{"type":"Feature","geometry":null,"properties":{"n":"y"}}"#,
      ]),
    Case(
      name: "json points",
      batch: Batches.json(
        ["n", "g"],
        [
          #"{"n":1,"g":[48.850, 2.35],"z":0}"#, #"{"n":2,"g":"48.85,2.35"}"#, #"{"n":3,"g":{"lon":2.35,"lat":48.85}}"#,
          #"{"n":4}"#,
        ],
        geometry: .point(column: 1, order: .latlon)), input: "json",
      expected: [
        #"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.850]},"properties":{"n":1,"g":[48.850, 2.35],"z":0}}"#,
        #"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.85]},"properties":{"n":2,"g":"48.85,2.35"}}"#,
        #"{"type":"Feature","geometry":{"type":"Point","coordinates":[2.35,48.85]},"properties":{"n":3,"g":{"lon":2.35,"lat":48.85}}}"#,
        #"{"type":"Feature","geometry":null,"properties":{"n":4}}"#,
      ]),
    Case(
      name: "features, whole", batch: features, input: "geojson", outerMembers: #""name":"x""#,
      expected: [
        #"{"type":"Feature","properties":{"m":2,"n":"x","late":true},"geometry":\#(turned),"id":"7","odd":[1]}"#,
        #"{"type":"Feature","geometry":null,"properties":null,"bbox":[0,0,1,1]}"#,
      ], tail: ",\"name\":\"x\"}\n"),
    Case(
      name: "features, selection", batch: features, input: "geojson", selected: [1],
      expected: [
        #"{"type":"Feature","geometry":\#(turned),"properties":{"m":2}}"#,
        #"{"type":"Feature","geometry":null,"properties":{}}"#,
      ]),
    Case(
      name: "features, id and foreign member named", batch: features, input: "geojson", selected: [3, 0, 4],
      expected: [
        #"{"type":"Feature","id":"7","geometry":\#(turned),"properties":{"n":"x"}}"#,
        #"{"type":"Feature","geometry":null,"properties":{},"bbox":[0,0,1,1]}"#,
      ]),
    Case(
      name: "nothing", batch: Batches.features(["n"], []), input: "geojson", expected: []),
  ]

  @Test(arguments: cases) func writes(_ test: Case) throws {
    let projection = test.selected.map { selecting(test.batch.schema, $0, keepsGeometry: test.keepsGeometry) }
    let found = try document(
      test.format, test.batch, input: test.input, kinds: test.kinds, projection: projection,
      outerMembers: test.outerMembers)
    let inside = test.expected.isEmpty ? "" : "\n" + test.expected.joined(separator: ",\n") + "\n"
    #expect(found == #"{"type":"FeatureCollection","features":["# + inside + "]" + test.tail)
  }

  @Test func withoutGeometryWholeFeaturesAreRewritten() throws {
    var projection = Projection(all: Self.features.schema)
    projection.keepsGeometry = false
    let found = try document("geojson", Self.features, input: "geojson", projection: projection)
    #expect(
      found == #"{"type":"FeatureCollection","features":["# + "\n"
        + #"{"type":"Feature","id":"7","geometry":null,"properties":{"m":2,"n":"x","late":true},"odd":[1]},"# + "\n"
        + #"{"type":"Feature","geometry":null,"properties":null,"bbox":[0,0,1,1]}"# + "\n]}\n")
  }

  @Test func prettyAndCall() throws {
    let batch = Self.point("\u{2028},\"1,2\"\n")
    let found = try document("geojsonp", batch, projection: selecting(batch.schema, [0])) {
      $0.callback = "f"
      $0.isPretty = true
    }
    #expect(
      found == """
        /**/f({
          "type": "FeatureCollection",
          "features": [
            {
              "type": "Feature",
              "geometry": {
                "type": "Point",
                "coordinates": [
                  2,
                  1
                ]
              },
              "properties": {
                "n": "\\u2028"
              }
            }
          ]
        });

        """)
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    var name: String
    var batch: RecordBatch
    var code: DiagnosticCode
    var help: String
    var testDescription: String { name }
  }

  static let failures = [
    Failure(
      name: "swapped text", batch: point("x,\"2.35,148.85\"\n", order: .lonlat), code: .geometryBadPoint,
      help: "--geo-order latlon"),
    Failure(
      name: "swapped pair",
      batch: Batches.csv(["la", "lo"], "151.2,-33.8\n", geometry: .pair(latitude: 0, longitude: 1)),
      code: .geometryBadPoint, help: "--geo lat=lo,lon=la"),
    Failure(name: "not a point", batch: point("x,here\n"), code: .geometryBadPoint, help: "--geo"),
    Failure(
      name: "not a number", batch: Batches.csv(["la", "lo"], "1,x\n", geometry: .pair(latitude: 0, longitude: 1)),
      code: .geometryBadPoint, help: "--geo"),
    Failure(
      name: "not JSON", batch: Batches.csv(["s"], "{type}\n", geometry: .shape(column: 0)), code: .geojsonBadGeometry,
      help: "--geo"),
    Failure(
      name: "not a geometry", batch: Batches.json(["s"], [#"{"s":{"a":1}}"#], geometry: .shape(column: 0)),
      code: .geojsonBadGeometry, help: "--geo"),
  ]

  @Test(arguments: failures) func refuses(_ test: Failure) throws {
    let error = #expect(throws: Diagnostic.self) { try document("geojson", test.batch, input: "csv") }
    #expect(error?.code == test.code)
    #expect(error?.location.line == 1)
    #expect(error?.location.record == 1)
    #expect(error?.help.first?.contains(test.help) == true)
  }

  @Test func needsAGeometry() throws {
    let batch = Batches.csv(["a"], "1\n")
    let error = #expect(throws: DiagnosticList.self) { try document("geojson", batch) }
    #expect(error?.diagnostics.map(\.code) == [.geometryMissing])
  }
}
