import Diagnostics

extension QueryFunction {
  /// `#attr(field, attribute)` compares with the signed-in user of a portal. There is none here, so a call is an error
  /// that says what to write instead.
  static let attribute = QueryFunction(
    "attr", fields: .one, literals: ["attribute"],
    summary: "An attribute of the user signed in to a portal: there is none here, so it is an error.", examples: [],
    role: .condition { binder, call in
      _ = binder.resolve(call.fields[0])
      binder.report(
        .queryNotSupported, "#attr compares with the user signed in to a portal; there is none here", call.call.range,
        help: ["write the value: \(call.fields[0].name) = ${attribute}, given by --param attribute=VALUE"])
      return .always
    })
}
