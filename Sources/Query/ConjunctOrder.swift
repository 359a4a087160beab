/// The order in which the operands of a conjunction run: cheapest first to begin with, then those first that drop the most
/// records for what they cost, as far as the records read so far tell. The result is the same in any order.
struct ConjunctOrder: Sendable, Equatable {
  /// Indices of the operands.
  private(set) var order: [Int]
  private let costs: [Int]
  /// Records that each operand was asked about, and those that passed.
  private var asked: [Int]
  private var passed: [Int]

  /// `costs`: of each operand, in nanoseconds a record.
  init(costs: [Int]) {
    self.costs = costs
    order = costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
    asked = costs.map { _ in 0 }
    passed = asked
  }

  mutating func note(_ operand: Int, asked: Int, passed: Int) {
    self.asked[operand] += asked
    self.passed[operand] += passed
  }

  /// Between two batches.
  mutating func settle() {
    guard costs.count > 1 else { return }
    for i in asked.indices where asked[i] > 1 << 20 {
      // What was long ago counts for less.
      asked[i] /= 2
      passed[i] /= 2
    }
    let ranks = costs.indices.map(rank)
    order.sort { (ranks[$0], $0) < (ranks[$1], $1) }
  }

  /// Nanoseconds for each record dropped. Of an operand that nobody asked yet: as if it dropped half.
  private func rank(_ operand: Int) -> Double {
    let dropped = Double(asked[operand] - passed[operand] + 1) / Double(asked[operand] + 2)
    return Double(max(costs[operand], 1)) / dropped
  }
}
