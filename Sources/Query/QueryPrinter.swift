/// Writes a syntax tree as query text: explicit AND, parentheses only where the tree needs them. Parsing the result gives
/// the same tree, ranges apart.
package struct QueryPrinter {
  private var output = ""

  package static func print(_ node: QueryNode) -> String {
    var printer = QueryPrinter()
    printer.write(node)
    return printer.output
  }

  private mutating func write(_ node: QueryNode) {
    switch node {
    case .everything: break
    case .term(let text): write(text)
    case .comparison(let field, let symbol, let value):
      write(field, symbol)
      write(value)
    case .range(let field, let range):
      write(field, .colon)
      output += range.includesLower ? "[" : "]"
      write(range.lower)
      output += " TO "
      write(range.upper)
      output += range.includesUpper ? "]" : "["
    case .functionComparison(let field, let symbol, let call):
      write(field, symbol)
      write(call)
    case .function(let call): write(call)
    case .not(let operand, _):
      output += "NOT "
      writeOperand(operand, isConjunct: true)
    case .and(let operands, _):
      for (i, operand) in operands.enumerated() {
        if i > 0 { output += " AND " }
        writeOperand(operand, isConjunct: true)
      }
    case .or(let operands, _):
      for (i, operand) in operands.enumerated() {
        if i > 0 { output += " OR " }
        writeOperand(operand, isConjunct: false)
      }
    }
  }

  private mutating func writeOperand(_ node: QueryNode, isConjunct: Bool) {
    let needsParentheses =
      switch node {
      case .or: true
      case .and: isConjunct
      default: false
      }
    if needsParentheses { output += "(" }
    write(node)
    if needsParentheses { output += ")" }
  }

  private mutating func write(_ field: FieldName, _ symbol: QueryOperator) {
    if Self.isPlainName(field.name) {
      output += field.name
    } else {
      write(QueryText(parts: [.text(field.name)], isQuoted: true, range: 0..<0))
    }
    output += symbol == .colon ? ": " : " \(symbol.rawValue) "
  }

  /// False for names that need quotes: other characters than a bare name's, or a word of the language.
  private static func isPlainName(_ name: String) -> Bool {
    let lexer = Lexer(Array(name.utf8))
    return !name.isEmpty && lexer.nameEnd() == name.utf8.count && !["AND", "OR", "NOT"].contains(name)
  }

  private mutating func write(_ text: QueryText) {
    if text.isQuoted { output += "\"" }
    for part in text.parts {
      switch part {
      case .parameter(let name, _): output += "${\(name)}"
      case .text(let piece): write(piece, isQuoted: text.isQuoted)
      }
    }
    if text.isQuoted { output += "\"" }
  }

  /// A `${` that is text gets its second dollar back; quotes and backslashes are escaped inside quotes only.
  private mutating func write(_ piece: String, isQuoted: Bool) {
    var previous: Unicode.Scalar = " "
    for scalar in piece.unicodeScalars {
      if isQuoted, scalar == "\"" || scalar == "\\" { output += "\\" }
      if scalar == "{", previous == "$" { output += "$" }
      output.unicodeScalars.append(scalar)
      previous = scalar
    }
  }

  private mutating func write(_ bound: QueryRange.Bound) {
    switch bound {
    case .open: output += "*"
    case .text(let text): write(text)
    case .function(let call): write(call)
    }
  }

  private mutating func write(_ call: FunctionCall) {
    output += "#\(call.name)("
    for (i, argument) in call.arguments.enumerated() {
      if i > 0 { output += ", " }
      switch argument {
      case .everyField: output += "*"
      case .text(let text): write(text)
      case .call(let call): write(call)
      case .named(let name, let value, let ordinal):
        output += "\(name.name)="
        write(value)
        if let ordinal {
          output += "("
          write(ordinal)
          output += ")"
        }
      }
    }
    output += ")"
  }
}
