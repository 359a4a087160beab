import Diagnostics
import Query
import Testing

@Suite struct ParserTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var query: String
    var printed: String
    var testDescription: String { query }
    init(_ query: String, _ printed: String) {
      self.query = query
      self.printed = printed
    }
  }

  static let cases: [Case] = [
    Case("", ""), Case("  \n ", ""),
    Case("film", "film"), Case("film trees", "film AND trees"),
    Case("film OR trees AND paris", "film OR trees AND paris"),
    Case("(film OR trees) paris", "(film OR trees) AND paris"),
    Case("NOT anonymous explore", "NOT anonymous AND explore"),
    Case("NOT (a b)", "NOT (a AND b)"), Case("NOT NOT a", "NOT NOT a"), Case("((a))", "a"),
    Case("(a b) c", "(a AND b) AND c"),
    Case("siren=552032534", "siren = 552032534"), Case("a >=5 b<=  -1.5", "a >= 5 AND b <= -1.5"),
    Case("title:paris", "title: paris"), Case("county==wake", "county == wake"),
    Case("open_gym_start == '2017-01-06", "open_gym_start == \"2017-01-06\""),
    Case("name:“Le Havre”", "name: \"Le Havre\""), Case("q:\"a \\\"b\\\" \\\\ \\n\"", #"q: "a \"b\" \\ \\n""#),
    Case("delito = 'X Y'", "delito = \"X Y\""), Case("«a b» ‘c’", "\"a b\" AND \"c\""),
    Case("l'eau", "l'eau"), Case("https://x.org/a?b=c", "https://x.org/a?b=c"), Case("12:30", "12:30"),
    Case("12: 30", "12: 30"), Case("2017-01-06T14:00:00", "2017-01-06T14:00:00"),
    Case("date < '2018-1-1T00:00:00+00:00'", "date < \"2018-1-1T00:00:00+00:00\""),
    Case("t>=2018-01-01T00:00:00Z", "t >= 2018-01-01T00:00:00Z"),
    Case("film_date: [1950 TO 2000]", "film_date: [1950 TO 2000]"), Case("a:[1..2]", "a: [1 TO 2]"),
    Case("a=]1.5..*[", "a: ]1.5 TO *["), Case("a:[\"x y\" TO #now(years=-1)]", "a: [\"x y\" TO #now(years=-1)]"),
    Case("d>=#now(weekday=MO(2), day = 1)", "d >= #now(weekday=MO(2), day=1)"),
    Case("NOT #null(birthdate)", "NOT #null(birthdate)"),
    Case("#search(*,\"Jean-C\") OR #distance(\"48,2\", 1000)", "#search(*, \"Jean-C\") OR #distance(\"48,2\", 1000)"),
    Case("#hash", "#hash"), Case("state:OR", "state: OR"), Case("and or not", "and AND or AND not"),
    Case("AND:1", "\"AND\": 1"), Case("\"Country Code\":FR", "\"Country Code\": FR"), Case("`a:b` = 1", "\"a:b\" = 1"),
    Case("été.à-la_1:x", "été.à-la_1: x"), Case("a:x${p}y $${z}", "a: x${p}y AND $${z}"),
    Case("\"$${p} ${p}\"", "\"$${p} ${p}\""),
    Case("a:\"b\"c", "a: \"b\" AND c"), Case("x:)", "!Q001"),
    Case("a\u{A0}b", "a AND b"), Case("\"\"", "\"\""), Case("a: //x", "a: //x"),
  ]

  @Test(arguments: cases) func prints(_ test: Case) {
    let printed = Self.print(test.query)
    #expect(printed == test.printed)
    if !printed.hasPrefix("!") { #expect(Self.print(printed) == printed) }
  }

  /// The query printed, or `!` and the code of its first error.
  private static func print(_ text: String) -> String {
    do {
      return try Query(parsing: text, parameters: ["p": .text("v"), "z": .boolean(true)]).printed
    } catch {
      return "!" + (error.diagnostics.first?.code.rawValue ?? "")
    }
  }

  struct ErrorCase: Sendable, CustomTestStringConvertible {
    var query: String
    /// `code@column marked text`.
    var errors: [String]
    var testDescription: String { query }
    init(_ query: String, _ errors: String...) {
      self.query = query
      self.errors = errors
    }
  }

  static let errorCases: [ErrorCase] = [
    ErrorCase("a >", "Q001@3 >"), ErrorCase("(a", "Q002@1 ("), ErrorCase("a)", "Q001@2 )"),
    ErrorCase("()", "Q001@1 ()"),
    ErrorCase("AND a", "Q001@1 AND"), ErrorCase("a OR", "Q001@3 OR"), ErrorCase("a AND OR b", "Q001@7 OR"),
    ErrorCase("NOT", "Q001@1 NOT"), ErrorCase("a != 5", "Q001@3 !="),
    ErrorCase("a =< 5 b >> 6", "Q001@3 =<", "Q001@10 >>"),
    ErrorCase("= 5", "Q001@1 ="), ErrorCase("é: [1 2]", "Q001@7 "), ErrorCase("a:[1 TO 2", "Q002@3 ["),
    ErrorCase("a>[1 TO 2]", "Q001@2 >"), ErrorCase("a:[ TO 2]", "Q001@5 "),
    ErrorCase("#distanse(x) AND #nul(y)", "Q012@1 #distanse", "Q012@18 #nul"), ErrorCase("#now()", "Q001@1 #now()"),
    ErrorCase("a:#null(b)", "Q001@3 #null(b)"), ErrorCase("#null(a", "Q002@1 #null"),
    ErrorCase("#exact(a b)", "Q001@10 "),
    ErrorCase("a:${q} ${pp}", "Q013@3 ${q}", "Q013@8 ${pp}"), ErrorCase("a:${", "Q001@3 ${"),
    ErrorCase("${bad}", "Q013@1 ${bad}"),
    ErrorCase("(population >) AND x", "Q001@13 >"),
  ]

  @Test(arguments: errorCases) func reports(_ test: ErrorCase) {
    do {
      _ = try Query(parsing: test.query, parameters: ["p": .text("v"), "bad": .number("1x")])
      Issue.record("no error")
    } catch {
      let found = error.diagnostics.map { diagnostic in
        let excerpt = diagnostic.excerpt
        let marked = excerpt.map { String(decoding: $0.text[$0.marked], as: UTF8.self) } ?? "?"
        return "\(diagnostic.code.rawValue)@\(diagnostic.location.column ?? -1) \(marked)"
      }
      #expect(found == test.errors)
      #expect(error.exitCode == 3)
    }
  }

  @Test func suggestionsAndOrigin() {
    let origin = Location(file: "p.yaml", context: "filter.q", line: 11, column: 7, byte: 100)
    do {
      _ = try Query(parsing: "é AND\n #distanse(x) ${vill}", parameters: ["ville": .text("x")], origin: origin)
      Issue.record("no error")
    } catch {
      let first = error.diagnostics[0]
      #expect(first.location == Location(file: "p.yaml", context: "filter.q", line: 12, column: 2, byte: 108))
      #expect(first.excerpt?.label == "did you mean '#distance'?")
      #expect(first.message == "no function '#distanse'")
      #expect(first.help == ["weir help functions"])
    }
  }

  @Test func limits() {
    func code(_ text: String) -> DiagnosticCode? {
      do {
        _ = try Query(parsing: text)
        return nil
      } catch { return error.diagnostics.first?.code }
    }
    #expect(code(String(repeating: "(", count: 256) + "a" + String(repeating: ")", count: 256)) == nil)
    #expect(code(String(repeating: "(", count: 257) + "a" + String(repeating: ")", count: 257)) == .queryTooDeep)
    #expect(code(String(repeating: "(", count: 60_000)) == .queryTooDeep)
    #expect(code(String(repeating: "NOT ", count: 257) + "a") == .queryTooDeep)
    #expect(code(String(repeating: "NOT (", count: 129) + "a" + String(repeating: ")", count: 129)) == .queryTooDeep)
    #expect(code(String(repeating: "#null(", count: 300)) == .queryTooDeep)
    #expect(code("a" + String(repeating: " OR a", count: 9_000)) == nil)
    #expect(code("a" + String(repeating: " OR a", count: 10_500)) == .queryTooDeep)
    #expect(code(String(repeating: "a", count: 64 * 1024)) == nil)
    #expect(code(String(repeating: "a", count: 64 * 1024 + 1)) == .queryTooDeep)
    #expect(code(String(repeating: "(a) NOT b ", count: 2_000)) == nil)
  }

  @Test func everyPrefixOfEveryCaseIsSafe() {
    for text in Self.cases.map(\.query) + Self.errorCases.map(\.query) {
      for end in text.unicodeScalars.indices {
        _ = try? Query(parsing: String(text.unicodeScalars[..<end]), parameters: ["p": .text("v")])
        _ = try? Query(parsing: String(text.unicodeScalars[end...]), parameters: ["p": .text("v")])
      }
    }
  }

  @Test func names() throws {
    let query = try Query(parsing: "a:1 b:2 OR a:[1 TO 2] AND NOT \"c d\" > #now()")
    #expect(query.fieldNames.map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "c d"])
  }
}
