/// What has been counted of all facets of a question: adds up, whatever part of the records it has seen.
package struct FacetState: Sendable {
  /// Records that match.
  package var records = 0
  package var facets: [FacetCounts]

  package init(facets count: Int) { facets = Array(repeating: FacetCounts(), count: count) }

  package mutating func merge(_ other: FacetState) {
    if records == 0, groupCount == 0 {
      // The first one is taken as it is.
      self = other
      return
    }
    records += other.records
    for index in facets.indices { facets[index].merge(other.facets[index]) }
  }

  package var byteCount: Int { facets.reduce(0) { $0 + $1.byteCount } }
  /// Bytes that the order of the answer will take beside the tables.
  package func orderByteCount(_ specs: [FacetSpec]) -> Int {
    zip(facets, specs).reduce(0) { $0 + $1.0.table.count * $1.1.sort.orderBytes }
  }
  package var groupCount: Int { facets.reduce(0) { $0 + $1.table.count } }
}
