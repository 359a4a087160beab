import Bytes
import CByteScan
import TestKit
import Testing

@Suite(.serialized) struct TokenScanTests {
  /// Every level against the twin, over text of every kind, at every start and length around the blocks.
  @Test func agreesWithItsTwin() throws {
    let seed = UInt64.random(in: 1...1 << 40)
    let alphabets = [
      "pPaA rR,;\n", "p\u{e2}é ß\\n\"", "пПаА ρp a", "\u{301}p\u{301}a \u{1EA1}z", "pa1 2p\\u0070",
    ].map { Array($0.utf8) }
    let words = ["pa", "p", "1a", "é", "a\u{431}", "z9"]
    let before = weir_scan_level()
    defer { _ = weir_set_scan_level(before) }
    for level in 0...before {
      _ = weir_set_scan_level(level)
      var random = SeededRandom(seed: seed)
      for round in 0..<400 {
        let alphabet = try #require(alphabets.randomElement(using: &random))
        let count = Int.random(in: 0...(round % 3 == 0 ? 3000 : 140), using: &random)
        var bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        bytes += (0..<byteSlack).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        let start = Int.random(in: 0...count, using: &random)
        let end = Int.random(in: start...count, using: &random)
        let word = Array((words.randomElement(using: &random) ?? "p").utf8)
        guard var scan = TokenScan(word: word, hasEscapes: Bool.random(using: &random)) else {
          #expect(word[0] >= 0x80)
          continue
        }
        var found: [UInt32] = []
        var from = start
        while from < end {
          let next = scan.find(bytes.span, from: from, to: end)
          found += scan.places[..<scan.count].filter { next == end || $0 < next }
          #expect(next > from)
          from = next
        }
        let expected = ScalarTokenScan.places(
          bytes, from: start, to: end, first: scan.first, second: scan.second, hasEscapes: scan.hasEscapes)
        #expect(found == expected, "seed \(seed), level \(level), round \(round)")
      }
    }
  }
}
