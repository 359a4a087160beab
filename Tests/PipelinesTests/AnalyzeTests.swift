import Diagnostics
import Formats
import Foundation
import Records
import Testing

@testable import Pipelines

/// Declarations of `analyze`, run to their document.
@Suite struct AnalyzeTests {
  static let cities = """
    name,country_code,population,density,founded,seen
    Andorra,AD,20430,1.5,2012-09-11,2012-12-31T23:30:00Z
    Escaldes,AD,15853,,2012-09-12,2012-06-01T00:00:00+02:00
    Lusaka,ZM,1267440,0.1,1978-01-02,2013-01-01T00:30:00Z
    Harare,ZW,,0.2,1979-12-30,
    Nowhere,,5,7,,2012-12-31T23:30:00Z

    """

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var x: [String] = []
    /// `name=FUNCTION(expression)`.
    var y: [String] = ["n=COUNT"]
    var adjust: @Sendable (inout AnalyzeDeclaration) -> Void = { _ in }
    var clock = ClockDeclaration()
    var input = AnalyzeTests.cities
    var format = "csv"
    var output: String
    var testDescription: String { name }
  }

  static func declaration(_ x: [String], _ y: [String]) -> AnalyzeDeclaration {
    var analyze = AnalyzeDeclaration()
    analyze.groups = x.map { AnalyzeText($0, at: Location(context: "--x")) }
    for text in y {
      let (name, rest) = (text.prefix { $0 != "=" }, text.drop { $0 != "=" }.dropFirst())
      let function = rest.prefix { $0 != "(" }
      let inner = rest.dropFirst(function.count + 1).dropLast()
      analyze.series.append(
        SeriesDeclaration(
          name: String(name), function: String(function),
          expression: inner.isEmpty ? nil : AnalyzeText(String(inner), at: Location(context: "--y"))))
    }
    return analyze
  }

  static func run(
    _ input: String, _ format: String = "csv", _ analyze: AnalyzeDeclaration,
    clock: ClockDeclaration = ClockDeclaration(),
    jobs: Int? = nil, _ adjust: (inout PipelineDeclaration) -> Void = { _ in }
  ) async throws -> (outcome: Outcome, text: String) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    let path = try scratch.write(input, "in.\(format)")
    var output = OutputDeclaration(path: scratch.path("out.json"), format: "json")
    output.analyze = analyze
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: [path]), outputs: [output], jobs: jobs)
    declaration.clock = clock
    adjust(&declaration)
    let outcome = await declaration.outcome()
    return (outcome, scratch.text("out.json") ?? "")
  }

  /// Without the blanks that the API writes.
  static func bare(_ text: String) -> String { text.filter { $0 != " " } }

  static let cases: [Case] = [
    Case(
      name: "count by text", x: ["country_code"],
      output: #"[{"x":"AD","n":2}, {"x":"ZM","n":1}, {"x":"ZW","n":1}]"#),
    Case(
      name: "functions of integers", x: ["country_code"],
      y: ["s=SUM(population)", "a=avg(population)", "i=Min(population)", "m=MAX(population)"],
      output:
        #"[{"x":"AD","s":36283,"a":18141.5,"i":15853,"m":20430}, {"x":"ZM","s":1267440,"a":1267440.0,"i":1267440,"m":1267440}, {"x":"ZW","s":0,"a":null,"i":null,"m":null}]"#
    ),
    Case(
      name: "no x", y: ["s=SUM(density)", "d=STDDEV(population)", "q=SUMSQUARES(density)"],
      output: #"[{"s":8.8,"d":543632.7302595936,"q":51.3}]"#),
    Case(
      name: "the documentation's expression", x: ["country_code"], y: ["a=AVG(sqrt(population)*2)"],
      output:
        #"[{"x":"AD","a":268.8422480733374}, {"x":"ZM","a":2251.612755337827}, {"x":"ZW","a":null}]"#),
    Case(
      name: "days of a date", x: ["founded"],
      output:
        #"[{"x":{"year":1978,"month":1,"day":2},"n":1}, {"x":{"year":1979,"month":12,"day":30},"n":1}, {"x":{"year":2012,"month":9,"day":11},"n":1}, {"x":{"year":2012,"month":9,"day":12},"n":1}]"#
    ),
    Case(
      name: "months of no year", x: ["founded"],
      adjust: { ($0.precision, $0.periodic) = ("month", "month") },
      output: #"[{"x":{"month":1},"n":1}, {"x":{"month":9},"n":2}, {"x":{"month":12},"n":1}]"#),
    Case(
      name: "weekdays", x: ["founded"], adjust: { $0.periodic = "weekday" },
      output:
        #"[{"x":{"weekday":0},"n":1}, {"x":{"weekday":1},"n":1}, {"x":{"weekday":2},"n":1}, {"x":{"weekday":6},"n":1}]"#
    ),
    Case(
      name: "weeks have the year of their Thursday", x: ["founded"], adjust: { $0.precision = "week" },
      output:
        #"[{"x":{"year":1978,"week":1},"n":1}, {"x":{"year":1979,"week":52},"n":1}, {"x":{"year":2012,"week":37},"n":2}]"#
    ),
    Case(
      name: "parts of one field", x: ["founded.month", "founded.year"],
      output:
        #"[{"x":{"month":1,"year":1978},"n":1}, {"x":{"month":12,"year":1979},"n":1}, {"x":{"month":9,"year":2012},"n":2}]"#
    ),
    Case(
      name: "hours in a zone", x: ["seen.year", "seen.hour"], clock: ClockDeclaration(timezone: "+01:00"),
      output:
        #"[{"x":{"year":2012,"hour":23},"n":1}, {"x":{"year":2013,"hour":0},"n":2}, {"x":{"year":2013,"hour":1},"n":1}]"#
    ),
    Case(
      name: "two fields", x: ["country_code", "founded.year"],
      output:
        #"[{"x":{"country_code":"AD","founded":{"year":2012}},"n":2}, {"x":{"country_code":"ZM","founded":{"year":1978}},"n":1}, {"x":{"country_code":"ZW","founded":{"year":1979}},"n":1}]"#
    ),
    Case(
      name: "sorted by a series, missing last", x: ["country_code"], y: ["m=MAX(population)"],
      adjust: { $0.sort = [SortKey("m", .descending)] },
      output: #"[{"x":"ZM","m":1267440}, {"x":"AD","m":20430}, {"x":"ZW","m":null}]"#),
    Case(
      name: "the first points after the sort", x: ["country_code"],
      adjust: {
        $0.sort = [SortKey("x", .descending)]
        $0.maximumPoints = 2
      }, output: #"[{"x":"ZW","n":1}, {"x":"ZM","n":1}]"#),
    Case(
      name: "cumulative in the order of the rows", x: ["country_code"], y: ["n=COUNT", "s=SUM(population)"],
      adjust: {
        $0.series[0].isCumulative = true
        $0.series[1].isCumulative = true
        $0.sort = [SortKey("x", .descending)]
      }, output: #"[{"x":"ZW","n":1,"s":0}, {"x":"ZM","n":2,"s":1267440}, {"x":"AD","n":4,"s":1303723}]"#),
    Case(
      name: "quantiles", y: ["q=QUANTILES(population)"], adjust: { $0.series[0].subsets = [0, 25, 50, 100] },
      output: #"[{"q":{"0.0":5.0,"25.0":11891.0,"50.0":18141.5,"100.0":1267440.0}}]"#),
    Case(
      name: "JSON knows its types", x: ["v"],
      input: #"[{"v":10},{"v":1e1},{"v":"10"},{"v":true},{"v":["a","b","a"]},{"v":"2012-09-11"},{"v":null},{}]"#,
      format: "json",
      output:
        #"[{"x":true,"n":1}, {"x":10,"n":2}, {"x":{"year":2012,"month":9,"day":11},"n":1}, {"x":"10","n":1}, {"x":"a","n":1}, {"x":"b","n":1}]"#
    ),
    Case(
      name: "integers of JSON stay integers", y: ["s=SUM(v)"], input: #"[{"v":9007199254740993},{"v":2}]"#,
      format: "json",
      output: #"[{"s":9007199254740995}]"#),
    Case(
      name: "a fraction makes doubles", y: ["s=SUM(v)", "m=MAX(v)"], input: #"[{"v":3},{"v":2.5}]"#, format: "json",
      output: #"[{"s":5.5,"m":3.0}]"#),
    Case(
      name: "a name with a dot", x: ["a.month"], input: "a.month,a\nq,2012-01-02\nq,2013-01-02\n",
      output: #"[{"x":"q","n":2}]"#),
    Case(
      name: "the milliseconds of a date", y: ["t=MIN(time(founded)/1000)"], output: #"[{"t":252547200.0}]"#),
  ]

  @Test(arguments: cases) func document(_ row: Case) async throws {
    if row.output.isEmpty { return }
    var analyze = Self.declaration(row.x, row.y)
    row.adjust(&analyze)
    for jobs in [1, 3] {
      let (outcome, text) = try await Self.run(row.input, row.format, analyze, clock: row.clock, jobs: jobs)
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      #expect(Self.bare(text) == Self.bare(row.output + "\n"))
    }
  }
}

// MARK: Mistakes

extension AnalyzeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var name: String
    var x: [String] = []
    var y: [String] = ["n=COUNT"]
    var adjust: @Sendable (inout AnalyzeDeclaration) -> Void = { _ in }
    var codes: [DiagnosticCode]
    var words: String
    var column: Int?
    var testDescription: String { name }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      name: "unknown field of x", x: ["contry_code"], codes: [.unknownField], words: "did you mean 'country_code'?",
      column: 1),
    Mistake(
      name: "unknown part", x: ["founded.mont"], codes: [.unknownField], words: "did you mean 'month'?", column: 9),
    Mistake(
      name: "a part of a text", x: ["name.year"], codes: [.queryBadValue], words: "only dates have parts", column: 1),
    Mistake(name: "a field twice", x: ["name", "name"], codes: [.usage], words: "in x already"),
    Mistake(
      name: "everything at once", x: ["a", "founded.q"],
      y: ["s=SUM(b+sqt(2))", "t=AVG(name*2)", "m=MAX(population+zz)"],
      codes: [.unknownField, .unknownField, .expressionFunction, .expressionType, .unknownField], words: "sqrt"),
    Mistake(
      name: "text in an expression", y: ["a=AVG(2*name)"], codes: [.expressionType],
      words: "holds texts, and no numbers",
      column: 3),
    Mistake(
      name: "a date in an expression", y: ["a=AVG(founded)"], codes: [.expressionType], words: "time(founded)",
      column: 1),
    Mistake(
      name: "time of a number", y: ["a=AVG(time(population))"], codes: [.expressionType], words: "time() reads dates",
      column: 6),
    Mistake(
      name: "a precision above the period", x: ["founded"], adjust: { ($0.precision, $0.periodic) = ("month", "day") },
      codes: [.usage], words: "coarser than the period"),
    Mistake(
      name: "a unit that is none", x: ["founded"], adjust: { $0.precision = "moth" }, codes: [.usage],
      words: "did you mean 'month'?"),
    Mistake(
      name: "a precision without date", x: ["name"], adjust: { $0.precision = "month" }, codes: [.usage],
      words: "no date in x"),
    Mistake(
      name: "a sort key that is none", x: ["name"], adjust: { $0.sort = [SortKey("nn")] }, codes: [.unknownField],
      words: "did you mean 'n'?"),
  ]

  @Test(arguments: mistakes) func mistake(_ row: Mistake) async throws {
    var analyze = Self.declaration(row.x, row.y)
    row.adjust(&analyze)
    let (outcome, text) = try await Self.run(Self.cities, "csv", analyze)
    #expect(text.isEmpty && outcome.exit != 0)
    #expect(outcome.codes == row.codes, "\(outcome.diagnostics)")
    let words = outcome.diagnostics.flatMap { [$0.message, $0.excerpt?.label ?? ""] + $0.notes + $0.help }
    #expect(words.contains { $0.contains(row.words) }, "\(outcome.diagnostics)")
    if let column = row.column { #expect(outcome.diagnostics.first?.location.column == column) }
  }

  /// An integer that 64 bits do not hold becomes a double, and the run says so.
  @Test func beyond64Bits() async throws {
    let analyze = Self.declaration([], ["s=SUM(v)", "m=MIN(v)"])
    let (outcome, text) = try await Self.run("v\n9223372036854775807\n9223372036854775807\n", "csv", analyze)
    #expect(Self.bare(text) == #"[{"s":1.8446744073709552e+19,"m":9223372036854775807}]"# + "\n")
    #expect(outcome.codes == [.integerBeyondRange], "\(outcome.diagnostics)")
    #expect(outcome.exit == 0)
  }

  @Test func tablesStayWithinTheMemory() async throws {
    let input = "k\n" + (0..<20_000).map { "key\($0)\n" }.joined()
    let (outcome, text) = try await Self.run(input, "csv", Self.declaration(["k"], ["n=COUNT"])) {
      $0.spill.memory = 100_000
    }
    #expect(outcome.codes == [.memoryExceeded] && text.isEmpty)
    #expect(outcome.diagnostics[0].message.contains("tables of series"))
  }

  @Test func recordsAreAggregated() async throws {
    let (outcome, _) = try await Self.run(Self.cities, "csv", Self.declaration(["country_code"], ["n=COUNT"]))
    #expect(outcome.report.ledgers.first?.outputs.first?.aggregated == 5)
    #expect(outcome.report.ledgers.first?.outputs.first?.isBalanced == true)
  }

  /// The bytes do not depend on the order of the records, on the number of workers, or on how the records are spread over
  /// files.
  @Test func orderDoesNotMatter() async throws {
    var lines = (0..<30_000).map { i -> String in
      let number = Double((i &* 7919) % 10_007) / 7 * [1, 1e-9, 1e12][i % 3]
      return "\(["AD", "ZM", "ZW", ""][i % 4]),\(number),\(i % 1000),20\(10 + i % 20)-0\(1 + i % 9)-1\(i % 10)"
    }
    var analyze = Self.declaration(
      ["k", "d.year"],
      [
        "n=COUNT", "s=SUM(v)", "a=AVG(sqrt(v)*w)", "e=STDDEV(v)", "q=SUMSQUARES(v)", "t=SUM(w)", "u=QUANTILES(v)",
        "r=AVG(random())",
      ])
    analyze.series[6].subsets = [10, 50, 99.5]
    let head = "k,v,w,d\n"
    let (outcome, first) = try await Self.run(head + lines.joined(separator: "\n") + "\n", "csv", analyze, jobs: 1) {
      $0.input.options.columnTypes = [ColumnSetting(column: "v", value: "number")]
    }
    #expect(outcome.exit == 0 && first.utf8.count > 3000, "\(outcome.diagnostics.map(\.message))")
    for jobs in [1, 3, 8] {
      lines.shuffle()
      let scratch = try Scratch()
      defer { scratch.remove() }
      let cut = Int.random(in: 1..<lines.count)
      let more = try scratch.write(head + lines[cut...].joined(separator: "\n") + "\n", "more.csv")
      let (outcome, text) = try await Self.run(
        head + lines[..<cut].joined(separator: "\n") + "\n", "csv", analyze, jobs: jobs
      ) {
        $0.input.options.columnTypes = [ColumnSetting(column: "v", value: "number")]
        $0.input.paths.append(more)
      }
      #expect(outcome.exit == 0, "\(outcome.diagnostics)")
      let isSame = text == first
      #expect(isSame, "\(jobs) workers")
    }
  }
}
