import TestKit

@testable import Expressions

/// Expressions drawn at random, and what they mean by a plain walk over the tree.
enum RandomExpression {
  static let fields = ["a", "b", "c"]

  static func make(depth: Int, _ random: inout SeededRandom) -> ExpressionNode {
    if depth == 0 || Int.random(in: 0..<5, using: &random) == 0 { return leaf(&random) }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .negated(make(depth: depth - 1, &random), 0..<0)
    case 1:
      let usable = ExpressionFunctions.all.filter { $0 is UnaryFunction || $0 is BinaryFunction }
      guard let function = usable.randomElement(using: &random) else { return leaf(&random) }
      return .call(function, (0..<function.arity).map { _ in make(depth: depth - 1, &random) }, name: 0..<0)
    default:
      let found = ArithmeticOperator.allCases[Int.random(in: 0..<4, using: &random)]
      return .binary(found, make(depth: depth - 1, &random), make(depth: depth - 1, &random))
    }
  }

  private static func leaf(_ random: inout SeededRandom) -> ExpressionNode {
    if Bool.random(using: &random) {
      return .field(fields[Int.random(in: 0..<fields.count, using: &random)], 0..<0)
    }
    return .number(Double(Int.random(in: 0...400, using: &random)) / 4, 0..<0)
  }

  /// Every operator in parentheses of its own.
  static func text(_ node: ExpressionNode) -> String {
    switch node {
    case .number(let value, _): "\(value)"
    case .field(let name, _): name
    case .negated(let inner, _): "-(\(text(inner)))"
    case .binary(let found, let left, let right): "((\(text(left)))\(found.rawValue)(\(text(right))))"
    case .call(let function, let arguments, _): "\(function.name)(\(arguments.map(text).joined(separator: ",")))"
    }
  }

  /// The reference: one record at a time, by recursion.
  static func value(_ node: ExpressionNode, _ record: [String: Double]) -> Double {
    switch node {
    case .number(let value, _): return value
    case .field(let name, _): return record[name] ?? .nan
    case .negated(let inner, _): return -value(inner, record)
    case .binary(let found, let left, let right):
      let (a, b) = (value(left, record), value(right, record))
      switch found {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      }
    case .call(let function, let arguments, _):
      let values = arguments.map { value($0, record) }
      if let function = function as? UnaryFunction { return function(values[0]) }
      if let function = function as? BinaryFunction { return function(values[0], values[1]) }
      return .nan
    }
  }
}
