import Diagnostics
import Formats
import Records
import Testing

@Suite struct JSONReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var format: JSONFormat
    var input: String
    var records: [String] = []
    var code: DiagnosticCode?
    var message: String?
    var place: [Int?]?

    init(
      _ name: String, _ format: JSONFormat = .json, _ input: String, _ records: [String] = [],
      _ code: DiagnosticCode? = nil,
      _ message: String? = nil, at place: [Int?]? = nil
    ) {
      self.name = name
      self.format = format
      self.input = input
      self.records = records
      self.code = code
      self.message = message
      self.place = place
    }
    var testDescription: String { "\(format.rawValue): \(name)" }
  }

  static let cases: [Case] = [
    Case("array", .json, #"[{"a":1,"b":"x"},{"b":null,"a":[1,{"a":2}]}]"#, [#"1|"x""#, #"[1,{"a":2}]|null"#]),
    Case("spread array", .json, " [ {\n\"a\" : 1 ,\t\"b\" : { } } ,\n\n{ \"a\" : [ ] } ]\n\n", ["1|{ }", "[ ]|-"]),
    Case("empty array", .json, "[ ]"),
    Case("one object", .json, #"{"a":"x"}"#, [#""x""#]),
    Case("concatenated", .json, #"{"a":1}{"a":2} {"b":3}"# + "\n", ["1|-", "2|-", "-|3"]),
    Case("empty object", .json, "{}", [""]),
    Case("byte-order mark", .json, "\u{FEFF}[{\"a\":1}]", ["1"]),
    Case("escaped key", .json, #"[{"A":1},{"\u0041":2}]"#, ["1", "2"]),
    Case("escapes", .json, #"{"a":"x\"y","b":"\\","c":"z"}"#, [#"~"x\"y"|~"\\"|"z""#]),
    Case("brackets in strings", .json, #"[{"a":"}]\\"},{"a":"\"}{"}]"#, [#"~"}]\\""#, #"~"\"}{""#]),
    Case("last duplicate wins", .json, #"{"a":1,"a":2}"#, ["2"]),
    Case("numbers", .json, #"{"a":-0.5e+10,"b":0,"c":1E9,"d":-1.25}"#, ["-0.5e+10|0|1E9|-1.25"]),
    Case("empty", .json, "", [], .jsonEmpty, at: [1, 1, 0]),
    Case("only spaces", .json, " \n ", [], .jsonEmpty),
    Case("trailing comma in array", .json, "[{\"a\":1},\n]", ["1"], .jsonSyntax, at: [2, 1, 10]),
    Case("trailing comma in object", .json, "[{\"a\":1},\n{\"a\":1,}]", ["1"], .jsonSyntax, at: [2, 8, 17]),
    Case(
      "missing comma", .json, #"[{"a":1} {"a":2}]"#, ["1"], .jsonSyntax,
      "expected ',' or ']' after an element, found '{'"),
    Case("leading zero", .json, #"{"a":01}"#, [], .jsonSyntax, #""01" is not a JSON value"#, at: [1, 6, 5]),
    Case("NaN", .json, #"{"a":NaN}"#, [], .jsonSyntax, #"expected a value, found "NaN""#),
    Case("comment", .json, "[{\"a\":1} /* c */]", ["1"], .jsonSyntax),
    Case("raw newline in string", .json, "{\"a\":\"x\ny\"}", [], .jsonSyntax),
    Case("bad escape", .json, #"{"a":"\x"}"#, [], .jsonSyntax),
    Case("short \\u", .json, #"{"a":"\u12"}"#, [], .jsonSyntax),
    Case("truncated array", .json, #"[{"a":1}"#, ["1"], .jsonTruncated),
    Case("truncated after comma", .json, #"[{"a":1},"#, ["1"], .jsonTruncated),
    Case("truncated string", .json, #"[{"a":1},{"a":"x"#, ["1"], .jsonTruncated, "the input ends inside a string"),
    Case("truncated literal", .json, #"[{"a":tru"#, [], .jsonTruncated),
    Case("after the array", .json, #"[{"a":1}] x"#, ["1"], .jsonSyntax),
    Case("two arrays", .json, #"[{"a":1}][{"a":2}]"#, ["1"], .jsonSyntax),
    Case("after an object", .json, #"{"a":1} 2"#, ["1"], .jsonSyntax, "expected another object or the end, found '2'"),
    Case("mismatched brackets", .json, #"[{"a":[1}},{"a":2}]"#, [], .jsonSyntax),
    Case(
      "number element", .json, #"[{"a":1},{"a":2},3,{"a":4}]"#, ["1", "2"], .jsonNotARecord,
      "element 3 is a number, not a record"),
    Case("number element, then worse", .json, #"[{"a":1},2,,3]"#, ["1"], .jsonSyntax),
    Case("number element at the end", .json, #"[{"a":1},2]"#, ["1"], .jsonNotARecord),
    Case("scalar", .json, "17", [], .jsonNotARecord, "the document is a number, not a record"),
    Case("lines counted", .json, "[\n{\"a\":1},\n{\"a\":2},\n{\"a\":x}]", ["1", "2"], .jsonSyntax, at: [4, 6, 25]),
    Case("columns on one line", .json, #"[{"é":1},{"é":2},{"é":x}]"#, ["1", "2"], .jsonSyntax, at: [1, 23, 25]),

    Case("lines", .jsonl, "{\"a\":1}\n{\"b\":2}\n", ["1|-", "-|2"]),
    Case("no last newline", .jsonl, "{\"a\":1}\n{\"a\":2}", ["1", "2"]),
    Case("blank lines and CRLF", .jsonl, "\r\n{\"a\":1}\r\n\r\n \t\n {\"a\":2} \r\n\r\n", ["1", "2"]),
    Case("no lines", .jsonl, ""),
    Case("byte-order mark", .jsonl, "\u{FEFF}{\"a\":1}\n", ["1"]),
    Case("spanning lines", .jsonl, "{\"a\":1}\n{\n\"a\":2}\n", ["1"], .jsonLineSpansLines, at: [2, 2, 9]),
    Case(
      "two on a line", .jsonl, "{\"a\":1}\n{\"a\":2} {\"a\":3}\n", ["1"], .jsonSyntax,
      "more text after the object on its line", at: [2, 9, 16]),
    Case(
      "bad line", .jsonl, "{\"a\":1}\n\n{\"a\":2}\n{\"a\":+1}\n{\"a\":3}", ["1", "2"], .jsonSyntax, at: [4, 6, 22]),
    Case("array line", .jsonl, "{\"a\":1}\n[1]\n", ["1"], .jsonNotARecord, "the line holds an array, not a record"),
    Case("truncated line", .jsonl, "{\"a\":1}\n{\"a\":", ["1"], .jsonTruncated),
    Case("open string", .jsonl, "{\"a\":1}\n{\"a\":\"x\n", ["1"], .jsonSyntax, "this string is not closed on its line"),
    Case("newline in a value", .jsonl, "{\"a\":1}\n{\"a\":[1,\n2]}\n", ["1"], .jsonLineSpansLines),
  ]

  @Test(arguments: cases)
  func reads(_ test: Case) {
    let outcome = JSONHarness.run(test.format, Array(test.input.utf8))
    #expect(outcome.records == test.records)
    #expect(outcome.code == test.code, "\(outcome.failure as Any)")
    if let message = test.message { #expect(outcome.failure?.message == message) }
    if let place = test.place {
      let found = outcome.failure?.location
      #expect([found?.line, found?.column, found?.byte] == place)
    }
    if outcome.failure != nil { #expect(outcome.failure?.location.record == test.records.count + 1) }
  }

  @Test(arguments: cases)
  func readsAnyPieces(_ test: Case) {
    #expect(JSONHarness.firstDifference(test.format, Array(test.input.utf8)) == nil)
  }

  @Test func invalidUTF8() {
    let bytes = Array("[{\"a\":\"x\"},\n{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}]".utf8)
    let outcome = JSONHarness.run(.json, bytes)
    #expect(outcome.records == [#""x""#])
    #expect(outcome.code == .invalidUTF8)
    #expect(outcome.failure?.location.line == 2)
    #expect(outcome.failure?.location.byte == 18)
    #expect(JSONHarness.firstDifference(.json, bytes) == nil)
    let utf16: [UInt8] = [0xFF, 0xFE, 0x5B, 0x00]
    #expect(JSONHarness.run(.json, utf16).code == .unsupportedEncoding)
  }

  @Test func demandsSomeColumns() {
    let input = Array(#"[{"a":1,"b":2,"c":3},{"c":4,"d":5},{"z":{"a":9}}]"#.utf8)
    let demand = FieldDemand(wantsAll: false, names: [Array("c".utf8), Array("q".utf8)], reportsUnseenMembers: true)
    let outcome = JSONHarness.run(.json, input, demand: demand)
    #expect(outcome.names == ["c", "q"])
    #expect(outcome.records == ["3|-", "4|-", "-|-"])
    #expect(outcome.unseen.isEmpty)
    #expect(outcome.raw == [#"{"a":1,"b":2,"c":3}"#, #"{"c":4,"d":5}"#, #"{"z":{"a":9}}"#])
  }

  @Test func countsDuplicates() {
    #expect(JSONHarness.run(.json, Array(#"[{"a":1,"a":2,"\u0061":3},{"a":1},{"b":1,"b":1}]"#.utf8)).duplicates == 3)
  }

  /// Names that come after the probe are no column: their rows are listed.
  @Test func listsUnseenMembers() throws {
    let probe = Array("{\"a\":1}\n".utf8)
    let reader = try JSONReader.bind(probe: probe.span, isWhole: false, options: ReadOptions(), as: .lines)
    var (schema, decoder) = reader.makeDecoder(for: FieldDemand(reportsUnseenMembers: true))
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: 1), syntax: .json)
    let payload = Array("{\"a\":1}\n{\"b\":1,\"a\":2}\n{}\n{\"c\":1}\n".utf8)
    var chunk = Chunk(bytes: payload + [UInt8](repeating: 0, count: 64), end: payload.count, isLast: true)
    decoder.decode(&chunk, into: &batch)
    #expect(batch.recordCount == 4)
    #expect(batch.rowsWithUnseenMembers == [1, 3])
  }

  /// Found by fuzzing: the widest kernel once took the letter d between values for white space.
  @Test func refusesStrayLetters() {
    for letter in "abcdeghijklmopqrsuvwxyzE" {
      for text in ["[{\"a\":[\(letter)]}]", "[\(letter){\"a\":1}]", "[{\"a\":1}\(letter)]", "{\"a\":{\(letter)}}"] {
        let outcome = JSONHarness.run(.json, Array(text.utf8))
        #expect(outcome.code == .jsonSyntax, "\(text)")
      }
    }
  }

  @Test func limitsDepth() {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(JSONHarness.run(.json, nested(512)).code == .jsonNotARecord)
    let refused = JSONHarness.run(.json, nested(513))
    #expect(refused.code == .tooDeep)
    #expect(refused.failure?.message == "nested deeper than 512 levels")
    #expect(refused.failure?.location.byte == 512)
    var options = ReadOptions()
    options.maximumDepth = 2000
    let deep = Array("{\"a\":".utf8) + nested(1500) + Array("}".utf8)
    #expect(JSONHarness.run(.json, deep, options: options).records.count == 1)
    #expect(JSONHarness.run(.json, deep).code == .tooDeep)
    #expect(JSONHarness.run(.jsonl, deep).code == .tooDeep)
  }

  /// A long array of numbers has no record to cut behind: the probe says so.
  @Test func refusesLongArrayOfNumbers() {
    let probe = Array(("[1" + String(repeating: ",2", count: 1000)).utf8)
    #expect(throws: DiagnosticList.self) {
      try JSONReader.bind(probe: probe.span, isWhole: false, options: ReadOptions(), as: .document)
    }
  }

  /// One record with a new name each must not multiply columns by rows.
  @Test func boundsColumnsOfSparseRecords() throws {
    var text = ""
    for i in 0..<60_000 { text += "{\"key\(i)\":1}\n" }
    let bytes = Array(text.utf8)
    let reader = try JSONReader.bind(probe: bytes.span, isWhole: false, options: ReadOptions(), as: .lines)
    #expect(reader.schema.fields.count < 1000)
  }
}
