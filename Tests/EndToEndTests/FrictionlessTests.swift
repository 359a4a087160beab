import Foundation
import Testing

/// The data packages and files of the Frictionless project (../shared/data/frictionless-datasets): every one is read as its
/// authors meant, or refused with the error that names the reason.
@Suite struct FrictionlessTests {
  enum Outcome: Sendable, Equatable {
    /// So many records are written.
    case passes(records: Int)
    /// Ends with this code; `why` says what is wrong with the data.
    case refused(String, why: String)
    /// Not what the authors expect, and why weir does so.
    case differs(String, why: String)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var input: String
    /// Path of a package or schema, nil: read without.
    var schema: String?
    var flags = ""
    var outcome: Outcome
    var testDescription: String { schema.map { "\(input) with \($0)" } ?? "\(input) \(flags)" }

    init(_ input: String, schema: String? = nil, flags: String = "", _ outcome: Outcome) {
      self.input = input
      self.schema = schema
      self.flags = flags
      self.outcome = outcome
    }
  }

  private static func package(_ name: String, _ data: String, _ outcome: Outcome) -> Case {
    Case("packages/\(name)/\(data)", schema: "packages/\(name)/datapackage.json", outcome)
  }

  private static let types = "types-formats-and-constraints"

  static let cases: [Case] = [
    // Packages
    package("basic-csv", "comma.csv", .passes(records: 2)),
    package("simple-views", "comma.csv", .passes(records: 4)),
    package("all-schema-types", "all-schema-types.csv", .passes(records: 2)),
    package("geopoint", "data/geopoint-object.csv", .passes(records: 3)),
    package("different-separators", "carets.csv", .passes(records: 2)),
    package("different-separators", "colon.csv", .passes(records: 2)),
    package("different-separators", "comma.csv", .passes(records: 2)),
    package("different-separators", "pipes.csv", .passes(records: 2)),
    package("different-separators", "semicolon.csv", .passes(records: 2)),
    package("different-separators", "tab.csv", .passes(records: 2)),
    package("different-separators", "tab.tsv", .passes(records: 2)),
    package(
      "invalid-descriptor", "comma.csv", .differs("passes", why: "the name of the package is none of weir's business")),
    package("invalid-json-single-quotes", "../basic-csv/comma.csv", .refused("S001", why: "single quotes are no JSON")),
    package("invalid-json-missing-comma", "../basic-csv/comma.csv", .refused("S001", why: "a comma is missing")),
    package("invalid-backward-path", "../basic-csv/comma.csv", .refused("S002", why: "the path leaves the package")),
    package("invalid-local-path", "no-such-file.csv", .refused("I001", why: "the data is not there")),
    package("non-tabular-resource", "../basic-csv/comma.csv", .refused("S002", why: "a PDF has no schema")),
    package("inlined-data", "../basic-csv/comma.csv", .refused("S002", why: "data inside the package has no schema")),
    package("invalid-empty-data", "comma.csv", .refused("C015", why: "the file is empty")),
    package("invalid-headers-in-data", "comma.csv", .refused("V013", why: "the header names no field")),
    package("invalid-data", "extra-column.csv", .refused("C021", why: "a record is longer than the header")),
    package("invalid-data", "missing-column.csv", .refused("C021", why: "a record is shorter than the header")),
    package("remote-csv", "../basic-csv/comma.csv", .differs("passes", why: "the only resource describes any input")),
    package("invalid-remote-path", "../basic-csv/comma.csv", .differs("passes", why: "nothing is fetched")),
    // Types, formats and constraints: the second record of each is invalid on purpose
    package("\(types)/constraints", "data.csv", .refused("V010", why: "'ade' is not [abc]+")),
    package("\(types)/date", "data.csv", .refused("V007", why: "format 'any' is ISO 8601 for weir: 01.01.2017 is not")),
    package("\(types)/datetime", "data.csv", .refused("V007", why: "a time without seconds")),
    package("\(types)/string", "data.csv", .refused("V011", why: "a required text is missing")),
    package("\(types)/time", "data.csv", .refused("V007", why: "a date where a time should be")),
    package("\(types)/year", "data.csv", .refused("V007", why: "a date where a year should be")),
    package("\(types)/yearmonth", "data.csv", .refused("V007", why: "month 13")),
    // Files
    Case("files/csv/separators/comma.csv", .passes(records: 2)),
    Case("files/csv/separators/semicolon.csv", .passes(records: 2)),
    Case("files/csv/separators/pipes.csv", .passes(records: 2)),
    Case("files/csv/separators/tab.csv", .passes(records: 2)),
    Case("files/csv/separators/tab.tsv", .passes(records: 2)),
    Case("files/csv/separators/carets.csv", flags: "-d '^'", .passes(records: 2)),
    Case("files/csv/separators/colon.csv", flags: "-d ':'", .passes(records: 2)),
    Case("files/csv/all-schema-types.csv", .passes(records: 2)),
    Case("files/csv/missing-values.csv", .passes(records: 2)),
    Case("files/csv/various-characters.csv", .passes(records: 5)),
    Case("files/csv/1030_columns.csv", .passes(records: 9)),
    Case("files/csv/100kb.csv", flags: "--ragged pad,truncate", .passes(records: 1471)),
    Case("files/csv/1mb.csv", flags: "--ragged pad,truncate", .passes(records: 950)),
    Case("files/csv/inconsistent-column-number.csv", .refused("C021", why: "a record is shorter than the header")),
    Case("files/csv/inconsistent-column-number.csv", flags: "--ragged pad", .passes(records: 2)),
    Case("files/csv/encodings/utf8.csv", .passes(records: 5)),
    Case("files/csv/encodings/iso8859.csv", flags: "-e windows-1252", .passes(records: 5)),
    Case("files/csv/encodings/iso8859.csv", .refused("E001", why: "it is not UTF-8")),
    Case("files/csv/encodings/western-macos-roman.csv", .refused("E001", why: "Mac OS Roman is not read")),
    Case("files/wrong-extension-files/comma.txt", .passes(records: 2)),
    Case("files/wrong-extension-files/sample-1-sheet.txt", .refused("I009", why: "a spreadsheet called .txt")),
    Case("files/empty-files/empty.csv", .refused("C015", why: "there is no header")),
    Case("files/empty-files/empty.json", .passes(records: 1)),
    Case("files/zero-files/zero.csv", .refused("C015", why: "there is no header")),
    Case("files/zero-files/zero.json", .refused("J002", why: "nothing is no JSON")),
    Case("files/geo/map.geojson", .passes(records: 1)),
    Case("files/other/sample.txt", .passes(records: 2)),
    Case("files/other/sample.json", .passes(records: 2)),
  ]

