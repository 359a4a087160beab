import Bytes

/// What has been computed of series: adds up, whatever part of the records it has seen.
package struct SeriesState: Sendable {
  /// Records that were seen.
  package var records = 0
  /// Groups by their `SliceKey`.
  package internal(set) var table = GroupTable()
  /// Records of each group.
  package internal(set) var counts: [Int] = []
  package internal(set) var operands: [OperandState]

  package init(_ operands: [OperandState]) { self.operands = operands }

  package var byteCount: Int {
    table.byteCount + 8 * counts.capacity + operands.reduce(0) { $0 + $1.byteCount }
  }

  package var groupCount: Int { table.count }

  /// Makes room for the groups that were met.
  mutating func grow() {
    let count = table.count
    guard counts.count < count else { return }
    counts.append(contentsOf: repeatElement(0, count: count - counts.count))
    for index in operands.indices { operands[index].grow(to: count) }
  }

  /// Adds what was computed of other records for the same question.
  package mutating func merge(_ other: SeriesState) {
    if records == 0, groupCount == 0 {
      // The first one is taken as it is.
      self = other
      return
    }
    records += other.records
    let numbers = table.merge(other.table)
    grow()
    for (old, group) in numbers.enumerated() { counts[group] &+= other.counts[old] }
    for index in operands.indices { operands[index].merge(other.operands[index], numbers) }
  }

  /// The group of a key that was read from a file.
  package mutating func group(of key: [UInt8]) -> Int {
    let group = table.group(of: key.span, from: 0, to: key.count)
    grow()
    return group
  }

  /// A copy of the key of a group.
  package func key(_ group: Int) -> [UInt8] { table.key(group) }

  package mutating func add(records count: Int, to group: Int) { counts[group] += count }
}
