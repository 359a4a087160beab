import Diagnostics

/// Reads an expression by precedence climbing. Mistakes are collected where reading can go on.
struct ExpressionParser {
  /// Parentheses and signs in each other.
  static let maximumDepth = 100

  private let source: ReadText
  private var lexer: ExpressionLexer
  private var token: ExpressionLexer.Token
  private var range: Range<Int>
  private var previousEnd = 0
  private var depth = 0
  private var diagnostics: [Diagnostic] = []

  /// Reading cannot go on.
  private struct Stop: Error {}

  init(_ source: ReadText, fields: [String]) {
    self.source = source
    lexer = ExpressionLexer(source.bytes, fields: fields)
    (token, range) = lexer.next()
  }

  mutating func parse() throws(DiagnosticList) -> ExpressionNode {
    do throws(Stop) {
      let root = try expression(atLeast: 1)
      if token != .end { throw expected("an operator or the end") }
      if diagnostics.isEmpty { return root }
    } catch {}
    throw DiagnosticList(diagnostics)
  }

  // MARK: Grammar

  private mutating func expression(atLeast precedence: Int) throws(Stop) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw fail(.expressionTooDeep, "the expression is nested deeper than \(Self.maximumDepth) levels", at: range)
    }
    var left = try operand()
    while case .symbol(let byte) = token, let found = ArithmeticOperator(rawValue: String(UnicodeScalar(byte))),
      found.precedence >= precedence
    {
      advance()
      left = .binary(found, left, try expression(atLeast: found.precedence + 1))
    }
    return left
  }

  private mutating func operand() throws(Stop) -> ExpressionNode {
    let place = range
    switch token {
    case .number(let value):
      advance()
      return .number(value, place)
    case .name(let name, let isQuoted):
      advance()
      guard token == .symbol(0x28), !isQuoted else { return .field(name, place) }
      return try call(name, place)
    case .symbol(0x28):
      advance()
      let inner = try expression(atLeast: 1)
      guard token == .symbol(0x29) else { throw expected("')'") }
      advance()
      return inner
    case .symbol(0x2D), .symbol(0x2B):
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.maximumDepth else {
        throw fail(.expressionTooDeep, "the expression is nested deeper than \(Self.maximumDepth) levels", at: range)
      }
      let isNegative = token == .symbol(0x2D)
      advance()
      let inner = try operand()
      return isNegative ? .negated(inner, place.lowerBound..<previousEnd) : inner
    default: throw expected("a number, a field or a function")
    }
  }

  private mutating func call(_ name: String, _ place: Range<Int>) throws(Stop) -> ExpressionNode {
    advance()
    var arguments: [ExpressionNode] = []
    if token != .symbol(0x29) {
      arguments.append(try expression(atLeast: 1))
      while token == .symbol(0x2C) {
        advance()
        arguments.append(try expression(atLeast: 1))
      }
    }
    guard token == .symbol(0x29) else { throw expected(arguments.isEmpty ? "an argument or ')'" : "',' or ')'") }
    let whole = place.lowerBound..<range.upperBound
    advance()
    let candidates = ExpressionFunctions.named(name)
    guard let function = candidates.first(where: { $0.arity == arguments.count }) else {
      complain(name, place, whole, candidates, given: arguments.count)
      return .number(0, whole)
    }
    if function is TimeFunction, let argument = arguments.first {
      guard case .field = argument else {
        diagnostics.append(
          source.diagnostic(
            .expressionType, "time takes the name of a date field", at: argument.range,
            help: ["time(modification_date) + 1000, not time(modification_date + 1000)"]))
        return .number(0, whole)
      }
    }
    return .call(function, arguments, name: place)
  }

  // MARK: Mistakes

  private mutating func advance() {
    previousEnd = range.upperBound
    (token, range) = lexer.next()
  }

  private mutating func complain(
    _ name: String, _ place: Range<Int>, _ whole: Range<Int>, _ candidates: [any ExpressionFunction], given: Int
  ) {
    guard let found = candidates.first else {
      let names = ExpressionFunctions.all.map(\.name)
      var help = Suggestion.nearest(to: name, in: names).map { ["did you mean '\($0)'?"] } ?? []
      help.append(
        "functions: " + names.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }.joined(separator: " "))
      diagnostics.append(
        source.diagnostic(.expressionFunction, "there is no function '\(name)'", at: place, help: help))
      return
    }
    let arities = candidates.map { $0.arity == 0 ? "none" : "\($0.arity)" }.joined(separator: " or ")
    diagnostics.append(
      source.diagnostic(
        .expressionFunction, "\(found.name) takes \(arities) argument\(arities == "1" ? "" : "s"), not \(given)",
        at: whole,
        notes: ["\(found.name): \(found.summary)"]))
  }

  private mutating func expected(_ what: String) -> Stop {
    if case .wrong(let message) = token { return fail(.expressionSyntax, message, at: range) }
    let found =
      switch token {
      case .end: "the end"
      case .symbol(let byte): "'\(String(decoding: [byte], as: UTF8.self))'"
      case .name(let name, _): "'\(name)'"
      case .number, .wrong: "'\(String(decoding: source.bytes[range], as: UTF8.self))'"
      }
    let help = source.bytes.isEmpty ? ["for example sqrt(population) * 2"] : []
    return fail(.expressionSyntax, "expected \(what), found \(found)", at: range, help: help)
  }

  private mutating func fail(
    _ code: DiagnosticCode, _ message: String, at place: Range<Int>, help: [String] = []
  ) -> Stop {
    diagnostics.append(source.diagnostic(code, message, at: place, help: help))
    return Stop()
  }
}
