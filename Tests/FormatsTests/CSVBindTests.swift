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

  struct Guess: Sendable, CustomTestStringConvertible {
    var values: [String]
    var kind: FieldKind
    var set: @Sendable (inout ReadOptions) -> Void = { _ in }
    var testDescription: String { "\(kind): \(values)" }
  }

  @Test(arguments: [
    Guess(values: ["1", "-2", ""], kind: .integer), Guess(values: ["0", "1", "0"], kind: .integer),
    Guess(values: ["1.50", "2", ""], kind: .number), Guess(values: ["9223372036854775807", "1"], kind: .integer),
    Guess(values: ["9223372036854775808", "1"], kind: .text), Guess(values: ["075", "12"], kind: .text),
    Guess(values: ["+5", "12"], kind: .text), Guess(values: ["1e3", "2"], kind: .text),
    Guess(values: ["0.1234567890123456"], kind: .text), Guess(values: ["\"1,5\"", "2"], kind: .text),
    Guess(values: ["\"1,5\"", "2"], kind: .number) { $0.decimalMark = .comma },
    Guess(values: ["1.5"], kind: .text) { $0.decimalMark = .comma },
    Guess(values: ["\"1\"", "\"2\""], kind: .text), Guess(values: ["\"1\"", "2"], kind: .integer),
    Guess(values: ["", "", "x"], kind: .text), Guess(values: ["", ""], kind: .unknown),
    Guess(values: ["true", "false", ""], kind: .boolean), Guess(values: ["true", "1"], kind: .text),
    Guess(values: ["True"], kind: .text), Guess(values: ["t", "f"], kind: .text),
    Guess(values: ["2020-01-01", "2020/01/02"], kind: .date), Guess(values: ["2020", "2021"], kind: .integer),
    Guess(values: ["2020", "2020-01"], kind: .date),
    Guess(values: ["2020-01-01T10:11", "2020-01-01 10:11Z"], kind: .datetime),
    Guess(values: ["2020-01-01", "2020-01-01T10:11"], kind: .text), Guess(values: ["2019-02-29"], kind: .text),
    Guess(values: ["01/02/2020"], kind: .text),
    Guess(values: ["31/02/2020"], kind: .text) {
      $0.dates = [ColumnSetting(column: nil, value: "dmy")]
    },
    Guess(values: ["01/02/2020", "31/12/2020"], kind: .date) { $0.dates = [ColumnSetting(column: nil, value: "dmy")] },
    Guess(values: ["01/02/2020 9:15"], kind: .datetime) { $0.dates = [ColumnSetting(column: "c", value: "dmy")] },
    Guess(values: ["\"48.85,2.35\"", "\"1,2\""], kind: .text), Guess(values: ["\"48.85,2.35\"", "7"], kind: .text),
    Guess(values: ["NA", "5", "-"], kind: .integer) { $0.nullTexts = ["NA", "-"] },
    Guess(values: ["\"NA\"", "5"], kind: .text) { $0.nullTexts = ["NA"] },
  ]) func types(_ row: Guess) throws {
    let bytes = Array("c,d\n\(row.values.map { $0 + ",x\n" }.joined())".utf8)
    var options = ReadOptions()
    options.delimiter = ASCII.comma
    row.set(&options)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
    let type = reader.schema.fields[0].type
    #expect(type.kind == row.kind)
    #expect(type.basis == (row.kind == .unknown ? .none : .guessed))
    if row.kind != .text, row.kind != .unknown {
      let values = row.values.filter { !$0.isEmpty && !options.nullTexts.contains($0) }.count
      #expect(type.evidence == TypeEvidence(values: values, extent: "the whole input"))
    }
  }

  @Test func pointsNeedAnotherDelimiter() throws {
    let bytes = Array("c;d\n48.85,2.35;x\n-1, 2;y\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    #expect(reader.schema.fields.map(\.kind) == [.geopoint, .text])
  }

  @Test func aTextColumnSaysWhatEndedItsGuess() throws {
    let bytes = Array("c,d\n1,x\n2,y\nA12,z\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    #expect(
      reader.schema.fields[0].type.evidence?.contradiction
        == TypeEvidence.Contradiction(kind: .integer, value: "A12", record: 3))
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
