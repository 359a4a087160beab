import Bytes

extension QueryFunction {
  /// `#search(field, …, "text")`: what a bare word does, over some fields.
  static let search = QueryFunction(
    "search", fields: .some, literals: ["\"text\""],
    summary: "Every token of the text stands in one of the fields, the last one as a prefix; * is every field.",
    examples: [
      QueryExample(#"#search(firstname, "Jean-C")"#, #"{"firstname":"Jean-Charles"}"#, true),
      QueryExample(#"#search(firstname, "Jean-C")"#, #"{"firstname":"Jean Claude"}"#, true),
      QueryExample(#"#search(firstname, "Jean-C")"#, #"{"firstname":"Jean Paul"}"#, false),
      QueryExample(#"#search(first, last, "ana du")"#, #"{"first":"Ana","last":"Dupont"}"#, true),
      QueryExample(#"#search(first, "dup")"#, #"{"first":"Ana","last":"Dupont"}"#, false),
      QueryExample(#"#search(*, "dup")"#, #"{"first":"Ana","last":"Dupont"}"#, true),
    ],
    role: .condition { binder, call in
      let tokens = TextFolding.tokens(of: binder.query.literal(call.literals[0]))
      let needles = tokens.indices.map {
        TokenNeedle(tokens: tokens[$0...$0], isPrefix: $0 == tokens.index(before: tokens.endIndex))
      }
      if call.fields.isEmpty { return .all(of: needles.map { binder.leaf(.anyField($0)) }) }
      let sources = call.fields.compactMap { binder.resolve($0)?.0 }
      return .all(
        of: needles.map { needle in
          let nodes = sources.map { binder.leaf(.tokens($0, TokenPattern(needles: [needle]))) }
          return nodes.count == 1 ? nodes[0] : .or(nodes)
        })
    })
}
