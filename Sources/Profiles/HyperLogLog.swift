/// Estimates how many different hashes it was given, in a fixed number of bytes.
///
/// HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) on 64-bit hashes, with the estimator of Ertl, "New cardinality
/// estimation algorithms for HyperLogLog sketches" (2017), algorithm 6: no tables of corrections, and right over the
/// whole range. A register depends on the set of hashes alone, so order and number of workers change nothing.
package struct HyperLogLog: Sendable, Equatable {
  /// log2 of the number of registers.
  package let precision: Int
  private var registers: [UInt8]

  package init(precision: Int = 14) {
    precondition((4...18).contains(precision))
    self.precision = precision
    registers = Array(repeating: 0, count: 1 << precision)
  }

  /// The standard error of the estimate, relative: 1.04 / sqrt(registers).
  package var relativeError: Double { 1.04 / Double(registers.count).squareRoot() }

  package mutating func insert(_ hash: UInt64) {
    let index = Int(truncatingIfNeeded: hash >> UInt64(64 - precision))
    let rest = hash << UInt64(precision)
    let rank = UInt8(min(rest.leadingZeroBitCount, 64 - precision) + 1)
    if registers[index] < rank { registers[index] = rank }
  }

  package mutating func merge(_ other: HyperLogLog) {
    precondition(precision == other.precision)
    for i in registers.indices { registers[i] = max(registers[i], other.registers[i]) }
  }

  package var estimate: Double {
    let largest = 64 - precision
    var histogram = Array(repeating: 0, count: largest + 2)
    for register in registers { histogram[Int(register)] += 1 }
    let count = Double(registers.count)
    var z = count * Self.tau(1 - Double(histogram[largest + 1]) / count)
    for k in stride(from: largest, through: 1, by: -1) { z = 0.5 * (z + Double(histogram[k])) }
    z += count * Self.sigma(Double(histogram[0]) / count)
    // 1 / (2 ln 2)
    return 0.721_347_520_444_481_7 * count * count / z
  }

  /// Both series converge in a few steps; the bound is for arguments that are no probabilities.
  private static func sigma(_ start: Double) -> Double {
    if start == 1 { return .infinity }
    var (x, y, z) = (start, 1.0, start)
    for _ in 0..<200 {
      x *= x
      let before = z
      z += x * y
      y += y
      if z == before { break }
    }
    return z
  }

  private static func tau(_ start: Double) -> Double {
    if start == 0 || start == 1 { return 0 }
    var (x, y, z) = (start, 1.0, 1 - start)
    for _ in 0..<200 {
      x = x.squareRoot()
      let before = z
      y *= 0.5
      z -= (1 - x) * (1 - x) * y
      if z == before { break }
    }
    return z / 3
  }
}
