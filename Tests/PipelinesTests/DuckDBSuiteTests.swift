import Diagnostics
import Formats
import Foundation
import Testing

@testable import Pipelines

/// The CSV files of DuckDB's own tests: fuzzer finds, broken encodings, huge lines, several dialects. They come without
/// expected content, so the table says what must hold: how many files of a folder are read at least, and with which
/// codes the others are refused. Every refusal must be a whole one: exit code, place, a way out, and no output file.
@Suite struct DuckDBSuiteTests {
  static let data = BuiltTool.project.appending(path: "../shared/data/duckdb-csv").standardized

  /// What strict CSV finds wrong: quotes and widths that its author must settle.
  static let strict: Set<DiagnosticCode> = [
    .csvUnclosedQuote, .csvTextAfterQuote, .csvQuoteInField, .csvDelimiterUnclear, .csvHeaderUnclear, .csvRagged,
    .csvNoHeader,
    .csvDuplicateHeader,
  ]

  struct Folder: Sendable {
    var name: String
    /// Files that are read to their end, at least.
    var read: Int
    var refusals: Set<DiagnosticCode>
    var reason: String
  }

  static let folders: [Folder] = [
    Folder(
      name: ".", read: 56, refusals: strict.union([.recordTooLong]), reason: "single bug reports; lines over 1 MiB"),
    Folder(
      name: "afl", read: 2, refusals: strict.union([.invalidUTF8, .unsupportedEncoding, .recordTooLong]),
      reason: "fuzzer finds: random bytes between quotes"),
    Folder(name: "auto", read: 36, refusals: strict, reason: "dialects that strict CSV does not have"),
    Folder(name: "broken", read: 0, refusals: [.inputCompressed], reason: "zstd"),
    Folder(
      name: "encodings", read: 0, refusals: [.invalidUTF8, .unsupportedEncoding, .csvDelimiterUnclear],
      reason: "nothing in it is UTF-8"),
    Folder(name: "error", read: 11, refusals: strict.union([.invalidUTF8, .typeConflict]), reason: "windows-1252"),
    Folder(name: "multidelimiter", read: 22, refusals: strict, reason: "delimiters of several bytes"),
    Folder(
      name: "rejects", read: 6, refusals: strict.union([.invalidUTF8, .typeConflict]), reason: "bad records on purpose"),
    Folder(name: "test", read: 27, refusals: strict.union([.invalidUTF8]), reason: "quotes and encodings on purpose"),
    Folder(name: "union-by-name", read: 6, refusals: strict, reason: "ragged on purpose"),
    Folder(name: "validator", read: 1, refusals: strict, reason: "bad on purpose"),
    Folder(name: "zstd", read: 0, refusals: [.inputCompressed], reason: "zstd"),
  ]

  static func files() -> [String]? {
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: data.path) else {
      print("skipped: duckdb-csv is absent")
      return nil
    }
    return names.filter { name in
      let path = data.appending(path: name).path
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
      return name != "NOTE.md" && type == .typeRegular
    }.sorted()
  }

  @Test func everyFileIsReadOrRefusedWhole() async throws {
    guard let files = Self.files() else { return }
    #expect(files.count == 554)
    let scratch = try Scratch()
    defer { scratch.remove() }
    var read: [String: Int] = [:]
    for file in files {
      let parts = file.split(separator: "/")
      let folder = parts.count == 1 ? "." : String(parts[0])
      let outcome = await Self.convert(file, scratch)
      if outcome.exit == 0 {
        read[folder, default: 0] += 1
        let lines = scratch.bytes("out.jsonl")?.count { $0 == 0x0A }
        #expect(lines == outcome.report.recordsWritten.first, "\(file)")
      } else {
        let expected = Self.folders.first { $0.name == folder }?.refusals ?? Self.strict
        Self.check(outcome, file, expected)
        #expect(!scratch.names.contains("out.jsonl"), "\(file)")
      }
      try? FileManager.default.removeItem(atPath: scratch.path("out.jsonl"))
    }
    for folder in Self.folders {
      #expect(read[folder.name, default: 0] >= folder.read, "\(folder.name): \(read[folder.name, default: 0]) read")
    }
    print("duckdb-csv: \(read.values.reduce(0, +)) of \(files.count) files read")
  }

  static func convert(_ file: String, _ scratch: Scratch, _ encoding: EncodingOption = .utf8) async -> Outcome {
    let path = data.appending(path: file).path
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int ?? 0
    return await PipelineDeclaration.convert(path, to: [RunTests.output(scratch.path("out.jsonl"), "jsonl")], jobs: 1) {
      // Guessing the types of the large files takes most of a debug build's minutes.
      if size > 20_000 { $0.input.options.types = .text }
      $0.input.format = "csv"
      $0.input.options.encoding = encoding
    }.outcome()
  }

  static func check(_ outcome: Outcome, _ file: String, _ expected: Set<DiagnosticCode>) {
    let errors = outcome.diagnostics.filter { $0.level == .error }
    #expect(errors.count == 1, "\(file)")
    for error in errors {
      #expect(expected.contains(error.code), "\(file): \(error.code.rawValue) \(error.message)")
      #expect(error.code.exitCode == outcome.exit, "\(file)")
      #expect(error.location.file?.hasSuffix(file) ?? false, "\(file)")
      #expect(!error.message.isEmpty && !error.help.isEmpty, "\(file): \(error.code.rawValue) \(error.message)")
    }
  }

  // MARK: encodings

  struct Encoded: Sendable, CustomTestStringConvertible {
    var file: String
    var option: EncodingOption
    var chosen: String?
    var first: String?
    var code: DiagnosticCode?
    var testDescription: String { "\(file) -e \(option.rawValue)" }
  }

  static let encoded: [Encoded] = [
    Encoded(file: "latin1.csv", option: .windows1252, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "latin1.csv.gz", option: .windows1252, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "latin1.csv", option: .auto, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "latin1.csv", option: .utf16, code: .unsupportedEncoding),
    Encoded(file: "only_latin1.csv", option: .auto, first: #"{"ýýýýýýý ýýýýýýýý":"ýýý ýýýýýýýýý","ý":"ý"}"#),
    Encoded(file: "utf16.csv", option: .utf16, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "utf16.csv", option: .auto, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "utf16.csv.gz", option: .utf16, first: #"{"name":"José Álvarez","age":30}"#),
    Encoded(file: "utf16.csv", option: .windows1252, code: .unsupportedEncoding),
    Encoded(file: "only_utf16.csv", option: .utf16, first: #"{"ŁŁŁŁŁŁŁ ŁŁŁŁŁŁŁŁ":"ŁŁŁ ŁŁŁŁŁŁŁŁŁ","Ł":"Ł"}"#),
    Encoded(file: "shift_jis.csv", option: .auto, code: .encodingUnclear),
  ]

  @Test(arguments: encoded) func encodings(_ item: Encoded) async throws {
    guard Self.files() != nil else { return }
    let scratch = try Scratch()
    defer { scratch.remove() }
    let outcome = await Self.convert("encodings/" + item.file, scratch, item.option)
    #expect(outcome.diagnostics.map(\.code) == [item.code].compactMap { $0 })
    #expect(scratch.text("out.jsonl")?.split(separator: "\n").first.map(String.init) == item.first)
  }
}
