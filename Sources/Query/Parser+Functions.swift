import Diagnostics

/// Calls of functions: `#name(argument, …)`.
extension Parser {
  /// The call at the cursor, or nil (cursor unmoved) when the `#` begins an ordinary word.
  mutating func functionCall() -> FunctionCall? {
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
    let function = FunctionRegistry.function(named: name)
    if function == nil {
      fail(
        .unknownFunction, "no function '#\(name)'", call.nameRange,
        label: Suggestion.nearest(to: name, in: FunctionRegistry.names).map { "did you mean '#\($0)'?" },
        notes: ["functions: " + FunctionRegistry.names.map { "#\($0)" }.joined(separator: " ")],
        help: ["weir help functions"])
    }
    let known = diagnostics.count
    readArguments(of: &call)
    call.range = start..<lexer.position
    if let function, !function.isValue, diagnostics.count == known { check(call, function) }
    return call
  }

  /// Says what is wrong with the arguments, once they could be read.
  private mutating func check(_ call: FunctionCall, _ function: QueryFunction) {
    do {
      _ = try call.bound(by: function)
    } catch {
      fail(
        .querySyntax, error.message, error.range, notes: ["it is written \(function.form)"],
        help: ["weir help functions"])
    }
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
        fail(
          .querySyntax, "arguments are separated by commas", lexer.position..<lexer.position,
          notes: ["a text with blanks is written in quotes"])
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
    return source.text(text.range) == "*" ? .everyField(text.range) : .text(text)
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

  mutating func condition(_ call: FunctionCall) -> QueryNode? {
    guard let function = FunctionRegistry.function(named: call.name), function.isValue else { return .function(call) }
    fail(
      .querySyntax, "#\(call.name) is a value, not a condition", call.range, notes: ["write field >= #\(call.name)(…)"])
    return nil
  }

  mutating func requireValue(_ call: FunctionCall) {
    guard let function = FunctionRegistry.function(named: call.name), !function.isValue else { return }
    fail(.querySyntax, "#\(call.name) is a condition, not a value", call.range)
  }
}
