import Bytes

/// The different keys that were met, each with a number from 0 on in the order in which they came: what every count, facet
/// and series is grouped by. What is counted of a group stands in arrays of its user, at the group's number.
///
/// Keys are bytes, copied once into one run of memory; nothing is allocated for a key. Open addressing with linear probing,
/// at most three quarters full:
///
///     keys    FRDEPL…            one after the other
///     ends    2 4 6 …            where each key ends
///     places  [tag | number+1]   0 is free; the tag is 32 bits of the hash, so that most other keys are never looked at
///
/// A table of a million keys of 10 bytes takes about 50 MiB. Keys come from the input: their hashes carry a seed that no
/// input can know. No result depends on it.
package struct GroupTable: Sendable {
  private var keys = ByteBuilder(capacity: 256)
  private var ends: [Int] = []
  private var places = [UInt64](repeating: 0, count: 64)
  private let seed: UInt64

  package init(seed: UInt64 = TableSeed.ofProcess) { self.seed = seed }

  /// How many different keys there are.
  package var count: Int { ends.count }

  /// Bytes of memory that it holds.
  package var byteCount: Int { keys.storage.count + 8 * (ends.capacity + places.count) }

  /// The number of the group with the key `start..<end`; a key that is met for the first time gets the next number.
  @inline(__always)
  package mutating func group(of bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    let hash = bytes.valueHash(from: start, to: end, seed: seed)
    let mask = places.count &- 1
    let tag = hash & Self.tagMask
    var place = Int(truncatingIfNeeded: hash &>> 32) & mask
    while places[place] != 0 {
      let entry = places[place]
      if entry & Self.tagMask == tag {
        let number = Int(truncatingIfNeeded: entry & Self.numberMask) &- 1
        if holds(number, bytes, start, end) { return number }
      }
      place = (place &+ 1) & mask
    }
    return add(bytes, start, end, hash, at: place)
  }

  /// The number of a key that is there; nil where it was never met.
  package func find(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    let hash = bytes.valueHash(from: start, to: end, seed: seed)
    var place = Int(truncatingIfNeeded: hash &>> 32) & (places.count &- 1)
    while places[place] != 0 {
      let number = Int(truncatingIfNeeded: places[place] & Self.numberMask) &- 1
      if places[place] & Self.tagMask == hash & Self.tagMask, holds(number, bytes, start, end) { return number }
      place = (place &+ 1) & (places.count &- 1)
    }
    return nil
  }

  /// A copy of a key.
  package func key(_ number: Int) -> [UInt8] {
    keys.storage.span.array(from: number == 0 ? 0 : ends[number &- 1], to: ends[number])
  }

  /// Gives the key to `body` where it stands.
  package func withKey<Result>(_ number: Int, _ body: (Span<UInt8>, Int, Int) -> Result) -> Result {
    body(keys.storage.span, number == 0 ? 0 : ends[number &- 1], ends[number])
  }

  /// True when the key of one group comes before another's by its bytes.
  package func precedes(_ one: Int, _ other: Int) -> Bool {
    let bytes = keys.storage.span
    var i = one == 0 ? 0 : ends[one &- 1]
    var j = other == 0 ? 0 : ends[other &- 1]
    let (end, last) = (ends[one], ends[other])
    while i < end, j < last {
      let (a, b) = (bytes.head(from: i, to: end), bytes.head(from: j, to: last))
      if a != b { return a < b }
      i &+= 8
      j &+= 8
    }
    return end &- i < last &- j
  }

  /// Adds the keys of another table. The result says for each of its groups the number that it has here.
  package mutating func merge(_ other: GroupTable) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(other.count)
    var start = 0
    let bytes = other.keys.storage.span
    for end in other.ends {
      numbers.append(group(of: bytes, from: start, to: end))
      start = end
    }
    return numbers
  }

  // MARK: Places

  /// The lower half of an entry is the number and one; the upper half is that of the hash, from which its place is taken:
  /// a table that grows asks nobody for hashes.
  private static let numberMask: UInt64 = 0xFFFF_FFFF
  private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

  @inline(__always)
  private func holds(_ number: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let first = number == 0 ? 0 : ends[number &- 1]
    let length = end &- start
    return ends[number] &- first == length && keys.storage.span.holds(bytes, at: first, start, length: length)
  }

  @inline(never)
  private mutating func add(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ hash: UInt64, at place: Int) -> Int {
    keys.append(bytes, from: start, to: end)
    ends.append(keys.count)
    places[place] = hash & Self.tagMask | UInt64(truncatingIfNeeded: ends.count)
    if ends.count * 4 > places.count * 3 { grow() }
    return ends.count &- 1
  }

  private mutating func grow() {
    let old = places
    let mask = old.count * 2 - 1
    places = [UInt64](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 {
      var place = Int(truncatingIfNeeded: entry &>> 32) & mask
      while places[place] != 0 { place = (place &+ 1) & mask }
      places[place] = entry
    }
  }
}
