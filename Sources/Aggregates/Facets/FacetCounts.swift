import Bytes
package import Query
package import Records

/// How many records have each value of one facet: a table that grows with different values only, and adds up.
package struct FacetCounts: Sendable {
  package private(set) var table = GroupTable()
  package private(set) var counts: [Int] = []
  /// The group above each one, -1 for those of the first level.
  package private(set) var parents: [Int32] = []
  /// The record that counted last in each group: one with a value twice counts once. Empty where that cannot be.
  private var stamps: [Int] = []
  private var stamp = 0

  package init() {}

  package var byteCount: Int { table.byteCount + 8 * (counts.capacity + stamps.capacity) + 4 * parents.capacity }

  // MARK: Counting

  /// Counts the values of a column whose texts are its values.
  package mutating func count(plain column: Int, of batch: borrowing RecordBatch, _ reader: inout FacetReader) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: column)
    // Values with quotes or escapes take the reader's way.
    var quote: UInt8?
    if case .delimited(let mark, _) = batch.syntax { quote = mark }
    batch.selection.forEach(of: batch.recordCount) { row in
      let (start, end) = cells.extent(row: row, slots)
      if let quote, start < end, bytes[start] != quote {
        count(table.group(of: bytes, from: start, to: end))
      } else if start < end {
        reader.forEachValue(batch.content(row: row, column: column), batch) { text, from, to, _ in
          count(table.group(of: text, from: from, to: to))
        }
      }
    }
  }

  @inline(__always)
  private mutating func count(_ group: Int) {
    if group == counts.count {
      counts.append(1)
      parents.append(-1)
    } else {
      counts[group] &+= 1
    }
  }

  /// Counts the values of a column, whatever they are. `opened`: the paths whose children are counted.
  package mutating func count(
    _ column: Int, of batch: borrowing RecordBatch, _ reader: inout FacetReader, opened: [[UInt8]]
  ) {
    let separator = reader.shape.levelSeparator
    batch.selection.forEach(of: batch.recordCount) { row in
      stamp &+= 1
      reader.forEachValue(batch.content(row: row, column: column), batch) { text, start, end, value in
        guard value == .path else {
          _ = note(text, start, end, above: -1)
          return
        }
        var parent = -1
        var first = start
        while true {
          let last = FacetReader.position(of: separator, in: text, from: first, to: end) ?? end
          parent = note(text, start, last, above: parent)
          if last == end || !opened.contains(where: { text.holds($0, from: start, to: last) }) { return }
          first = last &+ separator.count
        }
      }
    }
  }

  /// Counts the record in the group of a key, once.
  private mutating func note(_ text: Span<UInt8>, _ start: Int, _ end: Int, above parent: Int) -> Int {
    let group = table.group(of: text, from: start, to: end)
    if group == counts.count {
      counts.append(0)
      parents.append(Int32(truncatingIfNeeded: parent))
    }
    while stamps.count < counts.count { stamps.append(0) }
    if stamps[group] != stamp {
      stamps[group] = stamp
      counts[group] &+= 1
    }
    return group
  }

  // MARK: Adding up

  package mutating func merge(_ other: FacetCounts) {
    let numbers = table.merge(other.table)
    for (old, group) in numbers.enumerated() {
      if group == counts.count {
        counts.append(0)
        parents.append(other.parents[old] < 0 ? -1 : Int32(truncatingIfNeeded: numbers[Int(other.parents[old])]))
      }
      counts[group] &+= other.counts[old]
    }
  }

  /// Adds a group that was counted elsewhere. False: there is no such group above it, or it is there already.
  package mutating func add(_ key: Span<UInt8>, from start: Int, to end: Int, count: Int, above parent: [UInt8]?)
    -> Bool
  {
    var above = -1
    if let parent {
      guard let found = table.find(parent.span, from: 0, to: parent.count) else { return false }
      above = found
    }
    let group = table.group(of: key, from: start, to: end)
    guard group == counts.count else { return false }
    counts.append(count)
    parents.append(Int32(truncatingIfNeeded: above))
    return true
  }
}
