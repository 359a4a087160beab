import Diagnostics
import Formats
import Foundation
import Testing

@testable import Pipelines

/// Conversions that other tools are tested with: each suite one table, each row what is expected and, where it is not
/// the suite's own answer, why.
@Suite struct ConversionSuites {
  static let data = BuiltTool.project.deletingLastPathComponent().appending(path: "shared/data")

  /// Converts files to one output; its text, or the codes of the errors.
  static func convert(
    _ paths: [String], to format: String, _ adjust: (inout InputDeclaration) -> Void = { _ in }
  ) async throws -> (text: String, codes: [DiagnosticCode]) {
    let scratch = try Scratch()
    defer { scratch.remove() }
    var declaration = PipelineDeclaration(
      input: InputDeclaration(paths: paths, format: "csv"),
      outputs: [OutputDeclaration(path: scratch.path("out"), format: format)])
    adjust(&declaration.input)
    let outcome = await declaration.outcome()
    return (scratch.text("out") ?? "", outcome.diagnostics.filter { $0.level == .error }.map(\.code))
  }

  // MARK: miller-input

  struct Variant: CustomTestStringConvertible {
    var file: String
    /// A file of the suite whose records are the same; nil: the file's own answer is below.
    var same: String?
    var format = "csv"
    var refused: DiagnosticCode?
    var testDescription: String { file }
  }

  static let variants = [
    Variant(file: "bom.csv", same: "bom-dquote-header.csv"),
    Variant(file: "line-term-crlf.csv", same: "line-term-lf.csv"),
    Variant(file: "line-term-crlf.json", same: "line-term-lf.json", format: "json"),
    Variant(file: "line-term-crlf-wrap.json", same: "line-term-lf-wrap.json", format: "json"),
    Variant(file: "rfc-csv/narrow-truncated.csv", same: "rfc-csv/narrow.csv"),
    Variant(file: "rfc-csv/quoted-comma-truncated.csv", same: "rfc-csv/quoted-comma.csv"),
    Variant(file: "rfc-csv/quoted-crlf-truncated.csv", same: "rfc-csv/quoted-crlf.csv"),
    Variant(file: "medium.gz", same: "medium.gz"),
    Variant(file: "medium.bz2", refused: .inputCompressed),
    Variant(file: "medium.zst", refused: .inputCompressed),
    Variant(file: "medium.z", refused: .inputCompressed),
  ]

  @Test func miller() async throws {
    let folder = Self.data.appending(path: "miller-input")
    guard FileManager.default.fileExists(atPath: folder.path) else { return print("skipped: miller-input is absent") }
    for variant in Self.variants {
      let path = folder.appending(path: variant.file).path
      let found = try await Self.convert([path], to: "jsonl") { $0.format = variant.format }
      if let refused = variant.refused {
        #expect(found.codes == [refused], "\(variant.file)")
      } else if let same = variant.same {
        let expected = try await Self.convert([folder.appending(path: same).path], to: "jsonl") {
          $0.format = variant.format
        }
        #expect(found.codes.isEmpty && !found.text.isEmpty && found.text == expected.text, "\(variant.file)")
      }
    }
  }

  // MARK: tsv-utils-csv2tsv

  struct Gold: CustomTestStringConvertible {
    /// What the suite calls.
    var command: String
    var files: [String]
    var hasHeader = false
    /// What is expected instead of the gold output, and why.
    var codes: [DiagnosticCode] = []
    var reason = ""
    var testDescription: String { command }
  }

