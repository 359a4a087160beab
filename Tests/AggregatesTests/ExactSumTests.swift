import TestKit
import Testing

@testable import Aggregates

/// Sums against integers that hold every bit.
@Suite struct ExactSumTests {
  /// Numbers that rounding would lose.
  static let kinds: [(name: String, number: @Sendable (inout SeededRandom) -> Double)] = [
    ("usual", { Double(Int.random(in: -1_000_000...1_000_000, using: &$0)) / 1000 }),
    ("whole", { Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &$0)) }),
    (
      "tiny and huge",
      { Double.random(in: -1...1, using: &$0) * [1e-300, 1, 1e15, 1e280, 1e308].randomElement(using: &$0)! }
    ),
    (
      "any",
      { generator in
        while true {
          let value = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator))
          if value.isFinite { return value }
        }
      }
    ),
    ("halves", { Double(Int.random(in: 0...3, using: &$0)) * 0x1p-53 + (Bool.random(using: &$0) ? 1 : 0) }),
    ("far from a step", { Double.random(in: -1...1, using: &$0) * 0x1p-70 }),
    ("above the steps", { Double.random(in: -1...1, using: &$0) * 0x1p46 }),
  ]

  @Test(arguments: kinds.indices) func sumIsRoundedOnce(_ kind: Int) {
    var random = SeededRandom(seed: UInt64(kind))
    for round in 0..<60 {
      let numbers = (0..<(round + 1)).map { _ in Self.kinds[kind].number(&random) }
      var reference = WideInteger()
      for number in numbers { reference.add(number) }
      var sums = ExactSums(exponent: ExactSums.usual)
      sums.grow(to: 2)
      for number in numbers { sums.add(number, to: 1) }
      let sum = sums.sum(of: 1)
      guard sum.value.isFinite else { continue }
      #expect(reference.rounds(to: sum.value), "\(Self.kinds[kind].name): \(numbers)")
      let count = Int64(numbers.count)
      let mean = sum.divided(by: numbers.count)
      #expect(reference.rounds(to: mean, count: count), "mean of \(Self.kinds[kind].name): \(numbers)")
      #expect(sums.sum(of: 0).value == 0)
    }
  }

  /// Any order, and any way to cut the numbers into tables, has the same sum.
  @Test(arguments: kinds.indices) func orderAndPartitionDoNotMatter(_ kind: Int) {
    var random = SeededRandom(seed: 100 + UInt64(kind))
    for _ in 0..<40 {
      var numbers = (0..<50).map { _ in Self.kinds[kind].number(&random) }
      var whole = ExactSums(exponent: ExactSums.usual)
      whole.grow(to: 1)
      for number in numbers { whole.add(number, to: 0) }
      numbers.shuffle(using: &random)
      var parts = (0..<3).map { _ in ExactSums(exponent: ExactSums.usual) }
      for index in parts.indices { parts[index].grow(to: 1) }
      for number in numbers { parts[Int.random(in: 0..<3, using: &random)].add(number, to: 0) }
      var joined = parts[2]
      joined.add(parts[0], 0, to: 0)
      joined.add(parts[1].sum(of: 0), to: 0)
      #expect(joined.sum(of: 0).value.bitPattern == whole.sum(of: 0).value.bitPattern)
    }
  }

  @Test func integersAreExactTo64Bits() {
    var sums = ExactSums(exponent: 0)
    sums.grow(to: 1)
    sums.add(steps: Int128(Int.max), to: 0)
    #expect(sums.integer(of: 0) == .max)
    sums.add(steps: 1, to: 0)
    #expect(sums.integer(of: 0) == nil && sums.sum(of: 0).value == 0x1p63)
    sums.add(steps: -2, to: 0)
    #expect(sums.integer(of: 0) == .max - 1)
  }

  /// Beyond 128 bits a sum of squares goes on as doubles, without loss.
  @Test func stepsOverflowIntoAnExpansion() {
    var sums = ExactSums(exponent: 0)
    sums.grow(to: 1)
    let square = Int128(Int.max) * Int128(Int.max)
    for _ in 0..<10 { sums.add(steps: square, to: 0) }
    #expect(sums.integer(of: 0) == nil && sums.sum(of: 0).value == 10 * 0x1p126)
    for _ in 0..<10 { sums.add(steps: -square, to: 0) }
    #expect(sums.sum(of: 0).value == 0)
  }

  // MARK: Deviation

  /// A large mean does not drown the noise: the deviation of 10^9 + noise is that of the noise.
  @Test func deviationHasNoCancellation() throws {
    var state = OperandState(SeriesFunction.deviation.needs, isIntegral: false)
    state.grow(to: 1)
    // Exact in binary, so that the noise is what it was.
    let noise = (0..<1000).map { Double($0 % 7 - 3) / 1024 }
    let numbers = noise.map { 1e9 + $0 }
    state.add(numbers.span, [UInt32](repeating: 0, count: numbers.count).span)
    let mean = noise.reduce(0, +) / 1000
    let expected = (noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000).squareRoot()
    guard case .number(let found) = state.value(of: .deviation, group: 0) else {
      Issue.record("no deviation")
      return
    }
    #expect(abs(found - expected) <= 1e-15 * expected)
  }

  @Test(arguments: [[5.0], [0, 0], [1e9, 1e9, 1e9], [0.1, 0.1, 0.1, 0.1, 0.1]]) func equalNumbersDeviateByNothing(
    _ numbers: [Double]
  ) {
    var state = OperandState(SeriesFunction.deviation.needs, isIntegral: false)
    state.grow(to: 1)
    state.add(numbers.span, [UInt32](repeating: 0, count: numbers.count).span)
    #expect(state.value(of: .deviation, group: 0) == .number(0))
  }

  @Test(arguments: kinds.indices.prefix(2)) func squaresAreExact(_ kind: Int) {
    var random = SeededRandom(seed: 200 + UInt64(kind))
    for round in 0..<40 {
      let numbers = (0..<(round + 1)).map { _ in Self.kinds[kind].number(&random) }
      var reference = WideInteger()
      for number in numbers { reference.addSquare(number) }
      var state = OperandState(SeriesFunction.squares.needs, isIntegral: false)
      state.grow(to: 1)
      state.add(numbers.span, [UInt32](repeating: 0, count: numbers.count).span)
      guard case .number(let found) = state.value(of: .squares, group: 0) else {
        Issue.record("no sum")
        return
      }
      #expect(reference.rounds(to: found), "\(numbers)")
    }
  }

  @Test func aSquareBeyondTheRangeIsMissing() {
    var state = OperandState([.sum, .squares], isIntegral: false)
    state.grow(to: 1)
    state.add([1e200, 1].span, [0, 0].span)
    #expect(state.value(of: .squares, group: 0) == .missing)
    #expect(state.value(of: .deviation, group: 0) == .missing)
    #expect(state.value(of: .sum, group: 0) == .number(1e200 + 1))
  }
}
