extension Span where Element == UInt8 {
  /// A 64-bit hash of `start..<end`, the same in every run and on every machine where `seed` is. `salt` separates values of different
  /// kinds that have the same text.
  ///
  /// Eight bytes at a time are folded in by a 64×64→128-bit multiplication, the murmur3 finaliser spreads the result over
  /// all bits. The constants are the fractional parts of square roots (SHA-512, FIPS 180-4 section 5.3.5): nothing up our
  /// sleeve. Without a `seed` that nobody can know (`TableSeed`) a file could be made whose texts all have one hash: whoever
  /// keeps such hashes in a table must not place them by their own bits, nor take long over equal ones.
  @inlinable
  package func valueHash(from start: Int, to end: Int, salt: UInt64 = 0, seed: UInt64 = 0) -> UInt64 {
    precondition(start >= 0 && start <= end && end <= count)
    let length = UInt64(truncatingIfNeeded: end &- start)
    var hash = 0x6A09_E667_F3BC_C908 ^ length ^ (salt &<< 56) ^ seed
    // The factors are secret too, and odd: of texts that were chosen for one seed nothing is left under another.
    let factor = seed &<< 1
    var i = start
    while i &+ 8 <= end {
      hash = Self.fold(hash ^ load8(at: i), 0xBB67_AE85_84CA_A73B ^ factor)
      i &+= 8
    }
    if i < end {
      let bits = UInt64(truncatingIfNeeded: end &- i) &* 8
      var tail: UInt64 = 0
      if i &+ 8 <= count {
        tail = load8(at: i) & ((1 &<< bits) &- 1)
      } else {
        var shift: UInt64 = 0
        while i < end {
          tail |= UInt64(self[i]) &<< shift
          shift &+= 8
          i &+= 1
        }
      }
      hash = Self.fold(hash ^ tail, 0x3C6E_F372_FE94_F82B ^ factor)
    }
    hash = (hash ^ (hash &>> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash &>> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ (hash &>> 33)
  }

  @inlinable @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Unicode scalars in `start..<end`, which is valid UTF-8: bytes that are no continuation bytes.
  @inlinable
  package func scalarCount(from start: Int, to end: Int) -> Int {
    precondition(start >= 0 && end <= count)
    var continuations = 0
    var i = start
    while i &+ 8 <= end {
      let word = load8(at: i)
      // Bit 7 set and bit 6 clear.
      continuations &+= (word & ~(word &<< 1) & 0x8080_8080_8080_8080).nonzeroBitCount
      i &+= 8
    }
    while i < end {
      if self[i] & 0xC0 == 0x80 { continuations &+= 1 }
      i &+= 1
    }
    return max(0, end &- start &- continuations)
  }

  /// The first eight bytes of `start..<end`, the first one highest, zeros behind a shorter text: as the texts sort, so do
  /// their heads, but for equal ones.
  @inlinable @inline(__always)
  package func head(from start: Int, to end: Int) -> UInt64 {
    precondition(start >= 0 && start <= end && end <= count)
    let length = end &- start
    if start &+ 8 <= count {
      let word = load8(at: start).byteSwapped
      return length >= 8 ? word : word & ~(UInt64.max &>> UInt64(truncatingIfNeeded: 8 &* length))
    }
    var word: UInt64 = 0
    for i in start..<end { word |= UInt64(self[i]) &<< UInt64(truncatingIfNeeded: 56 &- 8 &* (i &- start)) }
    return word
  }

  /// -1, 0 or 1 as `start..<end` sorts before, with or after `other`, byte by byte.
  @inlinable
  package func order(from start: Int, to end: Int, against other: [UInt8]) -> Int {
    let length = end &- start
    let common = Swift.min(length, other.count)
    var i = 0
    while i < common {
      let (a, b) = (self[start &+ i], other[i])
      if a != b { return a < b ? -1 : 1 }
      i &+= 1
    }
    return length == other.count ? 0 : length < other.count ? -1 : 1
  }
}
