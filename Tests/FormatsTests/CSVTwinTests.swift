import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// The wide decoder against the plain one, on random text of all the bytes that matter.
struct CSVTwinTests {
  /// xorshift64*: the same text for the same seed on every machine.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }
  }

  /// A file of `columns` columns that is right; `damage` then makes some of them wrong.
  func makeText(columns: Int, lineEnd: String, isMixed: Bool, using generator: inout Generator) -> [UInt8] {
    let values = [
      "", "a", "Saint-Étienne", "\"\"", "\"x\"", "\"semi;colon\"", "\"two\nlines\"", "\"say \"\"hi\"\"\"", "12.50",
      "\"\r\n\"", "a somewhat longer value, past sixteen bytes", "日本",
    ]
    var text = (0..<columns).map { "c\($0)" }.joined(separator: ";") + lineEnd
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      var fields = (0..<columns).map { _ in values.randomElement(using: &generator) ?? "" }
      // A blank line would be a value of one column and an error for more.
      if columns == 1 { fields[0] = fields[0].isEmpty ? "x" : fields[0] }
      text += fields.joined(separator: ";")
      text += isMixed && Bool.random(using: &generator) ? "\n" : lineEnd
    }
    if Bool.random(using: &generator), text.hasSuffix(lineEnd) { text.removeLast() }
    return Array(text.utf8)
  }

  @Test func decodersAgreeOnRandomText() throws {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    var generator = Generator(state: seed)
    var clean = 0
    for round in 0..<1500 {
      let columns = Int.random(in: 1...5, using: &generator)
      let lineEnd = Bool.random(using: &generator) ? "\r\n" : "\n"
      var bytes = makeText(columns: columns, lineEnd: lineEnd, isMixed: round % 5 == 0, using: &generator)
      let headerEnd = (bytes.firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
      if round % 2 == 1, bytes.count > headerEnd {
        for _ in 0...1 {
          let position = Int.random(in: headerEnd..<bytes.count, using: &generator)
          bytes[position] = [0x22, 0x3B, 0x0A, 0x0D, 0xFF, 0x61].randomElement(using: &generator) ?? 0x22
        }
      }
      var options = ReadOptions()
      options.delimiter = ASCII.semicolon
      let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      let whole = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count])
      if whole.failure == nil { clean += 1 }
      #expect(
        CSVFeed(reader: reader, usesWideScan: false).read(bytes, pieces: [bytes.count]) == whole,
        "seed \(seed), round \(round)")
      // Violated quoting may reach further in a larger chunk: only then do messages about an open quote differ.
      let split = Int.random(in: 0...bytes.count, using: &generator)
      let pieces = CSVFeed(reader: reader).read(bytes, pieces: [split, bytes.count])
      #expect(pieces.records == whole.records, "seed \(seed), round \(round), split \(split)")
      #expect(pieces.failure?.location == whole.failure?.location, "seed \(seed), round \(round), split \(split)")
      #expect(pieces.failure?.code == whole.failure?.code, "seed \(seed), round \(round), split \(split)")
    }
    #expect(clean > 500)
  }

  @Test func anyBytesAreReadWithoutTrapping() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    var generator = Generator(state: seed)
    let alphabet: [UInt8] = Array(";,\t|\"\n\r\\ab1".utf8) + [0xC3, 0xA9, 0xFF, 0]
    for round in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      var options = ReadOptions()
      options.delimiter = round % 3 == 0 ? nil : ASCII.semicolon
      options.hasHeader = round % 2 == 0
      options.escapesWithBackslash = round % 5 == 0
      options.endsLinesWithCR = round % 7 == 0
      options.quote = round % 11 == 0 ? 0 : nil
      for isWhole in [true, false] {
        guard let reader = try? CSVReader.bind(probe: bytes.span, isWhole: isWhole, options: options, dialect: .csv)
        else { continue }
        let whole = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count])
        let single = CSVFeed(reader: reader).read(bytes, pieces: Array(0...bytes.count))
        let plain = CSVFeed(reader: reader, usesWideScan: false).read(bytes, pieces: [bytes.count])
        #expect(plain == whole, "seed \(seed), round \(round): \(bytes)")
        #expect(single.records == whole.records, "seed \(seed), round \(round): \(bytes)")
        #expect(single.failure?.code == whole.failure?.code, "seed \(seed), round \(round): \(bytes)")
      }
      if let reader = try? TSVReader.bind(probe: bytes.span, isWhole: true, options: options) {
        let whole = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count])
        #expect(CSVFeed(reader: reader, usesWideScan: false).read(bytes, pieces: [bytes.count]) == whole)
      }
    }
  }
}
