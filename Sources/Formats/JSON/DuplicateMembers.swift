import Bytes
import Records

/// Counts the members of a record that are not written because a later one has their name.
///
/// Made for a batch whose decoder met some at all; the records' text is then walked again.
struct DuplicateMembers {
  private let properties: [[UInt8]]
  private let beside: [[UInt8]]

  /// nil when the batch has none. `columns`: those that are written, one value each.
  init?(_ batch: borrowing RecordBatch, _ columns: [OutputColumn]) {
    guard batch.duplicateKeyCount > 0 else { return nil }
    let fields = batch.schema.fields
    let written = columns.map(\.column).filter { fields.indices.contains($0) }
    properties = written.filter { fields[$0].role == .property }.map { fields[$0].nameBytes }
    beside = written.filter { fields[$0].role != .property }.map { fields[$0].nameBytes }
  }

  func count(_ batch: borrowing RecordBatch, row: Int) -> Int {
    guard batch.propertyExtents.isEmpty else {
      return dropped(properties, batch, batch.propertyExtent(row: row))
        + dropped(beside, batch, batch.recordExtent(row: row))
    }
    return dropped(properties, batch, batch.recordExtent(row: row))
  }

  /// Notes them for visible records `0..<last`, which are the chunk's records from `record` on.
  static func note(
    _ batch: borrowing RecordBatch, _ rows: VisibleRows, _ columns: [OutputColumn], to last: Int, record: Int,
    into output: inout EncodedChunk
  ) {
    guard let duplicates = DuplicateMembers(batch, columns) else { return }
    for index in 0..<last {
      let count = duplicates.count(batch, row: rows[index])
      output.note(.duplicateKeyDropped, count, ofEach: record + index..<record + index + 1)
    }
  }

  private func dropped(
    _ names: [[UInt8]], _ batch: borrowing RecordBatch, _ extent: (start: Int, end: Int)?
  ) -> Int {
    guard let (start, end) = extent, !names.isEmpty else { return 0 }
    let bytes = batch.bytes.span
    var scratch = ByteBuilder(capacity: 64)
    var seen = Array(repeating: false, count: names.count)
    var count = 0
    var walker = MemberWalker(from: start, to: end)
    while let member = walker.next(in: bytes) {
      for index in names.indices where member.isNamed(names[index], in: bytes, scratch: &scratch) {
        if seen[index] { count += 1 }
        seen[index] = true
        break
      }
    }
    return count
  }
}
