import Bytes
import Records

/// Member names seen so far and the column of each: one table for each decoder and level of nesting.
///
/// Names mostly follow each other as they did before, in whatever order the record begins, so the one that followed the last
/// name is compared first; a hash table answers otherwise. Names are compared after their escapes were resolved.
struct JSONKeyTable: Sendable {
  /// Names that are learned: a table must not grow with the number of records (100 000 records, each with a new key).
  var ceiling = 65_536

  /// The column of each name; negative values are the caller's.
  private(set) var columns: [Int] = []
  /// True for names that the schema did not have.
  private(set) var isUnseen: [Bool] = []
  /// The names, then eight bytes for wide loads.
  private var storage: [UInt8] = [UInt8](repeating: 0, count: 8)
  private var starts: [Int] = [0]
  /// The record that had the name last.
  private var stamps: [UInt32] = []
  private var stamp: UInt32 = 0
  /// The name that followed each name last; the first one is that of the first member. -1: none.
  private var successors: [Int] = [-1]
  private var buckets = NameBuckets()
  private var scratch = ByteBuilder(capacity: 256)

  var count: Int { columns.count }
  func name(_ entry: Int) -> [UInt8] { Array(storage[starts[entry]..<starts[entry + 1]]) }

  /// Begins a record: from here on a name that comes twice is a duplicate.
  mutating func beginRecord() {
    stamp &+= 1
    if stamp == 0 {
      for i in stamps.indices { stamps[i] = 0 }
      stamp = 1
    }
  }

  /// Notes that the record has the name; true when it had it already.
  @inline(__always)
  mutating func isDuplicate(_ entry: Int) -> Bool {
    if stamps[entry] == stamp { return true }
    stamps[entry] = stamp
    return false
  }

  /// The entry of the name whose quoted text is `extent`, learned if it is new; nil when the table is full. `previous` is
  /// the entry of the member before, -1 for the first one.
  @inline(__always)
  mutating func entry(_ bytes: Span<UInt8>, _ extent: JSONExtent, after previous: Int) -> Int? {
    let guess = successors[previous &+ 1]
    if guess >= 0, !extent.hasEscape {
      let first = starts[guess]
      let length = starts[guess &+ 1] &- first
      if length == extent.end &- extent.start &- 2, holds(bytes, extent.start &+ 1, first, length) { return guess }
    }
    return findEntry(bytes, extent, after: previous)
  }

  @inline(__always)
  private func holds(_ bytes: Span<UInt8>, _ start: Int, _ first: Int, _ length: Int) -> Bool {
    bytes.holds(storage.span, at: start, first, length: length)
  }

  @inline(never)
  private mutating func findEntry(_ bytes: Span<UInt8>, _ extent: JSONExtent, after previous: Int) -> Int? {
    let entry: Int?
    if extent.hasEscape {
      scratch.clear()
      FieldText.unescape(bytes, extent.start + 1, extent.end - 1, .json, into: &scratch)
      let name = scratch.bytes
      entry = find(name.span, 0, name.count) ?? learn(name, column: -1, isUnseen: true)
    } else {
      entry =
        find(bytes, extent.start + 1, extent.end - 1)
        ?? learn(bytes.array(from: extent.start + 1, to: extent.end - 1), column: -1, isUnseen: true)
    }
    guard let entry else { return nil }
    successors[previous + 1] = entry
    return entry
  }

  private func find(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    buckets.find(buckets.hash(bytes, start, end)) { entry in
      let first = starts[entry]
      return starts[entry + 1] - first == end - start && holds(bytes, start, first, end - start)
    }
  }

  func find(_ name: [UInt8]) -> Int? { find(name.span, 0, name.count) }

  /// Adds a name that is not there yet.
  @discardableResult
  mutating func learn(_ name: [UInt8], column: Int, isUnseen: Bool) -> Int? {
    guard count < ceiling else { return nil }
    let entry = count
    storage.replaceSubrange(starts[entry]..<starts[entry], with: name)
    starts.append(starts[entry] + name.count)
    columns.append(column)
    self.isUnseen.append(isUnseen)
    stamps.append(0)
    successors.append(-1)
    buckets.insert(entry, buckets.hash(name.span, 0, name.count))
    return entry
  }
}
