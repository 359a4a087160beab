import Diagnostics
import Testing

@Suite("TerminalRenderer")
struct TerminalRendererTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var diagnostic: Diagnostic
    var count = 1
    var text: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a record",
      diagnostic: Diagnostic(
        .csvRagged, "row has 7 fields, the header has 6",
        at: Location(file: "data/stations.csv", line: 48213, column: 43, record: 48102, byte: 5_904_113),
        excerpt: Excerpt(
          text: Array("75112;12 RUE DE LYON;Paris;48.84;2.37;oui;".utf8), marked: 42..<42,
          label: "a 7th field starts here"),
        notes: ["header (line 1): insee;adresse;commune;lat;lon;actif", "48 101 earlier records have 6 fields"],
        help: ["--ragged truncate drops empty extra fields; --on-error quarantine keeps going"]),
      text: """
        weir: error[C021]: row has 7 fields, the header has 6
          --> data/stations.csv:48213:43   (record 48 102, byte 5 904 113)
              |
        48213 | 75112;12 RUE DE LYON;Paris;48.84;2.37;oui;
              |                                           ^ a 7th field starts here
              = note: header (line 1): insee;adresse;commune;lat;lon;actif
              = note: 48 101 earlier records have 6 fields
              = help: --ragged truncate drops empty extra fields; --on-error quarantine keeps going
        """),
    Case(
      name: "a query in a pipeline file",
      diagnostic: Diagnostic(
        .unknownFunction, "no function '#distanse'",
        at: Location(file: "pipelines/arbres.weir.yaml", context: "filter.q", line: 11, column: 7),
        excerpt: Excerpt(
          text: Array(#"  q: '#distanse(geo_point_2d, "48.85,2.34", 500) AND espece:tilleul'"#.utf8), marked: 6..<15,
          label: "did you mean '#distance'?"),
        notes: ["functions: #now #null"], help: ["weir help query"]),
      text: #"""
        weir: error[Q012]: no function '#distanse'
          --> pipelines/arbres.weir.yaml:11:7   (filter.q)
           |
        11 |   q: '#distanse(geo_point_2d, "48.85,2.34", 500) AND espece:tilleul'
           |       ^^^^^^^^^ did you mean '#distance'?
           = note: functions: #now #null
           = help: weir help query
        """#),
    Case(
      name: "a flag",
      diagnostic: Diagnostic(
        .querySyntax, "expected a value", at: Location(context: "--filter", line: 1, column: 5),
        excerpt: Excerpt(text: Array("a = ".utf8), marked: 4..<4)),
      text: """
        weir: error[Q001]: expected a value
          --> --filter:1:5
          |
        1 | a = 
          |     ^
        """),
    Case(
      name: "a file and a byte",
      diagnostic: Diagnostic(
        .gzipTrailing, "bytes after the last member", level: .warning, at: Location(file: "x.gz", byte: 21350),
        notes: ["1 member decoded"]),
      text: """
        weir: warning[I007]: bytes after the last member
          --> x.gz   (byte 21 350)
          = note: 1 member decoded
        """),
    Case(
      name: "no place at all", diagnostic: Diagnostic(.usage, "no input", help: ["weir convert a.csv"]),
      text: """
        weir: error[U001]: no input
          = help: weir convert a.csv
        """),
    Case(
      name: "many of a kind",
      diagnostic: Diagnostic(.csvRagged, "m", at: Location(file: "a.csv", line: 2)), count: 1234,
      text: """
        weir: error[C021]: m
          --> a.csv:2
          = note: 1 234 of this kind in all
        """),
    Case(
      name: "an empty line",
      diagnostic: Diagnostic(
        .csvRagged, "m", at: Location(file: "a.csv", line: 2, column: 1), excerpt: Excerpt(text: [], marked: 0..<0)),
      text: """
        weir: error[C021]: m
          --> a.csv:2:1
          |
        2 |
          | ^
        """),
    Case(
      name: "nothing from data controls the terminal",
      diagnostic: Diagnostic(
        .csvTextAfterQuote, "text \u{1B}[31m after\u{9B}0m",
        at: Location(file: "a\u{1B}[31m\n.csv", line: 3, column: 5),
        excerpt: Excerpt(
          text: [0xEF, 0xBB, 0xBF] + Array("a\t\u{1B}[2J\u{202E}\u{0}".utf8) + [0xE9, 0x0D], marked: 5..<6,
          label: "here\u{07}"),
        notes: ["\u{2028}"]),
      text: """
        weir: error[C011]: text ␛[31m afterU+009B0m
          --> a␛[31m␊.csv:3:5
          |
        3 | U+FEFFa ␛[2JU+202E␀\\xE9␍
          |         ^ here␇
          = note: U+2028
        """),
    Case(
      name: "columns are scalars",
      diagnostic: Diagnostic(
        .csvRagged, "m", at: Location(file: "a.csv", line: 9, column: 4),
        excerpt: Excerpt(text: Array("é€😀,xy".utf8), marked: 10..<12)),
      text: """
        weir: error[C021]: m
          --> a.csv:9:4
          |
        9 | é€😀,xy
          |     ^^
        """),
  ]

  @Test(arguments: cases)
  func renders(_ item: Case) {
    #expect(TerminalRenderer(usesColour: false).render(item.diagnostic, count: item.count) == item.text)
  }

  /// Colours are added, nothing else changes.
  @Test(arguments: cases)
  func coloursOnlyAdd(_ item: Case) {
    let coloured = TerminalRenderer(usesColour: true).render(item.diagnostic, count: item.count)
    #expect(coloured != item.text)
    #expect(coloured.replacing(/\u{1B}\[[0-9;]+m/, with: "") == item.text)
  }

  struct WindowCase: CustomTestStringConvertible, Sendable {
    var name: String
    var marked: Range<Int>
    var isCut = false
    var text: String
    var mark: String
    var testDescription: String { name }
  }

  /// A line of 300 scalars: `0123456789` again and again.
  static let windowCases: [WindowCase] = [
    WindowCase(
      name: "at the start", marked: 0..<2, text: String(repeating: "0123456789", count: 9) + "01234567…", mark: "^^"),
    WindowCase(
      name: "in the middle", marked: 150..<153,
      text: "…" + String(repeating: "0123456789", count: 9) + "01234567…",
      mark: String(repeating: " ", count: 61) + "^^^"),
    WindowCase(
      name: "at the end", marked: 300..<300, text: "…23456789" + String(repeating: "0123456789", count: 9),
      mark: String(repeating: " ", count: 99) + "^"),
    WindowCase(
      name: "longer than the window", marked: 150..<290,
      text: "…" + String(repeating: "0123456789", count: 9) + "01234567…",
      mark: String(repeating: " ", count: 61) + String(repeating: "^", count: 38)),
  ]

  @Test(arguments: windowCases)
  func cutsLongLines(_ item: WindowCase) {
    let line = Array(String(repeating: "0123456789", count: 30).utf8)
    let diagnostic = Diagnostic(
      .csvRagged, "m", at: Location(file: "a", line: 1), excerpt: Excerpt(text: line, marked: item.marked))
    let lines = TerminalRenderer().render(diagnostic).split(separator: "\n")
    #expect(lines[3] == "1 | " + item.text)
    #expect(lines[4] == "  | " + item.mark)
  }

  @Test func anExcerptThatIsAWindowSaysSo() {
    let diagnostic = Diagnostic(
      .csvRagged, "m", at: Location(file: "a", line: 1),
      excerpt: Excerpt(text: Array("middle".utf8), marked: 3..<4, isCutBefore: true, isCutAfter: true))
    let lines = TerminalRenderer().render(diagnostic).split(separator: "\n")
    #expect(lines[3] == "1 | …middle…")
    #expect(lines[4] == "  |     ^")
  }

  /// Every scalar of every excerpt: no control character leaves, and the mark stands somewhere.
  @Test func noByteEscapes() {
    for first in UInt8.min...UInt8.max {
      for second in stride(from: 0, through: 255, by: 3) {
        let diagnostic = Diagnostic(
          .csvRagged, "m", at: Location(line: 1),
          excerpt: Excerpt(text: [0x61, first, UInt8(second), 0x62], marked: 1..<2))
        let text = TerminalRenderer().render(diagnostic)
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
      }
    }
  }
}
