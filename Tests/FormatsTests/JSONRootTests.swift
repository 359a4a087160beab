import Diagnostics
import Formats
import Records
import Testing

@Suite struct JSONRootTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var root: String
    var input: String
    var records: [String] = []
    var outside = 0
    var code: DiagnosticCode?
    var message: String?
    var help: String?

    init(
      _ name: String, _ root: String, _ input: String, _ records: [String] = [], outside: Int = 0,
      _ code: DiagnosticCode? = nil, _ message: String? = nil, help: String? = nil
    ) {
      testDescription = name
      self.root = root
      self.input = input
      self.records = records
      self.outside = outside
      self.code = code
      self.message = message
      self.help = help
    }
  }

  static let cases: [Case] = [
    Case("an array in a member", "/items", #"{"n":1,"items":[{"a":1},{"a":2}],"z":[3]}"#, ["1", "2"], outside: 2),
    Case("deeper", "/data/items", #"{"n":1,"data":{"x":{},"items":[{"a":1}],"y":2},"z":"}"}"#, ["1"], outside: 4),
    Case("spread over lines", "/d/i", "{\n \"d\" : {\n\"i\" : [\n{\"a\":1}\n,\n{\"a\":2}\n]\n}\n}\n", ["1", "2"]),
    Case("first of all", "/i", #"{"i":[{"a":1}],"b":{"c":[1,{"i":2}]},"d":null}"#, ["1"], outside: 2),
    Case("an empty array", "/i", #"{"i":[],"n":0}"#, [], outside: 1),
    Case("one object", "/d", #"{"b":1,"d":{"a":1},"c":2}"#, ["1"], outside: 2),
    Case("one object at the end", "/d", #"{"b":1,"d":{"a":1}}"#, ["1"], outside: 1),
    Case("an element", "/1", #"[0,{"a":1},2,[3]]"#, ["1"], outside: 3),
    Case("an array in an array", "/1/0", #"[[],[[{"a":1},{"a":2}],5],6]"#, ["1", "2"], outside: 3),
    Case("a slash and a tilde in a name", "/a~1b~0c", #"{"a/b~c":[{"a":1}]}"#, ["1"]),
    Case("an escaped name", "/été", #"{"\u00e9t\u00E9":[{"a":1}]}"#, ["1"]),
    Case("an empty name", "/", #"{"":[{"a":1}]}"#, ["1"]),
    Case("the document", "", #"[{"a":1}]"#, ["1"]),
    Case("a byte-order mark", "/i", "\u{FEFF}{\"i\":[{\"a\":1}]}", ["1"]),
    Case("the first of two members of that name", "/i", #"{"i":[{"a":1}],"i":[{"a":2}]}"#, ["1"], outside: 1),
    Case(
      "no such member", "/data/itmes", #"{"data":{"items":[],"total":1}}"#, [], .rootNotFound,
      "--root /data/itmes leads nowhere: '/data' has no member 'itmes'", help: "did you mean --root /data/items?"),
    Case(
      "into a string", "/a/b", #"{"a":"x"}"#, [], .rootNotFound, "--root /a/b leads nowhere: '/a' is a string"),
    Case(
      "into an array by name", "/a/b", #"{"a":[]}"#, [], .rootNotFound, "--root /a/b leads nowhere: '/a' is an array"),
    Case(
      "behind the last element", "/a/1", #"{"a":[{}]}"#, [], .rootNotFound,
      "--root /a/1 leads nowhere: '/a' has 1 element"),
    Case("a leading zero is no index", "/a/01", #"{"a":[{},{}]}"#, [], .rootNotFound),
    Case("a number", "/a", #"{"a":1}"#, [], .jsonNotARecord, "--root /a is a number, not records"),
    Case("no slash", "a", "{}", [], .usage),
    Case("a bad escape", "/a~2", "{}", [], .usage),
    Case("empty", "/a", " ", [], .jsonEmpty),
    Case("an element that is no record", "/i", #"{"i":[{"a":1},2],"b":3}"#, ["1"], .jsonNotARecord),
    Case("a fault before", "/i", #"{"b":01,"i":[{"a":1}]}"#, [], .jsonSyntax, #""01" is not a JSON value"#),
    Case("a fault after", "/i", #"{"i":[{"a":1}],"b":tru}"#, ["1"], .jsonSyntax, #""tru" is not a JSON value"#),
    Case("a fault behind the document", "/i", #"{"i":[{"a":1}]}]"#, ["1"], .jsonSyntax),
    Case(
      "a bracket of the wrong kind", "/d/i", #"{"d":{"i":[{"a":1}]]}"#, ["1"], .jsonSyntax,
      "expected ',' or '}', found ']'"),
    Case("truncated after", "/i", #"{"i":[{"a":1}],"b":"#, ["1"], outside: 0, .jsonTruncated),
    Case("not closed", "/i", #"{"i":[{"a":1}]"#, ["1"], .jsonTruncated),
  ]

  private func options(_ root: String) -> ReadOptions {
    var options = ReadOptions()
    options.root = root
    return options
  }

  @Test(arguments: cases) func finds(_ expected: Case) {
    let outcome = JSONHarness.run(.json, Array(expected.input.utf8), options: options(expected.root))
    #expect(outcome.records == expected.records)
    #expect(outcome.code == expected.code)
    if expected.code == nil { #expect(outcome.outside == expected.outside) }
    if let message = expected.message { #expect(outcome.failure?.message == message) }
    if let help = expected.help { #expect(outcome.failure?.help == [help]) }
  }

  @Test(arguments: cases) func findsInPieces(_ expected: Case) {
    let input = Array(expected.input.utf8)
    #expect(JSONHarness.firstDifference(.json, input, options: options(expected.root)) == nil)
  }

  @Test func namesThePlaceBehindTheRoot() {
    let outcome = JSONHarness.run(
      .json, Array("{\"n\":1,\n \"i\": [{\"a\":1},\n{\"a\":x}]}".utf8), options: options("/i"))
    #expect(outcome.failure?.location.line == 3)
    #expect(outcome.failure?.location.column == 6)
    #expect(outcome.failure?.location.byte == 29)
    #expect(outcome.failure?.location.record == 2)
    let sameLine = JSONHarness.run(.json, Array("{\"n\":1,\n \"i\": [{\"a\":x}]}".utf8), options: options("/i"))
    #expect(sameLine.failure?.location.line == 2)
    #expect(sameLine.failure?.location.column == 13)
  }

  /// What follows the records leaves in chunks of its own, member by member.
  @Test func cutsWhatFollowsTheRecords() {
    let member = "\"m\":[" + String(repeating: "{\"k\":\"}],\"},", count: 4000) + "0],"
    let text = "{\"d\":{\"i\":[{\"a\":1}]," + String(repeating: member, count: 12) + "\"e\":1},\"f\":{\"g\":[]}}"
    let input = Array(text.utf8)
    let whole = JSONHarness.run(.json, input, options: options("/d/i"))
    #expect(whole.failure == nil)
    #expect(whole.outside == 14)
    for piece in [1000, 70_000, 131_072] {
      let pieces = stride(from: piece, to: input.count, by: piece).map { $0 }
      #expect(JSONHarness.run(.json, input, pieces: pieces, options: options("/d/i")) == whole, "\(piece)")
    }
  }

  @Test func asksForMoreBytesUntilTheRootIsThere() {
    let text = "{\"pad\":\"" + String(repeating: "x", count: 3 << 20) + "\",\"i\":[{\"a\":1}]}"
    let bytes = Array(text.utf8)
    var count = 1 << 20
    var steps = 0
    while let needed = JSONReader.neededProbe(
      Array(bytes[..<count]).span, isWhole: count == bytes.count, options: options("/i"))
    {
      steps += 1
      guard count < bytes.count, steps < 8 else { break }
      count = min(bytes.count, needed.upTo)
    }
    #expect(count == bytes.count)
    #expect(JSONReader.neededProbe(bytes.span, isWhole: true, options: options("/i")) == nil)
    #expect(JSONReader.neededProbe(bytes.span, isWhole: false, options: ReadOptions()) == nil)
    var tight = options("/i")
    tight.maximumRecordBytes = 1 << 20
    #expect(JSONReader.neededProbe(Array(bytes[..<(1 << 20)]).span, isWhole: false, options: tight) == nil)
    #expect(throws: DiagnosticList.self) {
      try JSONReader.bind(
        probe: Array(bytes[..<(1 << 20)]).span, isWhole: false, options: tight, as: .document)
    }
  }

  @Test func advisesARoot() {
    func advice(_ text: String) -> Bool {
      JSONHarness.run(.json, Array(text.utf8)).findings.contains("root: the document, which is one object")
    }
    #expect(advice(#"{"n":1,"records":[{"a":1}],"m":[1]}"#))
    #expect(!advice(#"{"n":1,"records":[{"a":1}],"m":[{}]}"#))
    #expect(!advice(#"{"n":1}"#))
    #expect(!advice(#"{"r":[{"a":1}]}{"r":[{"a":2}]}"#))
    #expect(!advice(#"[{"r":[{"a":1}]}]"#))
  }
}
