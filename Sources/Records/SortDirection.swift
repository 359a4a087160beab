/// Which way the values of a sort key run. Records without a value come last in every order.
public enum SortDirection: String, Sendable, CaseIterable {
  case ascending = "asc"
  case descending = "desc"
  /// `sort=name` of an Opendatasoft portal: text ascends, everything else descends.
  case portal = "ods"
  /// `sort=-name` of an Opendatasoft portal: text descends, everything else ascends.
  case portalReversed = "ods-reversed"

  /// True where the values of a text, or of anything else, stand from the last to the first.
  package func isDescending(isText: Bool) -> Bool {
    switch self {
    case .ascending: false
    case .descending: true
    case .portal: !isText
    case .portalReversed: isText
    }
  }
}
