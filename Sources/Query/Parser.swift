import Diagnostics

/// Turns the text of a query into its syntax tree, collecting every error on the way.
///
///     query  = [ or ]            or   = and { "OR" and }          and = unary { [ "AND" ] unary }
///     unary  = "NOT" unary | "(" or ")" | function | clause | term
///     clause = field operator ( range | function | quoted | bare )
///     range  = ( "[" | "]" ) bound ( "TO" | ".." ) bound ( "]" | "[" )
///
/// Parentheses and NOTs live on a stack of frames, not on the call stack: input cannot exhaust it.
struct Parser {
  /// An open parenthesis (or the query itself) and what stands inside it so far.
  private struct Frame {
    var start: Int
    var alternatives: [QueryNode] = []
    var conjuncts: [QueryNode] = []
    /// Starts of the NOTs that wait for their operand.
    var negations: [Int] = []
    /// The AND, OR or NOT that waits for an operand.
    var pending: (keyword: String, range: SourceRange)?
  }

  private let source: QuerySource
  private var lexer: Lexer
  private var frames: [Frame] = [Frame(start: 0)]
  private var depth = 0
  private var nodeCount = 0
  private var isStopped = false
  private(set) var diagnostics: [Diagnostic] = []

  init(_ source: QuerySource) {
    self.source = source
    lexer = Lexer(source.bytes)
  }

  mutating func parse() -> QueryNode {
    guard source.bytes.count <= QueryLimits.bytes else {
      fail(.queryTooDeep, "the query has \(source.bytes.count) bytes; at most \(QueryLimits.bytes) are read", 0..<0)
      return .everything(0..<0)
    }
    while !isStopped {
      lexer.skipSpace()
      if lexer.isAtEnd { break }
      step()
    }
    while frames.count > 1 {
      let start = frames[frames.count - 1].start
      if !isStopped { fail(.queryUnclosed, "a parenthesis is not closed", start..<start + 1, label: "opened here") }
      closeFrame()
    }
    let root = frames.removeLast()
    return finish(root, end: source.bytes.count) ?? .everything(0..<source.bytes.count)
  }

  /// One token of the boolean level.
  private mutating func step() {
    let start = lexer.position
    if lexer.byte() == 0x28 {
      lexer.position += 1
      enter(start)
      if !isStopped { frames.append(Frame(start: start)) }
    } else if lexer.byte() == 0x29 {
      lexer.position += 1
      if frames.count > 1 {
        closeFrame()
      } else {
        fail(.querySyntax, "a parenthesis is closed that was not opened", start..<start + 1)
      }
    } else if let keyword = lexer.keywordHere() {
      lexer.position += keyword.utf8.count
      take(keyword, start..<lexer.position)
    } else {
      // A broken condition stands for itself, so that its neighbours are judged as if it were whole.
      operand(primary() ?? .everything(start..<lexer.position))
    }
    reportProblems()
  }

  // MARK: Boolean structure

  private mutating func take(_ keyword: String, _ range: SourceRange) {
    var frame = frames[frames.count - 1]
    if keyword == "NOT" {
      enter(range.lowerBound)
      frame.negations.append(range.lowerBound)
    } else if let pending = frame.pending {
      fail(.querySyntax, "\(keyword) follows \(pending.keyword) without a condition between them", range)
    } else if frame.conjuncts.isEmpty {
      fail(.querySyntax, "\(keyword) has no condition before it", range)
    } else if keyword == "OR" {
      frame.alternatives.append(Self.conjunction(frame.conjuncts))
      frame.conjuncts = []
    }
    frame.pending = (keyword, range)
    frames[frames.count - 1] = frame
  }

  private mutating func operand(_ node: QueryNode) {
    var frame = frames[frames.count - 1]
    var node = node
    while let start = frame.negations.popLast() {
      node = .not(node, start..<node.range.upperBound)
      count()
      depth -= 1
    }
    frame.conjuncts.append(node)
    frame.pending = nil
    frames[frames.count - 1] = frame
    count()
  }

  private mutating func closeFrame() {
    let frame = frames.removeLast()
    depth -= 1
    let end = lexer.position
    if let node = finish(frame, end: end) {
      operand(node)
    } else if frame.pending == nil, !isStopped {
      fail(.querySyntax, "the parentheses are empty", frame.start..<end)
    }
  }

