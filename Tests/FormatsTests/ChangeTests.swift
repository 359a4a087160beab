import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// What each output counts as changed: exactly once, in every record it happens in, and nothing else.
@Suite struct ChangeTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var format: String
    var input: String
    var batch: RecordBatch
    var expected: [Change: Int]
    /// What the first record alone has.
    var first: [Change: Int]
    var projection: Projection?
    var set: @Sendable (inout WriteOptions) -> Void

    init(
      _ name: String, _ format: String, _ batch: RecordBatch, from input: String = "csv", _ expected: [Change: Int],
      first: [Change: Int]? = nil, projection: Projection? = nil,
      _ set: @escaping @Sendable (inout WriteOptions) -> Void = { _ in }
    ) {
      testDescription = name
      self.format = format
      self.batch = batch
      self.input = input
      self.expected = expected
      self.first = first ?? expected.mapValues { $0 / 2 }
      self.projection = projection
      self.set = set
    }
  }

  static let ring = "[[[0,0],[0,1],[1,1],[0,0]]]"
  static func feature(_ coordinates: String, properties: String = #"{"a":1}"#) -> String {
    #"{"type":"Feature","geometry":{"type":"Polygon","coordinates":\#(coordinates)},"properties":\#(properties)}"#
  }

  static let cases: [Case] = [
    Case("same dialect", "csv", Batches.csv(["a", "b"], "1,\"x\"\n\"\",\n"), [:]),
    Case(
      "other line end", "csv", Batches.csv(["a", "b"], "1,2\r\n3,4\r\n", crlf: true), [.lineEndChanged: 2]),
    Case("crlf kept", "csv", Batches.csv(["a", "b"], "1,2\r\n3,4\r\n", crlf: true), [:]) { $0.lineEnd = .crlf },
    Case(
      "other delimiter", "csv", Batches.csv(["a", "b"], "1;2\n3,3;4\n", delimiter: ";"),
      [.delimiterChanged: 2, .requoted: 1], first: [.delimiterChanged: 1]),
    Case("one column has no delimiter", "csv", Batches.csv(["a"], "1\n2\n"), [:]) { $0.delimiter = ASCII.semicolon },
    Case("quotes asked for", "csv", Batches.csv(["a", "b"], "1,\"x\"\n2,\"y\"\n"), [.requoted: 2]) {
      $0.quoting = .all
    },
    Case(
      "single quotes", "csv",
      Batches.pairs(["a", "b"], [["'x'", "1"], ["'y'", "2"]], syntax: .delimited(quote: 0x27, escape: 0x27)),
      [.requoted: 2, .delimiterChanged: 0]),
    Case("null of a single column", "csv", Batches.csv(["a"], "\n1\n"), [.nullMerged: 1], first: [.nullMerged: 1]),
    Case(
      "quotes fall in tsv", "tsv", Batches.csv(["a", "b"], "1\t\"x\"\n2\t\"\"\n", delimiter: "\t"),
      [.requoted: 1, .nullMerged: 1], first: [.requoted: 1]),
    Case(
      "tsv escapes", "tsv", Batches.csv(["a", "b"], "1\t\"x\ny\"\n2\ty\n", delimiter: "\t"), [.escapeRespelled: 1],
      first: [.escapeRespelled: 1]),
    Case("csv to jsonl", "jsonl", Batches.csv(["a", "b"], "1,\"x\"\n\"\",\n"), [:]),
    Case(
      "nested to csv", "csv", Batches.json(["a"], [#"{"a":[1]}"#, #"{"a":{"b":1}}"#]), from: "json",
      [.nestedFlattened: 2]),
    Case(
      "null alone to csv", "csv", Batches.json(["a"], [#"{"a":null}"#, #"{"a":""}"#]), from: "json", [.nullMerged: 1],
      first: [.nullMerged: 1]),
    Case(
      "empty text to tsv", "tsv", Batches.json(["a", "b"], [#"{"a":"","b":1}"#, #"{"a":null}"#]), from: "json",
      [.nullMerged: 1], first: [.nullMerged: 1]),
    Case(
      "white space between members", "jsonl", Batches.json(["a"], ["{\n\"a\": 1\n}", "{\n\"a\": 2\n}"]), from: "json",
      [:]),
    Case(
      "white space inside values", "jsonl", Batches.json(["a"], ["{\n\"a\": [1, 2]\n}", "{\n\"a\": [ ]\n}"]),
      from: "json", [.whiteSpaceRemoved: 2]),
    Case("pretty", "json", Batches.json(["a"], ["{\n\"a\": [1, 2]\n}", "{\n\"a\": [ ]\n}"]), from: "json", [:]) {
      $0.isPretty = true
    },
    Case(
      "line separators in a call", "jsonp", Batches.json(["a"], ["{\"a\":\"\u{2028}\"}", "{\"a\":\"\u{2029}\"}"]),
      from: "json", [.escapeRespelled: 2]),
    Case(
      "right winding", "geojson", Batches.features(["a"], [feature("[[[0,0],[1,1],[0,1],[0,0]]]"), feature("[]")]),
      from: "geojson", [:]),
    Case(
      "wrong winding", "geojson", Batches.features(["a"], [feature(ring), feature(ring)]), from: "geojson",
      [.ringRewound: 2]),
    Case("winding kept", "geojson", Batches.features(["a"], [feature(ring), feature(ring)]), from: "geojson", [:]) {
      $0.winding = .keep
    },
    Case(
      "precision", "geojson",
      Batches.features(
        ["a"], [feature("[[[0.15,0],[1,1],[0,1],[0.15,0]]]"), feature("[[[0.25,0],[1,1],[0,1],[0.25,0]]]")]),
      from: "geojson", [.coordinateRounded: 4]
    ) { $0.precision = 1 },
    Case(
      "antimeridian", "geojson",
      Batches.features(
        ["a"], [feature("[[[170,0],[-170,0],[-170,5],[170,5],[170,0]]]"), feature("[[[1,0],[2,0],[2,1],[1,0]]]")]),
      from: "geojson", [.geometryCut: 1], first: [.geometryCut: 1]
    ) { $0.antimeridian = .cut },
    Case(
      "decimal comma", "csv", Batches.json(["a"], [#"{"a":1.5}"#, #"{"a":2.5}"#]), from: "json",
      [.decimalMarkChanged: 2]
    ) { $0.decimalMark = .comma },
    Case("formulas", "csv", Batches.csv(["a", "b"], "=1,-1\n@x,+5\n"), [.formulaPrefixed: 2]) {
      $0.formulaGuard = .prefix
    },
  ]

  @Test(arguments: cases) func counts(_ test: Case) throws {
    for wantsEnds in [true, false] {
      var options = WriteOptions()
      test.set(&options)
      var batch = test.batch
      if let projection = test.projection { batch.projection = projection }
      let context = EncoderContext(
        schema: batch.schema, projection: batch.projection, options: options, inputFormat: test.input)
      var encoder = try #require(try FormatRegistry.format(named: test.format).makeEncoder?(context))
      var chunk = EncodedChunk(wantsRecordEnds: wantsEnds)
      try encoder.encode(batch, into: &chunk)
      let found = Dictionary(uniqueKeysWithValues: chunk.changes.made.map { ($0.change, $0.count) })
      #expect(found == test.expected.filter { $0.value > 0 })
      guard wantsEnds else { continue }
      let first = Dictionary(uniqueKeysWithValues: chunk.changes(inFirst: 1).made.map { ($0.change, $0.count) })
      #expect(first == test.first.filter { $0.value > 0 })
    }
  }

  /// Repeated members: those that a selection leaves out because a later one has their name.
  @Test func duplicatesAreCountedWhereTheyAreDropped() throws {
    var batch = Batches.json(["a", "b"], [#"{"a":1,"a":2,"b":3,"b":4}"#, #"{"a":1}"#])
    batch.duplicateKeyCount = 2
    for (format, projection, expected) in [
      ("jsonl", Projection(all: batch.schema), 0), ("jsonl", selecting(batch.schema, [0]), 1),
      ("csv", Projection(all: batch.schema), 2), ("tsv", selecting(batch.schema, [1]), 1),
    ] {
      batch.projection = projection
      let context = EncoderContext(
        schema: batch.schema, projection: projection, options: WriteOptions(), inputFormat: "json")
      var encoder = try #require(try FormatRegistry.format(named: format).makeEncoder?(context))
      var chunk = EncodedChunk(wantsRecordEnds: true)
      try encoder.encode(batch, into: &chunk)
      #expect(chunk.changes[.duplicateKeyDropped] == expected, "\(format)")
    }
  }
}
