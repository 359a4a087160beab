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

  /// Every value before those below it, with its level.
  package var walk: FacetWalk { FacetWalk(self) }

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
    let counted = counts.counts
    switch spec.sort {
    case .alphanum: groups.sort(by: isNamedBefore)
    case .alphanumDescending: groups.sort { isNamedBefore($1, $0) }
    case .count:
      groups.sort { counted[Int($0)] != counted[Int($1)] ? counted[Int($0)] < counted[Int($1)] : isNamedBefore($0, $1) }
    case .countDescending:
      groups.sort { counted[Int($0)] != counted[Int($1)] ? counted[Int($0)] > counted[Int($1)] : isNamedBefore($0, $1) }
    case .num, .numDescending: sortByNumber(&groups)
    }
  }

  /// Numbers are compared as doubles, of which each takes 8 bytes; those that are one double by all their digits.
  private func sortByNumber(_ groups: inout [Int32]) {
    var named = groups.map { (group: $0, number: nearestDouble(of: $0)) }
    let isAscending = spec.sort == .num
    named.sort { one, two in
      // What is no number comes last.
      guard let a = one.number, let b = two.number else {
        return (one.number == nil) == (two.number == nil) ? isNamedBefore(one.group, two.group) : two.number == nil
      }
      if a != b { return (a < b) == isAscending }
      guard let a = number(of: one.group), let b = number(of: two.group) else { return false }
      if a.isBelow(b) { return isAscending }
      if b.isBelow(a) { return !isAscending }
      return isNamedBefore(one.group, two.group)
    }
    for index in named.indices { groups[index] = named[index].group }
  }

  /// The nearest double, infinity beyond the largest; nil: the name is no number.
  private func nearestDouble(of group: Int32) -> Double? {
    if let double = withPath(of: group, { NumberText.double($0, from: $2, to: $3) }) { return double }
    return number(of: group).map { $0.isNegative ? -.infinity : .infinity }
  }

  private func number(of group: Int32) -> DecimalNumber? {
    withPath(of: group) { DecimalNumber(lexeme: $0.array(from: $2, to: $3)) }
  }

  private func isNamedBefore(_ a: Int32, _ b: Int32) -> Bool { counts.table.precedes(Int(a), Int(b)) }
}

/// The values of a tree, each before those below it.
package struct FacetWalk: Sequence, IteratorProtocol {
  private let tree: FacetTree
  /// The groups at hand on each level, and which one comes next.
  private var levels: [(groups: [Int32], next: Int)]

  fileprivate init(_ tree: FacetTree) {
    self.tree = tree
    levels = [(tree.roots, 0)]
  }

  package mutating func next() -> (group: Int32, level: Int)? {
    while let last = levels.last, last.next == last.groups.count { levels.removeLast() }
    guard let last = levels.last else { return nil }
    let level = levels.count - 1
    let group = last.groups[last.next]
    levels[level].next += 1
    let children = tree.children(of: group)
    if !children.isEmpty { levels.append((children, 0)) }
    return (group, level)
  }
}
