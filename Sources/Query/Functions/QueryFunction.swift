/// A function of the language: how it is written, what it means, and how a call becomes a test.
///
/// Each has a file of its own and one line in `FunctionRegistry.all`; the parser, the binder, `weir help functions` and the
/// tests of the examples read it from there.
package struct QueryFunction: Sendable {
  /// The fields a call begins with.
  package enum Fields: Sendable, Equatable {
    case none
    case one
    /// One, or none: then every field of the kind that the function tests.
    case optional
    /// One or more; `*` is every field.
    case some
  }

  /// What a call gives.
  enum Role: Sendable {
    /// True or false for each record.
    case condition(@Sendable (inout Binder, BoundCall) -> Predicate.Node)
    /// An instant, in the place of a literal. Its arguments are named ones, which it reads itself.
    case instant
  }

  /// Without the `#`.
  package let name: String
  package let fields: Fields
  /// What each literal after the fields is, as help writes it: `"lat,lon"`.
  package let literals: [String]
  package let summary: String
  package let examples: [QueryExample]
  let role: Role

  init(
    _ name: String, fields: Fields, literals: [String] = [], summary: String, examples: [QueryExample], role: Role
  ) {
    self.name = name
    self.fields = fields
    self.literals = literals
    self.summary = summary
    self.examples = examples
    self.role = role
  }

  /// Its optional field is one that holds a place.
  var testsPlaces: Bool { fields == .optional }

  var isValue: Bool { if case .instant = role { true } else { false } }

  /// `#search(field, …, "text")`.
  package var form: String {
    let fieldForms: [String] =
      switch fields {
      case .none: []
      case .one: ["field"]
      case .optional: ["[field]"]
      case .some: ["field", "…"]
      }
    return "#\(name)(" + (fieldForms + literals).joined(separator: ", ") + ")"
  }
}

/// A call whose arguments fit its function: as many as it takes, fields where fields stand.
struct BoundCall {
  var call: FunctionCall
  /// Empty with `*`, or where an optional field was left out.
  var fields: [FieldName]
  /// As many as the function's `literals`.
  var literals: [QueryText]
}
