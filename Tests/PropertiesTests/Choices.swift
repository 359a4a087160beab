import TestKit

/// What a property draws its values from: a tape of bytes, random where it is not given.
///
/// A failing run is made smaller by cutting and lowering its tape, so no generator needs a shrinker of its own (the idea of
/// Hypothesis): write generators whose small draws give small values.
struct Choices {
  private let given: [UInt8]
  private var random: SeededRandom?
  private(set) var drawn: [UInt8] = []

  init(seed: UInt64) {
    given = []
    random = SeededRandom(seed: seed)
  }

  /// Draws what stands here, then zeros.
  init(tape: [UInt8]) { given = tape }

  private mutating func byte() -> UInt8 {
    let byte: UInt8
    if drawn.count < given.count {
      byte = given[drawn.count]
    } else {
      byte = random.map { _ in UInt8(truncatingIfNeeded: random?.next() ?? 0) } ?? 0
    }
    drawn.append(byte)
    return byte
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    let width = range.upperBound - range.lowerBound
    if width == 0 { return range.lowerBound }
    var value = Int(byte())
    if width > 255 { value = value << 8 | Int(byte()) }
    if width > 65_535 { value = value << 16 | Int(byte()) << 8 | Int(byte()) }
    return range.lowerBound + value % (width + 1)
  }

  mutating func bool() -> Bool { int(0...1) == 1 }
  /// True once in so many draws.
  mutating func oneIn(_ count: Int) -> Bool { int(1...count) == count }
  mutating func pick<Value>(_ values: [Value]) -> Value { values[int(0...values.count - 1)] }

  mutating func list<Value>(_ counts: ClosedRange<Int>, _ make: (inout Choices) -> Value) -> [Value] {
    var values: [Value] = []
    for _ in 0..<int(counts) { values.append(make(&self)) }
    return values
  }

  /// Ends of the pieces in which bytes arrive.
  mutating func pieces(of count: Int) -> [Int] {
    if oneIn(4) { return Array(0..<count) }
    return list(0...4) { $0.int(0...count) }.sorted()
  }
}
