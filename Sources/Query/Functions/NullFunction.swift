extension QueryFunction {
  /// `#null(field)`. "No value" is a missing member, JSON null, and an empty CSV field that does not stand in quotes.
  static let null = QueryFunction(
    "null", fields: .one, summary: "The field has no value: it is missing, null, or an empty CSV field without quotes.",
    examples: [
      QueryExample("#null(birthdate)", #"{"name":"Ana","birthdate":null}"#, true),
      QueryExample("#null(birthdate)", #"{"name":"Ana"}"#, true),
      QueryExample("NOT #null(birthdate)", #"{"birthdate":"1984-12-01"}"#, true),
      QueryExample("#null(birthdate)", #"{"birthdate":""}"#, false),
    ],
    role: .condition { binder, call in
      guard let (source, _) = binder.resolve(call.fields[0]) else { return .always }
      return .not(binder.leaf(.present(source)))
    })
}
