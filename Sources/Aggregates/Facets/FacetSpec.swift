import Query

/// What is asked of one facet, once its field is known: what its table counts and how its values are shown.
package struct FacetSpec: Sendable, Equatable {
  package var name: String
  package var sort = FacetSort.countDescending
  /// The most values of each level; nil: all of them.
  package var limit: Int?
  /// Paths that records must have, as they are counted.
  package var refined: [[UInt8]] = []
  package var excluded: [[UInt8]] = []
  /// What stands between the levels of a path.
  package var separator: [UInt8]

  package init(name: String, separator: [UInt8]) {
    self.name = name
    self.separator = separator
  }

  /// The paths whose children are counted: every refined one and what stands above it, and what stands above an excluded one.
  package var opened: [[UInt8]] {
    var opened: [[UInt8]] = []
    for (paths, isWhole) in [(refined, true), (excluded, false)] {
      for path in paths {
        for end in levelEnds(of: path) where isWhole || end < path.count {
          let prefix = Array(path[..<end])
          if !opened.contains(prefix) { opened.append(prefix) }
        }
      }
    }
    return opened
  }

  /// Where each level of a path ends.
  package func levelEnds(of path: [UInt8]) -> [Int] {
    var ends: [Int] = []
    var start = 0
    while let found = FacetReader.position(of: separator, in: path.span, from: start, to: path.count) {
      ends.append(found)
      start = found + separator.count
    }
    return ends + [path.count]
  }
}
