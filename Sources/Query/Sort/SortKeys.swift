package import Bytes

/// One key for each of some records, as bytes that compare as the records do.
///
/// No key is the beginning of another one, so that keys can stand behind each other: the second decides where the first is
/// equal.
package struct SortKeys: Sendable {
  package var bytes = ByteBuilder(capacity: 1 << 14)
  /// Where each key ends; it begins where the one before it ends.
  package var ends: [Int] = []

  package init() {}

  package var count: Int { ends.count }

  @inline(__always)
  package func start(of index: Int) -> Int { index == 0 ? 0 : ends[index &- 1] }

  /// Where a key stands.
  @inline(__always)
  package func range(of index: Int) -> Range<Int> { start(of: index)..<ends[index] }

  package mutating func clear() {
    bytes.clear()
    ends.removeAll(keepingCapacity: true)
  }

  /// What was appended since the last key is one.
  @inline(__always)
  package mutating func endKey() { ends.append(bytes.count) }

  /// Appends one key of others.
  package mutating func append(_ index: Int, of others: borrowing SortKeys) {
    bytes.append(others.bytes.storage.span, from: others.start(of: index), to: others.ends[index])
    endKey()
  }

  /// Appends, for each record, the keys of all columns one behind the other.
  mutating func join(_ columns: [SortKeys]) {
    guard let count = columns.first?.count else { return }
    for index in 0..<count {
      for column in columns {
        bytes.append(column.bytes.storage.span, from: column.start(of: index), to: column.ends[index])
      }
      endKey()
    }
  }
}
