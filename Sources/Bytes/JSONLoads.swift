/// Eight bytes at a time, for the JSON walkers.
extension Span where Element == UInt8 {
  /// The eight bytes at `position`, the first one lowest. The caller knows that they are readable.
  @inlinable @inline(__always)
  package func load8(at position: Int) -> UInt64 {
    precondition(position >= 0 && position &+ 8 <= count)
    // SAFETY: the precondition bounds the read.
    return unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian }
  }

  /// The end of the run of digits that begins at `start`, at most `end`.
  @inlinable @inline(__always)
  package func endOfDigits(from start: Int, to end: Int) -> Int {
    var i = start
    while i &+ 8 <= count {
      // A byte is a digit when xor with '0' gives at most 9: no carry into its top bit, and none there already. Adding
      // could carry out of a byte above 0x89 only, so those have their top bits masked off first.
      let digits = load8(at: i) ^ 0x3030_3030_3030_3030
      let others = (((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
      if others != 0 { return Swift.min(i &+ others.trailingZeroBitCount &>> 3, end) }
      i &+= 8
      if i >= end { return end }
    }
    while i < end, ASCII.isDigit(self[i]) { i &+= 1 }
    return Swift.min(i, end)
  }

  /// True when the `length` bytes at `position` equal those of `other` at `otherPosition`. Both have eight readable bytes
  /// after them, or fewer are compared one by one.
  @inlinable @inline(__always)
  package func holds(_ other: Span<UInt8>, at position: Int, _ otherPosition: Int, length: Int) -> Bool {
    var i = 0
    guard position &+ length &+ 8 <= count, otherPosition &+ length &+ 8 <= other.count else {
      while i < length {
        if self[position &+ i] != other[otherPosition &+ i] { return false }
        i &+= 1
      }
      return true
    }
    while i &+ 8 <= length {
      if load8(at: position &+ i) != other.load8(at: otherPosition &+ i) { return false }
      i &+= 8
    }
    if i == length { return true }
    let difference = load8(at: position &+ i) ^ other.load8(at: otherPosition &+ i)
    return difference &<< (64 &- UInt64(length &- i) &* 8) == 0
  }
}
