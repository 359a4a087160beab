/// Sorting the arguments of a call into fields and literals, by what its function takes.
extension FunctionCall {
  /// What is wrong with the arguments of a call: a message and where.
  struct Misfit: Error {
    var message: String
    var range: SourceRange
  }

  /// The arguments in the order that `function` takes them.
  func bound(by function: QueryFunction) throws(Misfit) -> BoundCall {
    for argument in arguments {
      switch argument {
      case .named(let name, _, _):
        throw Misfit(message: "#\(self.name) takes its arguments by position, not by name", range: name.range)
      case .call(let call): throw Misfit(message: "#\(call.name) cannot stand inside #\(name)", range: call.range)
      case .text, .everyField: break
      }
    }
    let fieldCount = arguments.count - function.literals.count
    let fits =
      switch function.fields {
      case .none: fieldCount == 0
      case .one: fieldCount == 1
      case .optional: fieldCount == 0 || fieldCount == 1
      case .some: fieldCount >= 1
      }
    guard fits else {
      let given = arguments.count == 1 ? "1 argument" : "\(arguments.count) arguments"
      let message = arguments.isEmpty ? "#\(name) takes arguments" : "#\(name) does not take \(given)"
      throw Misfit(message: message, range: range)
    }
    var fields: [FieldName] = []
    for argument in arguments.prefix(fieldCount) {
      switch argument {
      case .text(let text): fields.append(try fieldName(text))
      case .everyField(let star):
        guard function.fields != .one, fieldCount == 1 else {
          throw Misfit(message: "* stands alone for every field; #\(name) cannot use it here", range: star)
        }
      case .named, .call: break
      }
    }
    var literals: [QueryText] = []
    for argument in arguments.dropFirst(fieldCount) {
      switch argument {
      case .text(let text): literals.append(text)
      case .everyField(let star): literals.append(QueryText(parts: [.text("*")], isQuoted: false, range: star))
      case .named, .call: break
      }
    }
    return BoundCall(call: self, fields: fields, literals: literals)
  }

  private func fieldName(_ text: QueryText) throws(Misfit) -> FieldName {
    var name = ""
    for part in text.parts {
      switch part {
      case .text(let piece): name += piece
      case .parameter(_, let range):
        throw Misfit(message: "a parameter gives a value; it cannot name a field", range: range)
      }
    }
    return FieldName(name: name, range: text.range)
  }
}
