package import Diagnostics

/// A numeric expression over the fields of a record: `sqrt(population) * 2`.
///
/// It has `+ - * /`, parentheses, a sign, numbers, fields and functions (`ExpressionFunctions`). Source: the
/// documentation of the portal's analysis service; its functions are those of Java's `Math`.
package struct Expression: Sendable, Equatable {
  package let root: ExpressionNode
  let source: ReadText

  /// Reads an expression. `fields`: names that may hold `-` or spaces and are known; where none are, `a-b` is a difference.
  ///
  /// - Throws: every mistake that was found, each with its place.
  package init(_ source: ReadText, fields: [String] = []) throws(DiagnosticList) {
    var parser = ExpressionParser(source, fields: fields)
    root = try parser.parse()
    self.source = source
  }

  package static func == (one: Expression, other: Expression) -> Bool { one.root == other.root }

  /// Names of the fields, each once, in the order of the text.
  package var fields: [String] {
    var names: [String] = []
    root.visit { node in
      if case .field(let name, _) = node, !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension ExpressionNode {
  /// Visits the node and all below it, from left to right.
  func visit(_ body: (ExpressionNode) -> Void) {
    body(self)
    switch self {
    case .number, .field: break
    case .call(_, let arguments, _): for argument in arguments { argument.visit(body) }
    case .negated(let inner, _): inner.visit(body)
    case .binary(_, let left, let right):
      left.visit(body)
      right.visit(body)
    }
  }
}
