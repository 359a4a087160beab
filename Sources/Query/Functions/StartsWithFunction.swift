extension QueryFunction {
  /// `#startswith(field, "value")`.
  static let startsWith = QueryFunction(
    "startswith", fields: .one, literals: ["\"beginning\""],
    summary: "The value begins with this text as it is written; case and accents count.",
    examples: [
      QueryExample(#"#startswith(firstname, "Mar")"#, #"{"firstname":"Marie"}"#, true),
      QueryExample(#"#startswith(firstname, "Mar")"#, #"{"firstname":"marie"}"#, false),
      QueryExample(#"#startswith(street, "12 rue")"#, #"{"street":"12 rue du Bac"}"#, true),
      QueryExample(#"#startswith(insee, "75")"#, #"{"insee":"93075"}"#, false),
    ],
    role: .condition { binder, call in binder.rawText(call, isPrefix: true) })
}
