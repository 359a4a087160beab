import Bytes
import Testing

@testable import Aggregates

/// Pictures of series: of answers of every size, and of numbers and names that are hard to draw.
@Suite struct SeriesChartTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var answer: SeriesAnswer
    var testDescription: String { name }
  }

  private static let hostile = ["<script>alert(\"1\")</script>", "a & b", "]]>", "\u{0}\u{1B}[31m\u{FFFE}", "'", ""]

  static let cases =
    [
      Case(name: "countries", answer: SeriesSamples.countries), Case(name: "months", answer: SeriesSamples.months),
      Case(name: "pairs", answer: SeriesSamples.pairs), Case(name: "quantiles", answer: SeriesSamples.quantiles),
      Case(name: "no rows", answer: SeriesSamples.empty),
      Case(
        name: "hostile names",
        answer: SeriesSamples.answer(
          [SliceSpec(field: "<&\">")], [SeriesSpec(name: "<x a='", function: .sum, expression: "a < b & \"c\"")],
          hostile.map { ([SeriesSamples.text($0)], [.integer(3)]) })),
      Case(
        name: "numbers from end to end",
        answer: SeriesSamples.names(["a", "b", "c", "d", "e"], [SeriesSamples.average]) {
          [.number([-.greatestFiniteMagnitude, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, .nan][$0])]
        }),
      Case(
        name: "all negative", answer: SeriesSamples.names(["a", "b"], [SeriesSamples.count]) { [.integer(-5 - $0)] }),
      Case(name: "all missing", answer: SeriesSamples.names(["a", "b"], [SeriesSamples.average]) { _ in [.missing] }),
      Case(
        name: "many series with long names",
        answer: SeriesSamples.names(
          (0..<30).map { "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson \($0)" },
          (0..<40).map {
            SeriesSpec(
              name: "series number \($0) " + String(repeating: "W", count: 3 * $0), function: .average,
              expression: String(repeating: "population * ", count: $0) + "1")
          }
        ) { row in (0..<40).map { .number(Double(row * $0 * $0 * $0)) } }),
    ]
    + [1, 2, 13, 120, 10_000].flatMap { count in
      [
        Case(name: "\(count) days", answer: SeriesSamples.days(count)),
        Case(
          name: "\(count) names",
          answer: SeriesSamples.names((0..<count).map { "name \($0)" }, [SeriesSamples.count, SeriesSamples.average]) {
            [.integer($0 * 7919 % 1000), .number(Double($0 * 31 % 100) - 50)]
          }),
      ]
    }

  @Test(arguments: cases) func everyPictureIsWellFormedAndKeepsInsideItsFrame(_ row: Case) throws {
    let bytes = SeriesSVG.document(row.answer)
    #expect(bytes == SeriesSVG.document(row.answer))
    let elements = try SmallXML.elements(String(decoding: bytes, as: UTF8.self))
    #expect(elements.first?.name == "svg")
    #expect(Set(elements.map(\.name)).isSubset(of: ["svg", "title", "desc", "rect", "line", "path", "circle", "text"]))
    let box = try #require(elements.first?.attributes["viewBox"]?.split(separator: " ").compactMap { Double($0) })
    let extent = SeriesSVG.drawing(row.answer).extent
    #expect(
      extent.left >= 0 && extent.top >= 0 && extent.right <= box[2] && extent.bottom <= box[3], "\(extent) \(box)")
  }

  @Test(arguments: cases) func everyPlotFitsItsTerminal(_ row: Case) {
    for width in [30, 80, 133] {
      let text = String(decoding: SeriesPlot(width: width).text(row.answer), as: UTF8.self)
      #expect(text.hasSuffix("\n"))
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      // Numbers are never cut: a terminal may be too narrow for them.
      let lines = text.split(separator: "\n").filter { TerminalText.width(String($0)) > max(width, 56) }
      #expect(lines.isEmpty, "\(width): \(lines.first ?? "")")
    }
  }

  @Test func barsGoBothWays() {
    let answer = SeriesSamples.names(["a", "b", "c", "d", "e"], [SeriesSamples.average]) {
      [[SeriesValue.integer(10), .integer(-10), .integer(0), .missing, .number(0.0001)][$0]]
    }
    #expect(
      String(decoding: SeriesPlot(width: 30).text(answer), as: UTF8.self) == """
        avg   AVG(sqrt(population)*2)
        a      10            █████████
        b     -10   █████████
        c       0
        d       -
        e  0.0001            ▏

        """)
  }

  @Test func linesHaveGapsWhereValuesAreMissing() {
    let answer = SeriesSamples.answer(
      [SliceSpec(field: "d", parts: [.year])], [SeriesSamples.average],
      [1, 2, nil, 2, 1].enumerated().map { year, number in
        ([.parts([2000 + year])], [number.map { .number($0) } ?? .missing])
      })
    let text = String(decoding: SeriesPlot(width: 40).text(answer), as: UTF8.self)
    let top = text.split(separator: "\n")[1].drop { $0 != "┤" }.dropFirst()
    #expect(text.contains("2000"))
    #expect(top.contains { $0 != "⠀" && $0 != " " })
    // The line goes up to the second point and down from the fourth one: nothing between them.
    let middle = text.split(separator: "\n")[1...12].map { Array($0.drop { $0 != "┤" && $0 != "│" }.dropFirst()) }
    #expect(middle.allSatisfy { $0.count <= 19 || $0[19] == "⠀" || $0[19] == " " })
    let svg = String(decoding: SeriesSVG.document(answer), as: UTF8.self)
    let path = svg.split(separator: "\n").first { $0.hasPrefix("<path") }
    #expect(path?.filter { $0 == "M" }.count == 2)
  }

  @Test func colourIsAsked() {
    let plain = SeriesPlot(width: 60).text(SeriesSamples.days(40))
    let painted = SeriesPlot(width: 60, usesColor: true).text(SeriesSamples.days(40))
    #expect(!plain.contains(0x1B) && painted.contains(0x1B))
  }

  @Test func seriesOfOneSizeShareAPanel() {
    #expect(
      ChartPanel.all([[1, 5], [nil, 1000], [-6, 0], [0, 0], [900, nil]]).map(\.columns) == [[0, 2, 3], [1, 4]])
  }
}

