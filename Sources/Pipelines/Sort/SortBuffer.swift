import Bytes
import Query

/// Records in memory, each with its key: what a sort fills, puts in order, and writes out.
///
///     item   length of the key, length of the payload (4 bytes each, little-endian), key, payload
///
/// Sorting moves the entries only: sixteen bytes for a record, the first eight bytes of its key among them. A radix sort of
/// those decides nearly all; the whole keys are compared where they are equal.
struct SortBuffer: Sendable {
  struct Entry: Sendable {
    /// The key's first bytes.
    var prefix: UInt64
    /// Where the item begins: items that were added later have a higher one.
    var place: Int
  }

  static let headBytes = 8
  private(set) var items = ByteBuilder(capacity: 1 << 12)
  private(set) var entries: [Entry] = []
  private var spare: [Entry] = []

  /// Memory in use, what sorting needs included.
  var byteCount: Int { items.count + entries.count * 2 * MemoryLayout<Entry>.stride }

  /// Adds an item whose payload `write` appends.
  @inline(__always)
  mutating func add(_ keys: borrowing SortKeys, _ index: Int, _ write: (inout ByteBuilder) -> Void) {
    let (start, end, place) = (keys.start(of: index), keys.ends[index], items.count)
    let span = keys.bytes.storage.span
    items.append(number32: end &- start)
    items.append(number32: 0)
    items.append(span, from: start, to: end)
    let payload = items.count
    write(&items)
    items.replace(number32: items.count &- payload, at: place &+ 4)
    entries.append(Entry(prefix: span.keyPrefix(from: start, to: end), place: place))
  }

  mutating func clear() {
    items.clear()
    entries.removeAll(keepingCapacity: true)
  }

  /// Where the key of an item stands.
  @inline(__always)
  static func key(at place: Int, in items: Span<UInt8>) -> Range<Int> {
    let start = place &+ headBytes
    return start..<start &+ items.number32(at: place)
  }

  /// Where the payload of an item stands: behind its key, up to its end.
  @inline(__always)
  static func payload(at place: Int, in items: Span<UInt8>) -> Range<Int> {
    let start = key(at: place, in: items).upperBound
    return start..<start &+ items.number32(at: place &+ 4)
  }

  // MARK: Order

  /// Puts the entries in the order of their keys; equal keys keep the order in which they were added.
  mutating func sort() {
    sortByPrefix()
    // One for all groups: an array for each would be an allocation for every third record of a sorted number.
    var group: [Entry] = []
    var start = 0
    while start < entries.count {
      var end = start &+ 1
      while end < entries.count, entries[end].prefix == entries[start].prefix { end &+= 1 }
      if end &- start > 1 { sortWhole(start..<end, &group) }
      start = end
    }
  }

  /// Least significant byte first; bytes that are the same in every prefix are passed over.
  private mutating func sortByPrefix() {
    guard entries.count > 1 else { return }
    var counts = [Int](repeating: 0, count: 8 << 8)
    for entry in entries {
      for digit in 0..<8 { counts[digit << 8 | Int(entry.prefix >> UInt64(digit &* 8) & 0xFF)] &+= 1 }
    }
    if spare.count < entries.count {
      spare = []
      spare = Array(repeating: Entry(prefix: 0, place: 0), count: entries.count)
    }
    for digit in 0..<8 {
      let shift = UInt64(digit &* 8)
      if counts[digit << 8 | Int(entries[0].prefix >> shift & 0xFF)] == entries.count { continue }
      var next = 0
      for bucket in digit << 8..<(digit &+ 1) << 8 {
        let count = counts[bucket]
        counts[bucket] = next
        next &+= count
      }
      for index in entries.indices {
        let bucket = digit << 8 | Int(entries[index].prefix >> shift & 0xFF)
        spare[counts[bucket]] = entries[index]
        counts[bucket] &+= 1
      }
      if spare.count > entries.count { spare.removeLast(spare.count - entries.count) }
      swap(&entries, &spare)
    }
  }

  /// Sorts entries of one prefix by the rest of their keys.
  private mutating func sortWhole(_ range: Range<Int>, _ group: inout [Entry]) {
    let first = entries[range.lowerBound].place
    items.withSpan { items in
      group.removeAll(keepingCapacity: true)
      // No key is the beginning of another: one that ends in the prefix is equal to all that have it.
      guard Self.key(at: first, in: items).count > 8 else { return }
      group.append(contentsOf: entries[range])
      group.sort { Self.isItem(at: $0.place, before: $1.place, in: items) }
    }
    for index in group.indices { entries[range.lowerBound &+ index] = group[index] }
  }

  private static func isItem(at place: Int, before other: Int, in items: Span<UInt8>) -> Bool {
    let order = items.order(ofKey: key(at: place, in: items), and: key(at: other, in: items), in: items)
    return order == 0 ? place < other : order < 0
  }

  // MARK: The first ones

  /// Forgets every item after the first `count`; they must be in order. Those that are left stand as if they had been added
  /// in that order, behind each other.
  mutating func keepFirst(_ count: Int) {
    guard entries.count > count else { return }
    entries.removeLast(entries.count - count)
    var kept = ByteBuilder(capacity: min(items.count, 1 << 16))
    for index in entries.indices {
      let place = kept.count
      append(index..<index + 1, to: &kept)
      entries[index].place = place
    }
    items = kept
  }

  /// Entries whose items are appended at once.
  static let appendedAtOnce = 64

  /// Appends the items of up to `appendedAtOnce` entries. Items lie all over the memory: all their lengths are asked for before
  /// the first item is copied, so that the processor waits for many of them at once.
  func append(_ range: Range<Int>, to builder: inout ByteBuilder) {
    let entries = entries.span
    items.withSpan { items in
      var ends = InlineArray<64, Int>(repeating: 0)
      for i in 0..<range.count {
        ends[i] = Self.payload(at: entries[range.lowerBound &+ i].place, in: items).upperBound
      }
      for i in 0..<range.count { builder.append(items, from: entries[range.lowerBound &+ i].place, to: ends[i]) }
    }
  }

  /// The key of an entry.
  func key(of index: Int) -> [UInt8] {
    items.withSpan { items in
      let key = Self.key(at: entries[index].place, in: items)
      return items.array(from: key.lowerBound, to: key.upperBound)
    }
  }
}
