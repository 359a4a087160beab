import Bytes
import Diagnostics
import Records
import Testing

@testable import Formats

@Suite struct JSONEncoderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var batch: RecordBatch
    var format = "jsonl"
    var input = "csv"
    var kinds: [FieldKind] = []
    var selected: [Int]?
    var keepsUnseen = false
    var isPretty = false
    var callback: String?
    var expected: String
    var testDescription: String { name }
  }

  static let csv = Batches.csv(["a", "b"], "1.50,x\n,\"\"\n-3,\"say \"\"hi\"\"\"\n")
  static let json = Batches.json(
    ["a", "b"],
    [#"{"b": 1e5, "a":"x","c":[1, 2]}"#, "{\n  \"a\": \"l m\",\n  \"d\": {}\n}", #"{"a":null,"b":"\u2028"}"#])
  static let features = Batches.features(
    ["n", "m"], foreign: ["bbox"],
    [
      #"{"type":"Feature","properties":{"m":2,"n":"x","late":true},"geometry":{"type":"Point","coordinates":[1,2]},"id":"7","odd":[1]}"#,
      #"{"type":"Feature","geometry":null,"properties":null,"bbox":[0,0,1,1]}"#,
    ])

  static let cases = [
    Case(
      name: "csv to jsonl, numbers", batch: csv, kinds: [.number, .text],
      expected: "{\"a\":1.50,\"b\":\"x\"}\n{\"a\":null,\"b\":\"\"}\n{\"a\":-3,\"b\":\"say \\\"hi\\\"\"}\n"),
    Case(
      name: "csv to jsonl, text", batch: csv,
      expected: "{\"a\":\"1.50\",\"b\":\"x\"}\n{\"a\":null,\"b\":\"\"}\n{\"a\":\"-3\",\"b\":\"say \\\"hi\\\"\"}\n"),
    Case(
      name: "csv to json", batch: csv, format: "json", kinds: [.number], selected: [1, 0],
      expected: "[\n{\"b\":\"x\",\"a\":1.50},\n{\"b\":\"\",\"a\":null},\n{\"b\":\"say \\\"hi\\\"\",\"a\":-3}\n]\n"),
    Case(
      name: "crlf is trimmed", batch: Batches.csv(["a", "b"], "1,2\r\n", crlf: true), kinds: [.text, .number],
      expected: "{\"a\":\"1\",\"b\":2}\n"),
    Case(name: "nothing", batch: Batches.csv(["a", "b"], ""), format: "json", expected: "[]\n"),
    Case(name: "nothing in lines", batch: Batches.csv(["a", "b"], ""), expected: ""),
    Case(
      name: "pretty", batch: json, format: "json", input: "json", isPretty: true,
      expected:
        "[\n  {\n    \"b\": 1e5,\n    \"a\": \"x\",\n    \"c\": [\n      1,\n      2\n    ]\n  },\n  {\n    \"a\": \"l m\",\n    \"d\": {}\n  },\n  {\n    \"a\": null,\n    \"b\": \"\\u2028\"\n  }\n]\n"
    ),
    Case(
      name: "whole records are copied", batch: json, input: "json",
      expected: "{\"b\": 1e5, \"a\":\"x\",\"c\":[1, 2]}\n{\"a\":\"l m\",\"d\":{}}\n{\"a\":null,\"b\":\"\\u2028\"}\n"),
    Case(
      name: "selection", batch: json, input: "json", selected: [1, 0],
      expected: "{\"b\":1e5,\"a\":\"x\"}\n{\"a\":\"l m\"}\n{\"b\":\"\\u2028\",\"a\":null}\n"),
    Case(
      name: "selection with the unseen", batch: json, input: "json", selected: [1], keepsUnseen: true,
      expected: "{\"b\":1e5,\"c\":[1, 2]}\n{\"d\":{}}\n{\"b\":\"\\u2028\"}\n"),
    Case(
      name: "jsonp", batch: Batches.csv(["a"], "x\u{2028}\u{2029}y\u{2027}\n"), format: "jsonp", callback: "app.show",
      expected: "/**/app.show([\n{\"a\":\"x\\u2028\\u2029y\u{2027}\"}\n]);\n"),
    Case(name: "jsonp of nothing", batch: Batches.csv(["a"], ""), format: "jsonp", expected: "/**/callback([]);\n"),
    Case(
      name: "tsv", batch: Batches.pairs(["a", "b"], [[#"x\ty"#, "12"], ["", nil]], syntax: .tabSeparated), input: "tsv",
      kinds: [.text, .number], expected: "{\"a\":\"x\\ty\",\"b\":12}\n{\"a\":null,\"b\":null}\n"),
    Case(
      name: "key with a quote", batch: Batches.csv(["\"a\"\"\\\""], "1\n"),
      expected: "{\"\\\"a\\\"\\\"\\\\\\\"\":\"1\"}\n"),
    Case(
      name: "features, whole", batch: features, input: "geojson",
      expected:
        "{\"m\":2,\"n\":\"x\",\"late\":true,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"id\":\"7\",\"odd\":[1]}\n{\"geometry\":null,\"bbox\":[0,0,1,1]}\n"
    ),
    Case(
      name: "features, selection", batch: features, input: "geojson", selected: [0],
      expected: "{\"n\":\"x\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\n{\"geometry\":null}\n"),
    Case(
      name: "features, all but one", batch: features, input: "geojson", selected: [0], keepsUnseen: true,
      expected:
        "{\"n\":\"x\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"late\":true}\n{\"geometry\":null}\n"),
  ]

  @Test(arguments: cases) func writes(_ test: Case) throws {
    let projection = test.selected.map { selecting(test.batch.schema, $0, keepsUnseen: test.keepsUnseen) }
    let found = try document(
      test.format, test.batch, input: test.input, kinds: test.kinds, projection: projection
    ) {
      $0.isPretty = test.isPretty
      $0.callback = test.callback
    }
    #expect(found == test.expected)
  }

  @Test func everyByteIsEscapedWhereItMust() throws {
    for byte in UInt8(0)...127 {
      let batch = Batches.pairs(
        ["a"], [["'" + String(decoding: [byte, 0x78], as: UTF8.self) + "'"]],
        syntax: .delimited(quote: 0, escape: 0))
      let escaped: String =
        switch byte {
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        case 0x22: "\\\""
        case 0x5C: "\\\\"
        case ..<0x20: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        default: String(decoding: [byte], as: UTF8.self)
        }
      #expect(try document("jsonl", batch) == "{\"a\":\"'\(escaped)x'\"}\n", "byte \(byte)")
    }
  }

  /// Every byte above 0x7F inside well-formed text, at every distance from a 16-byte edge, stays as it is.
  @Test func multiByteTextIsCopied() throws {
    for scalar in (UInt32(0x80)...0x7FF).filter({ $0 % 7 == 0 }) + [0x800, 0x2028, 0xFFFD, 0x10000, 0x10FFFF] {
      let character = Unicode.Scalar(scalar).map(String.init) ?? ""
      let text = String(repeating: "x", count: Int(scalar % 19)) + character
      let batch = Batches.pairs(["a"], [[text + "\"y"]], syntax: .delimited(quote: 0, escape: 0))
      #expect(try document("jsonl", batch) == "{\"a\":\"\(text)\\\"y\"}\n")
    }
  }

  @Test func numbersAreVerified() throws {
    struct Conflict {
      var value: String
      var line = 2
      var column = 3
    }
    let conflicts = [
      Conflict(value: "0164A"), Conflict(value: "007"), Conflict(value: "\"\""), Conflict(value: "1e5"),
      Conflict(value: "12345678901234567890"), Conflict(value: "+1"), Conflict(value: " 1"),
    ]
    for conflict in conflicts {
      let batch = Batches.csv(["a", "b"], "x,1\ny,\(conflict.value)\nz,3\n")
      let error = #expect(throws: Diagnostic.self) {
        try document("jsonl", batch, kinds: [.text, .number])
      }
      #expect(error?.code == .typeConflict)
      #expect(error?.location.line == conflict.line)
      #expect(error?.location.column == conflict.column)
      #expect(error?.location.record == 2)
      #expect(error?.location.byte == 6)
      #expect(error?.location.field == "b")
      #expect(
        error?.help == [
          "--type b=text takes the column as text", "--on-type-conflict widen does so for the whole input when it must",
        ])
    }
  }

  struct Typed: Sendable, CustomTestStringConvertible {
    var type: ColumnType
    var value: String
    /// The value in JSON; nil: refused.
    var json: String?
    var change: Change?
    var testDescription: String { "\(type.basis) \(type.kind) '\(value)'" }

    init(
      _ kind: FieldKind, _ value: String, _ json: String?, _ change: Change? = nil,
      basis: ColumnType.Basis = .declared, _ set: (inout ValueSpelling) -> Void = { _ in }
    ) {
      var spelling = ValueSpelling()
      set(&spelling)
      type = ColumnType(kind, basis: basis, spelling: spelling)
      self.value = value
      self.json = json
      self.change = change
    }
  }

  /// Each value by the kernel (separators layout) and the plain way (pairs), between values that the kernel takes. That a
  /// declared integer has no fraction is `TypeCheck`'s to say, before any encoder.
  @Test(arguments: [
    Typed(.boolean, "true", "true"), Typed(.boolean, "false", "false"), Typed(.boolean, "\"true\"", "true"),
    Typed(.boolean, "True", nil), Typed(.boolean, "truex", nil), Typed(.boolean, "1", nil), Typed(.boolean, "", "null"),
    Typed(.boolean, "true", "true", basis: .guessed), Typed(.boolean, "0", nil, basis: .guessed),
    Typed(.boolean, "oui", "true", .booleanRespelled) { $0.trueTexts.append(Array("oui".utf8)) },
    Typed(.integer, "007", "7", .numberRespelled), Typed(.integer, "\"5\"", "5"),
    Typed(.integer, "1.5", "1.5", basis: .guessed), Typed(.number, "+1e3", "1e3", .numberRespelled),
    Typed(.number, "1;5", nil),
    Typed(.number, "1.234", "1234", .numberRespelled) {
      $0.groupMark = ASCII.dot
      $0.decimalMark = ASCII.semicolon
    },
    Typed(.number, "1;5", "1.5", .decimalMarkChanged) { $0.decimalMark = ASCII.semicolon },
    Typed(.number, "NA", "null", .nullTextRead) { $0.nullTexts = [Array("NA".utf8)] },
    Typed(.text, "NA", "null", .nullTextRead) { $0.nullTexts = [Array("NA".utf8)] },
    Typed(.text, "\"NA\"", "\"NA\"") { $0.nullTexts = [Array("NA".utf8)] }, Typed(.text, "+5", "\"+5\""),
    Typed(.date, "2020/05/31", "\"2020/05/31\""),
    Typed(.date, "31/05/2020", "\"2020-05-31\"", .dateRespelled) {
      $0.dates = try? DatePattern(parsing: "dmy")
    },
    Typed(.datetime, "1/2/2020 9:05", "\"2020-02-01T09:05\"", .dateRespelled) {
      $0.dates = try? DatePattern(parsing: "dmy")
    },
    Typed(.date, "31/02/2020", nil) { $0.dates = try? DatePattern(parsing: "dmy") },
    Typed(.geopoint, "\"48.85, 2.35\"", "\"48.85, 2.35\""),
  ]) func valuesByTheirType(_ row: Typed) throws {
    var wide = Batches.csv(["a", "b"], "x,\ny,\(row.value)\nz,\n")
    wide.schema.fields[1].type = row.type
    var plain = wide
    plain.layout = .pairs(columns: 2)
    plain.slots = (0..<6).flatMap { field -> [UInt32] in
      let (start, end, _) = wide.extent(row: field / 2, column: field % 2)
      return [UInt32(start), UInt32(end)]
    }
    for batch in [wide, plain] {
      let context = EncoderContext(schema: batch.schema, projection: batch.projection, inputFormat: "csv")
      var encoder = try #require(try FormatRegistry.format(named: "jsonl").makeEncoder?(context))
      var chunk = EncodedChunk()
      let expected = "{\"a\":\"x\",\"b\":null}\n"
      guard let json = row.json else {
        #expect(throws: Diagnostic.self) { try encoder.encode(batch, into: &chunk) }
        #expect(String(decoding: chunk.bytes.bytes, as: UTF8.self) == expected)
        continue
      }
      try encoder.encode(batch, into: &chunk)
      #expect(
        String(decoding: chunk.bytes.bytes, as: UTF8.self)
          == expected + "{\"a\":\"y\",\"b\":\(json)}\n{\"a\":\"z\",\"b\":null}\n")
      #expect(chunk.changes.made.map(\.change) == (row.change.map { [$0] } ?? []))
    }
  }

  @Test func recordsBeforeAnErrorAreComplete() throws {
    var batch = Batches.csv(["a"], "1\nx\n")
    batch.schema.fields[0].type = ColumnType(.number, basis: .guessed)
    let context = EncoderContext(schema: batch.schema, projection: batch.projection, inputFormat: "csv")
    for (format, expected) in [("json", ",\n{\"a\":1}"), ("jsonl", "{\"a\":1}\n")] {
      var encoder = try #require(try FormatRegistry.format(named: format).makeEncoder?(context))
      var chunk = EncodedChunk()
      #expect(throws: Diagnostic.self) { try encoder.encode(batch, into: &chunk) }
      #expect(String(decoding: chunk.bytes.bytes, as: UTF8.self) == expected)
      #expect(chunk.recordCount == 1)
    }
  }

  @Test func callbackNames() {
    let good = ["f", "callback", "$", "_x1", "app.handlers.show", "a.b.c.d.e", String(repeating: "x", count: 50)]
    let bad = [
      "", "1f", "a-b", "a b", "alert(1)", "a.", ".a", "a..b", "a.b.c.d.e.f", "é", "if", "a.new", "eval",
      String(repeating: "x", count: 51), "a\n", "a;b", "this",
    ]
    for name in good { #expect(throws: Never.self) { _ = try document("jsonp", Self.csv) { $0.callback = name } } }
    for name in bad {
      let error = #expect(throws: DiagnosticList.self) { try document("jsonp", Self.csv) { $0.callback = name } }
      #expect(error?.diagnostics.map(\.code) == [.usage])
    }
  }

  @Test func linesAreNeverPretty() {
    #expect(throws: DiagnosticList.self) { try document("jsonl", Self.csv) { $0.isPretty = true } }
  }
}

@Suite struct FormatRegistryTests {
  @Test func namesAndPaths() throws {
    #expect(try FormatRegistry.format(named: "NDJSON").name == "jsonl")
    #expect(try FormatRegistry.format(named: "csv-tab").name == "csv-tab")
    let paths = [
      ("a.csv", "csv"), ("a.CSV.gz", "csv"), ("x/b.tsv", "tsv"), ("b.tab", "csv-tab"), ("c.ndjson", "jsonl"),
      ("c.jsonl.gz", "jsonl"), ("d.geojson", "geojson"), ("e.json", "json"), ("f.jsonp", "jsonp"),
    ]
    for (path, name) in paths { #expect(FormatRegistry.format(forPath: path)?.name == name) }
    for path in ["a", "dir.csv/a", "a.gz", "a.txt", "-", ""] { #expect(FormatRegistry.format(forPath: path) == nil) }
    let error = #expect(throws: DiagnosticList.self) { try FormatRegistry.format(named: "geojsn") }
    #expect(error?.diagnostics.first?.code == .unknownFormat)
    #expect(error?.diagnostics.first?.help == ["did you mean 'geojson'?"])
  }

  @Test func namesAreUnique() {
    let names = FormatRegistry.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    let extensions = FormatRegistry.all.flatMap(\.extensions)
    #expect(Set(extensions).count == extensions.count)
    #expect(FormatRegistry.all.allSatisfy { $0.canWrite })
  }

  /// Without an end to the indentation a value of n levels would be written as n * n bytes.
  @Test func indentationEnds() throws {
    let depth = 200_000
    let value = Array((String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)).utf8)
    var output = ByteBuilder()
    JSONLayout.appendPretty(value.span, from: 0, to: value.count, level: 0, into: &output)
    let lines = output.bytes.split(separator: ASCII.lineFeed)
    #expect(lines.count == 2 * depth + 1)
    #expect(lines[511].count == 2 * 511 + 1)
    #expect(lines[512].count == 2 * 512 + 1)
    #expect(lines[513].count == 2 * 512 + 1)
    #expect(lines[depth].count == 2 * 512 + 1)
    #expect(lines[2 * depth - 513].count == 2 * 512 + 1)
    #expect(lines[2 * depth - 511].count == 2 * 511 + 1)
  }
}
