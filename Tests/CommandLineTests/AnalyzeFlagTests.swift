import ArgumentParser
import Diagnostics
import PipelineFiles
import Pipelines
import Records
import Testing

@testable import CommandLine

/// The flags of `analyze`: what they say, what is wrong with them, and their other spellings.
@Suite struct AnalyzeFlags {
  static func read(_ arguments: [String]) throws -> (PipelineDeclaration, FlagReader) {
    let command = try AnalyzeCommand.parse(arguments)
    var reader = FlagReader()
    return (command.flags.declaration(&reader, computing: command.analyze, command.partial), reader)
  }

  static func declared(_ arguments: [String]) throws -> PipelineDeclaration {
    let (declaration, reader) = try read(arguments)
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return declaration
  }

  @Test func everyFlagReachesTheDeclaration() throws {
    let declaration = try Self.declared([
      "a.csv", "--x", "c,d", "--x", "day.month", "--y", "n=COUNT", "--y", "AVG(a)", "--sort", "n:desc,x.day.month",
      "--maxpoints", "5", "--precision", "month", "--periodic", "week", "--timezone", "Europe/Paris", "-o", "b.csv",
    ])
    var analyze = AnalyzeDeclaration()
    analyze.groups = [AnalyzeText("c,d"), AnalyzeText("day.month")]
    analyze.series = [
      SeriesDeclaration(name: "n", function: "COUNT"),
      SeriesDeclaration(name: "AVG(a)", function: "AVG", expression: AnalyzeText("a")),
    ]
    analyze.sort = [SortKey("n", .descending), SortKey("x.day.month")]
    (analyze.maximumPoints, analyze.precision, analyze.periodic) = (5, "month", "week")
    var wanted = PipelineDeclaration(input: InputDeclaration(paths: ["a.csv"]))
    wanted.clock.timezone = "Europe/Paris"
    wanted.outputs[0].path = "b.csv"
    wanted.outputs[0].analyze = analyze
    #expect(declaration == wanted)
  }

  @Test func aPartHasAPathOfItsOwn() throws {
    let declaration = try Self.declared(["a.csv", "--y", "COUNT", "--partial", "a.part"])
    #expect(declaration.outputs[0].analyze?.isPartial == true && declaration.outputs[0].path == "a.part")
  }

  @Test func flagsStandBehindTheQueryString() throws {
    let declaration = try Self.declared([
      "a.csv", "--params", "x=a&y.n.func=count&sort=-n,x&maxpoints=0&rows=3&fields=q&facet=z", "--y", "SUM(b)", "--x",
      "c",
    ])
    let analyze = try #require(declaration.outputs[0].analyze)
    #expect(analyze.groups.map(\.text.text) == ["a", "c"] && analyze.series.map(\.name) == ["n", "SUM(b)"])
    #expect(analyze.sort == [SortKey("n", .portalReversed), SortKey("x", .portal)] && analyze.maximumPoints == nil)
    #expect(declaration.sort == nil && declaration.limit == nil && declaration.fields == nil)
    #expect(declaration.outputs[0].facets == nil)
  }

