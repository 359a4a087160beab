import Bytes
import Diagnostics
import Records

/// Binds the names of a query to columns (or, on an open schema, to members looked up by name) and its literals to numbers
/// and tokens, collecting every error.
struct Binder {
  let query: Query
  let projection: Projection
  let schema: Schema
  let clock: QueryClock
  private(set) var leaves: [Leaf] = []
  private(set) var members: [Predicate.Member] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Columns whose guessed type the query rests on.
  private(set) var guessedColumns: [Int] = []

  init(query: Query, projection: Projection, schema: Schema, clock: QueryClock) {
    self.clock = clock
    self.query = query
    self.projection = projection
    self.schema = schema
  }

  /// Depth is the syntax tree's, which the parser limits.
  mutating func bind(_ node: QueryNode) -> Predicate.Node {
    switch node {
    case .everything: return .always
    case .not(let operand, _): return .not(bind(operand))
    case .and(let operands, _): return .all(of: operands.map { bind($0) })
    case .or(let operands, _):
      let nodes = operands.map { bind($0) }
      return .or(cheapestFirst(nodes))
    case .term(let text): return term(text)
    case .comparison(let field, let symbol, let text): return comparison(field, symbol, text)
    case .range(let field, let range): return bindRange(field, range)
    case .function(let call): return function(call)
    case .functionComparison(let field, let symbol, let call): return instant(field, symbol, call)
    }
  }

  mutating func leaf(_ leaf: Leaf) -> Predicate.Node {
    leaves.append(leaf)
    return .leaf(leaves.count - 1)
  }

  private func cheapestFirst(_ nodes: [Predicate.Node]) -> [Predicate.Node] {
    let costs = nodes.map { $0.cost(leaves) }
    return nodes.indices.sorted { costs[$0] != costs[$1] ? costs[$0] < costs[$1] : $0 < $1 }.map { nodes[$0] }
  }

  // MARK: Terms

  /// Bare: every token stands somewhere in the record, the last one as a prefix. Quoted: one phrase in one field.
  private mutating func term(_ text: QueryText) -> Predicate.Node {
    let tokens = TextFolding.tokens(of: query.literal(text))
    guard let last = tokens.indices.last else { return .always }
    if text.isQuoted { return leaf(.anyField(TokenNeedle(tokens: tokens[...], isPrefix: false))) }
    return .all(
      of: tokens.indices.map { leaf(.anyField(TokenNeedle(tokens: tokens[$0...$0], isPrefix: $0 == last))) })
  }

  // MARK: Functions

  private mutating func function(_ call: FunctionCall) -> Predicate.Node {
    // The parser has seen to both: the name is known, and the arguments fit it.
    guard let function = FunctionRegistry.function(named: call.name), case .condition(let bind) = function.role,
      let bound = try? call.bound(by: function)
    else { return .always }
    return bind(&self, bound)
  }

  // MARK: Clauses

  private mutating func comparison(_ field: FieldName, _ symbol: QueryOperator, _ text: QueryText) -> Predicate.Node {
    guard let (source, type) = resolve(field) else { return .always }
    let bounds =
      switch symbol {
      case .colon, .equal, .doubleEqual: TypedBounds(lower: text, includesLower: true, upper: text, includesUpper: true)
      case .greater: TypedBounds(lower: text, includesLower: false, upper: nil, includesUpper: true)
      case .greaterOrEqual: TypedBounds(lower: text, includesLower: true, upper: nil, includesUpper: true)
      case .less: TypedBounds(lower: nil, includesLower: true, upper: text, includesUpper: false)
      case .lessOrEqual: TypedBounds(lower: nil, includesLower: true, upper: text, includesUpper: true)
      }
    if let node = typed(source, type, field, bounds, isEquality: symbol.isEquality) { return node }
    if contradicts(type, field, bounds) { return .always }
    let kind = type.declaredKind
    let number = kind == .text ? nil : number(text)
    if number != nil { noteGuess(source, type) }
    switch symbol {
    case .colon, .equal, .doubleEqual:
      let pattern = TokenPattern(literal: query.literal(text), isQuoted: text.isQuoted)
      guard let number else { return leaf(.tokens(source, pattern)) }
      return leaf(.numberOrTokens(source, NumberInterval(lower: number, upper: number), pattern))
    case .greater, .greaterOrEqual:
      return interval(
        source, kind, lower: text, includesLower: symbol == .greaterOrEqual, upper: nil, includesUpper: true)
    case .less, .lessOrEqual:
      return interval(source, kind, lower: nil, includesLower: true, upper: text, includesUpper: symbol == .lessOrEqual)
    }
  }

