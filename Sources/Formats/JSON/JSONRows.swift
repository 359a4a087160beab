import Bytes
import Diagnostics
import Records

/// The rows of a batch in the making: slots, record extents and what is counted beside them.
struct JSONRows: Sendable {
  let columnCount: Int
  /// Two entries a field; rows beyond `rowCount` are prepared (everything absent) and cut off at the end.
  private(set) var slots: [UInt32] = []
  private(set) var recordExtents: [UInt32] = []
  private(set) var propertyExtents: [UInt32] = []
  private(set) var unseenRows: [UInt32] = []
  private(set) var rowCount = 0
  /// Members whose name the same record had already.
  private(set) var duplicateKeyCount = 0
  /// Members and elements of the document that stand beside the records.
  private(set) var membersOutside = 0
  let reportsUnseen: Bool
  /// Wrong records are left out, and reading goes on after them.
  var rejectsRecords = false
  private(set) var rejected: [JSONRejectedRow] = []
  /// Rows have `propertyExtents`.
  private let hasProperties: Bool

  private var rowStart = 0
  private var prepared = 0
  /// The slots of the rows that are prepared at once.
  private var blank: [UInt32] = []
  private var hasUnseen = false
  private var rowDuplicates = 0

  init(columnCount: Int, reportsUnseen: Bool, hasProperties: Bool = false) {
    self.columnCount = columnCount
    self.hasProperties = hasProperties
    self.reportsUnseen = reportsUnseen
  }

  /// Takes the batch's buffers, so that a worker's batch never allocates twice.
  mutating func begin(_ batch: inout RecordBatch) {
    swap(&slots, &batch.slots)
    swap(&recordExtents, &batch.recordExtents)
    swap(&propertyExtents, &batch.propertyExtents)
    swap(&unseenRows, &batch.rowsWithUnseenMembers)
    restart()
  }

  /// Forgets all rows: the chunk is read again.
  mutating func restart() {
    slots.removeAll(keepingCapacity: true)
    recordExtents.removeAll(keepingCapacity: true)
    propertyExtents.removeAll(keepingCapacity: true)
    unseenRows.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
    rowCount = 0
    duplicateKeyCount = 0
    membersOutside = 0
    rowStart = 0
    prepared = 0
  }

  /// Gives the buffers back, filled.
  mutating func finish(_ batch: inout RecordBatch) {
    slots.removeLast(slots.count - rowCount * columnCount * 2)
    recordExtents.removeLast(recordExtents.count - rowCount * 2)
    if hasProperties { propertyExtents.removeLast(propertyExtents.count - rowCount * 2) }
    batch.recordCount = rowCount
    batch.duplicateKeyCount = duplicateKeyCount
    if membersOutside > 0 { batch.changes.add(.memberOutsideRoot, membersOutside) }
    swap(&slots, &batch.slots)
    swap(&recordExtents, &batch.recordExtents)
    swap(&propertyExtents, &batch.propertyExtents)
    swap(&unseenRows, &batch.rowsWithUnseenMembers)
  }

  @inline(__always)
  mutating func beginRow() {
    rowStart = rowCount &* columnCount &* 2
    if rowCount >= prepared { prepare() }
    hasUnseen = false
    rowDuplicates = 0
  }

  @inline(never)
  private mutating func prepare() {
    let rows = max(1, min(256, 8192 / max(1, columnCount)))
    if blank.isEmpty {
      blank.reserveCapacity(rows * columnCount * 2)
      for _ in 0..<rows * columnCount {
        blank.append(0)
        blank.append(BatchLayout.absent)
      }
    }
    slots.append(contentsOf: blank)
    recordExtents.append(contentsOf: repeatElement(0, count: 2 * rows))
    if hasProperties { propertyExtents.append(contentsOf: repeatElement(0, count: 2 * rows)) }
    prepared += rows
  }

