extension Span where Element == UInt8 {
  /// The number that `start..<end` spells with one to eight digits and nothing else, -1 for everything else: one load, no
  /// loop whose end the processor has to guess. A longer text that begins with 0 is none.
  @inlinable @inline(__always)
  package func shortInteger(from start: Int, to end: Int) -> Int {
    let length = end &- start
    guard UInt(bitPattern: length &- 1) < 8, start &+ 8 <= count, self[start] != ASCII.zero || length == 1 else {
      return -1
    }
    // Digits move to the high bytes; the bytes below count as leading zeros.
    let shift = UInt64(truncatingIfNeeded: (8 &- length) &* 8)
    let digits = (word(at: start) &<< shift) ^ (0x3030_3030_3030_3030 &<< shift)
    // Adding 0x76 sets the top bit of every byte above 9.
    if ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 { return -1 }
    let pairs = (digits &* 10) &+ (digits &>> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int(truncatingIfNeeded: (low &+ high) &>> 32)
  }
}
