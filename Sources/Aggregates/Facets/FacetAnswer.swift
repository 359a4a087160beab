/// Facets that were counted to the end: what the documents are made of, whether one run counted them or several parts were
/// joined.
package struct FacetAnswer: Sendable {
  /// Records that match.
  package var records: Int
  package var facets: [(name: String, tree: FacetTree)]

  package init(_ state: FacetState, _ specs: [FacetSpec]) {
    records = state.records
    facets = zip(specs, state.facets).map { ($0.name, FacetTree($1, $0)) }
  }
}
