import Bytes
import Testing

@testable import Profiles

/// Exact counts, and the estimate that follows them.
@Suite struct Distinct {
  static func hash(_ number: Int) -> UInt64 {
    let text = Array(String(number).utf8)
    return text.span.valueHash(from: 0, to: text.count)
  }

  /// Within four standard errors: with these fixed values the same in every run.
  @Test(arguments: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000], [10, 12, 14])
  func estimatesAreWithinTheirError(_ count: Int, _ precision: Int) {
    var sketch = HyperLogLog(precision: precision)
    for number in 0..<count { sketch.insert(Self.hash(number)) }
    for number in stride(from: 0, to: count, by: 7) { sketch.insert(Self.hash(number)) }
    let error = abs(sketch.estimate - Double(count)) / Double(count)
    #expect(error <= 4 * sketch.relativeError, "estimated \(sketch.estimate)")
  }

  @Test func anEmptySketchIsZero() { #expect(HyperLogLog().estimate == 0) }

  @Test func sketchesMerge() {
    var whole = HyperLogLog()
    var parts = [HyperLogLog(), HyperLogLog()]
    for number in 0..<5000 {
      whole.insert(Self.hash(number))
      parts[number % 2].insert(Self.hash(number))
      parts[0].insert(Self.hash(number / 2))
    }
    parts[1].merge(parts[0])
    #expect(parts[1] == whole)
  }

  @Test func exactToTheCeiling() {
    var counter = DistinctCounter()
    var budget = TableProfile.distinctBudget
    let ceiling = DistinctCounter.exactCeiling
    for start in stride(from: 0, to: ceiling, by: 999) {
      let hashes = (start..<min(start + 999, ceiling)).map(Self.hash)
      counter.insert(hashes + hashes.prefix(10), budget: &budget)
    }
    #expect(counter.count == .exact(ceiling))
    // Known values change nothing, however often they come.
    counter.insert((0..<ceiling).map(Self.hash), budget: &budget)
    #expect(counter.count == .exact(ceiling))
    counter.insert([Self.hash(ceiling)], budget: &budget)
    guard case .estimate(let count, let error, .manyValues) = counter.count else {
      Issue.record("not an estimate: \(counter.count)")
      return
    }
    #expect(abs(count - ceiling) < Int(4 * error * Double(ceiling)))
    // What the set took is free again.
    #expect(budget == TableProfile.distinctBudget)
  }

  @Test func zeroIsAHashLikeAnyOther() {
    var counter = DistinctCounter()
    var budget = 1 << 20
    counter.insert([0, 0, 5], budget: &budget)
    counter.insert([0], budget: &budget)
    #expect(counter.count == .exact(2))
  }

  /// The budget is shared: the column that wants more than is left becomes an estimate, the others stay exact.
  @Test func columnsShareABudget() {
    var table = TableProfile(columnCount: 3, geometryCount: 0, budget: 100_000)
    var chunk = ChunkProfile(columnCount: 3, geometryCount: 0)
    chunk.hashes = [(0..<3000).map(Self.hash), (0..<50_000).map(Self.hash), (0..<100).map(Self.hash)]
    table.merge(chunk, lines: 0)
    #expect(table.distinctCount(0) == .exact(3000))
    #expect(table.distinctCount(2) == .exact(100))
    guard case .estimate(let count, let error, .memory) = table.distinctCount(1) else {
      Issue.record("not an estimate: \(table.distinctCount(1))")
      return
    }
    #expect(abs(count - 50_000) < Int(4 * error * 50_000))
  }

  /// The estimate is a function of the set of values: it matters neither in which order they come nor when exactness ended.
  @Test func orderDoesNotMatter() {
    var counts: [DistinctCounter.Count] = []
    for order in [Array(0..<120_000), (0..<120_000).reversed()] {
      var counter = DistinctCounter()
      var budget = TableProfile.distinctBudget
      counter.insert(order.map(Self.hash), budget: &budget)
      counts.append(counter.count)
    }
    #expect(counts[0] == counts[1])
  }
}
