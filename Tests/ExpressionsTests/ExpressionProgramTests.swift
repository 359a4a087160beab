import Diagnostics
import TestKit
import Testing

@testable import Expressions

@Suite struct ExpressionProgramTests {
  /// The values of an expression over records of the fields a, b and c; `nil` where it cannot be bound.
  static func values(_ expression: Expression, _ records: [[String: Double]], now: Double = 0) -> [Double] {
    var program = ExpressionProgram(expression, now: now) { RandomExpression.fields.firstIndex(of: $0.name) }
    var results: [Double] = []
    for start in stride(from: 0, to: records.count, by: ExpressionProgram.blockCount) {
      let block = records[start..<min(start + ExpressionProgram.blockCount, records.count)]
      for (index, input) in program.inputs.enumerated() {
        program.fill(index, count: block.count) { i in
          switch input {
          case .number(let column), .time(let column): block[start + i][RandomExpression.fields[column]] ?? .nan
          case .record: 0.5
          }
        }
      }
      program.run(block.count) { span in for i in 0..<span.count { results.append(span[i]) } }
    }
    return results
  }

  static func value(_ text: String, _ record: [String: Double] = [:], now: Double = 0) throws -> Double {
    try values(ExpressionParserTests.read(text), [record], now: now)[0]
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("8 / 4 / 2", 1), ("-2 * -3", 6), ("2 - -2", 4),
    ("sqrt(144)", 12), ("abs(-3.5)", 3.5), ("cbrt(27)", 3), ("hypot(3, 4)", 5), ("pow(2, 10)", 1024),
    ("round(2.5)", 3), ("round(-2.5)", -2), ("round(0.49999999999999994)", 0), ("round(-0.6)", -1),
    ("round(4503599627370497)", 4_503_599_627_370_497), ("rint(2.5)", 2), ("rint(3.5)", 4), ("rint(-2.5)", -2),
    ("floor(-1.5)", -2), ("ceil(-1.5)", -1), ("log(exp(1))", 1), ("log10(1000)", 3), ("toDegrees(toRadians(90))", 90),
    ("atan2(1, 0)", 1.5707963267948966), ("IEEEremainder(5, 3)", -1), ("IEEEremainder(10, 4)", 2), ("signum(-9)", -1),
    ("signum(0)", 0), ("ulp(1)", 2.220446049250313e-16), ("ulp(-1)", 2.220446049250313e-16), ("max(1, 2)", 2),
    ("min(1, 2)", 1), ("sin(0) + cos(0) + tan(0)", 1), ("asin(1) + acos(1)", 1.5707963267948966), ("atan(0)", 0),
    ("sinh(0) + cosh(0) + tanh(0)", 1), ("random()", 0.5), ("time()", 1_500_000_000_000), ("a * 2 + b", 17),
    ("time(a)", 5), ("a + a * a", 30),
  ]) func functions(_ text: String, _ expected: Double) throws {
    #expect(try Self.value(text, ["a": 5, "b": 7], now: 1_500_000_000_000) == expected)
  }

  /// Not a number and infinity are values that the caller skips; a missing field makes everything around it missing.
  @Test(arguments: [
    "1 / 0", "0 / 0", "log(-1)", "sqrt(-1)", "a + 1", "max(a, 1)", "min(1, a)", "round(a)", "pow(a, 2)",
  ])
  func nothingFinite(_ text: String) throws {
    #expect(try !Self.value(text).isFinite)
  }

  @Test func zeroes() throws {
    #expect(try Self.value("1 / max(-0, 0)") == .infinity)
    #expect(try Self.value("1 / min(0, -0)") == -.infinity)
  }

  /// Blocks agree with a walk over the tree, one record at a time.
  @Test func agreesWithTheReference() throws {
    var random = SeededRandom(seed: 11)
    for _ in 0..<300 {
      let root = RandomExpression.make(depth: 5, &random)
      let expression = try ExpressionParserTests.read(RandomExpression.text(root))
      let records = (0..<[1, 17, 700].randomElement(using: &random)!).map { _ in
        Dictionary(
          uniqueKeysWithValues: RandomExpression.fields.compactMap { name in
            Int.random(in: 0..<9, using: &random) == 0
              ? nil : (name, Double(Int.random(in: -2000...2000, using: &random)) / 8)
          })
      }
      let found = Self.values(expression, records)
      let expected = records.map { RandomExpression.value(root, $0) }
      #expect(zip(found, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(expression)")
      #expect(found.count == expected.count)
    }
  }

  @Test func aFieldIsReadOnce() throws {
    let expression = try ExpressionParserTests.read("a * a + time(a) - random() + random()")
    let program = ExpressionProgram(expression, now: 0) { _ in 4 }
    #expect(program.inputs == [.number(column: 4), .time(column: 4), .record])
  }

  @Test func whatCannotBeBoundIsSaid() throws {
    let expression = try ExpressionParserTests.read("a + nme")
    var said: [Diagnostic] = []
    _ = ExpressionProgram(expression, now: 0) { use in
      if use.name == "nme" { said.append(use.diagnostic(.unknownField, "there is no field '\(use.name)'")) }
      return use.name == "a" ? 0 : nil
    }
    #expect(said.map(\.location.column) == [5])
  }
}
