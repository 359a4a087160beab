import Bytes

/// The values of one facet in the order in which they are shown, each with the values below it. They are numbers of groups:
/// names and counts stay where they were counted.
package struct FacetTree: Sendable {
  package enum State: String, Sendable {
    case displayed, refined, excluded
  }

  private var counts: FacetCounts
  private let spec: FacetSpec
  /// Groups that are not just displayed: few.
  private var states: [Int32: State] = [:]
  private var children: [Int32: [Int32]] = [:]

  package init(_ counts: FacetCounts, _ spec: FacetSpec) {
    self.counts = counts
    self.spec = spec
    for path in spec.excluded { addExcluded(path) }
    for (paths, state) in [(spec.excluded, State.excluded), (spec.refined, .refined)] {
      for path in paths {
        guard let group = self.counts.table.find(path.span, from: 0, to: path.count) else { continue }
        states[Int32(truncatingIfNeeded: group)] = state
      }
    }
    for group in self.counts.counts.indices {
      children[self.counts.parents[group], default: []].append(Int32(truncatingIfNeeded: group))
    }
    for parent in children.keys { arrange(parent) }
  }

  /// The values of the first level.
  package var roots: [Int32] { children[-1] ?? [] }
  package func children(of group: Int32) -> [Int32] { children[group] ?? [] }
  package func state(of group: Int32) -> State { states[group] ?? .displayed }
  package func count(of group: Int32) -> Int { counts.counts[Int(group)] }

  /// Gives `body` the path where it stands: where it begins, where its last level begins, where it ends.
  package func withPath<Result>(of group: Int32, _ body: (Span<UInt8>, Int, Int, Int) -> Result) -> Result {
    let parent = Int(counts.parents[Int(group)])
    let above = parent < 0 ? 0 : counts.table.withKey(parent) { $2 - $1 } + spec.separator.count
    return counts.table.withKey(Int(group)) { body($0, $1, $1 + above, $2) }
  }

  /// Every value before those below it, with its level. Depth is that of the refined paths.
  package func visit(_ body: (Int32, Int) -> Void) { visit(roots, level: 0, body) }

  private func visit(_ groups: [Int32], level: Int, _ body: (Int32, Int) -> Void) {
    for group in groups {
      body(group, level)
      visit(children(of: group), level: level + 1, body)
    }
  }

  // MARK: Making

  /// An excluded value has no record: it is shown all the same, so that it can be taken back; so is the first level above it.
  private mutating func addExcluded(_ path: [UInt8]) {
    if counts.table.find(path.span, from: 0, to: path.count) != nil { return }
    var parent: [UInt8]?
    let ends = spec.levelEnds(of: path)
    for end in ends.dropLast() {
      let above = Array(path[..<end])
      guard counts.table.find(above.span, from: 0, to: end) != nil else { break }
      parent = above
    }
    // Where nothing stands above it, it stands at the first level by itself.
    _ = counts.add(path.span, from: 0, to: path.count, count: 0, above: parent)
  }

  private mutating func arrange(_ parent: Int32) {
    guard var groups = children[parent] else { return }
    children[parent] = nil
    sort(&groups)
    if let limit = spec.limit, groups.count > limit {
      // What was asked for stays.
      groups = groups.enumerated().filter { $0.offset < limit || states[$0.element] != nil }.map(\.element)
    }
    children[parent] = groups
  }

  private func sort(_ groups: inout [Int32]) {
    let (table, counted) = (counts.table, counts.counts)
    func isNamedBefore(_ a: Int32, _ b: Int32) -> Bool { table.precedes(Int(a), Int(b)) }
    switch spec.sort {
    case .alphanum: groups.sort(by: isNamedBefore)
    case .alphanumDescending: groups.sort { isNamedBefore($1, $0) }
    case .count:
      groups.sort { counted[Int($0)] != counted[Int($1)] ? counted[Int($0)] < counted[Int($1)] : isNamedBefore($0, $1) }
    case .countDescending:
      groups.sort { counted[Int($0)] != counted[Int($1)] ? counted[Int($0)] > counted[Int($1)] : isNamedBefore($0, $1) }
    case .num, .numDescending:
      var named = groups.map { group in
        (group, withPath(of: group) { DecimalNumber(lexeme: $0.array(from: $2, to: $3)) })
      }
      let isAscending = spec.sort == .num
      named.sort { one, two in
        // What is no number comes last.
        guard let a = one.1, let b = two.1 else {
          return (one.1 == nil) == (two.1 == nil) ? isNamedBefore(one.0, two.0) : two.1 == nil
        }
        if a.isBelow(b) { return isAscending }
        if b.isBelow(a) { return !isAscending }
        return isNamedBefore(one.0, two.0)
      }
      groups = named.map(\.0)
    }
  }
}