  private mutating func finish(_ frame: Frame, end: Int) -> QueryNode? {
    depth -= frame.negations.count
    if let pending = frame.pending, !isStopped {
      fail(.querySyntax, "\(pending.keyword) has no condition after it", pending.range)
    }
    var alternatives = frame.alternatives
    if !frame.conjuncts.isEmpty { alternatives.append(Self.conjunction(frame.conjuncts)) }
    guard let first = alternatives.first, let last = alternatives.last else { return nil }
    if alternatives.count == 1 { return first }
    return .or(alternatives, first.range.lowerBound..<last.range.upperBound)
  }

  private static func conjunction(_ nodes: [QueryNode]) -> QueryNode {
    guard nodes.count > 1, let last = nodes.last else { return nodes[0] }
    return .and(nodes, nodes[0].range.lowerBound..<last.range.upperBound)
  }

  // MARK: Primaries

  private mutating func primary() -> QueryNode? {
    let start = lexer.position
    if let found = lexer.operatorHere() {
      lexer.position += found.length
      fail(.querySyntax, "'\(found.operator.rawValue)' has no field before it", start..<lexer.position)
      return nil
    }
    if lexer.byte() == 0x23, let call = functionCall() { return condition(call) }
    if lexer.byte() == 0x60 { return backquotedClause() }
    if let quote = lexer.quoteHere() {
      let text = lexer.quotedText(quote)
      let end = lexer.position
      lexer.skipSpace()
      if lexer.operatorHere() != nil { return clause(fieldName(text)) }
      lexer.position = end
      return .term(text)
    }
    let nameEnd = lexer.nameEnd()
    if nameEnd > start, !readsAsTerm(start..<nameEnd) {
      lexer.position = nameEnd
      lexer.skipSpace()
      if lexer.byte() == 0x21, lexer.byte(at: 1) == 0x3D { return unknownOperator(length: 2) }
      if lexer.operatorHere() != nil {
        return clause(FieldName(name: source.text(start..<nameEnd), range: start..<nameEnd))
      }
      lexer.position = start
    }
    return .term(lexer.bareText(.term))
  }

  /// `name://…` is an address and `12:30` a time, not a field and its value.
  private func readsAsTerm(_ name: SourceRange) -> Bool {
    let bytes = source.bytes
    guard name.upperBound < bytes.count, bytes[name.upperBound] == 0x3A else { return false }
    let rest = bytes[(name.upperBound + 1)...]
    if rest.starts(with: [0x2F, 0x2F]) { return true }
    let isDigit = { (byte: UInt8) in byte &- 0x30 < 10 }
    guard isDigit(bytes[name.lowerBound]), isDigit(bytes[name.upperBound - 1]), let next = rest.first, isDigit(next)
    else {
      return false
    }
    return bytes[name].allSatisfy { isDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x54 }
  }

  /// `` `Country Code`:FR ``: a name of any characters.
  private mutating func backquotedClause() -> QueryNode? {
    let start = lexer.position
    let text = lexer.quotedText((1, [0x60]))
    lexer.skipSpace()
    if lexer.operatorHere() != nil { return clause(fieldName(text)) }
    fail(.querySyntax, "a name in backquotes is followed by an operator", start..<text.range.upperBound)
    return nil
  }

  private mutating func fieldName(_ text: QueryText) -> FieldName {
    var name = ""
    for part in text.parts {
      switch part {
      case .text(let text): name += text
      case .parameter(_, let range): fail(.querySyntax, "a parameter gives a value; it cannot name a field", range)
      }
    }
    return FieldName(name: name, range: text.range)
  }

  private mutating func unknownOperator(length: Int) -> QueryNode? {
    let range = lexer.position..<lexer.position + length
    fail(
      .querySyntax, "no operator '\(source.text(range))'", range,
      notes: ["operators: : = == < <= > >=; 'differs from' is NOT field = value"])
    lexer.position += length
    lexer.skipSpace()
    if !lexer.isAtEnd { _ = value() }
    return nil
  }

