/// The functions of the language by name. Calls parse and are checked against this list; none is bound in this version.
package enum FunctionNames {
  package static let all = ["now", "null", "exact", "search", "startswith", "distance", "polygon", "geometry", "attr"]
  /// The functions that give a value rather than a condition.
  package static let values = ["now"]
}
