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
    return Self.number(ofDigits: (word(at: start) &<< shift) ^ (Self.zeros &<< shift))
  }

  /// The double nearest to what `start..<end` spells with a sign or none, one to seven digits, a point and one to eight more,
  /// or with one to eight digits; NaN for everything else, where another reader has to look. 8 bytes behind `end` must be there.
  ///
  /// At most 15 digits over a power of ten that is exact: one division, correctly rounded (Clinger 1990).
  @inlinable @inline(__always)
  package func shortDecimal(from start: Int, to end: Int) -> Double {
    guard start < end, end &- start <= 17, end &+ 8 <= count else { return .nan }
    let isNegative = self[start] == ASCII.minus
    let first = start &+ (isNegative ? 1 : 0)
    // The top bit of the byte that is the point; those above it may be wrong, and do not matter.
    let marks = word(at: first) ^ 0x2E2E_2E2E_2E2E_2E2E
    let point = ((marks &- 0x0101_0101_0101_0101) & ~marks & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
    let mark = first &+ point
    guard mark < end, point < 8 else {
      let whole = shortInteger(from: first, to: end)
      return whole < 0 ? .nan : isNegative ? -Double(whole) : Double(whole)
    }
    let decimals = end &- mark &- 1
    guard UInt(bitPattern: decimals &- 1) < 8 else { return .nan }
    let whole = shortInteger(from: first, to: mark)
    // Decimals stay in the low bytes; the bytes above count as zeros behind them.
    let rest = UInt64.max &>> UInt64(truncatingIfNeeded: (8 &- decimals) &* 8)
    let fraction = Self.number(ofDigits: (word(at: mark &+ 1) ^ Self.zeros) & rest)
    guard whole | fraction >= 0 else { return .nan }
    let value = Double(whole &* 100_000_000 &+ fraction) / 1e8
    return isNegative ? -value : value
  }

  @usableFromInline static var zeros: UInt64 { @inline(__always) get { 0x3030_3030_3030_3030 } }

  /// The number of eight digits, the first one in the lowest byte; -1 when a byte is above 9.
  @inlinable @inline(__always)
  static func number(ofDigits digits: UInt64) -> Int {
    // Adding 0x76 sets the top bit of every byte above 9.
    if ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 { return -1 }
    let pairs = (digits &* 10) &+ (digits &>> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int(truncatingIfNeeded: (low &+ high) &>> 32)
  }
}
