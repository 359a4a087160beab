import Bytes
import Diagnostics
import Formats
import Records
import Testing

@testable import Formats

@Suite struct JSONFlattenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var format = JSONFormat.jsonl
    var input: String
    var names: [String]
    var records: [String]
    var code: DiagnosticCode?
    var duplicates = 0

    init(
      _ name: String, _ input: String, _ names: [String], _ records: [String], _ code: DiagnosticCode? = nil,
      duplicates: Int = 0, format: JSONFormat = .jsonl
    ) {
      testDescription = name
      self.format = format
      self.input = input
      self.names = names
      self.records = records
      self.code = code
      self.duplicates = duplicates
    }
  }

  static let cases: [Case] = [
    Case("nested", #"{"a":{"b":1,"c":{"d":"x"}},"e":2}"#, ["a.b", "a.c.d", "e"], [#"1|"x"|2"#]),
    Case(
      "arrays and empty objects stay", #"{"a":{"b":[{"c":1}],"d":{}},"e":{ }}"#, ["a.b", "a.d", "e"],
      [#"[{"c":1}]|{}|{ }"#]),
    Case(
      "changing shapes", "{\"a\":{\"b\":1}}\n{\"a\":2}\n{\"c\":{\"b\":3}}", ["a.b", "a", "c.b"],
      ["1|-|-", "-|2|-", "-|-|3"]),
    Case("an escaped name", #"{"a":{"\u0062":1},"\u0061":{"c":"\n"}}"#, ["a.b", "a.c"], [#"1|~"\n""#]),
    Case("empty names", #"{"":{"":1,"a":2},"a":{"":3}}"#, [".", ".a", "a."], ["1|2|3"]),
    Case("a name with a dot", #"{"a.b":1}"#, ["a.b"], ["1"]),
    Case("both spellings", #"{"a.b":1,"a":{"b":2}}"#, ["a.b"], [], .flattenCollision),
    Case("both spellings in two records", "{\"a.b\":1}\n{\"a\":{\"b\":2}}", ["a.b"], ["1"], .flattenCollision),
    Case("a dot further down", #"{"a":{"b.c":1},"a.b":{"c":2}}"#, ["a.b.c"], [], .flattenCollision),
    Case("duplicates", #"{"a":{"b":1},"a":{"b":2}}"#, ["a.b"], ["2"], duplicates: 1),
    Case(
      "white space", "[ { \"a\" : { \"b\" : 1 , \"c\" : { \"d\" : null } } } ]", ["a.b", "a.c.d"], ["1|null"],
      format: .json),
    Case(
      "a feature's properties",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"geometry":null,"properties":{"a":{"b":1}},"x":{"y":2}}]}"#,
      ["a.b", "geometry", "id", "x"], [#"1|null|7|{"y":2}"#], format: .geojson),
    Case(
      "null properties",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":null}]}"#,
      ["geometry"], ["null"], format: .geojson),
    Case("a fault", "{\"a\":{\"b\":1}}\n{\"a\":{\"b\":}}\n", ["a.b"], ["1"], .jsonSyntax),
  ]

  private var options: ReadOptions {
    var options = ReadOptions()
    options.flattens = true
    return options
  }

  @Test(arguments: cases) func flattens(_ expected: Case) {
    let outcome = JSONHarness.run(expected.format, Array(expected.input.utf8), options: options)
    #expect(outcome.names == expected.names)
    #expect(outcome.records == expected.records)
    #expect(outcome.code == expected.code)
    #expect(outcome.duplicates == expected.duplicates)
    #expect(JSONHarness.firstDifference(expected.format, Array(expected.input.utf8), options: options) == nil)
  }

  @Test func demandsAPath() {
    let demand = FieldDemand(
      wantsAll: false, names: [Array("a.b".utf8), Array("q.r".utf8)], reportsUnseenMembers: true)
    let outcome = JSONHarness.run(
      .jsonl, Array("{\"a\":{\"b\":1,\"c\":2}}\n{\"q\":{\"r\":3}}".utf8), demand: demand, options: options)
    #expect(outcome.names == ["a.b", "q.r"])
    #expect(outcome.records == ["1|-", "-|3"])
    #expect(outcome.unseen.isEmpty)
  }

  /// As deep as the reader goes, in one pass.
  @Test func flattensDeepObjects() {
    let depth = 500
    let text =
      String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    let outcome = JSONHarness.run(.json, Array(text.utf8), options: options)
    #expect(outcome.names == [Array(repeating: "a", count: depth).joined(separator: ".")])
    #expect(outcome.records == ["1"])
  }

  // MARK: Back

  struct Nesting: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var flat: String
    var nested: String?

    init(_ flat: String, _ nested: String?) {
      testDescription = flat
      self.flat = flat
      self.nested = nested
    }
  }

  static let nestings: [Nesting] = [
    Nesting("{}", "{}"),
    Nesting(#"{"a":1}"#, #"{"a":1}"#),
    Nesting(#"{"a.b":1}"#, #"{"a":{"b":1}}"#),
    Nesting(#"{"a.b":1,"d":2,"a.c":3}"#, #"{"a":{"b":1,"c":3},"d":2}"#),
    Nesting(#"{"a.b.c":1,"a.d":2,"e":3}"#, #"{"a":{"b":{"c":1},"d":2},"e":3}"#),
    Nesting(#"{"e":3,"a.b.c":"}","a.b.d":[1,{"x.y":2}]}"#, #"{"e":3,"a":{"b":{"c":"}","d":[1,{"x.y":2}]}}}"#),
    Nesting(#"{".":1,".a":2,"a.":3}"#, #"{"":{"":1,"a":2},"a":{"":3}}"#),
    Nesting(#"{"a.\"b":1,"\u0061.c":2}"#, #"{"a":{"\"b":1,"c":2}}"#),
    Nesting(#"{"a\u002eb":1}"#, #"{"a":{"b":1}}"#),
    Nesting(#"{"x":1,"x":2,"a.b":1,"a.b":2}"#, #"{"x":1,"x":2,"a":{"b":1,"b":2}}"#),
    Nesting(#"{"a":{},"b.c":1}"#, #"{"a":{},"b":{"c":1}}"#),
    Nesting(#"{"a":1,"a.b":2}"#, nil),
    Nesting(#"{"a.b":2,"a":1}"#, nil),
    Nesting(#"{"a.b":1,"a.b.c":2}"#, nil),
    Nesting("{\"" + String(repeating: "a.", count: 600) + "\":1}", nil),
  ]

  @Test(arguments: nestings) func nests(_ expected: Nesting) {
    var unflattening = JSONUnflattening()
    // Twice: the buffers are used again.
    for _ in 0..<2 {
      var output = ByteBuilder(capacity: 16)
      let conflict = unflattening.append(Array(expected.flat.utf8).span, into: &output)
      #expect((conflict == nil) == (expected.nested != nil))
      if let nested = expected.nested { #expect(String(decoding: output.bytes, as: UTF8.self) == nested) }
    }
  }

  @Test func nestsManyMembers() {
    let flat = "{" + (0..<3000).map { "\"k\($0 % 700).m\($0)\":\($0)" }.joined(separator: ",") + "}"
    var unflattening = JSONUnflattening()
    var output = ByteBuilder(capacity: 16)
    #expect(unflattening.append(Array(flat.utf8).span, into: &output) == nil)
    let outcome = JSONHarness.run(.json, output.bytes, options: options)
    #expect(outcome.failure == nil)
    #expect(outcome.names.count == 3000)
    #expect(Set(outcome.names) == Set((0..<3000).map { "k\($0 % 700).m\($0)" }))
  }
}
