import Bytes
import Diagnostics
import Formats
import Records
import Testing

struct CSVReadTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var options = ReadOptions()
    var isTab = false
    var columns: [String]
    var records: [[String?]]
    /// Code, line, column, record, byte.
    var failure: (DiagnosticCode, Int, Int, Int, Int)?

    var testDescription: String { name }
  }

  static func options(_ change: (inout ReadOptions) -> Void) -> ReadOptions {
    var options = ReadOptions()
    change(&options)
    return options
  }

  static let cases: [Case] = [
    Case(name: "plain", text: "a;b\n1;2\n3;4\n", columns: ["a", "b"], records: [["1", "2"], ["3", "4"]]),
    Case(name: "no final newline", text: "a;b\n1;2\n3;4", columns: ["a", "b"], records: [["1", "2"], ["3", "4"]]),
    Case(name: "CRLF", text: "a,b\r\n1,2\r\n3,4\r\n", columns: ["a", "b"], records: [["1", "2"], ["3", "4"]]),
    Case(
      name: "CRLF cut short", text: "a,b\r\n1,2\r\n3,4\r", columns: ["a", "b"], records: [["1", "2"], ["3", "4"]]),
    Case(
      name: "mixed line ends", text: "a,b\r\n1,2\n3,4\r\n5,6", columns: ["a", "b"],
      records: [["1", "2"], ["3", "4"], ["5", "6"]]),
    Case(name: "lone CR is data", text: "a,b\n1\r1,2\n", columns: ["a", "b"], records: [["1\r1", "2"]]),
    Case(
      name: "lone CR ends records", text: "a,b\r1,2\r3,4\r", options: options { $0.endsLinesWithCR = true },
      columns: ["a", "b"], records: [["1", "2"], ["3", "4"]]),
    Case(
      name: "lone CR and CRLF", text: "a,b\r\n1,2\r3,\"4\r\"\r\n", options: options { $0.endsLinesWithCR = true },
      columns: ["a", "b"], records: [["1", "2"], ["3", "4\r"]]),
    Case(
      name: "quotes", text: "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"\",\"l1\nl2\r\nl3\"\n", columns: ["a", "b"],
      records: [["x, y", "say \"hi\""], ["", "l1\nl2\r\nl3"]]),
    Case(
      name: "quotes and CRLF", text: "a,b\r\n\"x\r\n\",\"y\"\r\n\"\"\"\",\"\"\r\n", columns: ["a", "b"],
      records: [["x\r\n", "y"], ["\"", ""]]),
    Case(
      name: "quoted last field without newline", text: "a,b\n1,\"2\"", columns: ["a", "b"], records: [["1", "2"]]),
    Case(name: "null and empty", text: "a,b\n,\"\"\n", columns: ["a", "b"], records: [[nil, ""]]),
    Case(name: "spaces stay", text: "a,b\n 1 , 2\n", columns: ["a", "b"], records: [[" 1 ", " 2"]]),
    Case(name: "header only", text: "a,b\n", columns: ["a", "b"], records: []),
    Case(name: "header without newline", text: "a,b", columns: ["a", "b"], records: []),
    Case(name: "one column", text: "a\n1\n\n2\n", columns: ["a"], records: [["1"], [nil], ["2"]]),
    Case(name: "one column, blank at the end", text: "a\n1\n\n", columns: ["a"], records: [["1"], [nil]]),
    Case(name: "one quoted column", text: "a\n\"1;2\"\n\"3;4\"\n", columns: ["a"], records: [["1;2"], ["3;4"]]),
    Case(name: "blank lines at the end", text: "a,b\n1,2\n\n\n\n", columns: ["a", "b"], records: [["1", "2"]]),
    Case(
      name: "blank CRLF lines at the end", text: "a,b\r\n1,2\r\n\r\n\r\n", columns: ["a", "b"], records: [["1", "2"]]),
    Case(
      name: "blank lines in the middle", text: "a,b\n1,2\n\n\n3,4\n", columns: ["a", "b"], records: [["1", "2"]],
      failure: (.csvRagged, 3, 1, 2, 8)),
    Case(name: "byte-order mark", text: "\u{FEFF}a,b\n1,2\n", columns: ["a", "b"], records: [["1", "2"]]),
    Case(
      name: "byte-order mark before a quote", text: "\u{FEFF}\"a\",\"b,c\"\n1,2\n", columns: ["a", "b,c"],
      records: [["1", "2"]]),
    Case(
      name: "no header", text: "1,2\n3,4\n", options: options { $0.hasHeader = false },
      columns: ["column_1", "column_2"],
      records: [["1", "2"], ["3", "4"]]),
    Case(
      name: "names repaired", text: "a,,a,a_2,\n1,2,3,4,5\n", columns: ["a", "column_2", "a_3", "a_2", "column_5"],
      records: [["1", "2", "3", "4", "5"]]),
    Case(
      name: "multi-line header", text: "\"a\nb\",c\n1\n", columns: ["a\nb", "c"], records: [],
      failure: (.csvRagged, 3, 2, 1, 9)),
    Case(
      name: "tab", text: "a\tb\n\"x\ty\"\t2\n", isTab: true, columns: ["a", "b"], records: [["x\ty", "2"]]),
    Case(
      name: "given delimiter", text: "a,b;c\n1,2;3\n", options: options { $0.delimiter = ASCII.semicolon },
      columns: ["a,b", "c"], records: [["1,2", "3"]]),
    Case(
      name: "no quoting", text: "a;b\n5\" pipe;\"x\n", options: options { $0.quote = 0 }, columns: ["a", "b"],
      records: [["5\" pipe", "\"x"]]),
    Case(
      name: "other quote", text: "a;b\n'x;y';\"z\"\n", options: options { $0.quote = 0x27 }, columns: ["a", "b"],
      records: [["x;y", "\"z\""]]),
    Case(
      name: "backslash escapes", text: "a;b\n\"x\\\";\\\\\";2\n\"\n\";\\\n",
      options: options { $0.escapesWithBackslash = true },
      columns: ["a", "b"], records: [["x\";\\", "2"], ["\n", "\\"]]),
    Case(
      name: "extra field", text: "a;b\n1;2\n3;é;5;6\n7;8\n", columns: ["a", "b"], records: [["1", "2"]],
      failure: (.csvRagged, 3, 5, 2, 13)),
    Case(
      name: "missing fields", text: "a;b;c\n1;2;3\n4;5\n", columns: ["a", "b", "c"], records: [["1", "2", "3"]],
      failure: (.csvRagged, 3, 4, 2, 15)),
    Case(
      name: "two rows whose widths cancel out", text: "a;b\n1;2;3\n4\n", columns: ["a", "b"], records: [],
      failure: (.csvRagged, 2, 5, 1, 8)),
    Case(
      name: "unclosed quote", text: "a;b\n1;\"2\n3;4\n5;6\n", columns: ["a", "b"], records: [],
      failure: (.csvUnclosedQuote, 2, 3, 1, 6)),
    Case(
      name: "text after a quote", text: "a;b\n1;\"2\"x\n3;4\n", columns: ["a", "b"], records: [],
      failure: (.csvTextAfterQuote, 2, 6, 1, 9)),
    Case(
      name: "CR after a quote", text: "a;b\n1;\"2\"\rx\n", columns: ["a", "b"], records: [],
      failure: (.csvTextAfterQuote, 2, 6, 1, 9)),
    Case(
      name: "quote in a field", text: "a;b\n1;x\"2\"\n3;4\n", columns: ["a", "b"], records: [],
      failure: (.csvQuoteInField, 2, 4, 1, 7)),
    Case(
      name: "quote doubled in a backslash dialect", text: "a;b\n1;\"x\"\"y\"\n",
      options: options { $0.escapesWithBackslash = true }, columns: ["a", "b"], records: [],
      failure: (.csvTextAfterQuote, 2, 6, 1, 9)),
  ]

  @Test(arguments: cases) func reads(_ item: Case) throws {
    let bytes = Array(item.text.utf8)
    let reader = try CSVReader.bind(
      probe: bytes.span, isWhole: true, options: item.options, dialect: item.isTab ? .tab : .csv)
    #expect(reader.schema.fields.map(\.name) == item.columns)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.records == item.records)
    let place = result.failure?.location
    #expect(result.failure?.code == item.failure?.0)
    if let failure = item.failure {
      #expect(
        [place?.line, place?.column, place?.record, place?.byte] == [failure.1, failure.2, failure.3, failure.4])
    }
  }

  @Test func invalidUTF8IsShownInWindows1252() throws {
    let bytes: [UInt8] = Array("id;type\n1;Esp".utf8) + [0xE8] + Array("ces\n2;x\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.failure?.code == .invalidUTF8)
    #expect(result.failure?.message == "byte 0xE8 is not valid UTF-8")
    #expect(result.failure?.location == Location(line: 2, column: 6, record: 1, byte: 13))
    #expect(result.failure?.notes == ["`Esp<E8>ces` is `Espèces` in windows-1252 and iso-8859-15"])
  }

  @Test func raggedMessage() throws {
    let bytes = Array("insee;adresse;commune\n75112;12 RUE;Paris;oui\n".utf8)
    let reader = try CSVReader.bind(
      probe: bytes.span, isWhole: true, options: Self.options { $0.delimiter = ASCII.semicolon }, dialect: .csv)
    let failure = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count]).failure
    #expect(failure?.message == "row has 4 fields, the header has 3")
    #expect(failure?.notes == ["header (line 1): insee;adresse;commune"])
    #expect(failure?.excerpt?.label == "a 4th field starts here")
    #expect(failure?.excerpt.map { String(decoding: $0.text, as: UTF8.self) } == "75112;12 RUE;Paris;oui")
    #expect(failure?.excerpt?.marked == 19..<19)
    #expect(
      failure?.help == [
        "repair the record, or drop fields behind the last column with --ragged truncate; -d chooses another delimiter"
      ])
  }

  /// One stray quote must not swallow the rest of a long input: the chunk that holds it is cut, and says where.
  @Test func strayQuoteIsFoundLongBeforeTheEnd() throws {
    let text = "a;b\n1;2\n3;x\"y\n" + String(repeating: "5;6\n", count: 100_000)
    let bytes = Array(text.utf8)
    var options = ReadOptions()
    options.delimiter = ASCII.semicolon
    let reader = try CSVReader.bind(probe: Array(bytes[..<100]).span, isWhole: false, options: options, dialect: .csv)
    var cutter = reader.makeCutter()
    let first = cutter.cut(bytes.span, start: 4, scanned: 4, end: 200_000, isFinal: false)
    #expect(first == Cut(end: 8))
    #expect(cutter.cut(bytes.span, start: 8, scanned: 8, end: 200_000, isFinal: false) == Cut(end: 200_000))
    let result = CSVFeed(reader: reader).read(bytes, pieces: [200_000, bytes.count])
    #expect(result.failure?.code == .csvQuoteInField)
    #expect(result.failure?.location == Location(line: 3, column: 4, record: 2, byte: 11))
  }
}
