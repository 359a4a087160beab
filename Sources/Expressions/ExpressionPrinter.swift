import Bytes

extension Expression: CustomStringConvertible {
  /// The expression in its canonical spelling: reading it again gives an equal one.
  package var description: String { root.text(inside: 0) }
}

extension ExpressionNode {
  /// `level`: the precedence that an operator must have to stand without parentheses.
  fileprivate func text(inside level: Int) -> String {
    switch self {
    case .number(let value, _): Self.text(of: value)
    case .field(let name, _): Self.spelled(name)
    case .call(let function, let arguments, _):
      "\(function.name)(\(arguments.map { $0.text(inside: 0) }.joined(separator: ", ")))"
    case .negated(let inner, _): "-" + inner.text(inside: 3)
    case .binary(let found, let left, let right):
      Self.parenthesised(
        "\(left.text(inside: found.precedence)) \(found.rawValue) \(right.text(inside: found.precedence + 1))",
        if: found.precedence < level)
    }
  }

  private static func parenthesised(_ text: String, if needed: Bool) -> String { needed ? "(\(text))" : text }

  /// Integers without a fraction.
  private static func text(of value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A name in backticks where it is no plain word.
  private static func spelled(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isPlain =
      !bytes.isEmpty && !ASCII.isDigit(bytes[0]) && bytes[0] != ASCII.dot
      && bytes.allSatisfy { byte in
        ASCII.isDigit(byte) || byte >= 0x80 || byte == 0x5F || byte == ASCII.dot
          || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      }
    return isPlain ? name : "`" + name.replacing("`", with: "``") + "`"
  }
}
