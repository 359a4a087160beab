import Diagnostics
import Pipelines
import TestKit
import Testing

@testable import PipelineFiles

/// The little language of `--y`: what it says, what is wrong with it, and that it is written as it is read.
@Suite struct SeriesTextTests {
  static func series(
    _ name: String, _ function: String, _ expression: String? = nil, _ subsets: [Double] = [],
    isCumulative: Bool = false
  ) -> SeriesDeclaration {
    var series = SeriesDeclaration(name: name, function: function, expression: expression.map { AnalyzeText($0) })
    series.subsets = subsets
    series.isCumulative = isCumulative
    return series
  }

  struct Case: CustomTestStringConvertible {
    var text: String
    var series: SeriesDeclaration
    /// The canonical spelling; nil: the same.
    var written: String?
    var testDescription: String { text }

    init(_ text: String, _ series: SeriesDeclaration, written: String? = nil) {
      (self.text, self.series, self.written) = (text, series, written)
    }
  }

  static let cases = [
    Case("COUNT", series("COUNT", "COUNT")),
    Case("count", series("count", "COUNT"), written: "count=COUNT"),
    Case("n=COUNT()", series("n", "COUNT"), written: "n=COUNT"),
    Case("n=COUNT( * )", series("n", "COUNT"), written: "n=COUNT"),
    Case("AVG(population)", series("AVG(population)", "AVG", "population")),
    Case(
      " avg ( sqrt(population)*2 ) ", series("avg ( sqrt(population)*2 )", "AVG", "sqrt(population)*2"),
      written: "\"avg ( sqrt(population)*2 )\"=AVG(sqrt(population)*2)"),
    Case("avg=AVG(sqrt(population)*2)", series("avg", "AVG", "sqrt(population)*2")),
    Case(" my avg = Avg(a) ", series("my avg", "AVG", "a"), written: "my avg=AVG(a)"),
    Case("t=CUMULATIVE SUM(a)", series("t", "SUM", "a", isCumulative: true)),
    Case("CUMULATIVE COUNT", series("CUMULATIVE COUNT", "COUNT", isCumulative: true)),
    Case(
      "cumulative\tsum(a)", series("cumulative\tsum(a)", "SUM", "a", isCumulative: true),
      written: "\"cumulative\tsum(a)\"=CUMULATIVE SUM(a)"),
    Case("q=QUANTILES(a, 25, 75)", series("q", "QUANTILES", "a", [25, 75])),
    Case(
      "q=Quantiles( max(a,b) ,2.5,100,0)", series("q", "QUANTILES", "max(a,b)", [2.5, 100, 0]),
      written: "q=QUANTILES(max(a,b), 2.5, 100, 0)"),
    Case("m=MAX(`a)`+\"(b,\")", series("m", "MAX", "`a)`+\"(b,\"")),
    Case("q=QUANTILES(`a,b`, 50)", series("q", "QUANTILES", "`a,b`", [50])),
    Case("\"a=b \"\"c\"\"(\"=MIN(d)", series("a=b \"c\"(", "MIN", "d")),
    Case("été=SUMSQUARES(a)", series("été", "SUMSQUARES", "a")),
    Case("a,b=STDDEV(c)", series("a,b", "STDDEV", "c")),
    Case("s=SUM(a) ", series("s", "SUM", "a"), written: "s=SUM(a)"),
    Case("x.y=COUNT", series("x.y", "COUNT")),
  ]

  @Test(arguments: cases) func reads(_ sample: Case) throws {
    let read = try SeriesText.parse(ReadText(sample.text, origin: Location(context: "--y")))
    #expect(read == sample.series)
    #expect(SeriesText.render(read) == sample.written ?? sample.text)
  }

  @Test func aKeyIsTheName() throws {
    let text = ReadText("avg(a)", origin: Location())
    let read = try SeriesText.parse(text, name: ReadText("n = (m)", origin: Location()))
    #expect(read == Self.series("n = (m)", "AVG", "a"))
  }

