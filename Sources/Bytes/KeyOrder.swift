/// Keys that compare as bytes: their first eight as one number, and the whole of them.
extension Span where Element == UInt8 {
  /// The first eight bytes of `start..<end`, the first one in the highest bits; zeros behind a shorter key.
  @inline(__always)
  package func keyPrefix(from start: Int, to end: Int) -> UInt64 {
    let length = end &- start
    if start &+ 8 <= count {
      let word = word(at: start).byteSwapped
      return length >= 8 ? word : length <= 0 ? 0 : word & ~(UInt64.max >> UInt64(length &* 8))
    }
    var prefix: UInt64 = 0
    for i in 0..<8 { prefix = prefix << 8 | (i < length ? UInt64(self[start &+ i]) : 0) }
    return prefix
  }

  /// -1, 0 or 1 as a key comes before a key of another span, is equal to it, or comes behind it. A key comes before the
  /// longer ones that begin with it.
  package func order(ofKey key: Range<Int>, and other: Range<Int>, in others: Span<UInt8>) -> Int {
    let common = Swift.min(key.count, other.count)
    let (end, otherEnd) = (key.lowerBound &+ common, other.lowerBound &+ common)
    var i = 0
    while i < common {
      let left = keyPrefix(from: key.lowerBound &+ i, to: end)
      let right = others.keyPrefix(from: other.lowerBound &+ i, to: otherEnd)
      if left != right { return left < right ? -1 : 1 }
      i &+= 8
    }
    return key.count == other.count ? 0 : key.count < other.count ? -1 : 1
  }

  /// A little-endian number of four bytes.
  @inline(__always)
  package func number32(at position: Int) -> Int {
    if position &+ 8 <= count { return Int(truncatingIfNeeded: word(at: position) & 0xFFFF_FFFF) }
    return Int(self[position]) | Int(self[position &+ 1]) << 8 | Int(self[position &+ 2]) << 16
      | Int(self[position &+ 3]) << 24
  }
}

extension ByteBuilder {
  /// Turns every byte from `start` on into its complement: keys that ascended descend.
  package mutating func complement(from start: Int) {
    precondition(start >= 0 && start <= count)
    for i in start..<count { storage[i] = ~storage[i] }
  }

  /// Appends a number below 2^32 as four bytes, the lowest first.
  @inline(__always)
  package mutating func append(number32 value: Int) {
    reserve(4)
    append(UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 24))
  }

  /// Replaces four bytes at `position` by a number below 2^32.
  package mutating func replace(number32 value: Int, at position: Int) {
    precondition(position >= 0 && position &+ 4 <= count)
    for i in 0..<4 { storage[position &+ i] = UInt8(truncatingIfNeeded: value >> (8 &* i)) }
  }
}