  /// The cursor stands at the operator.
  private mutating func clause(_ field: FieldName) -> QueryNode? {
    guard let (symbol, length) = lexer.operatorHere() else { return nil }
    let operatorRange = lexer.position..<lexer.position + length
    lexer.position += length
    if lexer.operatorHere() != nil {
      lexer.position -= length
      var width = length
      while [0x3A, 0x3C, 0x3D, 0x3E].contains(lexer.byte(at: width)) { width += 1 }
      return unknownOperator(length: width)
    }
    lexer.skipSpace()
    if lexer.byte() == 0x5B || lexer.byte() == 0x5D {
      guard let range = range() else { return nil }
      if symbol.isEquality { return .range(field, range) }
      fail(.querySyntax, "a range follows ':', not '\(symbol.rawValue)'", operatorRange)
      return nil
    }
    if lexer.byte() == 0x23, let call = functionCall() {
      requireValue(call)
      return .functionComparison(field, symbol, call)
    }
    guard let value = value() else {
      fail(.querySyntax, "'\(field.name) \(symbol.rawValue)' has no value", operatorRange)
      return nil
    }
    return .comparison(field, symbol, value)
  }

  private mutating func value() -> QueryText? {
    if let quote = lexer.quoteHere() { return lexer.quotedText(quote) }
    let text = lexer.bareText(.value)
    return text.range.isEmpty ? nil : text
  }

  // MARK: Ranges

  private mutating func range() -> QueryRange? {
    let start = lexer.position
    let includesLower = lexer.byte() == 0x5B
    lexer.position += 1
    let lower = bound()
    lexer.skipSpace()
    let separator = lexer.position
    if lexer.byte() == 0x2E, lexer.byte(at: 1) == 0x2E {
      lexer.position += 2
    } else if lexer.nameEnd() == separator + 2, source.text(separator..<separator + 2).lowercased() == "to" {
      lexer.position += 2
    } else {
      let message = lexer.isAtEnd ? "a range is not closed" : "a range is written [a TO b]; TO is missing"
      fail(
        lexer.isAtEnd ? .queryUnclosed : .querySyntax, message,
        lexer.isAtEnd ? start..<start + 1 : separator..<separator)
      skipRange()
      return nil
    }
    let upper = bound()
    lexer.skipSpace()
    let end = lexer.byte()
    guard end == 0x5B || end == 0x5D else {
      fail(.queryUnclosed, "a range is not closed", start..<start + 1, label: "opened here")
      skipRange()
      return nil
    }
    lexer.position += 1
    guard let lower, let upper else { return nil }
    return QueryRange(
      lower: lower, upper: upper, includesLower: includesLower, includesUpper: end == 0x5D,
      range: start..<lexer.position)
  }

  private mutating func bound() -> QueryRange.Bound? {
    lexer.skipSpace()
    let start = lexer.position
    if lexer.byte() == 0x23, let call = functionCall() {
      requireValue(call)
      return .function(call)
    }
    if let quote = lexer.quoteHere() { return .text(lexer.quotedText(quote)) }
    let text = lexer.bareText(.bound)
    if text.range.isEmpty || source.text(text.range) == "TO" {
      fail(.querySyntax, "a range bound is missing", start..<start, notes: ["* is an open bound: [10 TO *]"])
      lexer.position = start
      return nil
    }
    return source.text(text.range) == "*" ? .open : .text(text)
  }

  /// After an error in a range: goes on behind its end, or behind the next blank.
  private mutating func skipRange() {
    let rest = source.bytes[lexer.position...]
    guard let end = rest.firstIndex(where: { $0 == 0x5D || $0 == 0x5B || $0 == 0x29 }) else {
      lexer.position = source.bytes.count
      return
    }
    lexer.position = source.bytes[end] == 0x29 ? end : end + 1
  }

  // MARK: Functions

  /// The call at the cursor, or nil (cursor unmoved) when the `#` begins an ordinary word.
  private mutating func functionCall() -> FunctionCall? {
    let start = lexer.position
    lexer.position += 1
    let nameEnd = lexer.nameEnd()
    guard nameEnd > lexer.position, nameEnd < source.bytes.count, source.bytes[nameEnd] == 0x28 else {
      lexer.position = start
      return nil
    }
    let name = source.text(lexer.position..<nameEnd)
    var call = FunctionCall(name: name, nameRange: start..<nameEnd, arguments: [], range: start..<nameEnd)
    lexer.position = nameEnd + 1
    enter(start)
    count()
    defer { depth -= 1 }
    if isStopped { return call }
    if !FunctionNames.all.contains(name) {
      fail(
        .unknownFunction, "no function '#\(name)'", call.nameRange,
        label: Suggestion.nearest(to: name, in: FunctionNames.all).map { "did you mean '#\($0)'?" },
        notes: ["functions: " + FunctionNames.all.map { "#\($0)" }.joined(separator: " ")])
    }
    readArguments(of: &call)
    call.range = start..<lexer.position
    return call
  }

