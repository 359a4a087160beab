import Bytes
import Diagnostics
import Formats
import Records
import Testing

struct CSVBindTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// nil: C014.
    var delimiter: UInt8?
    var isWhole = true
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "semicolon", text: "a;b\n1;2\n", delimiter: ASCII.semicolon),
    Case(name: "comma", text: "a,b\n1,2\n", delimiter: ASCII.comma),
    Case(name: "tab", text: "a\tb\n1\t2\n", delimiter: ASCII.tab),
    Case(name: "pipe", text: "a|b\n1|2\n", delimiter: ASCII.pipe),
    Case(name: "decimal commas", text: "a;b\n1,5;2\n3;2\n", delimiter: ASCII.semicolon),
    Case(name: "commas in quotes", text: "a;b\n\"1,5\";\"2,1\"\n", delimiter: ASCII.semicolon),
    Case(name: "tie", text: "a,b;c\n1,2;3\n", delimiter: nil),
    Case(name: "tie of different widths", text: "a,b;c,d\n1,2;3,4\n", delimiter: nil),
    Case(name: "commas below a header of one column", text: "city\nParis, France\nLyon\n", delimiter: nil),
    Case(name: "ragged, but one candidate", text: "a;b\n1;2;3\n", delimiter: ASCII.semicolon),
    Case(name: "an incomplete record does not count", text: "a;b\n1;2\n3", delimiter: ASCII.semicolon, isWhole: false),
    Case(name: "blank lines at the end do not count", text: "a;b\n1;2\n\n\n", delimiter: ASCII.semicolon),
    Case(name: "header alone", text: "a;b;c", delimiter: ASCII.semicolon),
    Case(name: "stray quote", text: "a;b\n1;x\"y\n", delimiter: ASCII.semicolon),
  ]

  @Test(arguments: cases) func findsTheDelimiter(_ item: Case) {
    let bytes = Array(item.text.utf8)
    do {
      let reader = try CSVReader.bind(
        probe: bytes.span, isWhole: item.isWhole, options: ReadOptions(), dialect: .csv)
      #expect(reader.dialect.delimiter == item.delimiter)
    } catch {
      #expect(error.diagnostics.map(\.code) == [.csvDelimiterUnclear])
      #expect(item.delimiter == nil)
    }
  }

  @Test func unclearDelimiterShowsBothReadings() {
    let bytes = Array("a,b;c\n1,2;3\n".utf8)
    let error = #expect(throws: DiagnosticList.self) {
      _ = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    }
    let diagnostic = error?.diagnostics.first
    #expect(
      diagnostic?.message == "the delimiter is unclear: ';' and ',' each give every record the same number of fields")
    #expect(
      diagnostic?.notes == [
        "with ';': 2 fields [a,b] [c]; 2 fields [1,2] [3]", "with ',': 2 fields [a] [b;c]; 2 fields [1] [2;3]",
      ])
    #expect(diagnostic?.help == ["say which: -d ';' or -d ','"])
  }

  @Test func findingsNameTheEvidence() throws {
    let bytes = Array("\u{FEFF}a;b;a\n1;2;3\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    #expect(
      reader.findings == [
        Finding("byte-order mark", "skipped", evidence: "EF BB BF before the first record"),
        Finding("delimiter", "';'", evidence: "constant field count 3 over 2 records (the whole input)"),
        Finding("header", "3 columns", evidence: "the first record"),
        Finding("column renamed", "a_2", evidence: "column 3 of the header is another 'a'"),
      ])
    #expect(reader.prologue == (9, 1))
  }

  @Test func oneColumnIsAFinding() throws {
    let bytes = Array("a\n1\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    #expect(reader.findings.first?.value == "none")
  }

  @Test func numbersAreGuessedFromCanonicalValues() throws {
    let text = """
      id,code,price,quoted,exponent,void,mixed,big
      1,075,1.50,"1",1e3,,1,9223372036854775807
      -2,12,0.25,2,2,,x,1
      ,13,,3,3,,3,1
      """
    let bytes = Array(text.utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    #expect(reader.writtenKinds == [.number, .text, .number, .text, .text, .unknown, .text, .number])
    #expect(reader.schema.fields.allSatisfy { $0.kind == .unknown })
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var options = ReadOptions()
    var isWhole = true
    var code: DiagnosticCode
    var location: Location
    var testDescription: String { name }
  }

  static let failures: [Failure] = [
    Failure(name: "empty", bytes: [], code: .csvNoHeader, location: Location(line: 1, column: 1, byte: 0)),
    Failure(
      name: "only a byte-order mark", bytes: [0xEF, 0xBB, 0xBF], code: .csvNoHeader,
      location: Location(line: 1, column: 1, byte: 3)),
    Failure(
      name: "UTF-16", bytes: [0xFF, 0xFE, 0x61, 0], code: .unsupportedEncoding,
      location: Location(line: 1, column: 1, byte: 0)),
    Failure(
      name: "invalid header", bytes: Array("a,b".utf8) + [0xE9] + Array("\n1,2\n".utf8), code: .invalidUTF8,
      location: Location(line: 1, column: 4, record: 1, byte: 3)),
    Failure(
      name: "unclosed quote in the header", bytes: Array("a,\"b\n1,2\n".utf8), code: .csvUnclosedQuote,
      location: Location(line: 1, column: 3, record: 1, byte: 2)),
    Failure(
      name: "too many fields", bytes: Array("a,b,c\n".utf8), options: CSVReadTests.options { $0.maximumFields = 2 },
      code: .tooManyFields, location: Location(line: 1, column: 1, record: 1, byte: 0)),
    Failure(
      name: "endless header", bytes: Array("a,b,c".utf8), isWhole: false, code: .recordTooLong,
      location: Location(line: 1, column: 1, record: 1, byte: 0)),
  ]

  @Test(arguments: failures) func refuses(_ item: Failure) {
    let error = #expect(throws: DiagnosticList.self) {
      _ = try CSVReader.bind(probe: item.bytes.span, isWhole: item.isWhole, options: item.options, dialect: .csv)
    }
    #expect(error?.diagnostics.map(\.code) == [item.code])
    #expect(error?.diagnostics.first?.location == item.location)
  }
}
