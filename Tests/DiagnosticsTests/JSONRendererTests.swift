import Diagnostics
import Foundation
import Testing

@Suite("JSONRenderer")
struct JSONRendererTests {
  @Test func everyKeyEveryTime() {
    let empty = JSONRenderer().render(Diagnostic(.usage, "no input"))
    #expect(
      empty == #"{"level":"error","code":"U001","message":"no input","file":null,"line":null,"column":null,"#
        + #""record":null,"byte":null,"field":null,"stage":null,"help":[],"notes":[],"count":1}"#)
    let full = JSONRenderer().render(
      Diagnostic(
        .csvRagged, "row has 7 fields", level: .warning,
        at: Location(
          file: "data/stations.csv", line: 48213, column: 43, record: 48102, byte: 5_904_113, field: "lat"),
        notes: ["a", "b"], help: ["--ragged truncate"]), count: 3, stage: "read")
    #expect(
      full == #"{"level":"warning","code":"C021","message":"row has 7 fields","file":"data/stations.csv","#
        + #""line":48213,"column":43,"record":48102,"byte":5904113,"field":"lat","stage":"read","#
        + #""help":["--ragged truncate"],"notes":["a","b"],"count":3}"#)
  }

  @Test func contextStandsInForTheStage() throws {
    let text = JSONRenderer().render(Diagnostic(.querySyntax, "m", at: Location(context: "filter.q")))
    #expect(text.contains(#""stage":"filter.q""#))
  }

  /// Any text comes back as it was, on one line, without control characters.
  @Test func textSurvives() throws {
    var text = "\"\\/ é😀\u{2028}\u{2029}\u{FEFF}\u{202E}\u{E0041}"
    for value in UInt32(0)..<0x100 { text.unicodeScalars.append(Unicode.Scalar(UInt8(value))) }
    let line = JSONRenderer().render(Diagnostic(.usage, text, at: Location(file: text)))
    #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(Array(try #require(object["message"] as? String).utf8) == Array(text.utf8))
    #expect(Array(try #require(object["file"] as? String).utf8) == Array(text.utf8))
  }
}
