import Bytes
package import Diagnostics

/// The value of a `${name}` placeholder. It takes its place in the syntax tree after parsing, so no value can become
/// syntax.
package enum QueryParameter: Sendable, Equatable {
  case text(String)
  /// The number's text; an exponent is allowed.
  case number(String)
  case boolean(Bool)

  var text: String {
    switch self {
    case .text(let text), .number(let text): text
    case .boolean(let value): value ? "true" : "false"
    }
  }
}

/// A query that was read without error: its syntax tree and the values of its parameters.
///
/// It knows no schema yet; `Predicate` binds it to one. The same query can be bound many times.
///
///     let query = try Query(parsing: "population >= ${min} AND NOT paris", parameters: ["min": .number("10000")])
package struct Query: Sendable {
  package let root: QueryNode
  package let source: QuerySource
  package let parameters: [String: QueryParameter]

  /// Reads `text`; throws every error found in it. `origin` is where the text begins.
  package init(
    parsing text: String, parameters: [String: QueryParameter] = [:], origin: Location = Location()
  ) throws(DiagnosticList) {
    try self.init(parsing: ReadText(text, origin: origin), parameters: parameters)
  }

  /// Reads a text that may have been written with escapes: errors point at what was written.
  package init(parsing text: ReadText, parameters: [String: QueryParameter] = [:]) throws(DiagnosticList) {
    source = QuerySource(text)
    self.parameters = parameters
    var parser = Parser(source)
    root = parser.parse()
    var check = ParameterCheck(source: source, parameters: parameters)
    if parser.diagnostics.isEmpty { check.visit(root) }
    let diagnostics = parser.diagnostics + check.diagnostics
    if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
  }

  /// A tree that somebody made; its ranges are places in `source`.
  package init(_ root: QueryNode, source: ReadText) {
    self.root = root
    self.source = QuerySource(source)
    parameters = [:]
  }

  /// A query that something else than a text of the language says.
  init(root: QueryNode, source: QuerySource) {
    self.root = root
    self.source = source
    parameters = [:]
  }

  /// The text as it was given.
  package var text: String { String(decoding: source.bytes, as: UTF8.self) }

  /// The query written again from its tree: explicit AND, parentheses only where needed.
  package var printed: String { QueryPrinter.print(root) }

  /// True when a function is asked of every field that holds a place.
  package var asksForPlaces: Bool {
    var found = false
    root.forEachLeaf { node in
      guard case .function(let call) = node, let function = FunctionRegistry.function(named: call.name),
        function.testsPlaces
      else { return }
      if node.fields.isEmpty { found = true }
    }
    return found
  }

  /// The names the query mentions, each once, in order of appearance.
  package var fieldNames: [[UInt8]] {
    var names: [[UInt8]] = []
    root.forEachLeaf { node in
      for field in node.fields {
        let name = Array(field.name.utf8)
        if !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// True when it asks for the time of the run.
  package var usesNow: Bool {
    var found = false
    root.forEachLeaf { node in
      switch node {
      case .functionComparison: found = true
      case .range(_, let range): found = found || range.holdsFunction
      default: break
      }
    }
    return found
  }

  /// A literal with its parameters in place.
  func literal(_ text: QueryText) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in text.parts {
      switch part {
      case .text(let piece): bytes.append(contentsOf: piece.utf8)
      case .parameter(let name, _): bytes.append(contentsOf: (parameters[name]?.text ?? "").utf8)
      }
    }
    return bytes
  }
}

extension QueryNode {
  /// The fields that a comparison, a range or a function names.
  package var fields: [FieldName] {
    switch self {
    case .comparison(let field, _, _), .range(let field, _), .functionComparison(let field, _, _): [field]
    case .function(let call):
      FunctionRegistry.function(named: call.name).flatMap { try? call.bound(by: $0).fields } ?? []
    case .everything, .term, .not, .and, .or: []
    }
  }

  /// Calls `body` with each node that is not AND, OR or NOT, in order of the text.
  package func forEachLeaf(_ body: (QueryNode) -> Void) {
    switch self {
    case .not(let operand, _): operand.forEachLeaf(body)
    case .and(let operands, _), .or(let operands, _): for operand in operands { operand.forEachLeaf(body) }
    default: body(self)
    }
  }
}

/// Finds placeholders without a value, and numbers that are none.
private struct ParameterCheck {
  let source: QuerySource
  let parameters: [String: QueryParameter]
  var diagnostics: [Diagnostic] = []

  init(source: QuerySource, parameters: [String: QueryParameter]) {
    self.source = source
    self.parameters = parameters
  }

  mutating func visit(_ node: QueryNode) {
    switch node {
    case .everything: break
    case .not(let operand, _): visit(operand)
    case .and(let operands, _), .or(let operands, _): for operand in operands { visit(operand) }
    case .term(let text), .comparison(_, _, let text): visit(text)
    case .function(let call), .functionComparison(_, _, let call): visit(call)
    case .range(_, let range):
      for bound in [range.lower, range.upper] {
        switch bound {
        case .open: break
        case .text(let text): visit(text)
        case .function(let call): visit(call)
        }
      }
    }
  }

  private mutating func visit(_ call: FunctionCall) {
    for argument in call.arguments {
      switch argument {
      case .everyField: break
      case .text(let text): visit(text)
      case .call(let call): visit(call)
      case .named(_, let value, let ordinal):
        visit(value)
        if let ordinal { visit(ordinal) }
      }
    }
  }

  private mutating func visit(_ text: QueryText) {
    for case .parameter(let name, let range) in text.parts {
      guard let value = parameters[name] else {
        let names = parameters.keys.sorted()
        let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        diagnostics.append(
          source.diagnostic(
            .queryBadValue, "no parameter '\(name)'", at: range,
            label: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" },
            notes: [names.isEmpty ? "no parameter was given a value" : "parameters: \(known)"],
            help: ["--param \(name)=VALUE gives it a value", "$${ writes the text ${"]))
        continue
      }
      if case .number(let lexeme) = value, DecimalNumber(lexeme: Array(lexeme.utf8)) == nil {
        diagnostics.append(
          source.diagnostic(
            .queryBadValue, "parameter '\(name)' is declared a number; '\(lexeme)' is not one", at: range))
      }
    }
  }
}
