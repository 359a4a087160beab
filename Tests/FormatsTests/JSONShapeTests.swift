import Diagnostics
import Formats
import Records
import Testing

/// Records that look like the one before are read another way than the rest: the same must come out.
@Suite struct JSONShapeTests {
  /// A document around records.
  struct Frame: Sendable, CustomTestStringConvertible {
    var name: String
    var format: JSONFormat
    var record: @Sendable (String) -> String
    var open = ""
    var separator = "\n"
    var close = "\n"
    var testDescription: String { name }

    func document(_ records: [String], close: String? = nil) -> [UInt8] {
      Array((open + records.joined(separator: separator) + (close ?? self.close)).utf8)
    }
  }

  static let head = #"{"type":"FeatureCollection","features":["#
  static let frames: [Frame] = [
    Frame(name: "lines", format: .jsonl, record: { #"{"id":7,"v":\#($0),"w":"x"}"# }),
    Frame(name: "lines, last", format: .jsonl, record: { #"{"id":7,"n":{"a":[true,"\\"]},"v":\#($0)}"# }),
    Frame(name: "lines, spaced", format: .jsonl, record: { #" { "id" : 7 , "v" : \#($0) , "w" : null } "# }),
    Frame(name: "objects", format: .json, record: { #"{"id":7,"v":\#($0),"w":{}}"# }, separator: " "),
    Frame(
      name: "array", format: .json, record: { #"{"id":7,"v":[\#($0),2],"w":"x"}"# }, open: "[", separator: ", ",
      close: "]"),
    Frame(
      name: "properties", format: .geojson,
      record: {
        #"{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":1,"v":\#($0)}}"#
      }, open: head, separator: ",\n", close: "]}"),
    Frame(
      name: "coordinates", format: .geojson,
      record: {
        #"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1.5,\#($0)]}}"#
      }, open: head, separator: ",", close: "]}"),
    Frame(
      name: "null geometry", format: .geojson,
      record: { #"{"type":"Feature","geometry":null,"properties":{"v":\#($0)},"id":"b"}"# }, open: head,
      separator: ",", close: "]}"),
    Frame(
      name: "geometry", format: .geojson,
      record: { #"{"type":"Feature","geometry":\#($0 == "1" ? "null" : $0),"properties":null}"# }, open: head,
      separator: ",", close: "]}"),
    Frame(
      name: "no properties", format: .geojson,
      record: { #"{"type":"Feature","geometry":null,"properties":\#($0 == "1" ? "null" : $0)}"# }, open: head,
      separator: ",", close: "]}"),
  ]

  static let values = [
    "0", "-0", "-1", "00", "01", "-01", "-", "1.", ".5", "0.5", "-0.5", "00.5", "1.5", "1e5", "1E+5", "0e1", "1e",
    "1.e5",
    "1.5e-7", "-a", "1a", "1..2", "1.2.3", "1-2", "--1", "+1", "1 ", " 1", "1 2", "1,", ",1", "", "1\"",
    "123456789012345",
    "1234567890123456", "12345678901234567", "1234567.12345678", "-1234567.12345678", "0123456789012345", "\"\"",
    "\"x\"",
    #""a\"b""#, #""\\""#, #""\u00e9\n""#, #""\x""#, #""\u12g4""#, "\"x\"y", "\"x\" \"y\"", "\"é\"", "\"a\tb\"", "\"x",
    "true", "false", "null", "tru", "truex", "nulL", "Infinity", "{}", "[]", "[1]", #"{"x":[]}"#, #"{"x":1}"#, "[1",
    "}", "]", ":", #"1,"v":2"#, #"1,"z":2"#, #"1,"id":8"#, "1\n", "\n1", "1}{", "1],[2", #""Feature""#,
    #"{"type":"Point","coordinates":[1,2]}"#, #"{"type":"point","coordinates":[1,2]}"#, #"{"type":"Point"}"#,
  ]

  /// Reads the value among records of another one, and compares with the record alone and with the plain tokenizer, which
  /// reads documents that are broken somewhere.
  private static func difference(_ frame: Frame, _ value: String) -> String? {
    let usual = frame.record("1")
    let other = frame.record(value)
    let records = [usual, usual, usual, other, usual, usual, other, other, other, usual]
    let whole = JSONHarness.run(frame.format, frame.document(records))
    let alone = JSONHarness.run(frame.format, frame.document([other]))
    if (whole.failure == nil) != (alone.failure == nil) {
      return "\(value): \(String(describing: whole.failure)), alone \(String(describing: alone.failure))"
    }
    let broken = JSONHarness.run(frame.format, frame.document(records, close: frame.separator + "%"))
    let isSame =
      whole.records == broken.records && whole.raw == broken.raw && whole.properties == broken.properties
      && whole.duplicates == broken.duplicates && whole.unseen == broken.unseen
    return isSame ? nil : "\(value): \(whole) instead of \(broken)"
  }

  @Test(arguments: frames) func readsValuesAlike(_ frame: Frame) {
    for value in Self.values { #expect(Self.difference(frame, value) == nil) }
  }

  @Test func readsNumbersAlike() {
    var random = SystemRandomNumberGenerator()
    let bytes = Array("0123456789012345678900..--eE+".utf8)
    for _ in 0..<500 {
      let length = Int.random(in: 1...19, using: &random)
      let value = String(decoding: (0..<length).map { _ in bytes.randomElement(using: &random) ?? 0x30 }, as: UTF8.self)
      #expect(Self.difference(Self.frames[0], value) == nil)
    }
  }

  struct Mix: Sendable, CustomTestStringConvertible {
    var name: String
    var records: [String]
    var testDescription: String { name }
  }

  static let mixes: [Mix] = [
    Mix(name: "missing member", records: [#"{"a":1,"b":2}"#, #"{"a":1,"b":2}"#, #"{"a":1}"#, #"{"b":2}"#, "{}", "{}"]),
    Mix(name: "other name", records: [#"{"a":1,"b":2}"#, #"{"a":1,"b":2}"#, #"{"a":1,"c":2}"#, #"{"a":1,"b":2}"#]),
    Mix(name: "twice", records: [#"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#]),
    Mix(name: "escaped name", records: [#"{"\u0061":1}"#, #"{"\u0061":2}"#, #"{"a":3}"#, #"{"a":"\n"}"#]),
    Mix(
      name: "nested",
      records: [#"{"a":[1,2],"b":1}"#, #"{"a":[3,"4"],"b":1}"#, #"{"a":[3],"b":1}"#, #"{"a":[3],"b":[1]}"#]),
    Mix(
      name: "escapes", records: [#"{"a":"x","b":"y"}"#, #"{"a":"x\n","b":"y"}"#, #"{"a":"x","b":"\"y\\"}"#]),
    Mix(name: "order", records: [#"{"a":1,"b":2}"#, #"{"a":1,"b":2}"#, #"{"b":1,"a":2}"#, #"{"b":1,"a":2}"#]),
  ]

  @Test(arguments: mixes) func readsMixedRecordsAlike(_ mix: Mix) {
    let records = mix.records + mix.records + [mix.records[0]] + mix.records.reversed()
    for (format, open, separator, close) in [
      (JSONFormat.jsonl, "", "\n", "\n"), (.jsonl, "\n", "\r\n\n", ""), (.json, "", "", ""), (.json, "[", " , ", "]"),
    ] {
      for names: [[UInt8]]? in [nil, [Array("b".utf8)]] {
        let demand = FieldDemand(wantsAll: names == nil, names: names ?? [], reportsUnseenMembers: true)
        let text = open + records.joined(separator: separator)
        let whole = JSONHarness.run(format, Array((text + close).utf8), demand: demand)
        let broken = JSONHarness.run(format, Array((text + "\n%").utf8), demand: demand)
        #expect(whole.failure == nil)
        #expect(broken.failure != nil)
        #expect(whole.records == broken.records)
        #expect(whole.raw == broken.raw)
        #expect(whole.duplicates == broken.duplicates)
        #expect(whole.unseen == broken.unseen)
      }
    }
  }

  @Test func wantsALineForEachRecord() {
    let record = #"{"a":1}"#
    let lines = ([String](repeating: record, count: 9) + [record + " " + record]).joined(separator: "\n")
    let outcome = JSONHarness.run(.jsonl, Array(lines.utf8))
    #expect(outcome.records.count == 9)
    #expect(outcome.code == .jsonSyntax)
  }
}