  @Test(arguments: cases) func isReadOrRefused(_ item: Case) throws {
    let data = Workspace.project.appendingPathComponent("../shared/data/frictionless-datasets").standardizedFileURL
    guard FileManager.default.fileExists(atPath: data.path) else {
      print("skipped: ../shared/data/frictionless-datasets is not there")
      return
    }
    let workspace = try Workspace()
    defer { workspace.remove() }
    try FileManager.default.createSymbolicLink(
      at: workspace.directory.appendingPathComponent("data"), withDestinationURL: data)
    let schema = item.schema.map { " --schema data/\($0)" } ?? ""
    let result = try workspace.run(
      "weir convert data/\(item.input)\(schema) \(item.flags) -t jsonl -o out.jsonl", input: nil)
    let first = String(result.errors.prefix(400))
    switch item.outcome {
    case .passes(let records):
      #expect(result.exit == 0, "\(first)")
      let lines = result.exit == 0 ? try workspace.read("out.jsonl").split(separator: "\n").count : -1
      #expect(lines == records, "\(first)")
    case .refused(let code, _):
      #expect(result.exit != 0)
      #expect(result.errors.hasPrefix("weir: error[\(code)]"), "\(first)")
    case .differs: #expect(result.exit == 0, "\(first)")
    }
  }
}
