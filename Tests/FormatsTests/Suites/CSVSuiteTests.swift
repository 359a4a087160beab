import Bytes
import Diagnostics
import Formats
import Foundation
import Records
import Testing

/// Suites of other CSV readers, a table each: what is read, what is refused with which code, what differs and why.
struct CSVSuiteTests {
  struct Fixture: Sendable, CustomTestStringConvertible {
    var name: String
    var columns: [String] = ["Foo", "Bar", "Baz"]
    var records = 2
    var failure: DiagnosticCode?
    var line: Int?
    var testDescription: String { name }
  }

  /// The fixtures of csvlint, on automatic.
  static let csvlint: [Fixture] = [
    Fixture(name: "cr-line-endings"),
    Fixture(name: "crlf-line-endings", columns: ["Foo", "Bsr", "Baz"]),
    Fixture(name: "inconsistent-line-endings", columns: ["Foo", "Bsr", "Baz"]),
    Fixture(name: "inconsistent-line-endings-unquoted", columns: ["Foo", "Bsr", "Baz"]),
    Fixture(
      name: "invalid-byte-sequence", columns: [], failure: .invalidUTF8, line: 1),
    Fixture(name: "invalid_many_rows", failure: .csvTextAfterQuote, line: 4),
    Fixture(name: "lf-line-endings", columns: ["Foo", "Bsr", "Baz"]),
    // A title above the header is a record like any other until --skip says that it is none.
    Fixture(name: "title-row", columns: ["This is a title row", "column_2", "column_3"], records: 3),
    Fixture(name: "valid"),
    Fixture(name: "valid_many_rows", records: 6),
    Fixture(name: "white space in filename"),
    Fixture(name: "windows-line-endings", columns: ["a", "b", "c"], records: 1),
  ]

  @Test(arguments: csvlint) func csvlintFixtures(_ item: Fixture) throws {
    guard let bytes = CSVDataTests.bytes("csvlint-fixtures/\(item.name).csv") else { return }
    do {
      let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
      let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
      #expect(departures == [])
      #expect(reader.schema.fields.map(\.name) == item.columns)
      #expect(result.failure?.code == item.failure)
      #expect(result.failure?.location.line == item.line)
      if item.failure == nil { #expect(result.records.count == item.records) }
    } catch {
      #expect(error.diagnostics.first?.code == item.failure)
      #expect(error.diagnostics.first?.location.line == item.line)
    }
  }

  struct PapaCase: Decodable, Sendable {
    struct Expected: Decodable, Sendable {
      struct Problem: Decodable, Sendable { var code: String }
      var data: [[String]]
      var errors: [Problem]
    }
    enum Setting: Decodable, Sendable {
      case text(String)
      case flag(Bool)
      case number(Int)
      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) {
          self = .flag(flag)
        } else if let number = try? value.decode(Int.self) {
          self = .number(number)
        } else {
          self = .text(try value.decode(String.self))
        }
      }
    }
    var description: String
    var input: String
    var config: [String: Setting]?
    var expected: Expected
  }

  /// Cases of PapaParse whose strict reading is an error, by name, with the code.
  static let papaRefused: [String: DiagnosticCode] = [
    "Unquoted field with quotes at end of field": .csvQuoteInField,
    "Quoted field with whitespace around quotes": .csvQuoteInField,
    "Misplaced quotes in data, not as opening quotes": .csvQuoteInField,
    "Quoted field has no closing quote": .csvUnclosedQuote,
    "Quoted field has invalid trailing quote after delimiter with a valid closer": .csvTextAfterQuote,
    "Quoted field has invalid trailing quote after delimiter": .csvTextAfterQuote,
    "Quoted field has invalid trailing quote before delimiter": .csvTextAfterQuote,
    "Quoted field has invalid trailing quote after new line": .csvTextAfterQuote,
    "Input is just empty fields": .csvRagged,
    "Bad comments value specified": .csvRagged,
  ]

  /// Cases that read otherwise here, by name, with the reason.
  static let papaDifferent: [String: String] = [
    "Quoted field has no closing quote": "lenient: the quote is data, not an opening one that swallows the rest",
    "Quoted field has invalid trailing quote after delimiter with a valid closer":
      "lenient: a quote that can only open a field means that the one before was data",
    "Quoted field has invalid trailing quote after delimiter":
      "lenient: the quote is data, not an opening one that swallows the rest",
    "Quoted field has invalid trailing quote before delimiter":
      "lenient: the quote is data, not an opening one that swallows the rest",
    "Quoted field has invalid trailing quote after new line":
      "lenient: the quote is data, not an opening one that swallows the rest",
    "Input is just empty fields": "the second record has a field more than the first: --ragged truncate",
    "Bad comments value specified": "a number is no comment text, and the record of one field is short: --ragged pad",
    "Input with only a commented line and blank line after": "a blank line behind a comment is no record",
    "One column input with empty fields": "the line end of the last line begins no record",
    "Fast mode with preview": "the number of records is a limit of the run, not of the reader",
    "Fast mode with blank line at end": "a blank line at the end is no record",
    "Simple duplicated header names": "a second A is A_2, not A_1",
    "Duplicated header names with headerTransform": "there is no function to rename with",
    "Duplicate header names with __proto__ field": "a second __proto__ is __proto___2, not __proto___1",
  ]

  @Test func papaparseCore() throws {
    guard let json = CSVDataTests.bytes("papaparse-cases/core.json") else { return }
    let cases = try JSONDecoder().decode([PapaCase].self, from: Data(json))
    #expect(cases.count == 63)
    var same = 0
    var different: Set<String> = []
    for item in cases {
      let strict = Self.read(item, lenient: false)
      #expect(strict.code == Self.papaRefused[item.description], "\(item.description)")
      let lenient = Self.read(item, lenient: true)
      if lenient.rows == item.expected.data {
        same += 1
        #expect(strict.code != nil || strict.rows == lenient.rows, "\(item.description)")
      } else {
        different.insert(item.description)
      }
    }
    print("papaparse: \(same) of \(cases.count) alike")
    #expect(different == Set(Self.papaDifferent.keys))
  }

  /// The rows with the header among them, as PapaParse gives them; or the code of the first error.
  private static func read(_ item: PapaCase, lenient: Bool) -> (rows: [[String]]?, code: DiagnosticCode?) {
    var options = ReadOptions()
    options.delimiter = ASCII.comma
    options.header = .none
    if case .flag(true)? = item.config?["header"] { options.header = .rows(1) }
    switch item.config?["comments"] {
    case .flag(true): options.comment = "#"
    case .text(let text): options.comment = text
    default: break
    }
    if lenient {
      options.strayQuotes = .keep
      options.padsShortRecords = true
    }
    let bytes = Array(item.input.utf8)
    do throws(DiagnosticList) {
      let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: options, dialect: .csv)
      let result = CSVFeed(reader: reader).read(bytes, pieces: [bytes.count])
      if let code = result.failure?.code { return (nil, code) }
      let records = result.records.map { $0.map { $0 ?? "" } }
      return (options.hasHeader ? [reader.schema.fields.map(\.name)] + records : records, nil)
    } catch {
      return (nil, error.diagnostics.first?.code)
    }
  }
}
