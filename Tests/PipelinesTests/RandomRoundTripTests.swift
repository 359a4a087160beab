import Formats
import Testing

@testable import Pipelines

/// Records made at random go through every format and come back: what no corpus holds.
@Suite struct RandomRoundTripTests {
  @Test func randomRecordsThroughEveryFormat() async throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for round in 0..<6 {
      let isTable = round % 2 == 1
      let path = try scratch.write(
        isTable ? Self.randomTable(round) : Self.randomLines(round), "in\(round).\(isTable ? "csv" : "jsonl")")
      let trip = RoundTrip(copy: scratch.path("copy"), limit: 100) {
        if isTable {
          $0.delimiter = 0x2C
          $0.header = .rows(1)
        }
      }
      let original = try #require(await trip.read(path))
      #expect(original.rows.count == 60, "round \(round) reads nothing: the test would prove nothing")
      for target in RoundTrip.Target.all where !target.format.hasPrefix("geojson") {
        let result = await trip.result(path, original, target)
        #expect(result == .same, "round \(round) as \(target.format)")
      }
    }
  }

  /// The same numbers each time: a failing round can be repeated.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private static let pieces = [
    "a", "é", "東", "😀", " ", ",", ";", "\t", "|", "'", "\u{2028}", "0", "-1", "1.50", "null", "true", "=", "/", "x", "",
  ]

  private static func randomLines(_ seed: Int) -> String {
    var numbers = Numbers(state: UInt64(seed) &+ 7)
    let special = [#"\""#, #"\\"#, #"\n"#, #"\r"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\/"#, #"\u0000"#, #"\b"#]
    func string() -> String {
      let count = Int.random(in: 0...4, using: &numbers)
      return "\""
        + (0..<count).map { _ in (pieces + special).randomElement(using: &numbers) ?? "" }.joined()
        .replacing("\t", with: #"\t"#) + "\""
    }
    let scalars = [
      "1", "-0", "1.10", "1e5", "1E400", "12345678901234567890123", "0.1", "true", "false", "null", "[]", "{}",
    ]
    return (0..<60).map { _ in
      let members = (0..<4).map { column in
        let value =
          switch Int.random(in: 0..<4, using: &numbers) {
          case 0: scalars.randomElement(using: &numbers) ?? "1"
          case 1: "[\(string()), {\"k\": \(string())}]"
          default: string()
          }
        return "\"c\(column)\": \(value)"
      }
      return "{" + members.joined(separator: ", ") + "}\n"
    }.joined()
  }

  private static func randomTable(_ seed: Int) -> String {
    var numbers = Numbers(state: UInt64(seed) &+ 11)
    var text = "a,b,c,d\n"
    for _ in 0..<60 {
      let cells = (0..<4).map { _ -> String in
        let count = Int.random(in: 0...3, using: &numbers)
        let value = (0..<count).map { _ in (pieces + ["\"", "\n", "\r\n"]).randomElement(using: &numbers) ?? "" }
          .joined()
        let needs = value.contains { ",\"\n\r\r\n".contains($0) } || Bool.random(using: &numbers)
        return needs ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
      }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }
}
