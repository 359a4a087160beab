import Diagnostics
import Formats
import Records
import Testing

@Suite struct OpendatasoftReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var input: String
    var names: [String] = []
    var records: [String] = []
    var code: DiagnosticCode?
    var layout = InputLayout.auto
    var format = JSONFormat.json

    init(
      _ name: String, _ input: String, _ names: [String], _ records: [String], _ code: DiagnosticCode? = nil,
      layout: InputLayout = .auto, format: JSONFormat = .json
    ) {
      testDescription = name
      self.input = input
      self.names = names
      self.records = records
      self.code = code
      self.layout = layout
      self.format = format
    }
  }

  static func record(_ fields: String, _ rest: String = "") -> String {
    #"{"datasetid":"d","recordid":"r","fields":{"# + fields + "}" + rest + "}"
  }
  static let point = #","geometry":{"type":"Point","coordinates":[2,48]}"#

  static let cases: [Case] = [
    Case(
      "an export", "[\(record(#""a":1"#)),\(record(#""b":2"#))]", ["a", "b", "datasetid", "recordid"],
      [#"1|-|"d"|"r""#, #"-|2|"d"|"r""#]),
    Case(
      "with geometry", "[\(record(#""a":1"#, point)),\(record(#""a":2"#))]",
      ["a", "geometry", "datasetid", "recordid"],
      [#"1|{"type":"Point","coordinates":[2,48]}|"d"|"r""#, #"2|-|"d"|"r""#]),
    Case(
      "fields named as its members", "[\(record(#""geometry":1,"recordid":2"#, #","record_timestamp":"t""#))]",
      ["geometry", "recordid", "datasetid", "recordid", "record_timestamp"], [#"1|2|"d"|"r"|"t""#]),
    Case(
      "on lines", "\(record(#""a":1"#))\n\(record(#""a":2"#))\n", ["a", "datasetid", "recordid"],
      [#"1|"d"|"r""#, #"2|"d"|"r""#], format: .jsonl),
    Case(
      "as it stands", "[\(record(#""a":1"#))]", ["datasetid", "recordid", "fields"], [#""d"|"r"|{"a":1}"#],
      layout: .plain),
    Case(
      "another member", #"[{"datasetid":"d","recordid":"r","fields":{"a":1},"links":[]}]"#,
      ["datasetid", "recordid", "fields", "links"], [#""d"|"r"|{"a":1}|[]"#]),
    Case(
      "another member, said to be one", #"[{"recordid":"r","fields":{"a":1},"links":[]}]"#,
      ["a", "recordid", "links"], [#"1|"r"|[]"#], layout: .ods),
    Case(
      "fields that are no object", #"[{"datasetid":"d","recordid":"r","fields":[]}]"#,
      ["datasetid", "recordid", "fields"], [#""d"|"r"|[]"#]),
    Case("said to be one, and is not", #"[{"a":1}]"#, [], [], .odsShape, layout: .ods),
    Case(
      "a geometry that is none", "[\(record(#""a":1"#)),\(record(#""a":2"#, #","geometry":{"type":"Pt"}"#))]",
      ["a", "geometry", "datasetid", "recordid"], [#"1|-|"d"|"r""#], .geojsonBadGeometry),
  ]

  @Test(arguments: cases) func reads(_ expected: Case) {
    var options = ReadOptions()
    options.layout = expected.layout
    let outcome = JSONHarness.run(expected.format, Array(expected.input.utf8), options: options)
    #expect(outcome.code == expected.code)
    #expect(outcome.records == expected.records)
    if expected.code != .odsShape { #expect(outcome.names == expected.names) }
    #expect(JSONHarness.firstDifference(expected.format, Array(expected.input.utf8), options: options) == nil)
  }

  /// Recognised in the first bytes, verified on every record.
  @Test func refusesALaterRecordOfAnotherShape() throws {
    for (later, message) in [
      (#"{"datasetid":"d","recordid":"r"}"#, #"the record has no "fields" member"#),
      (#"{"datasetid":"d","recordid":"r","fields":7}"#, #""fields" is a number, not an object"#),
    ] {
      let probe = Array(("[" + Self.record(#""a":1"#) + ",").utf8)
      let reader = try JSONReader.bind(probe: probe.span, isWhole: false, options: ReadOptions(), as: .document)
      #expect(reader.findings.contains { $0.topic == "layout" && $0.value == "ods" })
      let (schema, decoder) = reader.makeDecoder(for: FieldDemand())
      var worker = decoder
      var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
      let bytes = Array(("[" + Self.record(#""a":1"#) + "," + later + "]").utf8)
      var chunk = Chunk(bytes: bytes + [UInt8](repeating: 0, count: 64), start: 0, end: bytes.count, isLast: true)
      worker.decode(&chunk, into: &batch)
      #expect(batch.recordCount == 1)
      #expect(batch.failure?.code == .odsShape)
      #expect(batch.failure?.message == message)
      #expect(batch.failure?.help == ["--in-layout plain reads every record as it stands"])
    }
  }

  @Test func knowsPointsAndShapes() throws {
    let first = Self.record(#""p":[48.1, 2.2],"s":{"type":"Point","coordinates":[2,48]},"o":{"id":1},"l":[1,2]"#)
    let second = Self.record(#""p":null,"s":{"coordinates":[2,48],"type":"Point"},"l":[1,2,3]"#)
    let bytes = Array("[\(first),\(second)]".utf8)
    let reader = try JSONReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), as: .document)
    let kinds = Dictionary(uniqueKeysWithValues: reader.schema.fields.map { ($0.name, $0.kind) })
    #expect(kinds["p"] == .geopoint)
    #expect(kinds["s"] == .shape)
    #expect(kinds["o"] == .unknown)
    #expect(kinds["l"] == .unknown)
    // A demand keeps what is known.
    let narrowed = reader.makeDecoder(for: FieldDemand(wantsAll: false, names: [Array("s".utf8)])).schema
    #expect(narrowed.fields.first?.kind == .shape)
  }
}
