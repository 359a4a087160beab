import Diagnostics
import TestKit
import Testing

@testable import Expressions

@Suite struct ExpressionParserTests {
  static func read(_ text: String, fields: [String] = []) throws(DiagnosticList) -> Expression {
    try Expression(ReadText(text, origin: Location(context: "--y")), fields: fields)
  }

  @Test(arguments: [
    ("population", "population"), ("1", "1"), ("1.50", "1.5"), (".5e2", "50"), ("2.", "2"), ("1e300", "1e+300"),
    ("a+b*c", "a + b * c"), ("(a+b)*c", "(a + b) * c"), ("a-b-c", "a - b - c"), ("a-(b-c)", "a - (b - c)"),
    ("a/b/c", "a / b / c"), ("a/(b*c)", "a / (b * c)"), ("-a*b", "-a * b"), ("-(a*b)", "-(a * b)"), ("--a", "--a"),
    ("+a", "a"), ("a - -1", "a - -1"), ("SQRT( population )*2", "sqrt(population) * 2"),
    ("ieeeremainder(a,b)", "IEEEremainder(a, b)"), ("atan2(a, -b)", "atan2(a, -b)"), ("time()", "time()"),
    ("time(date)", "time(date)"), ("`a b` + \"c-d\"", "`a b` + `c-d`"), ("`a``b`", "`a``b`"), ("été * 2", "été * 2"),
    ("fields.population", "fields.population"), ("sqrt", "sqrt"), ("`1a`", "`1a`"),
  ]) func canonicalSpelling(_ text: String, _ expected: String) throws {
    let expression = try Self.read(text)
    #expect(expression.description == expected)
    #expect(try Self.read(expression.description) == expression)
  }

  /// A name with a mark in it is a field where it is known, and the longest such name wins.
  @Test func knownNames() throws {
    let fields = ["a", "b", "a-b", "a-b-c", "two words", "2-wheelers"]
    #expect(try Self.read("a-b", fields: fields).fields == ["a-b"])
    #expect(try Self.read("a-b-c*2", fields: fields).fields == ["a-b-c"])
    #expect(try Self.read("a - b", fields: fields).fields == ["a", "b"])
    #expect(try Self.read("a-bc", fields: fields).fields == ["a", "bc"])
    #expect(try Self.read("two words/2-wheelers", fields: fields).fields == ["two words", "2-wheelers"])
    #expect(try Self.read("a-b").fields == ["a", "b"])
  }

  struct Mistake: Sendable {
    var text: String
    var code: DiagnosticCode
    /// Column of the first diagnostic, from 1.
    var column: Int
    var words: String
  }

  @Test(arguments: [
    Mistake(text: "", code: .expressionSyntax, column: 1, words: "found the end"),
    Mistake(text: "a +", code: .expressionSyntax, column: 4, words: "expected a number, a field or a function"),
    Mistake(text: "(a", code: .expressionSyntax, column: 3, words: "expected ')'"),
    Mistake(text: "a b", code: .expressionSyntax, column: 3, words: "expected an operator or the end, found 'b'"),
    Mistake(text: "a ^ 2", code: .expressionSyntax, column: 3, words: "'^' has no meaning"),
    Mistake(text: "2x", code: .expressionSyntax, column: 1, words: "'2x' is no number"),
    Mistake(text: "1e999", code: .expressionSyntax, column: 1, words: "beyond"),
    Mistake(text: "`a", code: .expressionSyntax, column: 1, words: "does not close"),
    Mistake(text: "``", code: .expressionSyntax, column: 1, words: "a field has a name"),
    Mistake(text: "sqrt(a", code: .expressionSyntax, column: 7, words: "expected ',' or ')'"),
    Mistake(text: "sqt(a)", code: .expressionFunction, column: 1, words: "there is no function 'sqt'"),
    Mistake(text: "1 + pow(a)", code: .expressionFunction, column: 5, words: "pow takes 2 arguments, not 1"),
    Mistake(text: "time(a, b)", code: .expressionFunction, column: 1, words: "time takes none or 1 arguments, not 2"),
    Mistake(text: "time(a * 2)", code: .expressionType, column: 6, words: "the name of a date field"),
    Mistake(text: String(repeating: "(", count: 5000), code: .expressionTooDeep, column: 101, words: "nested deeper"),
    Mistake(text: String(repeating: "-", count: 5000) + "1", code: .expressionTooDeep, column: 100, words: "nested"),
  ]) func mistakes(_ mistake: Mistake) {
    let error = #expect(throws: DiagnosticList.self) { try Self.read(mistake.text) }
    let first = error?.diagnostics.first
    #expect(first?.code == mistake.code)
    #expect(first?.location.column == mistake.column)
    #expect(first?.message.contains(mistake.words) == true, "\(first?.message ?? "")")
  }

  @Test func everyMistakeIsSaid() {
    let error = #expect(throws: DiagnosticList.self) { try Self.read("sqt(a) + pow(1) * lgo(b)") }
    #expect(error?.diagnostics.map(\.code) == [.expressionFunction, .expressionFunction, .expressionFunction])
    #expect(error?.diagnostics.first?.help.first == "did you mean 'sqrt'?")
    #expect(error?.diagnostics.last?.location.column == 19)
  }

  @Test func printedExpressionsAreReadBack() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<2_000 {
      let root = RandomExpression.make(depth: 5, &random)
      let text = RandomExpression.text(root)
      let expression = try Self.read(text)
      #expect(expression.root == root, "\(text)")
      #expect(try Self.read(expression.description) == expression, "\(text)")
    }
  }
}
