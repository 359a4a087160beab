import Diagnostics
import Testing

@testable import Query

/// Filters by place are queries: the same tree that the language would give.
@Suite struct GeofilterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: Geofilter
    var text: String
    var printed: String
    var testDescription: String { "\(kind.rawValue) \(text)" }
  }

  static let cases = [
    Case(kind: .distance, text: "48.85,2.35,1000", printed: #"#distance("48.85,2.35", "1000")"#),
    Case(kind: .distance, text: "-1, 2.5 , 1.5 km", printed: ##"#distance("-1, 2.5 ", " 1.5 km")"##),
    Case(kind: .polygon, text: "((1,2),(3,4),(5,7))", printed: ##"#polygon("((1,2),(3,4),(5,7))")"##),
    Case(
      kind: .polygon, text: #"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#,
      printed: ##"#polygon("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}")"##),
    Case(kind: .bbox, text: "1,2,3,4", printed: ##"#bbox("1,2,3,4")"##),
  ]

  @Test(arguments: cases) func isAQuery(_ test: Case) throws {
    let query = try Query(test.kind, ReadText(test.text, origin: Location(context: "--flag")))
    #expect(query.printed == test.printed)
    #expect(try Query(parsing: query.printed).printed == query.printed)
    #expect(query.asksForPlaces && !query.usesNow && query.fieldNames.isEmpty)
  }

  /// Texts that no polygon, box or disc is made of end in an error at a place inside the text, never in a trap.
  @Test func brokenTexts() {
    for test in Self.cases {
      let bytes = Array(test.text.utf8)
      for end in 0..<bytes.count {
        let text = ReadText(String(decoding: bytes[..<end], as: UTF8.self), origin: Location(context: "--flag"))
        do throws(DiagnosticList) {
          _ = try Query(test.kind, text)
        } catch {
          #expect(error.diagnostics.allSatisfy { $0.code == .queryBadValue && $0.location.byte ?? 0 <= end })
        }
      }
    }
  }
}
