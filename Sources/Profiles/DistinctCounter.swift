/// Counts different values by their hashes: exactly to a ceiling, then as an estimate.
///
/// Exact means exact for the hashes: two of 100,000 different texts share a 64-bit hash with a probability of 3 in 10^10.
package struct DistinctCounter: Sendable {
  /// The most values that are counted one by one.
  package static let exactCeiling = 100_000

  /// Why a count became an estimate.
  package enum Reason: Sendable, Equatable {
    /// More than `exactCeiling` different values.
    case manyValues
    /// The columns together needed more memory than they may have.
    case memory
  }

  package enum Count: Sendable, Equatable {
    case exact(Int)
    /// `error`: relative standard error, 0.0081 for 0.81 %.
    case estimate(Int, error: Double, Reason)
  }

  private enum State {
    case exact(HashSet)
    case estimating(HyperLogLog, Reason)
  }

  private var state: State
  private let precision: Int

  package init(precision: Int = 14) {
    self.precision = precision
    state = .exact(HashSet())
  }

  package var count: Count {
    switch state {
    case .exact(let set): return .exact(set.count)
    case .estimating(let sketch, let reason):
      let value = sketch.estimate.rounded()
      return .estimate(Int(exactly: value) ?? .max, error: sketch.relativeError, reason)
    }
  }

  /// Adds hashes. `budget` is what all counters together may still allocate for their sets, in bytes.
  package mutating func insert(_ hashes: [UInt64], budget: inout Int) {
    var set: HashSet
    switch state {
    case .estimating(var sketch, let reason):
      // Taken out of the enum while it is changed: a second reference would copy the registers.
      state = .exact(HashSet())
      for hash in hashes { sketch.insert(hash) }
      state = .estimating(sketch, reason)
      return
    case .exact(let found): set = found
    }
    state = .exact(HashSet())
    for (index, hash) in hashes.enumerated() {
      if set.insert(hash) == .needsRoom {
        let growth = set.growth
        guard growth <= budget else {
          degrade(set, hashes[index...], .memory, budget: &budget)
          return
        }
        budget -= growth
        set.grow()
        _ = set.insert(hash)
      }
      if set.count > Self.exactCeiling {
        degrade(set, hashes[(index + 1)...], .manyValues, budget: &budget)
        return
      }
    }
    state = .exact(set)
  }

  private mutating func degrade(_ set: HashSet, _ rest: ArraySlice<UInt64>, _ reason: Reason, budget: inout Int) {
    var sketch = HyperLogLog(precision: precision)
    set.visit { sketch.insert($0) }
    for hash in rest { sketch.insert(hash) }
    budget += set.byteCount
    state = .estimating(sketch, reason)
  }
}

/// A set of hashes: open addressing, linear probing, at most three quarters full.
///
/// A hash's place is a multiplication by a random odd number away from its value (Dietzfelbinger 1997), so no file can
/// be made to fill one neighbourhood. The set, and so every result, does not depend on that number.
struct HashSet: Sendable {
  private static let multiplier = UInt64.random(in: .min ... .max) | 1

  private var slots: [UInt64] = []
  private var shift: UInt64 = 64
  private(set) var count = 0
  /// Zero marks a free slot, so the hash zero is kept beside the table.
  private var holdsZero = false

  var byteCount: Int { slots.count * 8 }
  /// Bytes that growing adds.
  var growth: Int { slots.isEmpty ? 16 * 8 : byteCount }

  enum Outcome { case added, known, needsRoom }

  mutating func grow() {
    let old = slots
    let size = max(16, old.count * 2)
    slots = Array(repeating: 0, count: size)
    shift = UInt64(64 - size.trailingZeroBitCount)
    for hash in old where hash != 0 { slots[freePlace(hash)] = hash }
  }

  /// Only a new hash asks for room: known ones, however often they come, change nothing.
  mutating func insert(_ hash: UInt64) -> Outcome {
    if hash == 0 {
      defer { holdsZero = true }
      if !holdsZero { count += 1 }
      return holdsZero ? .known : .added
    }
    if slots.isEmpty { return .needsRoom }
    let mask = slots.count &- 1
    var index = Int(truncatingIfNeeded: (hash &* Self.multiplier) &>> shift)
    while slots[index] != 0 {
      if slots[index] == hash { return .known }
      index = (index &+ 1) & mask
    }
    if (count + 1) * 4 > slots.count * 3 { return .needsRoom }
    slots[index] = hash
    count += 1
    return .added
  }

  private func freePlace(_ hash: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: (hash &* Self.multiplier) &>> shift)
    while slots[index] != 0 { index = (index &+ 1) & (slots.count &- 1) }
    return index
  }

  func visit(_ body: (UInt64) -> Void) {
    if holdsZero { body(0) }
    for hash in slots where hash != 0 { body(hash) }
  }
}