  struct Mistake: CustomTestStringConvertible {
    var text: String
    var code: DiagnosticCode
    var mark: String
    var words: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Mistake(text: "", code: .seriesSyntax, mark: "", words: "a function is missing"),
    Mistake(text: "n=", code: .seriesSyntax, mark: "", words: "a function is missing"),
    Mistake(text: "=COUNT", code: .seriesSyntax, mark: "=", words: "a name is missing before '='"),
    Mistake(text: "n=(a)", code: .seriesSyntax, mark: "(", words: "a function is missing"),
    Mistake(text: "\"n=COUNT", code: .seriesSyntax, mark: "\"", words: "does not close"),
    Mistake(text: "\"n\" COUNT", code: .seriesSyntax, mark: "C", words: "followed by '='"),
    Mistake(text: "a=AVG(b", code: .seriesSyntax, mark: "(", words: "does not close"),
    Mistake(text: "a=AVG(`b)", code: .seriesSyntax, mark: "(", words: "does not close"),
    Mistake(text: "AVG population", code: .seriesSyntax, mark: "population", words: "expected '(' behind AVG"),
    Mistake(text: "SUM(a) + SUM(b)", code: .seriesSyntax, mark: " + SUM(b)", words: "text behind the ')' of SUM"),
    Mistake(text: "AVG(a))", code: .seriesSyntax, mark: ")", words: "text behind"),
    Mistake(text: "a=AGV(b)", code: .seriesFunction, mark: "AGV", words: "no function 'AGV'"),
    Mistake(text: "a=MEAN(b)", code: .seriesFunction, mark: "MEAN", words: "no function 'MEAN'"),
    Mistake(text: "population", code: .seriesFunction, mark: "population", words: "no function 'population'"),
    Mistake(text: "a=AVG", code: .seriesFunction, mark: "AVG", words: "AVG needs an expression, COUNT does not"),
    Mistake(text: "a=AVG( )", code: .seriesFunction, mark: "AVG( )", words: "AVG needs an expression"),
    Mistake(text: "COUNT(a)", code: .seriesFunction, mark: "a", words: "takes no expression"),
    Mistake(text: "QUANTILES(a)", code: .seriesFunction, mark: "QUANTILES(a)", words: "needs numbers from 0 to 100"),
    Mistake(text: "QUANTILES(, 5)", code: .seriesFunction, mark: "QUANTILES(, 5)", words: "needs an expression"),
    Mistake(text: "QUANTILES(a, 101)", code: .seriesFunction, mark: "101", words: "a number from 0 to 100"),
    Mistake(text: "QUANTILES(a, -1)", code: .seriesFunction, mark: "-1", words: "a number from 0 to 100"),
    Mistake(text: "QUANTILES(a, 1e1)", code: .seriesFunction, mark: "1e1", words: "a number from 0 to 100"),
    Mistake(text: "QUANTILES(a, 5, 5.0)", code: .seriesFunction, mark: "5.0", words: "twice"),
    Mistake(
      text: "c=CUMULATIVE QUANTILES(a, 5)", code: .seriesFunction, mark: "CUMULATIVE QUANTILES(a, 5)", words: "added up"
    ),
    Mistake(text: "x=COUNT", code: .seriesName, mark: "COUNT", words: "'x'"),
  ]) func refuses(_ sample: Mistake) throws {
    do throws(DiagnosticList) {
      let read = try SeriesText.parse(ReadText(sample.text, origin: Location(context: "--y")))
      Issue.record("read as \(read)")
    } catch {
      let found = try #require(error.diagnostics.first)
      #expect(error.diagnostics.count == 1)
      #expect(found.code == sample.code && found.message.contains(sample.words), "\(found.message)")
      let excerpt = try #require(found.excerpt)
      #expect(String(decoding: excerpt.text[excerpt.marked], as: UTF8.self) == sample.mark)
      #expect(error.exitCode == 3)
    }
  }

  /// Whatever series there is, its spelling is read as the same.
  @Test func whatIsWrittenIsReadAgain() throws {
    var random = SeededRandom(seed: 7)
    let pieces = ["a", "Z", "=", "(", ")", "\"", ",", " ", "é", "x", "COUNT", "SUM(a)", "\t", "`"]
    let expressions = ["a", "max(a, b)", "`a,)`*2", "\"(\"\"\"+1", "-(a)", "time()"]
    for _ in 0..<3000 {
      let name = (0..<Int.random(in: 1...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      guard name != "x", let function = SeriesWords.all.randomElement(using: &random) else { continue }
      var series = SeriesDeclaration(name: name, function: function.name)
      if function.needsExpression {
        series.expression = AnalyzeText(expressions.randomElement(using: &random) ?? "a")
      }
      if function.takesSubsets {
        series.subsets = [0, 12.5, 50, 99.99, 100].filter { _ in Bool.random(using: &random) } + [3]
      } else {
        series.isCumulative = Bool.random(using: &random)
      }
      let text = SeriesText.render(series)
      #expect(try SeriesText.parse(ReadText(text, origin: Location())) == series, "\(text)")
    }
  }

  /// Any text is read or refused.
  @Test func anythingIsReadOrRefused() {
    var random = SeededRandom(seed: 11)
    let pieces = ["a", "=", "(", ")", "\"", ",", " ", "CUMULATIVE", "COUNT", "AVG", "QUANTILES", "5", "`", "é", ""]
    for _ in 0..<20_000 {
      let text = (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      guard let read = try? SeriesText.parse(ReadText(text, origin: Location())) else { continue }
      let written = SeriesText.render(read)
      #expect((try? SeriesText.parse(ReadText(written, origin: Location()))) == read, "\(text) -> \(written)")
    }
  }

  /// Every function that is documented has an example of its own.
  @Test(arguments: SeriesWords.all.map(\.example)) func exampleIsRead(_ example: String) throws {
    #expect(try SeriesText.parse(ReadText(example, origin: Location())).name == example)
  }
}