  static let headers = ["header1.csv", "header2.csv", "header3.csv", "header4.csv", "header5.csv"]
  static let gold = [
    Gold(command: "csv2tsv input1_format1.csv", files: ["input1_format1.csv"]),
    Gold(command: "csv2tsv input1_format2.csv", files: ["input1_format2.csv"]),
    Gold(command: "csv2tsv input1_format3.csv", files: ["input1_format3.csv"]),
    Gold(command: "csv2tsv input3.csv", files: ["input3.csv"]),
    Gold(command: "csv2tsv input_unicode.csv", files: ["input_unicode.csv"]),
    Gold(command: "csv2tsv input_bom.csv", files: ["input_bom.csv"]),
    Gold(command: "csv2tsv input_bom.csv input_bom.csv", files: ["input_bom.csv", "input_bom.csv"]),
    Gold(
      command: "csv2tsv -H input_bom.csv input_bom.csv", files: ["input_bom.csv", "input_bom.csv"], hasHeader: true),
    Gold(
      command: "csv2tsv --header header1.csv header2.csv header3.csv header4.csv header5.csv", files: headers,
      hasHeader: true),
    Gold(command: "csv2tsv invalid1.csv", files: ["invalid1.csv"], codes: [.csvTextAfterQuote], reason: "invalid"),
    Gold(command: "csv2tsv invalid2.csv", files: ["invalid2.csv"], codes: [.csvUnclosedQuote], reason: "invalid"),
  ]

  @Test func csv2tsv() async throws {
    let folder = Self.data.appending(path: "tsv-utils-csv2tsv/csv2tsv/tests")
    guard FileManager.default.fileExists(atPath: folder.path) else {
      return print("skipped: tsv-utils-csv2tsv is absent")
    }
    let text = try String(contentsOf: folder.appending(path: "gold/basic_tests_1.txt"), encoding: .utf8)
    var sections: [String: String] = [:]
    for part in text.components(separatedBy: "\n====[").dropFirst() {
      let pieces = part.components(separatedBy: "]====\n")
      sections[pieces[0]] = pieces.dropFirst().joined().trimmingCharacters(in: .newlines)
    }
    for gold in Self.gold {
      let found = try await Self.convert(gold.files.map { folder.appending(path: $0).path }, to: "tsv") { input in
        input.options.hasHeader = gold.hasHeader
        input.options.delimiter = UInt8(ascii: ",")
      }
      #expect(found.codes == gold.codes, "\(gold.command)")
      guard gold.codes.isEmpty else { continue }
      let expected = try #require(sections[gold.command])
      var lines = found.text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.replacing)
      // Without a header our output has one of its own.
      if !gold.hasHeader { lines.removeFirst() }
      #expect(lines.joined(separator: "\n").trimmingCharacters(in: .newlines) == expected, "\(gold.command)")
    }
  }

  /// A known difference: tabs and line breaks in fields are escaped and can be read back; the suite's tool replaces
  /// them with a space.
  private static func replacing(_ line: Substring) -> String {
    var text = ""
    var isEscape = false
    for character in line {
      if isEscape {
        text.append(character == "\\" ? "\\" : " ")
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        text.append(character)
      }
    }
    return text
  }

  // MARK: csvw-tests

  /// The tests of the manifest without metadata that expect a plain conversion.
  static let tables = ["001", "002", "003", "005", "006", "007", "008", "009", "010"].map { "test" + $0 }

  /// Known differences in every row: CSV on the Web wraps rows in tables with urls and numbers, and leaves null
  /// out; without metadata all its values are strings (`--types text`).
  @Test func csvw() async throws {
    let folder = Self.data.appending(path: "csvw-tests")
    guard FileManager.default.fileExists(atPath: folder.path) else { return print("skipped: csvw-tests is absent") }
    for table in Self.tables {
      let found = try await Self.convert([folder.appending(path: table + ".csv").path], to: "json") { input in
        input.options.types = .text
      }
      #expect(found.codes.isEmpty, "\(table)")
      let records = try JSONSerialization.jsonObject(with: Data(found.text.utf8)) as? [[String: Any]] ?? []
      let ours = records.map { $0.compactMapValues { $0 as? String } }
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: table + ".json")))
      let wrapped = ((json as? [String: Any])?["tables"] as? [[String: Any]])?.first?["row"] as? [[String: Any]] ?? []
      let theirs = wrapped.compactMap {
        ($0["describes"] as? [[String: Any]])?.first?.compactMapValues { $0 as? String }
      }
      #expect(!ours.isEmpty && ours == theirs, "\(table)")
    }
  }
}