  struct Wrong: CustomTestStringConvertible {
    var arguments: [String]
    var codes: [DiagnosticCode]
    var flag: String
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: [String], _ codes: [DiagnosticCode] = [.usage], flag: String) {
      (self.arguments, self.codes, self.flag) = (arguments, codes, flag)
    }
  }

  @Test(arguments: [
    Wrong(["--y", "AVG"], [.seriesFunction], flag: "--y"),
    Wrong(["--y", "a=COUNT", "--y", "a=SUM(b)"], [.seriesName], flag: "--y"),
    Wrong(["--y", "a(", "--y", "b("], [.seriesFunction, .seriesFunction], flag: "--y"),
    Wrong(["--x", "a", "--x", "a"], flag: "--x"), Wrong(["--x", ""], flag: "--x"),
    Wrong(["--sort", "-n"], flag: "--sort"), Wrong(["--sort", "n:descending"], flag: "--sort"),
    Wrong(["--sort", "n,n:desc"], flag: "--sort"), Wrong(["--sort", "n,,x"], flag: "--sort"),
    Wrong(["--maxpoints", "0"], flag: "--maxpoints"), Wrong(["--maxpoints", "many"], flag: "--maxpoints"),
    Wrong(["--precision", "decade"], flag: "--precision"), Wrong(["--precision", "weekday"], flag: "--precision"),
    Wrong(["--precision", "6"], flag: "--precision"), Wrong(["--periodic", "yearday"], flag: "--periodic"),
    Wrong(["--limit", "3"], [.notSupported], flag: "--limit"),
    Wrong(["--fields", "a"], [.notSupported], flag: "--fields"),
    Wrong(["--offset", "3"], [.notSupported], flag: "--offset"),
    Wrong(["--partial", "a", "-o", "b"], flag: "--partial"), Wrong(["--partial", "-"], flag: "--partial"),
    Wrong(["--maxpoints", "3", "--params", "maxpoints=4"], [.paramsConflict], flag: "--params"),
    Wrong(["--precision", "day", "--params", "precision=day"], [.paramsConflict], flag: "--params"),
    Wrong(["--sort", "n", "--params", "sort=n"], [.paramsConflict], flag: "--params"),
  ]) func refuses(_ sample: Wrong) throws {
    let (_, reader) = try Self.read(["a.csv"] + sample.arguments)
    #expect(reader.diagnostics.map(\.code) == sample.codes, "\(reader.diagnostics.map(\.message))")
    #expect(reader.diagnostics.allSatisfy { $0.location.context == sample.flag })
  }

  /// `convert` and `facets` say who computes.
  @Test(arguments: ["x=a", "y.n.func=COUNT", "maxpoints=3", "https://a.org/api/records/1.0/analyze/?q=a"])
  func othersRefuseSeries(_ params: String) throws {
    let flags = try ConvertFlags.parse(["a.csv", "--params", params])
    var reader = FlagReader()
    _ = flags.converting(&reader)
    #expect(reader.diagnostics.map(\.code) == [.notSupported])
    let facets = try FacetsCommand.parse(["a.csv", "--facet", "a", "--params", params])
    var counting = FlagReader()
    _ = facets.flags.declaration(&counting, counting: facets.facets, facets.partial)
    #expect(counting.diagnostics.map(\.code) == [.notSupported])
  }

  // MARK: Spellings

  struct Case: CustomTestStringConvertible {
    var flags: [String]
    var url: String
    var missing: [String]
    var testDescription: String { flags.joined(separator: " ") }

    init(_ flags: [String], url: String, missing: [String] = ["a.csv"]) {
      (self.flags, self.url, self.missing) = (["a.csv"] + flags, url, missing)
    }
  }

  static let cases = [
    Case(["--y", "COUNT"], url: "y.COUNT.func=COUNT"),
    Case(
      ["--x", "a", "--x", "b,c", "--y", "s=SUM(a*2 + 1)"], url: "x=a&x=b,c&y.s.func=SUM&y.s.expr=a*2+%2B+1"),
    Case(
      ["--y", "c=CUMULATIVE SUM(a)", "--y", "\"q.r\"=QUANTILES(a, 2.5, 50)"],
      url: "y.c.func=SUM&y.c.expr=a&y.c.cumulative=true&y.q.r.func=QUANTILES&y.q.r.expr=a&y.q.r.subsets=2.5,50"),
    Case(
      ["--x", "day", "--y", "n=COUNT", "--precision", "month", "--periodic", "year", "--maxpoints", "9"],
      url: "x=day&y.n.func=COUNT&precision=month&periodic=year&maxpoints=9"),
    Case(["--y", "n=COUNT", "--sort", "n:desc"], url: "y.n.func=COUNT&sort=n"),
    Case(["--y", "n=COUNT", "--sort", "n"], url: "y.n.func=COUNT&sort=-n"),
    Case(
      ["--x", "d.year", "--y", "n=COUNT", "--sort", "x.d.year,n:desc"], url: "x=d.year&y.n.func=COUNT&sort=x.d.year,n"),
    Case(["--x", "a", "--y", "n=COUNT", "--sort", "x:ods-reversed"], url: "x=a&y.n.func=COUNT&sort=-x"),
    Case(
      ["--x", "a", "--y", "n=COUNT", "--sort", "x:desc"], url: "x=a&y.n.func=COUNT",
      missing: ["a.csv", "--sort", "x:desc"]),
    Case(
      ["--y", "n=COUNT", "-t", "csv", "-D", ";", "--timezone", "Europe/Paris"],
      url: "y.n.func=COUNT&format=csv&timezone=Europe/Paris&csv_separator=%3B"),
    Case(["--y", "n=COUNT", "--partial", "p"], url: "y.n.func=COUNT", missing: ["a.csv", "--partial", "p"]),
  ]

  @Test(arguments: cases) func flags(_ sample: Case) throws {
    let declared = try Self.declared(sample.flags)
    let words = SpellingTests.shellWords(FlagSpelling.render(declared))
    #expect(Array(words.prefix(2)) == ["weir", "analyze"])
    #expect(try Self.declared(Array(words.dropFirst(2))) == declared, "\(words)")
  }

  @Test(arguments: cases) func yaml(_ sample: Case) throws {
    let declared = try Self.declared(sample.flags)
    let spelled = PipelineFile.render(declared)
    #expect(try PipelineFile.parse(text: spelled) == declared, "\(spelled)")
  }

  @Test(arguments: cases) func url(_ sample: Case) throws {
    let declared = try Self.declared(sample.flags)
    let spelling = try #require(QueryString.render(declared).first)
    #expect(spelling.text == sample.url)
    #expect(spelling.missing == sample.missing)
    let rest = SpellingTests.shellWords(spelling.missing.joined(separator: " "))
    var again = try Self.declared(rest + ["--params", try #require(spelling.text)])
    // The portal's direction of a series is that of desc.
    for index in again.outputs[0].analyze?.sort.indices ?? 0..<0 {
      guard let key = again.outputs[0].analyze?.sort[index], let wanted = declared.outputs[0].analyze?.sort[index]
      else {
        continue
      }
      let isPart = key.name.hasPrefix("x.")
      if key.order == .portal, wanted.order != .portal {
        again.outputs[0].analyze?.sort[index].order = isPart ? .ascending : .descending
      }
      if key.order == .portalReversed, wanted.order != .portalReversed {
        again.outputs[0].analyze?.sort[index].order = isPart ? .descending : .ascending
      }
    }
    #expect(again == declared)
  }
}
