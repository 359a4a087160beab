import Diagnostics
import Formats
import Foundation
import Pipelines
import Records
import Testing

@testable import PipelineFiles

/// What each parameter of a query string does, and what is wrong with it.
@Suite struct QueryStringTests {
  static func read(_ text: String, flags: Set<String> = []) -> (PipelineDeclaration, [Diagnostic]) {
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: ["a.csv"]))
    do throws(DiagnosticList) {
      let remarks = try QueryString.apply(text, to: &declaration, besides: flags)
      return (declaration, remarks)
    } catch {
      return (declaration, error.diagnostics)
    }
  }

  static func declared(_ text: String) throws -> PipelineDeclaration {
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: ["a.csv"]))
    _ = try QueryString.apply(text, to: &declaration)
    return declaration
  }

  // MARK: A row for each parameter

  enum Effect: Sendable {
    case sets(@Sendable (PipelineDeclaration) -> Bool)
    case remark(DiagnosticCode, Diagnostic.Level)
    case refused(DiagnosticCode)
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var effect: Effect
    var testDescription: String { "\(name): \(text)" }

    init(_ name: String, _ text: String, _ effect: Effect) {
      (self.name, self.text, self.effect) = (name, text, effect)
    }
    init(_ name: String, _ text: String, sets: @escaping @Sendable (PipelineDeclaration) -> Bool) {
      self.init(name, text, .sets(sets))
    }
  }

  static let rows: [Row] =
    [
      Row("q", "q=a+b%20c") { $0.filter?.queries == [QueryDeclaration("a b c")] },
      Row("q", "q=") { $0.filter?.queries == [QueryDeclaration("")] },
      Row("q", "q=a OR b&q=c") { $0.filter?.queries == [QueryDeclaration("a OR b"), QueryDeclaration("c")] },
      Row("q", "q=%23null(a)") { $0.filter?.queries == [QueryDeclaration("#null(a)")] },
      Row("q", "?q=#null(a)") { $0.filter?.queries == [QueryDeclaration("#null(a)")] },
      Row("q", "q=a=b==c") { $0.filter?.queries == [QueryDeclaration("a=b==c")] },
      Row("q", "q=(a", .refused(.queryUnclosed)),
      Row("q.*", "q.town=paris&q=x&q.=y", .refused(.paramsUnknown)),
      Row("q.*", "q.town=paris&q=x") { $0.filter?.queries == [QueryDeclaration("paris"), QueryDeclaration("x")] },
      Row("refine.*", "refine.a.b=c+d&refine.x==") {
        $0.filter?.facets.refined == [
          FacetCondition(field: "a.b", value: "c d"), FacetCondition(field: "x", value: "="),
        ]
      },
      Row("refine.*", "refine.a=", .refused(.paramsValue)), Row("refine.*", "refine.a", .refused(.paramsValue)),
      Row("exclude.*", "exclude.a=b&exclude.a=c") {
        $0.filter?.facets.excluded == [FacetCondition(field: "a", value: "b"), FacetCondition(field: "a", value: "c")]
      },
      Row("exclude.*", "exclude.=b", .refused(.paramsUnknown)),
      Row("disjunctive.*", "disjunctive.a=true&disjunctive.b&disjunctive.c=false") {
        $0.filter?.facets.disjunctive.map(\.field) == ["a", "b"]
      },
      Row("disjunctive.*", "disjunctive.a=yes", .refused(.paramsValue)),
      Row("facet", "facet=a&facet=b%3Dc") { $0.outputs[0].facets?.fields.map(\.field) == ["a", "b=c"] },
      Row("facet", "facet=", .refused(.paramsValue)),
      Row("facetsort.*", "facet=a&facetsort.a=-num") {
        $0.outputs[0].facets?.sorts == [ColumnSetting(column: "a", value: "-num")]
      },
      Row("facetsort.*", "facetsort.a=up", .refused(.paramsValue)),
      Row("fields", "fields=a,%20b%20,c d") { $0.fields == [.include("a"), .include("b"), .include("c d")] },
      Row("fields", "fields=-a,b=c") { $0.fields == [.include("-a"), .include("b=c")] },
      Row("fields", "fields=", .refused(.paramsValue)), Row("fields", "fields=a,,b", .refused(.paramsValue)),
      Row("fields", "fields=a*", .refused(.paramsValue)), Row("fields", "fields=a&fields=b", .refused(.paramsValue)),
      Row("sort", "sort=a,-b&sort=%20-c d") {
        $0.sort?.keys == [SortKey("a", .portal), SortKey("b", .portalReversed), SortKey("c d", .portalReversed)]
      },
      Row("sort", "sort=a:desc") { $0.sort?.keys == [SortKey("a:desc", .portal)] },
      Row("sort", "sort=", .refused(.paramsValue)), Row("sort", "sort=a,,b", .refused(.paramsValue)),
      Row("sort", "sort=-", .refused(.paramsValue)), Row("sort", "sort=a&sort=-a", .refused(.paramsValue)),
      Row("geofilter.distance", "geofilter.distance=48.85,+2.35,1.5km") {
        $0.filter?.geofilters == [GeofilterDeclaration(.distance, "48.85, 2.35,1.5km")]
      },
      Row("geofilter.distance", "geofilter.distance=1,2,3&geofilter.distance=4,5,6") {
        $0.filter?.geofilters == [GeofilterDeclaration(.distance, "1,2,3"), GeofilterDeclaration(.distance, "4,5,6")]
      },
      Row("geofilter.distance", "geofilter.distance=48.85,2.35", .refused(.queryBadValue)),
      Row("geofilter.distance", "geofilter.distance=", .refused(.queryBadValue)),
      Row("geofilter.polygon", "geofilter.polygon=(1,2),(3,4),(5,7)&geofilter.distance=1,2,3") {
        $0.filter?.geofilters == [
          GeofilterDeclaration(.distance, "1,2,3"), GeofilterDeclaration(.polygon, "(1,2),(3,4),(5,7)"),
        ]
      },
      Row("geofilter.polygon", "geofilter.polygon=%28%281,2%29,%283,4%29,%285,7%29%29") {
        $0.filter?.geofilters == [GeofilterDeclaration(.polygon, "((1,2),(3,4),(5,7))")]
      },
      Row("geofilter.polygon", "geofilter.polygon=(1,2),(3,4)", .refused(.queryBadValue)),
      Row("geofilter.bbox", "geofilter.bbox=1,2,3,4") {
        $0.filter?.geofilters == [GeofilterDeclaration(.bbox, "1,2,3,4")]
      },
      Row("geofilter.bbox", "geofilter.bbox=1,2,3", .refused(.queryBadValue)),
      Row("start", "start=7") { $0.offset == 7 && $0.limit == nil }, Row("start", "start=-1", .refused(.paramsValue)),
      Row("rows", "rows=0") { $0.limit == 0 }, Row("rows", "rows=-1") { $0.limit == nil },
      Row("rows", "rows=20000") { $0.limit == 20_000 }, Row("rows", "rows=", .refused(.paramsValue)),
      Row("rows", "rows=1;start=2", .refused(.paramsValue)), Row("rows", "rows=1&rows=1", .refused(.paramsValue)),
      Row("format", "format=geojsonp") { $0.outputs[0].format == "geojsonp" },
      Row("format", "format=csv") { $0.outputs[0].format == "csv" },
      Row("format", "format=shp", .refused(.paramsValue)), Row("format", "format=jsonl", .refused(.paramsValue)),
      Row("timezone", "timezone=Europe/Paris") { $0.clock == ClockDeclaration(timezone: "Europe/Paris") },
      Row("timezone", "timezone=%2B02:00") { $0.clock.timezone == "+02:00" },
      Row("timezone", "timezone=Europe/Pariss", .refused(.paramsValue)),
      Row("timezone", "timezone=", .refused(.paramsValue)),
      Row("pretty_print", "pretty_print=true") { $0.outputs[0].options.isPretty },
      Row("pretty_print", "pretty_print") { $0.outputs[0].options.isPretty },
      Row("pretty_print", "pretty_print=") { $0.outputs[0].options.isPretty },
      Row("pretty_print", "pretty_print=false") { !$0.outputs[0].options.isPretty },
      Row("pretty_print", "pretty_print=yes", .refused(.paramsValue)),
      Row("csv_separator", "csv_separator=;") { $0.outputs[0].options.delimiter == 0x3B },
      Row("csv_separator", "csv_separator=%09") { $0.outputs[0].options.delimiter == 9 },
      Row("csv_separator", "csv_separator=%7C") { $0.outputs[0].options.delimiter == 0x7C },
      Row("csv_separator", "csv_separator=::", .refused(.paramsValue)),
      Row("csv_separator", "csv_separator=", .refused(.paramsValue)),
      Row("callback", "callback=show.it") { $0.outputs[0].options.callback == "show.it" },
      Row("callback", "callback=", .refused(.paramsValue)),
      Row("use_labels_for_header", "use_labels_for_header=true") { $0.outputs[0].options.usesLabels },
      Row("use_labels_for_header", "use_labels_for_header=1", .refused(.paramsValue)),
      Row("dataset", "dataset=a", .remark(.paramsWithoutEffect, .note)),
      Row("dataset", "dataset=a&dataset=b", .refused(.paramsValue)),
      Row("datasetid", "datasetid=a", .remark(.paramsWithoutEffect, .note)),
      Row("lang", "lang=fr", .remark(.paramsWithoutEffect, .note)),
      Row("apikey", "apikey=abc", .remark(.paramsCredential, .warning)),
      Row("access_token", "access_token=abc", .remark(.paramsCredential, .warning)),
      Row("x", "x=a&x=b.month") { $0.outputs[0].analyze?.groups.map(\.text.text) == ["a", "b.month"] },
      // The order of the rows, wherever it stands.
      Row("x", "sort=-d&x=a") {
        $0.outputs[0].analyze?.sort == [SortKey("d", .portalReversed)] && $0.sort == nil
      },
      Row("x", "x=", .refused(.paramsValue)), Row("x", "x=a&x=a", .refused(.paramsValue)),
      Row("y.*", "y.a.func=Min&y.b.expr=c&y.a.expr=sqrt(d)*2&y.b.func=COUNT&y.b.expr=", .refused(.paramsValue)),
      Row("y.*", "y.a.func=Min&y.b.c.func=count&y.a.expr=sqrt(d)*2&y.b.c.expr=") {
        $0.outputs[0].analyze?.series == [
          SeriesTextTests.series("a", "MIN", "sqrt(d)*2"), SeriesTextTests.series("b.c", "COUNT"),
        ]
      },
      Row("y.*", "y.q.func=quantiles&y.q.expr=a&y.q.subsets=25, 7.5&y.s.func=SUM&y.s.expr=b&y.s.cumulative=true") {
        $0.outputs[0].analyze?.series == [
          SeriesTextTests.series("q", "QUANTILES", "a", [25, 7.5]),
          SeriesTextTests.series("s", "SUM", "b", isCumulative: true),
        ]
      },
      Row("y.*", "y.a.func=AVG", .refused(.seriesFunction)), Row("y.*", "y.a.expr=b", .refused(.paramsValue)),
      Row("y.*", "y.a.func=AGV&y.a.expr=b", .refused(.paramsValue)),
      Row("y.*", "y.a.func=COUNT&y.a.func=SUM&y.a.expr=b", .refused(.paramsValue)),
      Row("y.*", "y.a.fnc=COUNT&y.a.func=COUNT", .refused(.paramsUnknown)),
      Row("y.*", "y.func=COUNT", .refused(.paramsUnknown)), Row("y.*", "y.x.func=COUNT", .refused(.seriesName)),
      Row("y.*", "y.a.func=COUNT&y.a.cumulative=yes", .refused(.paramsValue)),
      Row("y.*", "y.a.func=QUANTILES&y.a.expr=b", .refused(.seriesFunction)),
      Row("y.*", "y.a.func=SUM&y.a.expr=b&y.a.subsets=5", .refused(.seriesFunction)),
      Row("y.*", "y.a.func=QUANTILES&y.a.expr=b&y.a.subsets=5,101", .refused(.paramsValue)),
      Row("y.*", "y.a.func=SUM&y.a.expr=(b", .refused(.seriesSyntax)),
      Row("precision", "precision=month") { $0.outputs[0].analyze?.precision == "month" },
      Row("precision", "precision=6", .refused(.paramsValue)),
      Row("periodic", "periodic=weekday") { $0.outputs[0].analyze?.periodic == "weekday" },
      Row("periodic", "periodic=yearday", .refused(.paramsValue)),
      Row("maxpoints", "maxpoints=10") { $0.outputs[0].analyze?.maximumPoints == 10 },
      Row("maxpoints", "maxpoints=0") { $0.outputs[0].analyze == AnalyzeDeclaration() },
      Row("maxpoints", "maxpoints=") { $0.outputs[0].analyze == AnalyzeDeclaration() },
      Row("maxpoints", "maxpoints=-1", .refused(.paramsValue)),
      Row("output_timezone", "output_timezone=Europe/Paris&timezone=Europe/Paris&x=a") {
        $0.clock.timezone == "Europe/Paris"
      },
      Row("output_timezone", "output_timezone=Europe/Paris&timezone=UTC", .refused(.paramsConflict)),
      Row("output_timezone", "output_timezone=here", .refused(.paramsValue)),
      Row("an unknown one", "qq=1", .refused(.paramsUnknown)), Row("an unknown one", "=1", .refused(.paramsSyntax)),
      Row("an unknown one", "Q=1", .refused(.paramsUnknown)),
      Row("an unknown one", "refine.=1", .refused(.paramsUnknown)),
      Row("an unknown one", "limit=1", .refused(.paramsUnknown)),
    ] + PortalParameters.all.filter(\.isLater).map { Row($0.name, $0.example, .refused(.paramsNotSupported)) }

  @Test(arguments: rows) func parameter(_ row: Row) throws {
    let (_, found) = Self.read(row.text)
    switch row.effect {
    case .sets(let holds):
      #expect(found == [])
      #expect(holds(try Self.declared(row.text)))
    case .remark(let code, let level):
      #expect(found.map(\.code) == [code] && found.map(\.level) == [level])
      #expect(try Self.declared(row.text) == Self.declared(""))
    case .refused(let code):
      #expect(found.map(\.code) == [code], "\(found)")
      #expect(found.allSatisfy { $0.level == .error && $0.excerpt != nil })
    }
  }

  @Test func everyParameterHasARow() {
    for parameter in PortalParameters.all {
      #expect(Self.rows.contains { $0.name == parameter.name }, "\(parameter.name)")
      let name = parameter.example.prefix { $0 != "=" }
      #expect(parameter.matches(String(name)), "\(parameter.example)")
      #expect(PortalParameters.named(String(name))?.name == parameter.name, "\(parameter.example)")
      let (_, found) = Self.read(parameter.example)
      let isRefused = found.contains { $0.level == .error }
      #expect(isRefused == parameter.isLater, "\(parameter.example): \(found)")
    }
  }

  /// The article has the table of parameters as it is.
  @Test func theArticleListsEveryParameter() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Weir/Weir.docc/QueryStrings.md")
    let lines = Set(try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init))
    for parameter in PortalParameters.all {
      let line =
        parameter.isLater
        ? "| `\(parameter.name)` | \(parameter.summary) |"
        : "| `\(parameter.example)` | \(parameter.flag.map { "`\($0)`" } ?? "") | \(parameter.summary) |"
      #expect(lines.contains(line), "\(line)")
    }
  }

  // MARK: Places

  struct Place: CustomTestStringConvertible {
    var text: String
    /// Codes and what is marked of each, in order.
    var marks: [(DiagnosticCode, String)]
    var testDescription: String { text }
  }

  static let places = [
    Place(text: "q=%zz", marks: [(.paramsSyntax, "%zz")]), Place(text: "q=a%", marks: [(.paramsSyntax, "%")]),
    Place(text: "q=%2&rows=1", marks: [(.paramsSyntax, "%2")]), Place(text: "q=%2é", marks: [(.paramsSyntax, "%2é")]),
    Place(text: "q=caf%E9+noir", marks: [(.paramsSyntax, "%E9")]),
    Place(text: "q=%C3%28", marks: [(.paramsSyntax, "%C3")]), Place(text: "q=x%80", marks: [(.paramsSyntax, "%80")]),
    Place(text: "%zz=1", marks: [(.paramsSyntax, "%zz")]),
    Place(text: "q=%C3%A9t%C3%A9+%28paris", marks: [(.queryUnclosed, "%28")]),
    Place(text: "q=a+AND+OR+b", marks: [(.querySyntax, "OR")]),
    Place(
      text: "rows=x&srot=a&q=)&fields=,%2A",
      marks: [
        (.paramsValue, "x"), (.paramsUnknown, "srot"), (.querySyntax, ")"), (.paramsValue, ""), (.paramsValue, "%2A"),
      ]),
    Place(
      text: "https://a.org/api/records/1.0/geocluster/?x=1",
      marks: [
        (.paramsNotSupported, "/api/records/1.0/geocluster/")
      ]),
    Place(
      text: "y.a.func=S%55N&y.a.expr=b&x=&sort=,a&y.b.func=%41VG",
      marks: [(.paramsValue, "S%55N"), (.paramsValue, ""), (.paramsValue, ""), (.seriesFunction, "%41VG")]),
    Place(text: "https://a.org/about?q=a", marks: [(.paramsSyntax, "/about")]),
    Place(text: "https://a.org?q=a", marks: [(.paramsSyntax, "")]),
    Place(text: "ftp://a.org/explore/dataset/a/?q=a", marks: [(.paramsSyntax, "ftp")]),
    Place(text: "/explore/dataset/a/?q=day#now()", marks: [(.paramsSyntax, "#now()")]),
  ]

  @Test(arguments: places) func place(_ sample: Place) throws {
    let (_, found) = Self.read(sample.text)
    #expect(found.map(\.code) == sample.marks.map(\.0), "\(found)")
    for (diagnostic, mark) in zip(found, sample.marks) {
      let excerpt = try #require(diagnostic.excerpt)
      #expect(String(decoding: excerpt.text[excerpt.marked], as: UTF8.self) == mark.1)
      let byte = try #require(diagnostic.location.byte)
      #expect(Array(sample.text.utf8.dropFirst(byte).prefix(mark.1.utf8.count)) == Array(mark.1.utf8))
      #expect(diagnostic.location.context == "--params")
    }
  }

  // MARK: URLs

  struct URLCase: CustomTestStringConvertible {
    var text: String
    var notes: Int
    var testDescription: String { text }
  }

  /// What stands before the query changes nothing but notes: of the dataset, and of the ten rows of a search.
  @Test(arguments: [
    URLCase(text: "", notes: 0), URLCase(text: "?", notes: 0),
    URLCase(text: "https://a.org/api/records/1.0/search/?", notes: 1),
    URLCase(text: "HTTP://a.org:8080/api/records/1.0/search//?", notes: 1),
    URLCase(text: "//a.org/api/records/1.0/download?", notes: 0),
    URLCase(text: "a.org/api/records/1.0/download/?", notes: 0),
    URLCase(text: "/api/records/1.0/download?", notes: 0),
    URLCase(text: "/api/datasets/1.0/trees/records/?", notes: 2),
    URLCase(text: "/api/datasets/1.0/trees/records/download/?", notes: 1),
    URLCase(text: "https://a.org/explore/dataset/trees/?", notes: 1),
    URLCase(text: "https://a.org/explore/dataset/tr%C3%A9es/table/?", notes: 1),
    URLCase(text: "https://a.org/explore/embed/dataset/trees/map/?", notes: 1),
  ]) func url(_ sample: URLCase) throws {
    let (_, found) = Self.read(sample.text + "q=a&&start=2&")
    #expect(found.map(\.level) == Array(repeating: .note, count: sample.notes), "\(found)")
    #expect(try Self.declared(sample.text + "q=a&start=2") == Self.declared("q=a&start=2"))
  }

  @Test(arguments: [
    "/api/records/1.0/geocluster/?", "/api/datasets/1.0/a/records/0123/?", "/api/datasets/1.0/search/?",
    "/api/v2/catalog/datasets/a/records?", "/api/explore/v2.1/catalog/datasets?",
  ]) func laterURL(_ text: String) {
    #expect(Self.read(text).1.map(\.code) == [.paramsNotSupported])
  }

  @Test(arguments: [
    URLCase(text: "https://a.org/api/records/1.0/analyze/?", notes: 0),
    URLCase(text: "/api/datasets/1.0/trees/records/analyze/?", notes: 1),
    URLCase(text: "https://a.org/explore/dataset/trees/analyze/?", notes: 1),
  ]) func urlOfSeries(_ sample: URLCase) throws {
    let (_, found) = Self.read(sample.text + "q=a")
    #expect(found.map(\.level) == Array(repeating: .note, count: sample.notes), "\(found)")
    #expect(try Self.declared(sample.text + "q=a").outputs[0].analyze == AnalyzeDeclaration())
    #expect(try Self.declared(sample.text + "x=a&sort=b") == Self.declared("x=a&sort=b"))
  }

  // MARK: Credentials

  @Test(arguments: [
    "https://me:HIDDEN@a.org/explore/dataset/a/?rows=x", "https://HIDDEN@a.org/?rows=x", "apikey=HIDDEN&rows=x",
    "rows=x&Api-Key=HIDDEN", "rows=x&%61pikey=HIDDEN", "token=HIDDEN&q=(", "rows=x&client_secret=HIDDEN&zz=1",
    "https://a.org/?rows=x#access_token=HIDDEN", "q=%zz&apikey=%zzHIDDEN", "x_apikey=HIDDEN%&rows=x",
  ]) func credential(_ text: String) {
    let (_, found) = Self.read(text)
    #expect(found.contains { $0.code == .paramsCredential && $0.level == .warning })
    #expect(found.contains { $0.level == .error })
    for diagnostic in found {
      #expect(!TerminalRenderer().render(diagnostic).contains("HIDDEN"))
      #expect(!JSONRenderer().render(diagnostic).contains("HIDDEN"))
    }
  }

  /// A field may be called like a credential.
  @Test func aParameterOfTheTableIsNoCredential() {
    #expect(Self.read("refine.token=a").1 == [])
    #expect(Self.read("q.key=a").1 == [])
  }

  // MARK: Conflicts

  @Test func whatAFlagSaysIsSaidOnce() {
    let text =
      "rows=1&start=2&sort=a&fields=a&format=csv&csv_separator=;&pretty_print&callback=f&use_labels_for_header&timezone=UTC&q=x&precision=day&periodic=day&maxpoints=1"
    let flags = Set(PortalParameters.all.compactMap(\.flag))
    let (_, found) = Self.read(text, flags: flags)
    #expect(found.map(\.code) == Array(repeating: .paramsConflict, count: flags.count))
    for flag in flags { #expect(found.contains { $0.message.contains(flag) }, "\(flag)") }
  }

  // MARK: Form encoding

  @Test func whatIsWrittenIsReadBack() {
    for scalar in (0...0x2FF).map({ Unicode.Scalar($0) }).compactMap({ $0 }) + ["€", "😀"] {
      let text = "a\(scalar)b"
      let written = WrittenText(Array(FormEncoding.write(text).utf8), origin: Location())
      var diagnostics: [Diagnostic] = []
      let read = FormEncoding.read(0..<written.bytes.count, of: written, &diagnostics)
      #expect(read?.text == text)
    }
  }
}

extension PortalParameter {
  var isLater: Bool {
    if case .later = meaning { true } else { false }
  }
}
