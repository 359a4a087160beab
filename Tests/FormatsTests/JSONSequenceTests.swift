import Diagnostics
import Formats
import Records
import Testing

@Suite struct JSONSequenceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var format = JSONFormat.jsonSequence
    /// `^` stands for the record separator.
    var input: String
    var records: [String] = []
    var code: DiagnosticCode?
    var message: String?

    init(
      _ name: String, _ input: String, _ records: [String] = [], _ code: DiagnosticCode? = nil,
      _ message: String? = nil, format: JSONFormat = .jsonSequence
    ) {
      testDescription = name
      self.format = format
      self.input = input
      self.records = records
      self.code = code
      self.message = message
    }

    var bytes: [UInt8] { input.utf8.map { $0 == 0x5E ? 0x1E : $0 } }
  }

  static let feature = #"{"type":"Feature","geometry":null,"properties":{"a":1}}"#

  static let cases: [Case] = [
    Case("two texts", "^{\"a\":1}\n^{\"a\":2}\n", ["1", "2"]),
    Case("many alike", String(repeating: "^{\"a\":1}\n", count: 9), Array(repeating: "1", count: 9)),
    Case("no line feeds", "^{\"a\":1}^{\"a\":2}", ["1", "2"]),
    Case("a text over lines", "^{\n\"a\" : [\n1 ]\n}\n^{\"a\":2}\n", ["[\n1 ]", "2"]),
    Case("separators without text", "^^^{\"a\":1}\n^ ^\n^{\"a\":2}\n^", ["1", "2"]),
    Case("empty", "", []),
    Case("only separators", "^^\n^", []),
    Case("no separator", "{\"a\":1}\n", [], .jsonSyntax, "no record separator (U+001E) stands before this text"),
    Case(
      "a text without separator", "^{\"a\":1}\n{\"a\":2}\n^{\"a\":3}", ["1"], .jsonSyntax,
      "no record separator (U+001E) stands before this text"),
    Case("truncated", "^{\"a\":1}\n^{\"a\":\n^{\"a\":3}\n", ["1"], .jsonTruncated, "the text ends: expected a value"),
    Case("truncated at the end", "^{\"a\":1}\n^{\"a\"", ["1"], .jsonTruncated),
    Case(
      "a number that may be cut off", "^{\"a\":1}\n^12", ["1"], .jsonTruncated,
      "a number without white space after it: it may be cut off"),
    Case("a literal that may be cut off", "^true^{\"a\":1}\n", [], .jsonTruncated),
    Case("a whole number", "^{\"a\":1}\n^12\n", ["1"], .jsonNotARecord, "the text holds a number, not a record"),
    Case("a string needs no white space", "^\"x\"", [], .jsonNotARecord, "the text holds a string, not a record"),
    Case("a separator in a string", "^{\"a\":\"x^y\"}\n", [], .jsonTruncated),
    Case("features", "^\(feature)\n^\(feature)\n", ["1|null", "1|null"], format: .geojsonSequence),
    Case(
      "a text that is no feature", "^\(feature)\n^{\"type\":\"Point\",\"coordinates\":[1,2]}\n", ["1|null"],
      .geojsonNotGeoJSON, "\"type\" is \"Point\", not \"Feature\"", format: .geojsonSequence),
    Case("features on lines", "\(feature)\n\n\(feature)", ["1|null", "1|null"], format: .geojsonLines),
    Case("a feature over lines", "{\n\"type\":\"Feature\"}\n", [], .jsonLineSpansLines, format: .geojsonLines),
  ]

  @Test(arguments: cases) func reads(_ expected: Case) {
    let outcome = JSONHarness.run(expected.format, expected.bytes)
    #expect(outcome.records == expected.records)
    #expect(outcome.code == expected.code)
    if let message = expected.message { #expect(outcome.failure?.message == message) }
  }

  @Test(arguments: cases) func readsInPieces(_ expected: Case) {
    #expect(JSONHarness.firstDifference(expected.format, expected.bytes) == nil)
  }

  /// A text that is complete leaves without waiting for the next separator.
  @Test func doesNotWaitForTheNextText() throws {
    let reader = try JSONHarness.bind(.jsonSequence, [0x1E], ReadOptions())
    func end(_ text: String) -> Int? {
      let bytes = text.utf8.map { $0 == 0x5E ? 0x1E : $0 }
      var cutter = reader.makeCutter()
      return cutter.cut(bytes.span, start: 0, scanned: 0, end: bytes.count, isFinal: false)?.end
    }
    #expect(end("^{\"a\":1}\n") == 9)
    #expect(end("^{\"a\":1}") == nil)
    #expect(end("^{\"a\":\n") == nil)
    #expect(end("^{\"a\":1}\n^{\"b\":") == 9)
  }
}