  private mutating func bindRange(_ field: FieldName, _ range: QueryRange) -> Predicate.Node {
    if range.holdsFunction { return instants(field, range) }
    guard let (source, type) = resolve(field) else { return .always }
    let bounds = [range.lower.text, range.upper.text]
    let typedBounds = TypedBounds(
      lower: bounds[0], includesLower: range.includesLower, upper: bounds[1], includesUpper: range.includesUpper)
    if let node = typed(source, type, field, typedBounds, isEquality: false) { return node }
    if contradicts(type, field, typedBounds) { return .always }
    let kind = type.declaredKind
    if kind != .text, bounds.contains(where: { $0.flatMap(number) != nil }) { noteGuess(source, type) }
    return interval(
      source, kind, lower: bounds[0], includesLower: range.includesLower, upper: bounds[1],
      includesUpper: range.includesUpper)
  }

  /// Numeric bounds make a numeric test, others a text test; a range with one of each must pass both.
  private mutating func interval(
    _ source: FieldSource, _ kind: FieldKind, lower: QueryText?, includesLower: Bool, upper: QueryText?,
    includesUpper: Bool
  ) -> Predicate.Node {
    let lowerNumber = kind == .text ? nil : lower.flatMap(number)
    let upperNumber = kind == .text ? nil : upper.flatMap(number)
    var text = TextInterval(includesLower: includesLower, includesUpper: includesUpper)
    if let lower, lowerNumber == nil { text.lower = TextFolding.text(of: query.literal(lower)) }
    if let upper, upperNumber == nil { text.upper = TextFolding.text(of: query.literal(upper)) }
    var nodes: [Predicate.Node] = []
    if lowerNumber != nil || upperNumber != nil {
      let interval = NumberInterval(
        lower: lowerNumber, includesLower: includesLower, upper: upperNumber, includesUpper: includesUpper)
      nodes.append(leaf(.number(source, interval)))
    }
    if text.lower != nil || text.upper != nil { nodes.append(leaf(.text(source, text))) }
    if nodes.isEmpty { nodes.append(leaf(.present(source))) }
    return .all(of: nodes)
  }

  /// The number a literal spells, quoted or not: plain text, or the value of a number parameter.
  func number(_ text: QueryText) -> DecimalNumber? {
    let literal = query.literal(text)
    guard let parts = NumberParts(literal.span, from: 0, to: literal.count) else { return nil }
    if !parts.isPlain {
      guard text.parts.count == 1, case .parameter(let name, _) = text.parts[0], case .number = query.parameters[name]
      else { return nil }
    }
    return DecimalNumber(lexeme: literal)
  }

  // MARK: Names

  /// Where the values of a field are found, and their type; nil (and an error) where there is no such field.
  mutating func resolve(_ field: FieldName) -> (FieldSource, ColumnType)? {
    let name = Array(field.name.utf8)
    let visible = projection.field(named: name)
    if schema.isOpen {
      if let visible { remember(field.name, .column(visible.column)) }
    }
    if let visible {
      let isKnown = schema.fields.indices.contains(visible.column)
      return (.column(visible.column), isKnown ? schema.fields[visible.column].type : ColumnType())
    }
    // `recordid` of a portal's records, the `id` of a feature: members of the record that are no field of it.
    if projection.isWhole || projection.keepsUnseen,
      let column = schema.fields.firstIndex(where: { $0.isEnvelope && $0.nameBytes == name })
    {
      if schema.isOpen { remember(field.name, .column(column)) }
      return (.column(column), schema.fields[column].type)
    }
    if schema.isOpen, projection.isWhole || projection.keepsUnseen {
      return (.member(remember(field.name, nil)), ColumnType())
    }
    unknown(field)
    return nil
  }

  /// The guess of that column decides what the query means.
  mutating func noteGuess(_ source: FieldSource, _ type: ColumnType) {
    guard case .column(let column) = source, type.basis == .guessed, type.isCheckable else { return }
    if !guessedColumns.contains(column) { guessedColumns.append(column) }
  }

  /// Q013: the literal is no value of the column's declared type.
  mutating func badValue(_ message: String, _ range: SourceRange, label: String? = nil, help: [String] = []) {
    diagnostics.append(query.source.diagnostic(.queryBadValue, message, at: range, label: label, help: help))
  }

  mutating func take(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String? = nil, notes: [String] = [],
    help: [String] = []
  ) {
    diagnostics.append(
      query.source.diagnostic(code, message, at: range, label: label, notes: notes, help: help))
  }

  @discardableResult
  private mutating func remember(_ name: String, _ source: FieldSource?) -> Int {
    let bytes = Array(name.utf8)
    if let known = members.firstIndex(where: { $0.nameBytes == bytes }) { return known }
    members.append(Predicate.Member(name: name, nameBytes: bytes, source: source ?? .member(members.count)))
    return members.count - 1
  }

  private mutating func unknown(_ field: FieldName) {
    let names = projection.fields.map(\.name)
    let listed = names.prefix(12).joined(separator: ", ")
    let rest = names.count > 12 ? " and \(names.count - 12) more" : ""
    diagnostics.append(
      query.source.diagnostic(
        .unknownField, "no field '\(field.name)'", at: field.range,
        label: Suggestion.nearest(to: field.name, in: names).map { "did you mean '\($0)'?" },
        notes: [names.isEmpty ? "there are no fields" : "fields: \(listed)\(rest)"]))
  }
}
