extension QueryFunction {
  /// `#exact(field, "value")`: bytes are compared, so case and accents count.
  static let exact = QueryFunction(
    "exact", fields: .one, literals: ["\"value\""],
    summary: "The whole value is this text and nothing else; case and accents count.",
    examples: [
      QueryExample(#"#exact(user_id, "anonymous")"#, #"{"user_id":"anonymous"}"#, true),
      QueryExample(#"#exact(user_id, "anonymous")"#, #"{"user_id":"anonymous2"}"#, false),
      QueryExample(#"#exact(user_id, "anonymous")"#, #"{"user_id":"Anonymous"}"#, false),
      QueryExample(#"#exact("Country Code", FR)"#, #"{"Country Code":"FR"}"#, true),
      QueryExample(#"#exact(rank, "10")"#, #"{"rank":10}"#, true),
    ],
    role: .condition { binder, call in binder.rawText(call, isPrefix: false) })
}
