import Bytes
import CByteScan
import Testing

/// Every kernel at every scan level against its plain twin. Serialised: the level is one setting of the process (other
/// suites may run meanwhile; all levels answer alike).
@Suite(.serialized)
struct KernelTwinTests {
  /// xorshift64*: the same bytes for the same seed on every machine.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }
  }

  func atEveryLevel(_ body: (Int32) -> Void) {
    let before = weir_scan_level()
    for level in 0...before {
      _ = weir_set_scan_level(level)
      body(level)
    }
    _ = weir_set_scan_level(before)
  }

  func randomBytes(_ count: Int, from alphabet: [UInt8], using generator: inout Generator) -> [UInt8] {
    (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
  }

  /// Every length and place of the one byte that counts, with and without bytes behind the range.
  @Test func nearSearchFindsTheFirstByte() {
    let wanted: [UInt8] = [ASCII.comma, ASCII.quote, ASCII.lineFeed, 0xFF]
    for length in 0..<50 {
      for place in 0...(length + 2) {
        for slack in [0, 7, 64] {
          var bytes = [UInt8](repeating: ASCII.space, count: 3 + length + slack)
          bytes[0...2] = [ASCII.comma, ASCII.quote, 0xFF]
          if 3 + place < bytes.count { bytes[3 + place] = wanted[place % 4] }
          if slack > 0 { bytes[bytes.count - 1] = ASCII.comma }
          let found = bytes.span.position(
            nearAny: wanted[0], wanted[1], wanted[2], wanted[3], from: 3, to: 3 + length)
          #expect(found == 3 + min(place, length))
        }
      }
    }
    #expect([ASCII.comma].span.position(of: ASCII.comma, or: ASCII.comma, from: 1, to: 0) == 0)
  }

  @Test func csvScanAgreesWithItsTwin() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    atEveryLevel { level in
      var generator = Generator(seed: seed)
      // A rare quote makes long runs on either side of the block boundaries; a frequent one makes the corners.
      let alphabets: [[UInt8]] = [
        Array("ab;\n\"\r".utf8), Array("abcdefghij;;\n\"".utf8), Array("aaaaaaaaaaaaaaaaaaaaaaaaaaaa;\n\"\r\n".utf8),
        Array("\"".utf8), Array("\"\r\n".utf8), Array(";".utf8), [0, 0xFF, 0x3B, 0x0A, 0x22, 0x80],
      ]
      for round in 0..<600 {
        let alphabet = alphabets[round % alphabets.count]
        let end = round < 300 ? round : Int.random(in: 0...700, using: &generator)
        let start = Int.random(in: 0...min(end, 70), using: &generator)
        // What follows `end` must not matter: quotes there would show.
        let bytes =
          randomBytes(end, from: alphabet, using: &generator)
          + randomBytes(byteSlack, from: Array("\"\n;\r".utf8), using: &generator)
        for quote in [ASCII.quote, 0] {
          compareScans(bytes, start..<end, quote: quote, "level \(level), seed \(seed), round \(round)")
        }
      }
    }
  }

  private func compareScans(_ bytes: [UInt8], _ range: Range<Int>, quote: UInt8, _ place: String) {
    var (fast, bare, plain): ([UInt32], [UInt32], [UInt32]) = ([], [], [])
    let (start, end) = (range.lowerBound, range.upperBound)
    let facts = CSVScan.scan(
      bytes.span, from: start, to: end, delimiter: ASCII.semicolon, quote: quote, into: &fast)
    let bareFacts = CSVScan.scan(
      bytes.span, from: start, to: end, delimiter: ASCII.semicolon, quote: quote, proving: false, into: &bare)
    let twin = CSVScan.scalarScan(
      bytes.span, from: start, to: end, delimiter: ASCII.semicolon, quote: quote, into: &plain)
    #expect(facts == twin, "\(place), \(range), quote \(quote)")
    #expect(fast == plain, "\(place), \(range), quote \(quote)")
    #expect(bare == plain, "\(place), \(range), quote \(quote), without proofs")
    #expect(bareFacts.isOpen == twin.isOpen, "\(place), \(range), quote \(quote), without proofs")
  }

  /// Blocks without quotes are passed by where few blocks have any: the corners then stand at the edges of those.
  @Test func csvScanAgreesWithItsTwinWhereQuotesAreRare() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    let corners = [
      ";\"\"\r\n", ";\"\"\ra", ";\"\"\r;", ";\"a\"\r\n;", ";\"a\n\";", "a\"a\"", ";\"\"\"\";", ";\"\"a", "a\r\n\"\";",
      "\n\"\"\n", "a\"\"", ";\"a;\"\"\n\"",
    ]
    atEveryLevel { level in
      var generator = Generator(seed: seed)
      for round in 0..<800 {
        let start = round % 3
        let end = start + 64 * 24 + Int.random(in: 0..<64, using: &generator)
        var bytes = randomBytes(end + byteSlack, from: Array("aaaaaaaa;\n".utf8), using: &generator)
        for _ in 0...(round % 2) {
          let corner = Array((corners.randomElement(using: &generator) ?? "").utf8)
          let edge = start + 64 * Int.random(in: 1..<24, using: &generator)
          let place = edge - Int.random(in: 0...corner.count, using: &generator)
          bytes.replaceSubrange(place..<place + corner.count, with: corner)
        }
        compareScans(
          bytes, start..<end, quote: ASCII.quote, "level \(level), seed \(seed), round \(round)")
      }
    }
  }

  @Test func csvCutAgreesWithItsTwin() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    atEveryLevel { level in
      var generator = Generator(seed: seed)
      for round in 0..<600 {
        let alphabet =
          round % 2 == 0 ? Array("abc\n\"".utf8) : Array("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\"".utf8)
        let bytes = randomBytes(round, from: alphabet, using: &generator)
        let start = Int.random(in: 0...round, using: &generator)
        for quote in [ASCII.quote, 0] {
          for wasInside in [false, true] {
            var fastInside = wasInside
            var plainInside = wasInside
            let fast = CSVScan.cut(bytes.span, from: start, to: round, quote: quote, isInside: &fastInside)
            // Without quotes nothing is ever inside.
            if quote == 0 { plainInside = false }
            let plain = CSVScan.scalarCut(bytes.span, from: start, to: round, quote: quote, isInside: &plainInside)
            #expect(fast == plain, "level \(level), seed \(seed), round \(round)")
            if quote != 0 { #expect(fastInside == plainInside, "level \(level), seed \(seed), round \(round)") }
          }
        }
      }
    }
  }

  @Test func utf8AgreesWithItsTwinOnEveryPair() {
    atEveryLevel { level in
      // Every pair of bytes at the positions around a block boundary, with and without neighbours above 0x7F.
      for filler in [UInt8(0x61), 0xC3] {
        var bytes: [UInt8] = []
        for i in 0..<160 { bytes.append(filler == 0x61 ? filler : i % 2 == 0 ? 0xC3 : 0xA9) }
        for position in [31, 63, 158] {
          for first in 0..<256 {
            for second in stride(from: 0, to: 256, by: filler == 0x61 ? 5 : 1) {
              var sample = bytes
              sample[position] = UInt8(first)
              sample[position + 1] = UInt8(second)
              let fast = UTF8Check.validPrefix(sample.span, from: 0, to: 160)
              let plain = UTF8Check.scalarValidPrefix(sample.span, from: 0, to: 160)
              if fast != plain {
                Issue.record("level \(level): \(first) \(second) at \(position): \(fast), not \(plain)")
              }
            }
          }
        }
      }
    }
  }

  /// Every lead and second byte before good and bad ends, over the edge of a block and inside it.
  @Test func utf8AgreesWithItsTwinOnEverySequence() {
    let ends: [[UInt8]] = [[], [0x80], [0xBF], [0x7F], [0xC3], [0x80, 0x80], [0x80, 0xC0], [0xBF, 0xBF, 0x80]]
    atEveryLevel { level in
      for filler in [Array("a".utf8), Array("é".utf8), Array("한".utf8)] {
        for position in [60, 61, 62, 63, 64, 90] {
          var sample: [UInt8] = Array(repeating: 0x61, count: position % filler.count)
          while sample.count < position { sample += filler }
          for lead in UInt8(0xC0)...0xFF {
            for second in UInt8(0x7E)...0xC1 {
              for end in ends {
                let bytes = sample + [lead, second] + end + Array(repeating: 0x61, count: 70)
                let fast = UTF8Check.validPrefix(bytes.span, from: 0, to: bytes.count)
                let plain = UTF8Check.scalarValidPrefix(bytes.span, from: 0, to: bytes.count)
                if fast != plain {
                  Issue.record("level \(level): \(lead) \(second) \(end) at \(position): \(fast), not \(plain)")
                }
              }
            }
          }
        }
      }
    }
  }

  @Test func utf8AgreesWithItsTwinOnCorruptedText() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    let words = ["Zürich ", "日本語", "plain ascii text, quite long ", "🏙️", "é", "\u{10FFFF}", "\u{800}", "\u{FFFF}", "a"]
    atEveryLevel { level in
      var generator = Generator(seed: seed)
      for round in 0..<4000 {
        var bytes: [UInt8] = []
        let length = Int.random(in: 0...400, using: &generator)
        while bytes.count < length { bytes += Array((words.randomElement(using: &generator) ?? "").utf8) }
        for _ in 0..<(round % 4) where !bytes.isEmpty {
          let position = Int.random(in: 0..<bytes.count, using: &generator)
          switch round % 3 {
          case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.remove(at: position)
          default: bytes.insert(UInt8.random(in: 0x80...255, using: &generator), at: position)
          }
        }
        let from = Int.random(in: 0...bytes.count, using: &generator)
        let fast = UTF8Check.validPrefix(bytes.span, from: from, to: bytes.count)
        let plain = UTF8Check.scalarValidPrefix(bytes.span, from: from, to: bytes.count)
        if fast != plain { Issue.record("level \(level), seed \(seed), round \(round): \(fast), not \(plain)") }
        if round % 4 == 0, from == 0 {
          // An outside truth: the standard library repairs exactly the invalid texts.
          let isValid = Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes
          #expect((plain == bytes.count) == isValid)
        }
      }
    }
  }

  @Test func countAndFindAgreeWithALoop() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    atEveryLevel { level in
      var generator = Generator(seed: seed)
      for count in 0..<400 {
        var bytes = randomBytes(count, from: Array("abcdefgh".utf8) + [0x80, 0xFF, 0], using: &generator)
        if count > 0, count % 3 > 0 { bytes[Int.random(in: 0..<count, using: &generator)] = 0x22 }
        let from = Int.random(in: 0...count, using: &generator)
        let counted = bytes.span.count(of: 0x61, from: from, to: count)
        #expect(counted == bytes[from...].count { $0 == 0x61 }, "level \(level), seed \(seed)")
        let found = bytes.span.position(ofAny: 0x22, 0x0A, 0x0D, 0x3B, from: from, to: count)
        #expect(found == bytes[from...].firstIndex(of: 0x22) ?? count, "level \(level), seed \(seed)")
      }
    }
  }

  @Test func jsonEscapesAgreeWithALoop() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    var generator = Generator(seed: seed)
    let hex = Array("0123456789abcdef".utf8)
    for round in 0..<600 {
      let alphabet = round % 2 == 0 ? Array(UInt8(0)...255) : Array("abcdefghijklmnopqrstuvwxyz".utf8) + [0x22, 0x80]
      let bytes = randomBytes(round % 150 + 20, from: alphabet, using: &generator)
      let end = Int.random(in: 0...bytes.count, using: &generator)
      let start = Int.random(in: 0...end, using: &generator)
      var expected: [UInt8] = []
      for byte in bytes[start..<end] {
        switch byte {
        case 0x22, 0x5C: expected += [0x5C, byte]
        case 0x08: expected += [0x5C, 0x62]
        case 0x09: expected += [0x5C, 0x74]
        case 0x0A: expected += [0x5C, 0x6E]
        case 0x0C: expected += [0x5C, 0x66]
        case 0x0D: expected += [0x5C, 0x72]
        case 0..<0x20: expected += [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        default: expected.append(byte)
        }
      }
      var builder = ByteBuilder(capacity: 0)
      builder.appendJSONEscaped(bytes.span, from: start, to: end)
      #expect(builder.bytes == expected, "seed \(seed), round \(round)")
      builder.clear()
      builder.append(bytes.span, from: start, to: end)
      #expect(builder.bytes == Array(bytes[start..<end]), "seed \(seed), round \(round)")
    }
  }
}
