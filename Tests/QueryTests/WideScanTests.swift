import Bytes
import Query
import TestKit
import Testing

/// The loops that read eight bytes at a time, against plain Swift.
@Suite struct WideScanTests {
  @Test func terms() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let alphabet = Array("aAbBaAbB1  ,-_@[`{é")
    for _ in 0..<60 {
      let values = (0..<40).map { _ in
        String((0..<Int.random(in: 1...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
      }
      let batch = Make.separators(
        values.map { "\($0)\t\($0)" }.joined(separator: "\n") + "\n", columns: ["x", "y"], delimiter: ASCII.tab,
        quote: 0)
      let tokens = values.map { value in
        value.lowercased().split { !($0.isLetter || $0.isNumber) }.map {
          $0.map { $0 == "é" ? "e" : String($0) }.joined()
        }
      }
      for needle in ["a", "b", "1", "ab", "b1", "e", "abab", "aé", "bbbbb", "a1b"] {
        let folded = needle.map { $0 == "é" ? "e" : String($0) }.joined()
        let prefix = values.indices.filter { tokens[$0].contains { $0.hasPrefix(folded) } }
        let whole = values.indices.filter { tokens[$0].contains(folded) }
        let found = (
          try select(needle, batch), try select("\"\(needle)\"", batch),  // A number would compare as one.
          needle == "1" ? whole : try select("y:\"\(needle)\"", batch)
        )
        for (expected, rows) in [(prefix, found.0), (whole, found.1), (whole, found.2)] where rows != expected {
          let different = Set(rows).symmetricDifference(expected).sorted().map { values[$0] }
          Issue.record("seed \(seed), \(needle) in \(different)")
        }
      }
    }
  }

  @Test func integers() throws {
    // Every one-byte change of a number of each length: only digits count, and leading zeros make text.
    for length in 1...10 {
      let digits = Array(String(repeating: "9", count: length).utf8)
      for place in 0..<length {
        for byte in UInt8(0x20)..<0x7F {
          var field = digits
          field[place] = byte
          let batch = Make.separators(field + [ASCII.lineFeed], columns: ["x"], delimiter: ASCII.tab, quote: 0)
          let text = String(decoding: field, as: UTF8.self)
          let isNumber = NumberText.shape(field.span, from: 0, to: field.count).isNumber
          let value = isNumber ? Double(text) : nil
          let isAbove = value.map { $0 >= 95 } ?? false
          #expect(try select("x >= 95", batch) == (isAbove ? [0] : []), "\(text)")
        }
      }
    }
    for number in stride(from: 0, through: 120_000, by: 7) {
      let batch = Make.separators(Array("\(number)\n".utf8), columns: ["x"], delimiter: ASCII.tab, quote: 0)
      guard number % 101 == 0 else { continue }
      #expect(try select("x:[\(number) TO \(number)]", batch) == [0])
      #expect(try select("x > \(number)", batch) == [])
    }
  }
}
