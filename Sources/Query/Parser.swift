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

  let source: QuerySource
  var lexer: Lexer
  private var frames: [Frame] = [Frame(start: 0)]
  var depth = 0
  private var nodeCount = 0
  private(set) var isStopped = false
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
    if let second = lexer.operatorHere() {
      let both = operatorRange.lowerBound..<lexer.position + second.length
      fail(.querySyntax, "'\(source.text(both))' is two operators", both, notes: ["one of : = == < <= > >="])
      lexer.position += second.length
      lexer.skipSpace()
      if !lexer.isAtEnd { _ = value() }
      return nil
    }
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

  // MARK: Limits and errors

  mutating func enter(_ start: Int) {
    depth += 1
    if depth > QueryLimits.depth { stop("the query is nested more than \(QueryLimits.depth) levels deep", start) }
  }

  mutating func count() {
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

  mutating func fail(
    _ code: DiagnosticCode, _ message: String, _ range: SourceRange, label: String? = nil, notes: [String] = [],
    help: [String] = ["weir help query"]
  ) {
    guard diagnostics.count < QueryLimits.errors else {
      isStopped = true
      return
    }
    diagnostics.append(source.diagnostic(code, message, at: range, label: label, notes: notes, help: help))
  }
}
