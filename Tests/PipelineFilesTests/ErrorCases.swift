import Diagnostics
import PipelineFiles
import Testing

/// Every refusal of a pipeline file: its code and its place.
@Suite struct PipelineFileErrors {
  struct Case: CustomTestStringConvertible {
    var name: String
    var text: String
    var code: DiagnosticCode
    var line: Int?
    var column: Int?
    var parameters: [String: String] = [:]
    var label: String?
    var testDescription: String { name }
  }

  static let start = "weir: 1\ninput: {path: a.csv}\n"

  static let cases: [Case] = [
    Case(name: "no version", text: "input: {path: a.csv}\n", code: .pipelineVersion, line: 1, column: 1),
    Case(name: "later version", text: "weir: 2\ninput: {path: a.csv}\n", code: .pipelineVersion, line: 1, column: 7),
    Case(name: "no input", text: "weir: 1\n", code: .pipelineValue, line: 1, column: 1),
    Case(name: "empty file", text: "# nothing\n", code: .pipelineSyntax, line: 1, column: 1),
    Case(
      name: "nested lists", text: start + "name: \(String(repeating: "[", count: 900))\n", code: .pipelineSyntax,
      line: 3, column: 46),
    Case(
      name: "nested dashes", text: start + String(repeating: "- ", count: 900) + "\n", code: .pipelineSyntax, line: 3,
      column: 81),
    Case(
      name: "nested maps", text: start + (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
      code: .pipelineSyntax, line: 43, column: 41),
    Case(
      name: "nested too deep for a small stack",
      text: String(repeating: "{", count: 14) + "[" + String(repeating: "{", count: 41) + "wA{{{{",
      code: .pipelineSyntax,
      line: 1, column: 40),
    Case(
      name: "brackets inside words are text",
      text: start + (0..<60).map { "# day:]\($0)..b[ {\n" }.joined() + "q: day:]a..b[ OR d:]a..b[\n",
      code: .pipelineUnknownKey, line: 63, column: 1),
    Case(name: "nested a little", text: start + "name: [[[[a]]]]\n", code: .pipelineValue, line: 3, column: 7),
    Case(
      name: "a control character", text: start + "name: e\u{301}\u{7F}\n", code: .pipelineSyntax, line: 3, column: 9),
    Case(name: "a list at the top", text: "- a\n", code: .pipelineValue, line: 1, column: 1),
    Case(
      name: "unknown key", text: start + "filds: [a]\n", code: .pipelineUnknownKey, line: 3, column: 1,
      label: "did you mean 'fields'?"),
    Case(
      name: "unknown nested key", text: "weir: 1\ninput:\n  path: a\n  dialect: {delimitr: tab}\n",
      code: .pipelineUnknownKey, line: 4, column: 13, label: "did you mean 'delimiter'?"),
    Case(name: "a later key", text: start + "cluster: [{field: a}]\n", code: .pipelineNotSupported, line: 3, column: 1),
    Case(
      name: "a sort with a dash", text: start + "sort: [name, -n]\n", code: .pipelineValue, line: 3, column: 7),
    Case(name: "a sort without a name", text: start + "sort: ':desc'\n", code: .pipelineValue, line: 3, column: 7),
    Case(
      name: "a later key in filter", text: start + "filter:\n  cluster: {a: b}\n", code: .pipelineNotSupported, line: 4,
      column: 3),
    Case(
      name: "a series without its expression",
      text: start + "output:\n  analyze:\n    x: a\n    y:\n      n: COUNT\n      avg: AVG\n", code: .seriesFunction,
      line: 8, column: 12),
    Case(
      name: "a series of no function", text: start + "output: {analyze: {y: ['n=COUNT', 'b=AGV(c)']}}\n",
      code: .seriesFunction, line: 3, column: 38, label: "did you mean 'AVG'?"),
    Case(
      name: "two series of one name", text: start + "output: {analyze: {y: [n=COUNT, n=SUM(a)]}}\n",
      code: .seriesName, line: 3, column: 35),
    Case(
      name: "a unit of dates", text: start + "output: {analyze: {y: COUNT, precision: mont}}\n", code: .pipelineValue,
      line: 3, column: 41, label: "did you mean 'month'?"),
    Case(
      name: "rows with a dash", text: start + "output: {analyze: {y: COUNT, sort: [x, -n]}}\n", code: .pipelineValue,
      line: 3, column: 40),
    Case(
      name: "a group twice", text: start + "output: {analyze: {x: [a, b, a], y: COUNT}}\n", code: .pipelineValue,
      line: 3, column: 30),
    Case(
      name: "no rows", text: start + "output: {analyze: {y: COUNT, maxpoints: 0}}\n", code: .pipelineValue, line: 3),
    Case(
      name: "an unknown key of analyze", text: start + "output: {analyze: {z: COUNT}}\n", code: .pipelineUnknownKey,
      line: 3, column: 20),
    Case(name: "duplicate key", text: start + "limit: 1\nlimit: 2\n", code: .pipelineDuplicateKey, line: 4, column: 1),
    Case(
      name: "duplicate nested key", text: "weir: 1\ninput:\n  path: a\n  format: csv\n  path: b\n",
      code: .pipelineDuplicateKey, line: 5, column: 3),
    Case(name: "anchor", text: "weir: 1\ninput: &a {path: b}\n", code: .pipelineAlias, line: 2, column: 8),
    Case(name: "alias", text: "weir: 1\ninput: {path: *a}\n", code: .pipelineAlias, line: 2, column: 15),
    Case(name: "merge key", text: start + "<<: {limit: 3}\n", code: .pipelineAlias, line: 3, column: 1),
    Case(name: "tag", text: "weir: 1\ninput: {path: !!str a}\n", code: .pipelineAlias, line: 2, column: 15),
    Case(name: "two documents", text: start + "---\nweir: 1\n", code: .pipelineSyntax, line: 3, column: 1),
    Case(name: "bad YAML", text: "weir: 1\ninput: [\n", code: .pipelineSyntax, line: 3, column: 1),
    Case(name: "not a number", text: start + "limit: ten\n", code: .pipelineValue, line: 3, column: 8),
    Case(name: "negative limit", text: start + "limit: -1\n", code: .pipelineValue, line: 3, column: 8),
    Case(name: "huge limit", text: start + "limit: 99999999999999999999\n", code: .pipelineValue, line: 3, column: 8),
    Case(
      name: "unknown format", text: "weir: 1\ninput: {path: a, format: csvv}\n", code: .pipelineValue, line: 2,
      column: 26,
      label: "did you mean 'csv'?"),
    Case(
      name: "jsonp is written only", text: "weir: 1\ninput: {path: a, format: jsonp}\n", code: .pipelineValue, line: 2),
    Case(
      name: "YAML 1.1 boolean", text: "weir: 1\ninput: {path: a, dialect: {header: no}}\n", code: .pipelineValue,
      line: 2,
      column: 36),
    Case(
      name: "bad size", text: start + "limits: {record_size: 64 parsecs}\n", code: .pipelineValue, line: 3, column: 23),
    Case(
      name: "wide delimiter", text: "weir: 1\ninput: {path: a, dialect: {delimiter: '::'}}\n", code: .pipelineValue,
      line: 2),
    Case(
      name: "geo of two kinds", text: "weir: 1\ninput: {path: a, geo: {point: p, lat: a}}\n", code: .pipelineValue,
      line: 2),
    Case(name: "fields is a word", text: start + "fields: a\n", code: .pipelineValue, line: 3, column: 9),
    Case(name: "field without a name", text: start + "fields: ['a=']\n", code: .projection, line: 3, column: 13),
    Case(
      name: "undeclared in a path", text: "weir: 1\ninput: {path: 'x-${since}.csv'}\n", code: .pipelineParameter,
      line: 2,
      column: 18),
    Case(
      name: "undeclared in the query", text: start + "filter:\n  q: 'a > ${since}'\n", code: .pipelineParameter,
      line: 4,
      column: 11),
    Case(
      name: "unclosed reference", text: "weir: 1\ninput: {path: 'x-${since'}\n", code: .pipelineParameter, line: 2,
      column: 18),
    Case(
      name: "missing value", text: start + "params: {since: {type: integer}}\n", code: .pipelineParameter, line: 3,
      column: 10),
    Case(
      name: "wrong value", text: start + "params: {since: {type: integer}}\n", code: .pipelineParameter,
      parameters: ["since": "soon"]),
    Case(
      name: "wrong default", text: start + "params: {since: {type: date, default: 2021-02-29}}\n",
      code: .pipelineParameter,
      line: 3, column: 39),
    Case(name: "undeclared -p", text: start, code: .pipelineParameter, parameters: ["since": "1"]),
    Case(name: "type missing", text: start + "params: {a: {default: 1}}\n", code: .pipelineValue, line: 3, column: 13),
    Case(
      name: "deep nesting",
      text: "weir: 1\ninput: " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
      code: .pipelineSyntax, line: 2),
    Case(
      name: "absurd nesting", text: "weir: 1\ninput: " + String(repeating: "[", count: 100_000), code: .pipelineSyntax),
  ]

  @Test(arguments: cases) func refuses(_ test: Case) {
    do {
      _ = try PipelineFile.parse(text: test.text, path: "p.yaml", parameters: test.parameters)
      Issue.record("accepted")
    } catch {
      let first = error.diagnostics[0]
      #expect(first.code == test.code, "\(first)")
      #expect(error.exitCode == 3)
      if let line = test.line { #expect(first.location.line == line, "\(first)") }
      if let column = test.column { #expect(first.location.column == column, "\(first)") }
      if let label = test.label { #expect(first.excerpt?.label == label) }
    }
  }

  @Test func collectsEverything() {
    let text = "weir: 1\ninput: {path: a, formt: csv}\ncluster: a\nlimit: x\nfilter: {q: '${y}'}\n"
    #expect {
      try PipelineFile.parse(text: text)
    } throws: { error in
      (error as? DiagnosticList)?.diagnostics.map(\.code) == [
        .pipelineUnknownKey, .pipelineNotSupported, .pipelineValue, .pipelineParameter,
      ]
    }
  }

  @Test func aMissingFileIsAnInputError() {
    #expect {
      try PipelineFile.load(path: "/nonexistent/x.yaml")
    } throws: { error in
      (error as? DiagnosticList)?.exitCode == 4
    }
  }
}
