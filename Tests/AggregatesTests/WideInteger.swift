/// A sum of doubles as one integer of 4,400 bits that counts steps of 2^-2148, half of the product of the smallest two
/// doubles: nothing is ever rounded. Slow and simple: what exact sums are held against.
struct WideInteger: Equatable {
  /// 32 bits each, the lowest first, in two's complement once `carried`.
  private var limbs = [Int64](repeating: 0, count: 140)
  private static let bias = 2148

  /// Adds `value × times`.
  mutating func add(_ value: Double, times: Int64 = 1) {
    guard value != 0 else { return }
    let exponent = max(Int(value.exponentBitPattern), 1) - 1075
    let hidden: UInt64 = value.exponentBitPattern == 0 ? 0 : 1 << 52
    let sign: Int64 = value < 0 ? -1 : 1
    add(magnitude: UInt128(value.significandBitPattern | hidden) * UInt128(times), at: exponent + Self.bias, sign)
  }

  /// Adds the square of a number.
  mutating func addSquare(_ value: Double, times: Int64 = 1) {
    guard value != 0 else { return }
    let exponent = max(Int(value.exponentBitPattern), 1) - 1075
    let hidden: UInt64 = value.exponentBitPattern == 0 ? 0 : 1 << 52
    let significand = UInt128(value.significandBitPattern | hidden)
    add(magnitude: significand * significand * UInt128(times), at: 2 * exponent + Self.bias, 1)
  }

  private mutating func add(magnitude: UInt128, at bit: Int, _ sign: Int64) {
    let (limb, shift) = (bit / 32, bit % 32)
    var rest = magnitude
    var i = limb
    var low = UInt64(truncatingIfNeeded: rest & 0xFFFF_FFFF) << UInt64(shift)
    while true {
      limbs[i] += sign * Int64(low & 0xFFFF_FFFF)
      rest >>= 32
      low = low >> 32
      if rest == 0, low == 0 { break }
      low += UInt64(truncatingIfNeeded: rest & 0xFFFF_FFFF) << UInt64(shift)
      i += 1
    }
    carry()
  }

  private mutating func carry() {
    for i in limbs.indices.dropLast() {
      let over = limbs[i] >> 32
      limbs[i] -= over << 32
      limbs[i + 1] += over
    }
  }

  var isNegative: Bool { (limbs.last ?? 0) < 0 }
  var isZero: Bool { limbs.allSatisfy { $0 == 0 } }

  private var magnitude: WideInteger {
    guard isNegative else { return self }
    var positive = self
    for i in limbs.indices { positive.limbs[i] = -limbs[i] }
    positive.carry()
    return positive
  }

  /// True where the value is nearer to `candidate × count` than to any other double times `count`, or as near as to one
  /// whose last bit is 1.
  func rounds(to candidate: Double, count: Int64 = 1) -> Bool {
    let distance = distance(to: candidate, count)
    for neighbour in [candidate.nextUp, candidate.nextDown] where neighbour.isFinite {
      let other = self.distance(to: neighbour, count)
      if other.isBelow(distance) { return false }
      if other == distance, candidate.significandBitPattern & 1 == 1 { return false }
    }
    return true
  }

  private func distance(to candidate: Double, _ count: Int64) -> WideInteger {
    var difference = self
    difference.add(-candidate, times: count)
    return difference.magnitude
  }

  private func isBelow(_ other: WideInteger) -> Bool {
    for i in limbs.indices.reversed() where limbs[i] != other.limbs[i] { return limbs[i] < other.limbs[i] }
    return false
  }
}
