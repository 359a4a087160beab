import Diagnostics
import Testing

@testable import Schemas

struct PlacedJSONTests {
  private static func read(_ text: String) throws -> PlacedValue {
    try PlacedJSON(DescriptorText(name: "x.json", bytes: Array(text.utf8))).root
  }

  @Test func keepsPlacesOfKeysAndValues() throws {
    let root = try Self.read("{\n  \"a\": [1, true, null],\n  \"b\\u00e9\": {\"c\": \"x\\ny\"}\n}\n")
    let members = root.children
    #expect(members.map(\.key) == ["a", "bé"])
    #expect(members[0].children.map(\.kind) == [.number, .boolean, .null])
    #expect(members[0].children.map(\.scalarText) == ["1", "true", nil])
    #expect(members[1]["c"]?.string == "x\ny")
    let text = root.document.text
    #expect(text.place(of: members[0].keyRange.lowerBound) == "2:3")
    #expect(text.place(of: members[1]["c"]?.range.lowerBound ?? 0) == "3:20")
    #expect(root.range == 0..<54)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var line: Int
    var column: Int
    var testDescription: String { text }
  }

  static let faults: [Fault] = [
    Fault(text: "", message: "found the end of the file, expected a value", line: 1, column: 1),
    Fault(text: "{", message: "found the end of the file, expected a key in double quotes", line: 1, column: 2),
    Fault(text: "{\"a\" 1}", message: "found '1', expected ':' after the key", line: 1, column: 6),
    Fault(text: "{\"a\": 1\n \"b\": 2}", message: "found '\"', expected ',' or '}'", line: 2, column: 2),
    Fault(text: "{'a': 1}", message: "found ''', expected a key in double quotes", line: 1, column: 2),
    Fault(text: "[1,]", message: "found ']', expected a value after the comma", line: 1, column: 4),
    Fault(text: "{\"a\":1,}", message: "found '}', expected another member after the comma", line: 1, column: 8),
    Fault(text: "[1 2]", message: "found '2', expected ',' or ']'", line: 1, column: 4),
    Fault(text: "[1}", message: "found '}', expected ',' or ']'", line: 1, column: 3),
    Fault(text: "1 2", message: "found '2', expected nothing after the document", line: 1, column: 3),
    Fault(text: "[01]", message: "found '1', expected ',' or ']'", line: 1, column: 3),
    Fault(text: "[-]", message: "found ']', expected a digit", line: 1, column: 3),
    Fault(text: "[1.]", message: "found ']', expected a digit", line: 1, column: 4),
    Fault(text: "[tru]", message: "found 't', expected a value", line: 1, column: 2),
    Fault(text: "[nullx]", message: "found 'n', expected a value", line: 1, column: 2),
    Fault(text: "[NaN]", message: "found 'N', expected a value", line: 1, column: 2),
    Fault(text: "[\"a", message: "found the end of the file inside a string", line: 1, column: 2),
    Fault(text: "[\"a\nb\"]", message: "found a control character in a string", line: 1, column: 4),
    Fault(text: "[\"\\x\"]", message: "found a bad escape", line: 1, column: 3),
    Fault(text: "[\"\\ud800\"]", message: "found half of a surrogate pair", line: 1, column: 3),
    Fault(text: "{\"a\":1,\"a\":2}", message: "key 'a' stands in this object already", line: 1, column: 8),
    Fault(
      text: String(repeating: "[", count: 200), message: "found values nest deeper than 128", line: 1, column: 129),
  ]

  @Test(arguments: faults)
  func pointsAtTheFault(_ item: Fault) {
    let error = #expect(throws: DiagnosticList.self) { try Self.read(item.text) }
    let found = error?.diagnostics.first
    #expect(found?.code == .schemaSyntax)
    #expect(found?.message == item.message)
    #expect(found?.location.line == item.line)
    #expect(found?.location.column == item.column)
  }

  @Test func everyPrefixOfADocumentIsRefused() throws {
    let text = Array("{\"a\":[1.5e3,true,{\"b\":\"\\u0041\\n\"},[],{}],\"c\":null}".utf8)
    _ = try PlacedJSON(DescriptorText(name: "x", bytes: text))
    for end in 0..<text.count {
      #expect(throws: DiagnosticList.self) {
        try PlacedJSON(DescriptorText(name: "x", bytes: Array(text[..<end])))
      }
    }
  }

  @Test func findsPlacesInsideEscapedStrings() throws {
    let value = try Self.read("\"a\\\\b\\u00e9c\\ud83d\\uddfcd\"")
    #expect(value.string == "a\\bé" + "c🗼d")
    // Bytes of the value: a \ b é(2) c 🗼(4) d
    #expect([0, 1, 2, 3, 5, 6, 10].map { value.spelledOffset(of: $0) } == [1, 2, 4, 5, 11, 12, 24])
  }
}