  private mutating func readArguments(of call: inout FunctionCall) {
    lexer.skipSpace()
    if lexer.byte() == 0x29 {
      lexer.position += 1
      return
    }
    while !isStopped {
      lexer.skipSpace()
      if let argument = argument() { call.arguments.append(argument) }
      count()
      lexer.skipSpace()
      switch lexer.byte() {
      case 0x2C where !lexer.isAtEnd: lexer.position += 1
      case 0x29 where !lexer.isAtEnd:
        lexer.position += 1
        return
      default:
        if lexer.isAtEnd {
          fail(.queryUnclosed, "the parenthesis of #\(call.name) is not closed", call.nameRange)
          return
        }
        fail(.querySyntax, "arguments are separated by commas", lexer.position..<lexer.position)
        let rest = source.bytes[lexer.position...]
        guard let next = rest.firstIndex(where: { $0 == 0x2C || $0 == 0x29 }) else {
          lexer.position = source.bytes.count
          return
        }
        lexer.position = next + 1
        if source.bytes[next] == 0x29 { return }
      }
    }
  }

  private mutating func argument() -> FunctionCall.Argument? {
    let start = lexer.position
    if lexer.byte() == 0x23, let call = functionCall() { return .call(call) }
    if let quote = lexer.quoteHere() { return .text(lexer.quotedText(quote)) }
    let nameEnd = lexer.nameEnd()
    if nameEnd > start {
      lexer.position = nameEnd
      lexer.skipSpace()
      if lexer.byte() == 0x3D {
        return namedArgument(FieldName(name: source.text(start..<nameEnd), range: start..<nameEnd))
      }
      lexer.position = start
    }
    let text = lexer.bareText(.argument)
    if text.range.isEmpty {
      fail(.querySyntax, "an argument is missing", start..<start)
      return nil
    }
    return source.text(text.range) == "*" ? .everyField : .text(text)
  }

  private mutating func namedArgument(_ name: FieldName) -> FunctionCall.Argument? {
    lexer.position += 1
    lexer.skipSpace()
    let start = lexer.position
    let value: QueryText
    if let quote = lexer.quoteHere() { value = lexer.quotedText(quote) } else { value = lexer.bareText(.argument) }
    guard !value.range.isEmpty else {
      fail(.querySyntax, "'\(name.name)=' has no value", start..<start)
      return nil
    }
    guard lexer.byte() == 0x28 else { return .named(name, value, ordinal: nil) }
    lexer.position += 1
    lexer.skipSpace()
    let ordinal = lexer.bareText(.argument)
    lexer.skipSpace()
    if lexer.byte() == 0x29 {
      lexer.position += 1
    } else {
      fail(.queryUnclosed, "a parenthesis is not closed", value.range)
    }
    return .named(name, value, ordinal: ordinal)
  }

  private mutating func condition(_ call: FunctionCall) -> QueryNode? {
    guard FunctionNames.values.contains(call.name) else { return .function(call) }
    fail(
      .querySyntax, "#\(call.name) is a value, not a condition", call.range, notes: ["write field >= #\(call.name)(…)"])
    return nil
  }

  private mutating func requireValue(_ call: FunctionCall) {
    guard FunctionNames.all.contains(call.name), !FunctionNames.values.contains(call.name) else { return }
    fail(.querySyntax, "#\(call.name) is a condition, not a value", call.range)
  }

  // MARK: Limits and errors

  private mutating func enter(_ start: Int) {
    depth += 1
    if depth > QueryLimits.depth { stop("the query is nested more than \(QueryLimits.depth) levels deep", start) }
  }

  private mutating func count() {
    nodeCount += 1
    if nodeCount > QueryLimits.nodes { stop("the query has more than \(QueryLimits.nodes) parts", lexer.position) }
  }

  private mutating func stop(_ message: String, _ start: Int) {
    guard !isStopped else { return }
    let start = min(start, source.bytes.count)
    fail(.queryTooDeep, message, start..<min(start + 1, source.bytes.count))
    isStopped = true
  }

  private mutating func reportProblems() {
    for problem in lexer.problems { fail(.querySyntax, problem.message, problem.range) }
    lexer.problems = []
  }

  private mutating func fail(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String? = nil, notes: [String] = []
  ) {
    guard diagnostics.count < QueryLimits.errors else {
      isStopped = true
      return
    }
    diagnostics.append(source.diagnostic(code, message, at: range, label: label, notes: notes))
  }
}
