import Bytes
import Testing

@testable import Aggregates

@Suite struct FacetTreeTests {
  /// Counts by name; a name with a parent stands below it.
  private static func tree(_ spec: FacetSpec, _ groups: [(name: String, count: Int, parent: String?)]) -> FacetTree {
    var counts = FacetCounts()
    for group in groups {
      let key = Array(group.name.utf8)
      let isAdded = counts.add(
        key.span, from: 0, to: key.count, count: group.count, above: group.parent.map { Array($0.utf8) })
      #expect(isAdded)
    }
    return FacetTree(counts, spec)
  }

  private static func names(_ tree: FacetTree) -> [String] {
    tree.walk.map { group, level in
      String(repeating: ">", count: level)
        + tree.withPath(of: group) { String(decoding: $0.array(from: $2, to: $3), as: UTF8.self) }
    }
  }

  /// All digits count where doubles are the same, and what is too large for one is still a number.
  @Test(arguments: [
    (FacetSort.num, ["-1e400", "-2", "0.5", "7", "9007199254740992", "9007199254740993", "1e400", "1e401", "a", "b"]),
    (.numDescending, ["1e401", "1e400", "9007199254740993", "9007199254740992", "7", "0.5", "-2", "-1e400", "a", "b"]),
  ]) func numbersHaveAllTheirDigits(_ sort: FacetSort, _ expected: [String]) {
    var spec = FacetSpec(name: "f", separator: [0x2F])
    spec.sort = sort
    let shuffled = expected.indices.map { expected[($0 * 7 + 3) % expected.count] }
    #expect(Self.names(Self.tree(spec, shuffled.map { ($0, 1, nil) })) == expected)
  }

  @Test func aValueStandsBeforeThoseBelowIt() {
    let tree = Self.tree(
      FacetSpec(name: "f", separator: [0x2F]),
      [("b", 2, nil), ("a", 5, nil), ("a/x", 1, "a"), ("a/y", 4, "a"), ("a/y/z", 4, "a/y"), ("c", 1, nil)])
    #expect(Self.names(tree) == ["a", ">y", ">>z", ">x", "b", "c"])
    #expect(Self.names(Self.tree(FacetSpec(name: "f", separator: [0x2F]), [])) == [])
  }
}
