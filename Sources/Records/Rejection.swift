public import Diagnostics

/// A record that was read and is wrong, where the run goes on after such records.
package struct Rejection: Sendable {
  /// Row of the batch: the row stays, so that rows go on counting records, and is never visible.
  package var row: Int
  /// Places are relative to the chunk.
  package var diagnostic: Diagnostic
  /// The record's text in the batch's bytes, without its line end.
  package var start: Int
  package var end: Int

  package init(row: Int, _ diagnostic: Diagnostic, start: Int, end: Int) {
    self.row = row
    self.diagnostic = diagnostic
    self.start = start
    self.end = end
  }
}

extension RecordBatch {
  /// Why records of this batch were left out, in their order, where the run goes on after wrong records. In the batches of
  /// a stream the places are those of the input.
  public var rejectionReasons: [Diagnostic] { rejections.map(\.diagnostic) }

  /// True when the record of `row` was rejected.
  package func isRejected(_ row: Int) -> Bool {
    guard !rejections.isEmpty else { return false }
    let place = rejections.partitioningIndex { $0.row >= row }
    return place < rejections.count && rejections[place].row == row
  }

  /// Rejects the record of a row; a record that was rejected before keeps its first reason.
  package mutating func reject(_ row: Int, _ diagnostic: Diagnostic) {
    let place = rejections.partitioningIndex { $0.row >= row }
    if place < rejections.count, rejections[place].row == row { return }
    let (start, end) = recordExtent(row)
    rejections.insert(Rejection(row: row, diagnostic, start: start, end: end), at: place)
  }

  /// Makes wrong values null, each with the reason why it is wrong.
  package mutating func makeNull(_ values: [(row: Int, column: Int, reason: Diagnostic)]) {
    for value in values {
      let (start, end) = recordExtent(value.row)
      nulled.append(Rejection(row: value.row, value.reason, start: start, end: end))
    }
    for value in values { setNull(row: value.row, column: value.column) }
    changes.add(.valueNulled, values.count)
  }

  /// Takes the rows of rejected records out (pairs only): for who looks at a sample.
  package mutating func removeRejected() {
    guard !rejections.isEmpty else { return }
    let wrong = Set(rejections.map(\.row))
    let kept = (0..<recordCount).filter { !wrong.contains($0) }
    let width = 2 * layout.columnCount
    slots = kept.flatMap { slots[$0 * width..<($0 + 1) * width] }
    if !recordExtents.isEmpty { recordExtents = kept.flatMap { recordExtents[2 * $0..<2 * $0 + 2] } }
    if !propertyExtents.isEmpty { propertyExtents = kept.flatMap { propertyExtents[2 * $0..<2 * $0 + 2] } }
    rowsWithUnseenMembers = []
    recordCount = kept.count
    rejections = []
  }

  /// Takes the rejected records out of the visible rows.
  package mutating func hideRejected() {
    guard !rejections.isEmpty else { return }
    var next = 0
    var visible: [UInt32] = []
    visible.reserveCapacity(recordCount)
    selection.forEach(of: recordCount) { row in
      while next < rejections.count, rejections[next].row < row { next += 1 }
      if next < rejections.count, rejections[next].row == row { return }
      visible.append(UInt32(truncatingIfNeeded: row))
    }
    selection = .rows(visible)
  }

  /// Where a record begins and ends in the bytes, without its line end.
  package func recordExtent(_ row: Int) -> (start: Int, end: Int) {
    guard !recordExtents.isEmpty else { return fieldExtents(row: row) }
    return (Int(recordExtents[2 * row]), Int(recordExtents[2 * row + 1] & BatchLayout.positionMask))
  }
}

extension Array {
  /// The first index whose element and all after it satisfy `condition`; `count` if none does.
  package func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
