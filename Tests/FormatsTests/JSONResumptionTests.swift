import Bytes
import Diagnostics
import Formats
import Testing

/// Reading that goes on after wrong records: whole, byte by byte and split at every offset.
struct JSONResumptionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var format: JSONFormat
    var text: String
    /// First column of the records that were kept.
    var kept: [String]
    /// Record, line and column of the reason, code, text.
    var rejected: [String]
    var failure: DiagnosticCode?

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a line that is no JSON", format: .jsonl, text: "{\"a\":1}\n{\"a\":}\n{\"a\":3}\n", kept: ["1", "3"],
      rejected: ["2 at 2:6 J001 {\"a\":}"]),
    Case(
      name: "a line that is no record", format: .jsonl, text: "{\"a\":1}\n 17 \n[1]\n{\"a\":3}", kept: ["1", "3"],
      rejected: ["2 at 2:2 J020 17", "3 at 3:1 J020 [1]"]),
    Case(
      name: "two objects on a line", format: .jsonl, text: "{\"a\":1}\n{\"a\":2} {\"a\":3}\n{\"a\":4}\n",
      kept: ["1", "4"],
      rejected: ["2 at 2:9 J001 {\"a\":2} {\"a\":3}"]),
    Case(
      name: "an object over two lines", format: .jsonl, text: "{\"a\":1}\n{\"a\":\n2}\n{\"a\":4}\n", kept: ["1", "4"],
      rejected: ["2 at 2:6 J005 {\"a\":", "3 at 3:2 J001 2}"]),
    Case(
      name: "a last line that is cut off", format: .jsonl, text: "{\"a\":1}\n{\"a\":2", kept: ["1"],
      rejected: ["2 at 2:7 J004 {\"a\":2"]),
    Case(
      name: "a string that is not closed", format: .jsonl, text: "{\"a\":\"x}\n{\"a\":2}\n", kept: ["2"],
      rejected: ["1 at 1:6 J001 {\"a\":\"x}"]),
    Case(
      name: "elements of an array", format: .json,
      text: "[{\"a\":1},{\"a\":01},3,{\"a\":tru},\n{\"a\":\"\\x\"},{\"a\":5}]",
      kept: ["1", "5"],
      rejected: [
        "2 at 1:15 J001 {\"a\":01}", "3 at 1:19 J020 3", "4 at 1:26 J001 {\"a\":tru}", "5 at 2:7 J001 {\"a\":\"\\x\"}",
      ]),
    Case(
      name: "nested brackets of a wrong element", format: .json, text: "[{\"a\":{\"b\":[1,]}},{\"a\":2}]", kept: ["2"],
      rejected: ["1 at 1:15 J001 {\"a\":{\"b\":[1,]}}"]),
    Case(
      name: "brackets that do not match", format: .json, text: "[{\"a\":1},{\"a\":[2},{\"a\":3}]", kept: ["1"],
      rejected: [],
      failure: .jsonSyntax),
    Case(
      name: "concatenated objects", format: .json, text: "{\"a\":1}{\"a\":nul}{\"a\":3}", kept: ["1", "3"],
      rejected: ["2 at 1:13 J001 {\"a\":nul}"]),
    Case(
      name: "features", format: .geojson,
      text: """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":null,"properties":{"a":1}},
        {"type":"Thing","geometry":null,"properties":{"a":2}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":["x"]},"properties":{"a":3}},
        {"type":"Feature","geometry":null,"properties":{"a":4}}]}
        """, kept: ["1", "4"],
      rejected: [
        #"2 at 3:9 G001 {"type":"Thing","geometry":null,"properties":{"a":2}}"#,
        #"3 at 4:61 G002 {"type":"Feature","geometry":{"type":"Point","coordinates":["x"]},"properties":{"a":3}}"#,
      ]),
    Case(
      name: "features on lines", format: .geojsonLines,
      text: "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":1}}\n{\"type\":\"Feature\"\n", kept: ["1"],
      rejected: ["2 at 2:18 J005 {\"type\":\"Feature\""]),
    Case(
      name: "a sequence", format: .jsonSequence, text: "\u{1E}{\"a\":1}\n\u{1E}{\"a\":\n\u{1E}{\"a\":3}\n",
      kept: ["1", "3"],
      rejected: ["2 at 3:1 J004 {\"a\":"]),
  ]

  static var options: ReadOptions {
    var options = ReadOptions()
    options.onError = .quarantine
    return options
  }

  @Test(arguments: cases)
  func goesOn(_ item: Case) {
    let bytes = Array(item.text.utf8)
    let outcome = JSONHarness.run(item.format, bytes, options: Self.options)
    #expect(outcome.records.map { String($0.prefix { $0 != "|" }) } == item.kept)
    #expect(outcome.rejected == item.rejected)
    #expect(outcome.code == item.failure)
    #expect(JSONHarness.firstDifference(item.format, bytes, options: Self.options) == nil)
  }

  /// What a wrong record had open is not open any more after it.
  @Test(arguments: [JSONFormat.json, .jsonl, .geojson]) func manyWrongRecordsLeaveNoDepth(_ format: JSONFormat) {
    let isGeo = format == .geojson
    let record = { (value: String) in
      isGeo ? "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":\(value)}}" : "{\"a\":\(value)}"
    }
    let records = (0..<2_000).map { record($0 % 2 == 0 ? "[[0]]" : "[[01]]") }
    let text =
      format == .jsonl
      ? records.joined(separator: "\n")
      : isGeo
        ? "{\"type\":\"FeatureCollection\",\"features\":[" + records.joined(separator: ",") + "]}"
        : "[" + records.joined(separator: ",") + "]"
    let outcome = JSONHarness.run(format, Array(text.utf8), options: Self.options)
    #expect(outcome.records.count == 1_000)
    #expect(outcome.rejected.count == 1_000)
    #expect(outcome.rejected.allSatisfy { $0.contains(" J001 ") })
  }

  @Test func leavesInvalidTextOut() {
    let bytes =
      Array("{\"a\":1}\n{\"a\":\"".utf8) + [0xE8] + Array("\"}\n{\"a\":3}\n{\"a\":\"".utf8) + [0xFF]
      + Array("\"}\n".utf8)
    let outcome = JSONHarness.run(.jsonl, bytes, options: Self.options)
    #expect(outcome.records == ["1", "3"])
    #expect(outcome.rejected.map { $0.prefix(13) } == ["2 at 2:7 E001", "4 at 4:7 E001"])
    #expect(JSONHarness.firstDifference(.jsonl, bytes, options: Self.options) == nil)
  }
}
