import Answers
import TestKit

/// A seed with one fault: cut off, or one bit turned.
struct Variant: CustomStringConvertible {
  var seed: Int
  /// The first byte that differs from the seed's, or that is missing.
  var offset: Int
  /// nil: the seed ends here.
  var bit: Int?

  /// The variant with that number among those of seeds so long.
  init(number: Int, of lengths: [Int]) {
    var number = number
    seed = 0
    while number >= 9 * lengths[seed] {
      number -= 9 * lengths[seed]
      seed += 1
    }
    offset = number / 9
    bit = number % 9 == 8 ? nil : number % 9
  }

  func apply(to seed: [UInt8]) -> [UInt8] {
    guard let bit else { return Array(seed[..<offset]) }
    var bytes = seed
    bytes[offset] ^= 1 << UInt8(bit)
    return bytes
  }

  var description: String { "seed \(seed + 1), " + (bit.map { "byte \(offset), bit \($0)" } ?? "cut at \(offset)") }
}

/// Something that reads bytes: it answers every variant of its seeds.
protocol Subject {
  var name: String { get }
  var seeds: [[UInt8]] { get }
  /// `random` chooses how the bytes arrive.
  mutating func answer(_ variant: Variant, _ bytes: [UInt8], _ random: inout SeededRandom) -> Answer
}
