extension QueryFunction {
  /// `#now(…)`: an instant, in the place of a literal.
  static let now = QueryFunction(
    "now", fields: .none, summary: "The time of the run, moved by its arguments.", examples: [], role: .instant)
}