  /// Stores a member's value; a later one of the same name replaces it.
  @inline(__always)
  mutating func put(column: Int, _ extent: JSONExtent) {
    let slot = rowStart &+ 2 &* column
    slots[slot] = UInt32(truncatingIfNeeded: extent.start)
    slots[slot &+ 1] = UInt32(truncatingIfNeeded: extent.end) | (extent.hasEscape ? BatchLayout.hasEscape : 0)
  }

  @inline(__always)
  mutating func noteDuplicate() { rowDuplicates &+= 1 }

  @inline(__always)
  mutating func noteUnseen() { hasUnseen = true }

  mutating func noteMemberOutside() { membersOutside += 1 }

  @inline(__always)
  mutating func endRow(start: Int, end: Int) {
    recordExtents[2 &* rowCount] = UInt32(truncatingIfNeeded: start)
    recordExtents[2 &* rowCount &+ 1] = UInt32(truncatingIfNeeded: end)
    if hasUnseen, reportsUnseen { unseenRows.append(UInt32(truncatingIfNeeded: rowCount)) }
    duplicateKeyCount &+= rowDuplicates
    rowCount &+= 1
  }

  /// The record at hand is wrong: its row holds nothing but its place.
  mutating func reject(_ fault: JSONFault, start: Int, end: Int) {
    beginRow()
    for column in 0..<columnCount { clear(column: column) }
    rejected.append(JSONRejectedRow(row: rowCount, fault: fault, start: start, end: end))
    if hasProperties {
      endRow(start: start, end: end, properties: JSONExtent(start: start, end: start))
    } else {
      endRow(start: start, end: end)
    }
  }

  /// Takes the row that was ended last back.
  mutating func dropLastRow() {
    rowCount -= 1
    duplicateKeyCount &-= rowDuplicates
    if unseenRows.last == UInt32(truncatingIfNeeded: rowCount) { unseenRows.removeLast() }
  }

  /// Makes a column of the row absent again.
  mutating func clear(column: Int) {
    slots[rowStart + 2 * column] = 0
    slots[rowStart + 2 * column + 1] = BatchLayout.absent
  }

  mutating func endRow(start: Int, end: Int, properties: JSONExtent) {
    propertyExtents[2 &* rowCount] = UInt32(truncatingIfNeeded: properties.start)
    propertyExtents[2 &* rowCount &+ 1] = UInt32(truncatingIfNeeded: properties.end)
    endRow(start: start, end: end)
  }

  // MARK: Records of one shape

  /// The extent of the last row.
  var lastExtent: JSONExtent {
    JSONExtent(start: Int(recordExtents[2 * rowCount - 2]), end: Int(recordExtents[2 * rowCount - 1]))
  }

  /// The shape of the last row, whose structural positions are `mark..<end`. Nil if it had a name twice.
  func shape(_ bytes: Span<UInt8>, _ index: JSONIndex, from mark: Int, to end: Int, envelope: JSONShape.Envelope)
    -> JSONShape?
  {
    guard rowDuplicates == 0 else { return nil }
    return JSONShape(
      bytes, index, from: mark, to: end, slots: slots, rowStart: rowStart, columnCount: columnCount,
      envelope: envelope, hasUnseen: hasUnseen)
  }

  /// Reads rows of the shape.
  mutating func read(
    _ shape: JSONShape, _ bytes: Span<UInt8>, _ index: JSONIndex, from next: Int, nextEscape: Int,
    _ separator: JSONShape.Separator
  ) -> JSONShape.Found {
    if rowCount >= prepared { prepare() }
    let found = shape.read(
      bytes, index, from: next, nextEscape: nextEscape, separator: separator, into: &slots, &recordExtents,
      &propertyExtents, row: rowCount, limit: prepared - rowCount)
    if shape.hasUnseen, reportsUnseen {
      for row in rowCount..<rowCount + found.rows { unseenRows.append(UInt32(truncatingIfNeeded: row)) }
    }
    rowCount += found.rows
    return found
  }
}
