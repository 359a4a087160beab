import Bytes
import Testing

/// The JSON kernels of every level against their plain twins.
@Suite struct JSONKernelTests {
  /// Bytes that matter to the kernels, and some that do not.
  static let alphabet = Array("{}[]:,\"\"\"\\\\ \n\t\rab1-\u{1}é".utf8)

  static func random(_ seed: UInt64, count: Int) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return alphabet[Int(truncatingIfNeeded: state >> 33) % alphabet.count]
    }
  }

  @Test(arguments: [0, 1, 2])
  func indexEqualsItsTwin(level: Int) {
    for seed in 1...400 as ClosedRange<UInt64> {
      let bytes = Self.random(seed, count: Int(seed % 333) + 3)
      let start = Int(seed % 3)
      var fast = JSONIndex()
      var plain = JSONIndex()
      fast.build(bytes.span, from: start, to: bytes.count, level: level)
      plain.buildPlainly(bytes.span, from: start, to: bytes.count)
      #expect(Array(fast.positions[...fast.count]) == plain.positions, "seed \(seed)")
      #expect(Array(fast.escapes[...fast.escapeCount]) == plain.escapes, "seed \(seed)")
      #expect(fast.facts == plain.facts, "seed \(seed)")
      #expect(fast.newlines == plain.newlines, "seed \(seed)")
    }
  }

  /// Every byte, outside of strings and in them. One of them once was white space to the widest kernel.
  @Test(arguments: [0, 1, 2])
  func everyByteIsWhatItIsToTheTwin(level: Int) {
    for byte in UInt8.min...UInt8.max {
      let bytes =
        Array("[".utf8) + [byte] + Array(",1".utf8) + [byte] + Array("]{\"a".utf8) + [byte, ASCII.quote, byte]
      var fast = JSONIndex()
      var plain = JSONIndex()
      fast.build(bytes.span, from: 0, to: bytes.count, level: level)
      plain.buildPlainly(bytes.span, from: 0, to: bytes.count)
      #expect(Array(fast.positions[...fast.count]) == plain.positions, "byte \(byte)")
      #expect(Array(fast.escapes[...fast.escapeCount]) == plain.escapes, "byte \(byte)")
      #expect(fast.facts == plain.facts, "byte \(byte)")
    }
  }

  @Test(arguments: [0, 1, 2])
  func recordEndsEqualTheirTwin(level: Int) {
    for seed in 1...400 as ClosedRange<UInt64> {
      let bytes = Self.random(seed, count: Int(seed % 333) + 3)
      let split = Int(seed * 31 % UInt64(bytes.count))
      for depth in [0, 1, 2] {
        var fast = JSONRecordEnds(level: depth)
        var plain = fast
        for (from, to) in [(0, split), (split, bytes.count)] {
          let found = fast.scan(bytes.span, from: from, to: to, kernel: level)
          let expected = plain.scanPlainly(bytes.span, from: from, to: to)
          #expect(found == expected, "seed \(seed) level \(depth)")
          if expected.closed != nil { break }
          #expect(fast == plain, "seed \(seed) level \(depth)")
        }
      }
    }
  }

  @Test func countsTheLineTail() {
    let bytes = Array("ab\ncdé".utf8)
    #expect(bytes.span.lineTail(from: 0, to: bytes.count) == (3, true))
    #expect(bytes.span.lineTail(from: 3, to: bytes.count) == (3, false))
    #expect(bytes.span.endOfLastLine(from: 0, to: bytes.count) == 3)
    #expect(bytes.span.endOfLastLine(from: 3, to: bytes.count) == nil)
  }
}
