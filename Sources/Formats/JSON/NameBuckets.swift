import Bytes

/// Finds entries of a table by the hash of their names: open addressing, linear probing, at most half full.
///
/// The table keeps the names; here are only the numbers of its entries. Names come from the input, so their hashes carry a seed
/// that no input can know: chosen ones are found in as few steps as any others.
struct NameBuckets: Sendable {
  /// A power of two of entries, -1 is free.
  private var entries: [Int32] = []
  /// What the places of the entries were taken from: a table that grows asks nobody again.
  private var hashes: [UInt32] = []
  private let seed: UInt64
  private var count = 0

  init(seed: UInt64 = TableSeed.ofProcess) {
    self.seed = seed
    makePlaces(64)
  }

  mutating func removeAll() {
    count = 0
    for place in entries.indices { entries[place] = -1 }
  }

  /// The hash of a name; `kind` separates equal names that are not the same.
  func hash(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, kind: Int = 0) -> UInt64 {
    bytes.valueHash(from: start, to: end, seed: seed ^ UInt64(truncatingIfNeeded: kind) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// The entry whose name has this hash and which `isSame` accepts.
  @inline(__always)
  func find(_ hash: UInt64, where isSame: (Int) -> Bool) -> Int? {
    var place = start(hash)
    while entries[place] >= 0 {
      let entry = Int(entries[place])
      if isSame(entry) { return entry }
      place = (place &+ 1) & (entries.count &- 1)
    }
    return nil
  }

  /// Adds an entry.
  mutating func insert(_ entry: Int, _ hash: UInt64) {
    count += 1
    if count * 2 > entries.count { grow() }
    place(Int32(truncatingIfNeeded: entry), UInt32(truncatingIfNeeded: hash))
  }

  private mutating func grow() {
    let (entries, hashes) = (entries, hashes)
    makePlaces(entries.count * 2)
    for (entry, hash) in zip(entries, hashes) where entry >= 0 { place(entry, hash) }
  }

  private mutating func makePlaces(_ places: Int) {
    entries = [Int32](repeating: -1, count: places)
    hashes = [UInt32](repeating: 0, count: places)
  }

  private mutating func place(_ entry: Int32, _ hash: UInt32) {
    var place = start(UInt64(hash))
    while entries[place] >= 0 { place = (place &+ 1) & (entries.count &- 1) }
    entries[place] = entry
    hashes[place] = hash
  }

  @inline(__always)
  private func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (entries.count &- 1) }
}
