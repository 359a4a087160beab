import Bytes
import Diagnostics
import Formats
import Testing

/// Which records are kept, which are rejected and why must not depend on where the bytes are cut. Texts are drawn from a few
/// tokens that make many mistakes; each is read whole, byte by byte and split at every offset.
struct CutTests {
  struct Dialect: Sendable, CustomTestStringConvertible {
    var name: String
    var tokens: [String]
    var header = "a,b\n"
    /// Read as TSV, with escapes and no quotes.
    var isTSV = false
    var options: @Sendable (inout ReadOptions) -> Void = { _ in }

    var testDescription: String { name }
  }

  private static let mistakes = [
    "1", "2", ",", ",", "\n", "\n", "\"", "\"", "\"\"", "x\"", "\"x\n", "1,2\n", "1,2\n", "3,\"y\nz\"\n", "\"\n", "é",
    "4\n",
  ]

  static let dialects: [Dialect] = [
    Dialect(name: "strict", tokens: mistakes),
    Dialect(name: "one column", tokens: mistakes, header: "a\n"),
    Dialect(name: "three columns", tokens: mistakes + ["1,2,3\n", "1,\"x\n2,y,w\n3,\"\n"], header: "a,b,c\n"),
    Dialect(name: "read record by record", tokens: mistakes + ["#", "\n#\"x\n"], options: { $0.comment = "#" }),
    Dialect(
      name: "fields of few lines", tokens: mistakes,
      options: {
        $0.comment = "#"
        $0.maximumFieldLines = 2
      }),
    Dialect(
      name: "short fields of few lines", tokens: mistakes,
      options: {
        $0.comment = "#"
        $0.maximumFieldLines = 3
        $0.maximumFieldBytes = 9
      }),
    Dialect(name: "few lines, by parity", tokens: mistakes, options: { $0.maximumFieldLines = 1 }),
    Dialect(name: "carriage returns", tokens: mistakes + ["\r", "1,2\r\n", "\r\n"], options: { $0.comment = "#" }),
    Dialect(name: "lines end with CR", tokens: mistakes + ["\r", "1,2\r", "\"\r"], options: { $0.lineEnds = .cr }),
    Dialect(name: "backslashes", tokens: mistakes + ["\\", "\\\""], options: { $0.escape = ASCII.backslash }),
    Dialect(
      name: "short records are padded", tokens: mistakes, header: "a,b,c\n",
      options: {
        $0.comment = "#"
        $0.padsShortRecords = true
      }),
    Dialect(name: "long records are cut", tokens: mistakes, options: { $0.truncatesLongRecords = true }),
    Dialect(name: "trimmed", tokens: mistakes + [" ", " \""], options: { $0.trimsFields = true }),
    Dialect(
      name: "TSV with comments",
      tokens: ["1", "\t", "\t", "\n", "\n", "\\", "\\t", "#", "\n#\\\n", "\\N", "\"", "é", "1\t2\n"], header: "a\tb\n",
      isTSV: true,
      options: {
        $0.comment = "#"
        $0.nullTexts = ["\\N"]
      }),
    Dialect(name: "invalid bytes", tokens: mistakes + ["\u{1}", "\u{1}"], options: { $0.comment = "#" }),
  ]

  static let rounds = 40

  @Test(arguments: dialects) func delimitedText(_ dialect: Dialect) throws {
    var random = CSVTwinTests.Generator(state: UInt64(dialect.name.utf8.count) &* 7919)
    var options = ReadOptions()
    options.onError = .quarantine
    if !dialect.isTSV {
      options.delimiter = ASCII.comma
      options.quote = ASCII.quote
      options.escape = ASCII.quote
    }
    options.lineEnds = .lf
    options.header = .rows(1)
    dialect.options(&options)
    for _ in 0..<Self.rounds {
      let tokens = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        dialect.tokens.randomElement(using: &random) ?? ""
      }
      let header = options.lineEnds == .cr ? dialect.header.replacing("\n", with: "\r") : dialect.header
      // The token U+0001 stands for a byte that is no UTF-8.
      let bytes = (header + tokens.joined()).utf8.map { $0 == 1 ? 0xE8 : $0 }
      let reader =
        dialect.isTSV
        ? try TSVReader.bind(probe: bytes.span, isWhole: true, options: options) as any BoundReader
        : try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      let (whole, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
      #expect(departures.isEmpty, "\(tokens) whole: \(whole); \(departures.first ?? "")")
      if !departures.isEmpty { return }
    }
  }

  private static let jsonTokens = [
    "{", "}", "[", "]", ",", ",", ":", "\"a\"", "\"b\"", "1", "null", " ", "\n", "\n", "\"", "\\u00", "é", "{\"a\":1}",
    "{\"a\":1}", ",{\"a\":2}", "{\"a\":}", "x", "NaN", "\u{1}",
  ]

  @Test(arguments: [JSONFormat.json, .jsonl, .jsonSequence, .geojson], [ErrorPolicy.fail, .quarantine])
  func json(_ format: JSONFormat, _ policy: ErrorPolicy) {
    var random = CSVTwinTests.Generator(state: UInt64(format.rawValue.utf8.count) &* 104_729)
    var options = ReadOptions()
    options.onError = policy
    let begins =
      switch format {
      case .json: ["[", "[", "", "[]", "{\"a\":1}"]
      case .geojson: ["{\"type\":\"FeatureCollection\",\"features\":["]
      case .jsonSequence: ["\u{1E}"]
      default: [""]
      }
    let feature = "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":1}}"
    let tokens =
      Self.jsonTokens + (format == .geojson ? [feature, feature, ",\(feature)", "]}"] : [])
      + (format == .jsonSequence ? ["\n\u{1E}", "\u{1E}"] : [])
    for _ in 0..<Self.rounds {
      let text =
        (begins.randomElement(using: &random) ?? "")
        + (0..<Int.random(in: 0...12, using: &random)).map { _ in tokens.randomElement(using: &random) ?? "" }.joined()
      let bytes = text.utf8.map { $0 == 1 ? 0xE8 : $0 }
      let difference = JSONHarness.firstDifference(format, bytes, options: options)
      #expect(difference == nil, "\(text.debugDescription): \(difference ?? "")")
      if difference != nil { return }
    }
  }

  /// Found by fuzzing: an element that is no record, and something behind the document.
  @Test(arguments: ["[[[]]]\0\0\0", "[1] x", "[[]]]", "[1]\n[2]", "[{\"a\":1},2]}"])
  func noRecordAndMoreBehindTheDocument(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(JSONHarness.run(.json, bytes).code == .jsonSyntax)
    #expect(JSONHarness.firstDifference(.json, bytes) == nil)
  }

  /// Found by properties: a word behind the document, half of which is no UTF-8.
  @Test(arguments: ["[]é{{{", "[{\"a\":1}] é", "[]NaN", "{\"a\":1}\nNaN {", "[]xé", "[\n]\u{10FFFF}\u{10FFFF}"])
  func behindTheDocument(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(JSONHarness.run(.json, bytes).code == .jsonSyntax)
    #expect(JSONHarness.firstDifference(.json, bytes) == nil)
  }
}
