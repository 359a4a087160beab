import Bytes

/// The values of one facet in the order in which they are shown, each with the values below it.
package struct FacetTree: Sendable {
  package enum State: String, Sendable {
    case displayed, refined, excluded
  }

  package struct Node: Sendable {
    /// The last level of the path.
    package var name: [UInt8]
    package var path: [UInt8]
    package var count: Int
    package var state: State
    package var children: [Node] = []
  }

  package var nodes: [Node]

  package init(_ counts: FacetCounts, _ spec: FacetSpec) {
    var children: [Int32: [Int]] = [:]
    for group in counts.counts.indices { children[counts.parents[group], default: []].append(group) }
    nodes = Self.nodes(below: -1, counts, spec, children)
    for path in spec.excluded { Self.add(excluded: path, spec, to: &nodes, level: 0) }
    Self.arrange(&nodes, spec)
  }

  /// Depth is that of the refined paths.
  private static func nodes(
    below parent: Int32, _ counts: FacetCounts, _ spec: FacetSpec, _ children: [Int32: [Int]]
  ) -> [Node] {
    let start = parent < 0 ? 0 : counts.table.key(Int(parent)).count + spec.separator.count
    return (children[parent] ?? []).compactMap { group in
      let path = counts.table.key(group)
      let below = nodes(below: Int32(truncatingIfNeeded: group), counts, spec, children)
      let state: State = spec.refined.contains(path) ? .refined : spec.excluded.contains(path) ? .excluded : .displayed
      return Node(name: Array(path[start...]), path: path, count: counts.counts[group], state: state, children: below)
    }
  }

  /// An excluded value has no record: it is shown all the same, so that it can be taken back.
  private static func add(excluded path: [UInt8], _ spec: FacetSpec, to nodes: inout [Node], level: Int) {
    let ends = spec.levelEnds(of: path)
    if nodes.contains(where: { $0.path == path }) { return }
    for index in nodes.indices where level + 1 < ends.count && nodes[index].path == Array(path[..<ends[level]]) {
      return add(excluded: path, spec, to: &nodes[index].children, level: level + 1)
    }
    // What stands above it has no record either.
    guard level + 1 == ends.count || level == 0 else { return }
    let start = level == 0 ? 0 : ends[level - 1] + spec.separator.count
    nodes.append(Node(name: Array(path[start...]), path: path, count: 0, state: .excluded))
  }

  private static func arrange(_ nodes: inout [Node], _ spec: FacetSpec) {
    nodes.sort { isBefore($0, $1, spec.sort) }
    if let limit = spec.limit, nodes.count > limit {
      // What was asked for stays.
      nodes = nodes.enumerated().filter { $0.offset < limit || $0.element.state != .displayed }.map(\.element)
    }
    for index in nodes.indices { arrange(&nodes[index].children, spec) }
  }

  private static func isBefore(_ a: Node, _ b: Node, _ sort: FacetSort) -> Bool {
    switch sort {
    case .count where a.count != b.count: return a.count < b.count
    case .countDescending where a.count != b.count: return a.count > b.count
    case .alphanumDescending: return b.name.lexicographicallyPrecedes(a.name)
    case .num, .numDescending:
      let (one, two) = (DecimalNumber(lexeme: a.name), DecimalNumber(lexeme: b.name))
      // What is no number comes last.
      guard let one, let two else {
        if (one == nil) != (two == nil) { return two == nil }
        break
      }
      if one.isBelow(two) { return sort == .num }
      if two.isBelow(one) { return sort == .numDescending }
    case .count, .countDescending, .alphanum: break
    }
    return a.name.lexicographicallyPrecedes(b.name)
  }
}
