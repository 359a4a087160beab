import Diagnostics
import PipelineFiles
import Pipelines
import Testing

/// `expect` and `tests`: what is read, what is refused, and where.
@Suite struct ExpectationCases {
  static let start = "weir: 1\ninput: {path: a.csv}\n"

  struct Rows: CustomTestStringConvertible {
    var text: String
    var expected: RowExpectation?
    var testDescription: String { text }
  }

  @Test(arguments: [
    Rows(text: "223", expected: RowExpectation(minimum: 223, maximum: 223)),
    Rows(text: "'= 3'", expected: RowExpectation(minimum: 3, maximum: 3)),
    Rows(text: "'> 0'", expected: RowExpectation(minimum: 1, maximum: nil)),
    Rows(text: "'>=1000'", expected: RowExpectation(minimum: 1000, maximum: nil)),
    Rows(text: "'< 5'", expected: RowExpectation(minimum: nil, maximum: 4)),
    Rows(text: "'<= 5'", expected: RowExpectation(minimum: nil, maximum: 5)),
    Rows(text: "{min: 1, max: 3}", expected: RowExpectation(minimum: 1, maximum: 3)),
    Rows(text: "{max: 3}", expected: RowExpectation(minimum: nil, maximum: 3)),
    Rows(text: "'< 0'"), Rows(text: "'=> 3'"), Rows(text: "'> '"), Rows(text: "many"), Rows(text: "-1"),
    Rows(text: "'> 9223372036854775807'"), Rows(text: "[1]"), Rows(text: "{least: 1}"), Rows(text: "{min: x}"),
  ]) func rows(_ item: Rows) throws {
    let text = Self.start + "expect: {rows: \(item.text)}\n"
    if let expected = item.expected {
      #expect(try PipelineFile.parse(text: text).expectations?.rows == expected)
    } else {
      #expect(throws: DiagnosticList.self) { try PipelineFile.parse(text: text) }
    }
  }

  static let full = """
    weir: 1
    input: {path: a.csv}
    expect:
      rows: {min: 2}
      unique: [id, 'é "x"']
      fields:
        id: {type: integer, minimum: 0, required: true}
        code: {pattern: '[0-9"\\\\]{2}', enum: ['1"', 2, true], minLength: 2}
        'a b': {type: date, format: '%d.%m.%Y', maximum: 31.12.2030}
        on: {type: boolean, trueValues: [oui], falseValues: non}
    """

  @Test func whatIsRenderedIsReadAgain() throws {
    let first = try PipelineFile.parse(text: Self.full)
    let spelled = PipelineFile.render(first)
    let second = try PipelineFile.parse(text: spelled)
    #expect(first.expectations != nil)
    #expect(first.expectations == second.expectations, "\(spelled)")
    #expect(PipelineFile.render(second) == spelled)
  }

  struct Mistake: CustomTestStringConvertible {
    var name: String
    var text: String
    var code = DiagnosticCode.pipelineValue
    var line: Int
    var column: Int
    var testDescription: String { name }
  }

  @Test(arguments: [
    Mistake(
      name: "unknown key", text: "expect: {uniqe: [a]}\n", code: .pipelineUnknownKey, line: 3, column: 10),
    Mistake(
      name: "unknown rule", text: "expect: {fields: {a: {minimun: 3}}}\n", code: .pipelineUnknownKey, line: 3,
      column: 23),
    Mistake(name: "unknown type", text: "expect: {fields: {a: {type: intger}}}\n", line: 3, column: 29),
    Mistake(
      name: "a bound that is not of the type", text: "expect:\n  fields:\n    n: {type: integer, minimum: x}\n",
      line: 5, column: 33),
    Mistake(name: "a bound without type", text: "expect: {fields: {n: {minimum: 3}}}\n", line: 3, column: 9),
    Mistake(name: "a pattern", text: "expect: {fields: {n: {pattern: '[0-9'}}}\n", line: 3, column: 33),
    Mistake(name: "a plain pattern", text: "expect: {fields: {n: {pattern: a(b}}}\n", line: 3, column: 33),
    Mistake(name: "a field that is no map", text: "expect: {fields: {n: 3}}\n", line: 3, column: 22),
    Mistake(name: "unique twice", text: "expect: {unique: []}\n", line: 3, column: 18),
    Mistake(name: "a test without name", text: "tests: [{input: a, error: V010}]\n", line: 3, column: 9),
    Mistake(name: "records that are no maps", text: "tests: [{name: a, input: a, output: [b]}]\n", line: 3, column: 38),
    Mistake(
      name: "counts", text: "tests: [{name: a, input: a, counts: {red: 3}}]\n", code: .pipelineUnknownKey, line: 3,
      column: 38),
  ]) func isRefusedAtItsPlace(_ item: Mistake) {
    do throws(DiagnosticList) {
      _ = try PipelineFile.parse(text: Self.start + item.text, path: "p.yaml")
      Issue.record("it was accepted")
    } catch {
      let first = error.diagnostics[0]
      #expect(first.code == item.code, "\(first)")
      #expect(first.location.line == item.line, "\(first)")
      #expect(first.location.column == item.column, "\(first)")
      #expect(first.location.file == "p.yaml")
    }
  }

  @Test func testsAreReadAsTheyStand() throws {
    let text =
      Self.start + """
        params: {since: {type: integer}}
        tests:
          - name: first
            params: {since: 2020}
            input: "a,b\\n${since},1\\n"
            output: [{a: 007, b: 1.50, c: null, d: [true, "x"], e: {f: '1'}}]
            rejects: [{record: 2, code: V010, field: a}]
            counts: {read: 2}
        """
    let tests = try PipelineFile.tests(text: text, path: nil)
    #expect(tests.count == 1)
    #expect(tests[0].input == "a,b\n${since},1\n")
    #expect(tests[0].parameters == ["since": "2020"])
    #expect(tests[0].outputs == [.records([#"{"a":"007","b":1.50,"c":null,"d":[true,"x"],"e":{"f":"1"}}"#])])
    #expect(tests[0].rejects?.map(\.record) == [2])
    #expect(tests[0].counts.map(\.name) == ["read"])
  }
}
