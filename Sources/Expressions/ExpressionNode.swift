/// A node of an expression, with the bytes of the text that it was read from.
package indirect enum ExpressionNode: Sendable, Equatable {
  case number(Double, SourceRange)
  /// A field by its name, without the marks around it.
  case field(String, SourceRange)
  /// `range` is that of the name.
  case call(any ExpressionFunction, [ExpressionNode], name: SourceRange)
  case negated(ExpressionNode, SourceRange)
  case binary(ArithmeticOperator, ExpressionNode, ExpressionNode)

  package typealias SourceRange = Range<Int>

  /// The bytes from the first to the last of the node.
  package var range: SourceRange {
    switch self {
    case .number(_, let range), .field(_, let range), .negated(_, let range): range
    case .call(_, let arguments, let name): name.lowerBound..<(arguments.last?.range.upperBound ?? name.upperBound)
    case .binary(_, let left, let right): left.range.lowerBound..<right.range.upperBound
    }
  }

  /// Equal when they mean the same: where they stand in the text does not matter.
  package static func == (one: ExpressionNode, other: ExpressionNode) -> Bool {
    switch (one, other) {
    case (.number(let a, _), .number(let b, _)): a.bitPattern == b.bitPattern
    case (.field(let a, _), .field(let b, _)): a == b
    case (.call(let f, let a, _), .call(let g, let b, _)): f.name == g.name && a == b
    case (.negated(let a, _), .negated(let b, _)): a == b
    case (.binary(let o, let a, let b), .binary(let p, let c, let d)): o == p && a == c && b == d
    default: false
    }
  }
}

/// The four operators; `*` and `/` bind tighter, all are left associative.
package enum ArithmeticOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"

  var precedence: Int { self == .add || self == .subtract ? 1 : 2 }

  @inline(__always)
  package func callAsFunction(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    }
  }
}
