import Bytes
package import Records

/// Runs a predicate over batches: each test narrows the list of surviving rows of the whole batch before the next one
/// looks at it. One for each worker; it owns its scratch memory, and no record allocates.
///
///     var evaluator = PredicateEvaluator(predicate)
///     evaluator.select(&batch)        // batch.selection holds the matching rows
package struct PredicateEvaluator: Sendable {
  private let predicate: Predicate
  /// For each of `memberNames`: true once a visible record had it. A name never seen in the whole input is most likely
  /// a typing error, which an open schema cannot tell before the end (Q014).
  package private(set) var seenMembers: [Bool]
  package var memberNames: [String] { predicate.memberNames }
  /// Columns whose guessed type the answers rest on.
  package var guessedColumns: [Int] { predicate.guessedColumns }

  private var reader: ValueReader
  /// How the conjunctions run, as this worker has learned.
  private var orders: [ConjunctOrder]
  /// Row lists not in use.
  private var spareLists: [[UInt32]] = []

  package init(_ predicate: Predicate) {
    self.predicate = predicate
    seenMembers = predicate.members.map { _ in false }
    reader = ValueReader(members: predicate.members)
    orders = predicate.orders
  }

  /// Narrows `batch.selection` to the rows that match.
  package mutating func select(_ batch: inout RecordBatch) {
    if case .always = predicate.root { return }
    var rows = takeList()
    switch batch.selection {
    case .all: rows.append(contentsOf: 0..<UInt32(truncatingIfNeeded: batch.recordCount))
    case .rows(let visible): rows.append(contentsOf: visible)
    }
    let visibleCount = rows.count
    noteMembers(rows, batch)
    narrow(&rows, by: predicate.root, batch)
    if rows.count < visibleCount { batch.selection = .rows(Array(rows)) }
    giveBack(&rows)
  }

  /// Looks for names not seen yet, whatever the other conditions say: a row that an earlier conjunct dropped has the
  /// member all the same. Ends at the first record that has it, so it costs nothing later.
  private mutating func noteMembers(_ rows: [UInt32], _ batch: RecordBatch) {
    for index in seenMembers.indices where !seenMembers[index] {
      let source = predicate.members[index].source
      seenMembers[index] = rows.contains { reader.content(of: source, row: Int($0), batch).form != .absent }
    }
  }

  // MARK: Boolean structure

  /// Depth is the syntax tree's, which the parser limits.
  private mutating func narrow(_ rows: inout [UInt32], by node: Predicate.Node, _ batch: RecordBatch) {
    if rows.isEmpty { return }
    switch node {
    case .always: break
    case .leaf(let index): reader.narrow(&rows, by: predicate.leaves[index], batch)
    case .and(let operands, let order): narrowToIntersection(&rows, operands, order, batch)
    case .not(let operand):
      var matching = takeList()
      matching.append(contentsOf: rows)
      narrow(&matching, by: operand, batch)
      Self.remove(matching, from: &rows)
      giveBack(&matching)
    case .or(let operands): narrowToUnion(&rows, operands, batch)
    }
  }

  /// Each condition looks only at the rows that all before it left.
  private mutating func narrowToIntersection(
    _ rows: inout [UInt32], _ operands: [Predicate.Node], _ order: Int, _ batch: RecordBatch
  ) {
    for index in orders[order].order where !rows.isEmpty {
      let asked = rows.count
      narrow(&rows, by: operands[index], batch)
      orders[order].note(index, asked: asked, passed: rows.count)
    }
    orders[order].settle()
  }

  /// Each alternative looks only at the rows that none before it took.
  private mutating func narrowToUnion(_ rows: inout [UInt32], _ operands: [Predicate.Node], _ batch: RecordBatch) {
    var remaining = takeList()
    var matching = takeList()
    remaining.append(contentsOf: rows)
    for operand in operands where !remaining.isEmpty {
      matching.removeAll(keepingCapacity: true)
      matching.append(contentsOf: remaining)
      narrow(&matching, by: operand, batch)
      Self.remove(matching, from: &remaining)
    }
    Self.remove(remaining, from: &rows)
    giveBack(&matching)
    giveBack(&remaining)
  }

  /// Removes `taken` from `rows`; both ascend and `rows` holds all of `taken`.
  private static func remove(_ taken: [UInt32], from rows: inout [UInt32]) {
    if taken.isEmpty { return }
    let taken = taken.span
    var list = rows.mutableSpan
    var next = 0
    var kept = 0
    for i in 0..<list.count {
      let row = list[i]
      if next < taken.count, taken[next] == row {
        next &+= 1
      } else {
        list[kept] = row
        kept &+= 1
      }
    }
    rows.removeLast(rows.count - kept)
  }

  private mutating func takeList() -> [UInt32] { spareLists.popLast() ?? [] }

  private mutating func giveBack(_ list: inout [UInt32]) {
    list.removeAll(keepingCapacity: true)
    spareLists.append(list)
    list = []
  }
}
