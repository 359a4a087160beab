import Bytes
import Query
import Records

/// Reads the keys of a batch, and leaves out the records that cannot be among the wanted ones: they are not encoded.
struct SortSelection: Sendable {
  private var reader: SortKeyReader
  private let bound: SortBound
  /// How many records are wanted; nil: all, and none is left out.
  private let reach: Int?
  private var spare = SortKeys()

  /// - Parameter leavesOut: false where somebody may still reject records, and others take their place.
  init(_ kernel: SortKernel, _ bound: SortBound, _ window: SortWindow, leavesOut: Bool) {
    reader = kernel.reader
    self.bound = bound
    reach = leavesOut ? window.reach : nil
  }

  /// Replaces `keys` and `rows` by those of the records that may matter, in the order of the batch. nil when they are all of the
  /// visible ones.
  mutating func read(_ batch: borrowing RecordBatch, _ keys: inout SortKeys, _ rows: inout [UInt32]) -> Selection? {
    reader.read(batch, into: &keys)
    rows = batch.rows
    guard let reach else { return nil }
    var left = Array(rows.indices)
    if let last = bound.key { left.removeAll { !keys.isKey($0, before: last) } }
    if left.count > reach { left = first(reach, of: left, keys) }
    if left.count == rows.count { return nil }
    spare.clear()
    for index in left { spare.append(index, of: keys) }
    swap(&keys, &spare)
    rows = left.map { rows[$0] }
    return .rows(rows)
  }

  /// The records with the lowest keys, in the order of the batch; of equal ones the first.
  private func first(_ count: Int, of indices: [Int], _ keys: borrowing SortKeys) -> [Int] {
    let bytes = keys.bytes.storage.span
    var entries = indices.map { index in
      SortBuffer.Entry(prefix: bytes.keyPrefix(from: keys.start(of: index), to: keys.ends[index]), place: index)
    }
    entries.sort { left, right in
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      let order = bytes.order(ofKey: keys.range(of: left.place), and: keys.range(of: right.place), in: bytes)
      return order == 0 ? left.place < right.place : order < 0
    }
    return entries.prefix(count).map(\.place).sorted()
  }
}
