import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// JSON values written as CSV: the kernel against the plain way.
@Suite struct CSVFromJSONTests {
  struct Generator {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func text(of units: [String], upTo length: Int) -> String {
      (0..<below(length + 1)).map { _ in units[below(units.count)] }.joined()
    }

    mutating func value() -> String? {
      // Mostly ordinary letters, so that wide copies see clean blocks too.
      let letters = Array(repeating: "x", count: 12) + ["é", "日", " "]
      let marks = [",", ";", "t", ".", "/", ":"]
      let escapes = [
        #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#, #"\r"#, #"\t"#, #"\u0041"#, #"\u00e9"#, #"\u20AC"#, #"\u0022"#,
        #"\ud83d\uDE00"#, #"\u0000"#, #"\u002c"#,
      ]
      let length = [3, 20, 40, 150][below(4)]
      switch below(24) {
      case 0...1: return nil
      case 2...3: return "null"
      case 4: return ["true", "false"][below(2)]
      case 5...8: return ["0", "-1.50", "12e+3", "7", "13.62814", "123456789012345678901234567890"][below(6)]
      case 9...12: return "\"\(text(of: letters, upTo: length))\""
      case 13...15: return "\"\(text(of: letters + marks, upTo: length))\""
      case 16...18: return "\"\(text(of: letters + marks + escapes, upTo: length))\""
      case 19: return below(4) == 0 ? #""a\ud800b""# : #""\udc00\ud83d\n""#
      case 20: return #"{"type":"Point","coordinates":[-70.66948,13.62814]}"#
      case 21: return "{ " + text(of: letters + ["\"", "\r\n", ","], upTo: length) + "}"
      case 22: return "[" + text(of: letters + ["\"k\":1", #""\"""#], upTo: length) + "]"
      default: return "{\"" + text(of: letters + ["\""], upTo: length) + "}"
      }
    }
  }

  struct Dialect: Sendable, CustomTestStringConvertible {
    var name: String
    var delimiter: UInt8 = ASCII.comma
    var quoting = WriteOptions.Quoting.minimal
    var lineEnd = WriteOptions.LineEnd.lf
    var testDescription: String { name }
  }

  static let dialects = [
    Dialect(name: "comma"),
    Dialect(name: "semicolon, crlf", delimiter: ASCII.semicolon, lineEnd: .crlf),
    Dialect(name: "a letter", delimiter: 0x74),
    Dialect(name: "the point of numbers, all quoted", delimiter: 0x2E, quoting: .all),
    Dialect(name: "tab, all quoted, crlf", delimiter: ASCII.tab, quoting: .all, lineEnd: .crlf),
  ]

  private func encode(_ batch: RecordBatch, _ dialect: Dialect, wantsEnds: Bool = true) throws -> (String, [Int], Int) {
    var options = WriteOptions()
    options.delimiter = dialect.delimiter
    options.quoting = dialect.quoting
    options.lineEnd = dialect.lineEnd
    let context = EncoderContext(
      schema: batch.schema, projection: batch.projection, options: options, inputFormat: "json")
    var encoder = try CSVEncoder(context)
    var chunk = EncodedChunk(wantsRecordEnds: wantsEnds)
    try encoder.encode(batch, into: &chunk)
    return (String(decoding: chunk.bytes.bytes, as: UTF8.self), chunk.recordEnds, chunk.recordCount)
  }

  /// A trim of a last column that nobody selects changes no extent, and keeps the batch off the kernel.
  private func plainTwin(_ batch: RecordBatch) -> RecordBatch {
    var twin = batch
    twin.layout.lastEndTrim = 1
    return twin
  }

  @Test(arguments: dialects) func gatherHasATwin(_ dialect: Dialect) throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var generator = Generator(state: seed)
    let columns = ["a", "b", "c", "d", "unseen"]
    for _ in 0..<60 {
      let records = (0..<generator.below(40)).map { _ in (0..<4).map { _ in generator.value() } + ["1"] }
      var batch = Batches.pairs(columns, records, syntax: .json)
      let selected = (0..<(1 + generator.below(4))).map { _ in generator.below(4) }
      batch.projection = selecting(batch.schema, selected)
      if generator.below(2) == 0 {
        batch.selection = .rows((0..<UInt32(records.count)).filter { _ in generator.below(3) > 0 })
      }
      let expected = try encode(plainTwin(batch), dialect)
      let found = try encode(batch, dialect)
      #expect(found == expected)
      let withoutEnds = try encode(batch, dialect, wantsEnds: false)
      #expect(withoutEnds == (expected.0, [], expected.2))
    }
  }

  /// More records than one call of the kernel takes, and a record that no storage holds at first.
  @Test func manyRecordsAndALongOne() throws {
    let long = "{\"" + String(repeating: "k\":[1,2],\"", count: 8000) + "}"
    let records = (0..<1500).map { row in
      [
        "\(row)", row == 700 ? long : row % 50 == 0 ? #""\ud800""# : "\"v,\(row)\"", row == 900 ? "\"\(long)\"" : nil,
        "1",
      ]
    }
    var batch = Batches.pairs(["a", "b", "c", "unseen"], records, syntax: .json)
    batch.projection = selecting(batch.schema, [0, 1, 2])
    for dialect in Self.dialects {
      let expected = try encode(plainTwin(batch), dialect)
      let found = try encode(batch, dialect)
      #expect(found == expected)
      #expect(found.1.count == 1500)
    }
  }

  /// Slots that do not belong to the bytes: the kernel stops, it does not follow them.
  @Test func wrongSlotsAreNotFollowed() {
    var generator = Generator(state: 42)
    let bytes =
      Array(#"{"a":"x\ny","b":"\u00e9\ud83d\ude00","c":[1,2],"d":"\"#.utf8) + Array(repeating: 0x5C, count: byteSlack)
    for _ in 0..<1000 {
      let slots = (0..<24).map { _ -> UInt32 in
        let position = generator.below(3) == 0 ? generator.below(1 << 31) : generator.below(bytes.count + 4)
        return UInt32(position) | (generator.below(3) == 0 ? BatchLayout.hasEscape : 0)
      }
      let gather = ValueGather(
        columns: [2, 0, 1], columnCount: 3, delimiter: ASCII.comma, lineEnd: [ASCII.lineFeed],
        quotesAll: generator.below(2) == 0)
      var builder = ByteBuilder(capacity: 16)
      var ends: [Int] = []
      let count = gather.copy(
        bytes.span, slots, rows: [0, 3, 9, 4_000_000_000], from: 0, to: 4, into: &builder, ends: &ends, wantsEnds: true
      ).records
      #expect(count <= 2 && ends.count == count && builder.count == ends.last ?? 0)
      let short = gather.copy(
        bytes.span.extracting(0..<60), slots, rows: nil, from: 0, to: 9, into: &builder, ends: &ends, wantsEnds: false
      ).records
      #expect(short == 0)
    }
  }
}
