import Bytes
import Diagnostics
import Formats
import Records
import Testing

/// Dialects beyond RFC 4180 and the lenient policies: each case whole, byte by byte, split at every offset, and through the
/// plain decoder alone.
struct CSVPolicyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var columns: [String]
    var records: [[String?]]
    /// Made by the decoder.
    var changes: [Change: Int] = [:]
    /// Made before the first record.
    var before: [Change: Int] = [:]
    /// Code, line, column, record, byte.
    var failure: (DiagnosticCode, Int, Int, Int, Int)?
    var isTSV = false
    var options: @Sendable (inout ReadOptions) -> Void = { _ in }

    var testDescription: String { name }
  }

  static let pad: @Sendable (inout ReadOptions) -> Void = { $0.padsShortRecords = true }
  static let keep: @Sendable (inout ReadOptions) -> Void = {
    $0.delimiter = ASCII.comma
    $0.strayQuotes = .keep
  }
  static let hash: @Sendable (inout ReadOptions) -> Void = { $0.comment = "#" }
  static let trim: @Sendable (inout ReadOptions) -> Void = { $0.trimsFields = true }
  static let commaSpace: @Sendable (inout ReadOptions) -> Void = {
    $0.delimiter = ASCII.comma
    $0.spaceFollowsDelimiter = true
  }

  static let widths: [Case] = [
    Case(
      name: "short records padded", text: "a,b,c\n1\n1,2\n1,2,3\n", columns: ["a", "b", "c"],
      records: [["1", nil, nil], ["1", "2", nil], ["1", "2", "3"]], changes: [.shortRecordPadded: 2], options: pad),
    Case(
      name: "padding does not truncate", text: "a,b\n1,2\n1,2,3\n", columns: ["a", "b"], records: [["1", "2"]],
      failure: (.csvRagged, 3, 5, 2, 12), options: pad),
    Case(
      name: "long records truncated", text: "a,b\n1,2,3,\"4\"\n5,6\n", columns: ["a", "b"],
      records: [["1", "2"], ["5", "6"]], changes: [.longRecordTruncated: 1], options: { $0.truncatesLongRecords = true }
    ),
    Case(
      name: "both", text: "a,b\r\n1\r\n1,2,3\r\n4,5", columns: ["a", "b"],
      records: [["1", nil], ["1", "2"], ["4", "5"]], changes: [.longRecordTruncated: 1, .shortRecordPadded: 1],
      options: {
        $0.padsShortRecords = true
        $0.truncatesLongRecords = true
      }),
    Case(
      name: "blank lines skipped where records are padded", text: "a,b\n1,2\n\n\r\n3,4\n\n", columns: ["a", "b"],
      records: [["1", "2"], ["3", "4"]], changes: [.blankLineSkipped: 3], options: pad),
    Case(
      name: "blank lines at the end are counted", text: "a,b\n1,2\n\n\r\n\n", columns: ["a", "b"],
      records: [["1", "2"]], changes: [.blankLineSkipped: 3]),
    Case(
      name: "a blank line is a value of one column", text: "a\n1\n\n", columns: ["a"], records: [["1"], [nil]],
      options: pad),
    Case(
      name: "blank lines before the header", text: "\n\na,b\n1,2\n3\n", columns: ["a", "b"], records: [["1", "2"]],
      before: [.blankLineSkipped: 2], failure: (.csvRagged, 5, 2, 2, 11)),
    Case(name: "nothing at all, padded", text: "", columns: [], records: [], options: pad),
  ]

  static let quotes: [Case] = [
    Case(
      name: "a quote inside a field", text: "a,b\n5\" pipe,x\n", columns: ["a", "b"], records: [["5\" pipe", "x"]],
      changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "text after a closing quote", text: "a,b\n\"say \"hi\" now\",x\n\"1\",2\n", columns: ["a", "b"],
      records: [["say \"hi\" now", "x"], ["1", "2"]], changes: [.strayQuoteKept: 2], options: keep),
    Case(
      name: "a quote too many in front", text: "a,b\n\"\"x, y\",z\n", columns: ["a", "b"], records: [["\"x, y", "z"]],
      changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "an opening quote that none closes", text: "a,b,c\n\"1,2,\"x, y\"\n3,4,\"z\"\n", columns: ["a", "b", "c"],
      records: [["\"1", "2", "x, y"], ["3", "4", "z"]], changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "an opening quote at the end of a line", text: "a,b\n1,\"\n2,\"x\"\n3,4\n", columns: ["a", "b"],
      records: [["1", "\""], ["2", "x"], ["3", "4"]], changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "an opening quote at the end of the input", text: "a,b\n1,2\n3,\"4\n5,6\n", columns: ["a", "b"],
      records: [["1", "2"], ["3", "\"4"], ["5", "6"]], changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "a lone quote", text: "a,b\n\",x", columns: ["a", "b"], records: [["\"", "x"]],
      changes: [.strayQuoteKept: 1], options: keep),
    Case(
      name: "a quote that nobody doubled", text: "a,b,c\n\"24\"\",\"fast, \"red\"\",x\n\"1\",2,3\n",
      columns: ["a", "b", "c"], records: [["24\"", "fast, \"red\"", "x"], ["1", "2", "3"]],
      changes: [.strayQuoteKept: 3], options: keep),
    Case(
      name: "regular quoting stays", text: "a,b\n\"x\"\"\",\"\"\"y\"\n\"1,\"\"2\"\"\n\",\"\"\n", columns: ["a", "b"],
      records: [["x\"", "\"y"], ["1,\"2\"\n", ""]], options: keep),
    Case(
      name: "with backslashes", text: "a,b\n\"x\\\"y\"z\",2\n\"\\\\\",\"\n3,\"4\"\n",
      columns: ["a", "b"], records: [["x\"y\"z", "2"], ["\\", "\""], ["3", "4"]], changes: [.strayQuoteKept: 2],
      options: {
        keep(&$0)
        $0.escape = ASCII.backslash
      }),
    Case(
      name: "without escapes", text: "a,b\n\"24\"\",\"fast\"\n\"x\"\"y\"z\",\"\"\n", columns: ["a", "b"],
      records: [["24\"", "fast"], ["x\"\"y\"z", ""]],
      options: {
        $0.delimiter = ASCII.comma
        $0.escape = 0
      }),
    Case(
      name: "another escape", text: "a,b\n'x^'y^^',z\n'2','3'4'\n", columns: ["a", "b"], records: [["x'y^", "z"]],
      failure: (.csvTextAfterQuote, 3, 8, 2, 22),
      options: {
        $0.delimiter = ASCII.comma
        $0.quote = 0x27
        $0.escape = 0x5E
      }),
    Case(
      name: "padded strays", text: "a,b,c\n\"x\ny\"z,2\n\"1\",2,3\n", columns: ["a", "b", "c"],
      records: [["\"x", nil, nil], ["y\"z", "2", nil], ["1", "2", "3"]],
      changes: [.strayQuoteKept: 2, .shortRecordPadded: 2],
      options: {
        keep(&$0)
        $0.padsShortRecords = true
      }),
  ]

  static let lines: [Case] = [
    Case(
      name: "comments", text: "#x\n#it's \"x\na,b\n# y,z\n1,2\n#\n3,4\n#end", columns: ["a", "b"],
      records: [["1", "2"], ["3", "4"]], changes: [.commentSkipped: 3], before: [.commentSkipped: 2], options: hash),
    Case(
      name: "line numbers behind comments", text: "#x\na,b\n# y\n1,2\n3\n", columns: ["a", "b"], records: [["1", "2"]],
      changes: [.commentSkipped: 1], before: [.commentSkipped: 1], failure: (.csvRagged, 5, 2, 2, 16), options: hash),
    Case(
      name: "a comment is no comment inside quotes", text: "a,b\n1,\"x\n#y\"\n#z\n", columns: ["a", "b"],
      records: [["1", "x\n#y"]], changes: [.commentSkipped: 1], options: hash),
    Case(
      name: "comments between blank lines at the end", text: "a,b\n1,2\n\n#x\n\n#y\n", columns: ["a", "b"],
      records: [["1", "2"]], changes: [.commentSkipped: 2, .blankLineSkipped: 2], options: hash),
    Case(
      name: "a comment of several bytes", text: "a,b\n//x\n/1,2\n", columns: ["a", "b"], records: [["/1", "2"]],
      changes: [.commentSkipped: 1], options: { $0.comment = "//" }),
    Case(
      name: "comments between CR", text: "a,b\r#x\r1,2\r\r3,4\r", columns: ["a", "b"], records: [["1", "2"]],
      changes: [.commentSkipped: 1], failure: (.csvRagged, 4, 1, 2, 11),
      options: {
        $0.comment = "#"
        $0.lineEnds = .cr
      }),
    Case(
      name: "CR found", text: "a,b\r1,2\r\"3\r\",4\r5,6,7\r", columns: ["a", "b"],
      records: [["1", "2"], ["3\r", "4"]], failure: (.csvRagged, 5, 5, 3, 19)),
    Case(
      name: "CR is data where that was said", text: "a,b\r1,2", columns: ["a", "b\r1", "2"], records: [],
      options: { $0.lineEnds = .lf }),
    Case(
      name: "skipped lines", text: "Title, \"of\nthe thing\na;b\n1;2;3\n", columns: ["a", "b"], records: [],
      failure: (.csvRagged, 4, 5, 1, 29), options: { $0.skippedLines = 2 }),
    Case(
      name: "skipped until", text: "Title\n\nid;name\n1;x\n", columns: ["id", "name"], records: [["1", "x"]],
      options: { $0.skipUntil = "id;" }),
    Case(
      name: "skipped to a record", text: "a,b\n1,2\n3,4\n", columns: ["column_1", "column_2"], records: [["3", "4"]],
      options: {
        $0.skippedLines = 2
        $0.header = .none
      }),
    Case(
      name: "two header records", text: "a,,\"c\"\nx,y,\n1,2,3\n", columns: ["a x", "y", "c"],
      records: [["1", "2", "3"]],
      options: { $0.header = .rows(2) }),
  ]

  static let fields: [Case] = [
    Case(
      name: "a space after each delimiter", text: "a, b, c\n1, \"x, y\",  z\n 2,3, \n", columns: ["a", "b", "c"],
      records: [["1", "x, y", " z"], [" 2", "3", nil]], options: commaSpace),
    Case(
      name: "a space after each delimiter, no quotes", text: "a, b\r\n1, 2\r\n", columns: ["a", "b"],
      records: [["1", "2"]], options: commaSpace),
    Case(
      name: "a space after each delimiter, stray", text: "a, b, c\n\"1, 2, \"x, y\"\n", columns: ["a", "b", "c"],
      records: [["\"1", "2", "x, y"]], changes: [.strayQuoteKept: 1],
      options: {
        commaSpace(&$0)
        $0.strayQuotes = .keep
      }),
    Case(
      name: "trimmed", text: " a ,b\n 1 ,\t2\n3,4\n, \n", columns: ["a", "b"],
      records: [["1", "2"], ["3", "4"], [nil, nil]], changes: [.fieldTrimmed: 3], before: [.fieldTrimmed: 1],
      options: trim),
    Case(
      name: "trimmed around quotes", text: "a,b\n \" 1 \" , \"2\"\"\"\t\n", columns: ["a", "b"],
      records: [[" 1 ", "2\""]], changes: [.fieldTrimmed: 2], options: trim),
    Case(
      name: "trimmed between tabs", text: "a\tb\n 1 \t 2\n\t3\n", columns: ["a", "b"],
      records: [["1", "2"], [nil, "3"]],
      changes: [.fieldTrimmed: 2],
      options: {
        $0.trimsFields = true
        $0.delimiter = ASCII.tab
      }),
    Case(
      name: "null texts", text: "a,b,c\nNA,\"NA\",N\n-,NAN,NA\n", columns: ["a", "b", "c"],
      records: [[nil, "NA", "N"], [nil, "NAN", nil]], changes: [.nullTextRead: 3],
      options: { $0.nullTexts = ["NA", "-"] }),
    Case(
      name: "null texts, trimmed and padded", text: "a,b,c\n NA ,\"NA\"\n", columns: ["a", "b", "c"],
      records: [[nil, "NA", nil]], changes: [.nullTextRead: 1, .fieldTrimmed: 1, .shortRecordPadded: 1],
      options: {
        $0.nullTexts = ["NA"]
        $0.trimsFields = true
        $0.padsShortRecords = true
      }),
    Case(
      name: "null texts of TSV", text: "a\tb\n\\N\tx\\ty\n1\t\\N\n", columns: ["a", "b"],
      records: [[nil, "x\ty"], ["1", nil]], changes: [.nullTextRead: 2], isTSV: true,
      options: { $0.nullTexts = ["\\N"] }),
    Case(
      name: "only whole fields are null texts of TSV", text: "a\tb\n\\N\tx\\N\n", columns: ["a", "b"],
      records: [], failure: (.tsvBadEscape, 2, 5, 1, 8), isTSV: true, options: { $0.nullTexts = ["\\N"] }),
  ]

  @Test(arguments: widths + quotes + lines + fields) func reads(_ item: Case) throws {
    let bytes = Array(item.text.utf8)
    var options = ReadOptions()
    item.options(&options)
    let reader: any BoundReader =
      item.isTSV
      ? try TSVReader.bind(probe: bytes.span, isWhole: true, options: options)
      : try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
    #expect(reader.schema.fields.map(\.name) == item.columns)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.records == item.records)
    #expect(Dictionary(uniqueKeysWithValues: result.changes.made.map { ($0.change, $0.count) }) == item.changes)
    #expect(Dictionary(uniqueKeysWithValues: reader.changes.made.map { ($0.change, $0.count) }) == item.before)
    let place = result.failure?.location
    #expect(result.failure?.code == item.failure?.0)
    if let failure = item.failure {
      #expect(
        [place?.line, place?.column, place?.record, place?.byte] == [failure.1, failure.2, failure.3, failure.4])
    }
  }

  /// Lenient quoting looks ahead: where the bytes end must not matter.
  @Test func randomDamageIsReadAlikeInPieces() {
    let seed = UInt64.random(in: 1...1 << 40)
    print("seed \(seed)")
    var generator = CSVTwinTests.Generator(state: seed)
    let alphabet = Array(",,\"\"\"\n\n\r#a \\'".utf8)
    for round in 0..<4000 {
      let bytes = (0..<Int.random(in: 0...48, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      var options = ReadOptions()
      options.delimiter = ASCII.comma
      options.spaceFollowsDelimiter = round % 3 == 0
      options.header = .none
      options.strayQuotes = round % 4 == 0 ? .fail : .keep
      options.padsShortRecords = round % 2 == 0
      options.truncatesLongRecords = round % 5 != 0
      options.comment = round % 6 == 0 ? "#" : nil
      options.trimsFields = round % 7 == 0
      options.escape = [nil, ASCII.backslash, 0][round % 3]
      options.quote = round % 11 == 0 ? 0x27 : ASCII.quote
      options.lineEnds = [.auto, .lf, .cr][round % 3]
      guard let reader = try? CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv) else {
        continue
      }
      let feed = CSVFeed(reader: reader)
      let whole = feed.read(bytes, pieces: [bytes.count])
      let single = feed.read(bytes, pieces: Array(0...bytes.count))
      #expect(single.records == whole.records, "seed \(seed), round \(round): \(bytes)")
      #expect(single.failure?.code == whole.failure?.code, "seed \(seed), round \(round): \(bytes)")
      #expect(single.failure?.location == whole.failure?.location, "seed \(seed), round \(round): \(bytes)")
      #expect(single.changes == whole.changes, "seed \(seed), round \(round): \(bytes)")
      let plain = CSVFeed(reader: reader, usesWideScan: false).read(bytes, pieces: [bytes.count])
      #expect(plain == whole, "seed \(seed), round \(round): \(bytes)")
    }
  }

  /// Text in which every field looks as if it were never closed is read in linear time: four times the text in about four
  /// times the time, where looking for each quote anew would take sixteen.
  @Test(arguments: ["\"\"x,", "\"\"x\"\",", "\"x\n", ",\"\"a\"\"b"]) func hopelessQuotesCostNoMoreThanOthers(
    _ text: String
  ) throws {
    var options = ReadOptions()
    options.delimiter = ASCII.comma
    options.strayQuotes = .keep
    options.header = .none
    options.padsShortRecords = true
    options.maximumFields = 1 << 20
    func leastTime(_ count: Int) throws -> Duration {
      let bytes = Array(String(repeating: text, count: count).utf8)
      return try (0..<3).map { _ in
        try ContinuousClock().measure {
          let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
          _ = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count])
        }
      }.min() ?? .zero
    }
    let (short, long) = (try leastTime(10_000), try leastTime(40_000))
    #expect(long < short * 10, "\(short) and \(long)")
  }
}