/// Reads XML as far as pictures need it, and refuses what is not well-formed.
enum SmallXML {
  struct Malformed: Error { var text: String }
  struct Element {
    var name: String
    var attributes: [String: String]
  }

  static func elements(_ text: String) throws -> [Element] {
    var found: [Element] = []
    var open: [String] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "<") {
      try check(rest[..<start])
      guard let end = rest.firstIndex(of: ">") else { throw Malformed(text: String(rest.prefix(80))) }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { throw Malformed(text: String(tag)) }
        continue
      }
      let isEmpty = tag.hasSuffix("/")
      let element = try self.element(isEmpty ? tag.dropLast() : tag)
      found.append(element)
      if !isEmpty { open.append(element.name) }
    }
    guard open.isEmpty, rest.allSatisfy(\.isWhitespace) else { throw Malformed(text: "open: \(open)") }
    return found
  }

  private static func element(_ tag: Substring) throws -> Element {
    var rest = tag.drop { $0 != " " }
    var element = Element(name: String(tag.prefix { $0 != " " }), attributes: [:])
    while true {
      rest = rest.drop { $0 == " " }
      if rest.isEmpty { return element }
      let name = String(rest.prefix { $0 != "=" })
      rest = rest.dropFirst(name.count)
      guard rest.hasPrefix("=\"") else { throw Malformed(text: String(tag)) }
      let value = rest.dropFirst(2).prefix { $0 != "\"" }
      rest = rest.dropFirst(2 + value.count)
      guard rest.hasPrefix("\""), element.attributes.updateValue(String(value), forKey: name) == nil else {
        throw Malformed(text: String(tag))
      }
      try check(value)
      rest = rest.dropFirst()
    }
  }

  private static func check(_ content: Substring) throws {
    let names = ["amp;", "lt;", "gt;", "quot;", "#39;"]
    for part in content.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    where !names.contains(where: { part.hasPrefix($0) }) {
      throw Malformed(text: String(content))
    }
    let isLegal = content.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0xFFFE || $0 == "\n" }
    guard isLegal else { throw Malformed(text: String(content)) }
  }
}
