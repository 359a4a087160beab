import Diagnostics
import Formats
import Foundation
import Testing

@testable import Pipelines

/// The big list of naughty strings through every format: each string comes out as it went in.
@Suite struct NaughtyStringsTests {
  static let data = BuiltTool.project.appending(path: "../shared/data/utf8").standardized

  static func strings() throws -> [String]? {
    guard let content = try? Data(contentsOf: data.appending(path: "blns/blns.json")) else {
      print("skipped: utf8/blns/blns.json is absent")
      return nil
    }
    return try JSONSerialization.jsonObject(with: content) as? [String]
  }

  /// CSV with every field quoted: a quoted column is text, and a quoted empty field an empty text.
  static func csv(_ strings: [String]) -> String {
    var text = "\"id\",\"text\"\n"
    for (id, string) in strings.enumerated() {
      text += "\"\(id)\",\"" + string.replacing("\"", with: "\"\"") + "\"\n"
    }
    return text
  }

  static let routes: [[String]] = [
    ["json"], ["jsonl"], ["tsv", "json"], ["csv-tab", "jsonl"], ["json", "csv", "jsonl"],
    ["jsonl", "json", "tsv", "csv", "json"],
  ]

  @Test(arguments: routes) func comeBackAsTheyWere(_ route: [String]) async throws {
    guard let strings = try Self.strings() else { return }
    #expect(strings.count == 515)
    let scratch = try Scratch()
    defer { scratch.remove() }
    var (path, format) = (try scratch.write(Self.csv(strings), "0.csv"), "csv")
    for (step, next) in route.enumerated() {
      let target = scratch.path("\(step + 1).\(next)")
      let outcome = await PipelineDeclaration.convert(path, to: [RunTests.output(target, next)]) { [format] in
        $0.input.format = format
        if format == "csv" || format == "tsv" || format == "csv-tab" { $0.input.options.types = .text }
      }.outcome()
      #expect(outcome.exit == 0, "\(format) to \(next): \(outcome.diagnostics)")
      guard outcome.report.recordsWritten == [strings.count] else { return }
      (path, format) = (target, next)
    }
    let found = try Self.texts(path, format)
    // Known difference: TSV spells an empty text and no value alike.
    let mergesEmptyTexts = route.contains("tsv")
    for (index, string) in strings.enumerated() where index < found.count {
      // Bytes: equality of String forgives other normal forms.
      let expected = string.isEmpty && mergesEmptyTexts ? nil : string
      let isSame = found[index].map { Array($0.utf8) } == expected.map { Array($0.utf8) }
      #expect(isSame, "string \(index): \(string.debugDescription) became \(String(describing: found[index]))")
    }
    #expect(found.count == strings.count)
  }

  private static func texts(_ path: String, _ format: String) throws -> [String?] {
    let content = try Data(contentsOf: URL(filePath: path))
    let records: [Any]
    if format == "json" {
      records = try JSONSerialization.jsonObject(with: content) as? [Any] ?? []
    } else {
      records = try content.split(separator: 0x0A).map { try JSONSerialization.jsonObject(with: Data($0)) }
    }
    return records.map { ($0 as? [String: Any])?["text"] as? String }
  }
}
