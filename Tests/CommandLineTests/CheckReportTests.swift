import Diagnostics
import Foundation
import Pipelines
import Testing

@testable import CommandLine

/// Reports of a check: bounded, escaped, and of the form that their readers ask for.
@Suite struct CheckReports {
  static func finding(
    _ code: DiagnosticCode, line: Int, file: String? = "a.csv", field: String? = nil, _ message: String = "wrong",
    content: UInt128 = 1
  ) -> RecordFinding {
    RecordFinding(
      diagnostic: Diagnostic(
        code, message, at: Location(file: file, line: line, column: 2, record: line - 1, field: field),
        excerpt: Excerpt(text: Array("x".utf8), marked: 0..<1)),
      content: content)
  }

  static func result(_ findings: [RecordFinding], baseline: Baseline? = nil) -> CheckResult {
    let log = FindingLog(baseline, keepsAll: false) { $0 }
    for finding in findings { _ = log.take(finding) }
    return log.result(files: ["a.csv"], of: RunReport(), isComplete: true)
  }

  static let hostile = "a%b\r\nc<d>&\"e\"|f`g`\u{1B}[31m\u{0}\u{FFFF}]]>"

  @Test func memoryDoesNotGrowWithTheFindings() {
    let result = Self.result((0..<5000).map { Self.finding($0 % 5 == 0 ? .csvRagged : .typeConflict, line: $0 + 2) })
    #expect(result.rules.map(\.count) == [1000, 4000])
    #expect(result.rules.map(\.examples.count) == [FindingLog.examplesOfAKind, FindingLog.examplesOfAKind])
    #expect(result.rules.flatMap(\.examples).count { $0.diagnostic.excerpt != nil } == 40)
    #expect(result.exitCode == 1)
  }

  // MARK: GitHub

  struct Mix: CustomTestStringConvertible {
    var name: String
    var counts: [(DiagnosticCode, Int)]
    var expected: [(String, Int)]
    var testDescription: String { name }
  }

  @Test(arguments: [
    Mix(name: "one kind", counts: [(.csvRagged, 30)], expected: [("C021", 9)]),
    Mix(name: "two kinds", counts: [(.csvRagged, 2), (.typeConflict, 30)], expected: [("V007", 7), ("C021", 2)]),
    Mix(name: "few", counts: [(.csvRagged, 1), (.typeConflict, 2)], expected: [("V007", 2), ("C021", 1)]),
    Mix(
      name: "three kinds", counts: [(.csvRagged, 10), (.typeConflict, 20), (.notUnique, 10)],
      expected: [("V007", 3), ("C021", 3), ("V012", 3)]),
  ]) func nineAnnotationsTheMostFrequentKindFirst(_ mix: Mix) {
    var line = 1
    var findings: [RecordFinding] = []
    for (code, count) in mix.counts {
      for _ in 0..<count {
        line += 1
        findings.append(Self.finding(code, line: line))
      }
    }
    let commands = GitHubReport.text(of: Self.result(findings)).split(separator: "\n").filter { $0.hasPrefix("::") }
    var runs: [(String, Int)] = []
    for command in commands {
      let code = command.firstRange(of: "title=").map { String(command[$0.upperBound...].prefix(4)) } ?? ""
      if runs.last?.0 == code { runs[runs.count - 1].1 += 1 } else { runs.append((code, 1)) }
    }
    #expect(runs.map(\.0) == mix.expected.map(\.0))
    #expect(runs.map(\.1) == mix.expected.map(\.1))
  }

  @Test func workflowCommandsAreEscaped() {
    let text = GitHubReport.text(
      of: Self.result([Self.finding(.csvRagged, line: 2, file: "a,b:c%.csv", Self.hostile)]))
    let command = text.split(separator: "\n")[0]
    #expect(command.hasPrefix("::error file=a%2Cb%3Ac%25.csv,line=2,col=2,title=C021 csv ragged::a%25b"))
    #expect(!command.unicodeScalars.contains { $0.value < 0x20 })
    #expect(GitHubReport.escaped("%\r\n:,") == "%25%0D%0A:,")
    #expect(GitHubReport.escapedProperty("%\r\n:,") == "%25%0D%0A%3A%2C")
  }

  // MARK: SARIF

  @Test func sarifHasWhatTheStandardRequires() throws {
    let findings = [
      Self.finding(.csvRagged, line: 2, file: "a b/ü:c.csv", Self.hostile), Self.finding(.typeConflict, line: 3),
      Self.finding(.typeConflict, line: 4, file: nil), Self.finding(.notUnique, line: 5, file: "/x/y.csv", field: "id"),
    ]
    let text = SARIFReport.text(of: Self.result(findings))
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["version"] as? String == "2.1.0")
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect(driver["name"] as? String == "weir")
    let rules = try #require(driver["rules"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    #expect(rules == ["C021", "V007", "V012"])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 4)
    var uris: [String?] = []
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index] == result["ruleId"] as? String)
      #expect((result["message"] as? [String: Any])?["text"] is String)
      let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
      uris.append((location?["artifactLocation"] as? [String: Any])?["uri"] as? String)
      if let region = location?["region"] as? [String: Any] { #expect(try #require(region["startLine"] as? Int) >= 1) }
    }
    #expect(uris == ["a%20b/%C3%BC%3Ac.csv", "a.csv", nil, "file:///x/y.csv"])
  }

  // MARK: JUnit and Markdown

  @Test func junitIsEscaped() {
    let text = JUnitReport.text(of: Self.result([Self.finding(.csvRagged, line: 2, file: "<&\">.csv", Self.hostile)]))
    #expect(text.contains("&lt;&amp;&quot;&gt;.csv:2:2: a%b"))
    #expect(text.contains("c&lt;d&gt;&amp;"))
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{FFFF}" })
    let open = text.split(separator: "<").filter { !$0.hasPrefix("/") && !$0.hasPrefix("?") && !$0.contains("/>") }
    let closed = text.split(separator: "<").filter { $0.hasPrefix("/") }
    #expect(open.count == closed.count)
  }

  @Test func markdownIsEscaped() {
    let text = MarkdownReport.text(of: Self.result([Self.finding(.csvRagged, line: 2, Self.hostile)]))
    let row = text.split(separator: "\n").last { $0.hasPrefix("| a.csv") }
    #expect(row?.contains("c&lt;d&gt;&amp;\"e\"\\|f\\`g\\`") == true)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  // MARK: Baseline

  @Test func aBaselineKnowsRecordsNotLines() throws {
    let old = [
      Self.finding(.csvRagged, line: 2, content: 1), Self.finding(.csvRagged, line: 3, content: 1),
      Self.finding(.typeConflict, line: 3, field: "n", content: 2),
    ]
    let log = FindingLog(nil, keepsAll: true) { $0 }
    for finding in old { _ = log.take(finding) }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("weir-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TextOutput.write(log.entries.text, to: path)
    let baseline = try Baseline(path: path)

    struct Case {
      var name: String
      var findings: [RecordFinding]
      var count: Int
      var known: Int
      var gone: Int
    }
    let moved = old.map {
      Self.finding($0.diagnostic.code, line: 90, field: $0.diagnostic.location.field, content: $0.content)
    }
    let cases = [
      Case(name: "the same", findings: old, count: 0, known: 3, gone: 0),
      Case(name: "moved", findings: moved, count: 0, known: 3, gone: 0),
      Case(name: "once more", findings: old + [old[0]], count: 1, known: 3, gone: 0),
      Case(name: "cured", findings: [old[0]], count: 0, known: 1, gone: 2),
      Case(
        name: "another record", findings: [Self.finding(.csvRagged, line: 2, content: 9)], count: 1, known: 0, gone: 3),
      Case(
        name: "another field", findings: [Self.finding(.typeConflict, line: 3, field: "m", content: 2)], count: 1,
        known: 0, gone: 3),
      Case(
        name: "another code", findings: [Self.finding(.notUnique, line: 3, field: "n", content: 2)], count: 1, known: 0,
        gone: 3),
    ]
    for item in cases {
      let result = Self.result(item.findings, baseline: baseline)
      #expect(result.count == item.count, "\(item.name)")
      #expect(result.known == item.known, "\(item.name)")
      #expect(result.gone == item.gone, "\(item.name)")
    }
  }

  // MARK: Targets

  struct Targets: CustomTestStringConvertible {
    var flags: [String]
    var file: String?
    var expected: [String]?
    var testDescription: String { "\(flags) \(file ?? "")" }
  }

  @Test(arguments: [
    Targets(flags: [], expected: ["text -"]), Targets(flags: ["json"], expected: ["json -"]),
    Targets(flags: ["json"], file: "r", expected: ["json r"]), Targets(flags: [], file: "r", expected: ["text r"]),
    Targets(flags: ["json=a=b", "text"], expected: ["json a=b", "text -"]),
    Targets(flags: ["json=a", "text"], file: "r", expected: ["json a", "text r"]),
    Targets(flags: ["html"]), Targets(flags: ["json", "text"]), Targets(flags: ["json="]),
    Targets(flags: ["json=a", "text=a"]), Targets(flags: ["json=a"], file: "r"), Targets(flags: ["json"], file: ""),
  ]) func reportsGoWhereTheFlagsSay(_ item: Targets) {
    var reader = FlagReader()
    let targets = reader.reports(item.flags, file: item.file)
    if let expected = item.expected {
      #expect(reader.diagnostics == [])
      #expect(targets.map { "\($0.report.rawValue) \($0.path)" } == expected)
    } else {
      #expect(reader.diagnostics.count == 1)
    }
  }

  // MARK: Differences of texts

  @Test func textsDifferLineByLine() {
    #expect(LineDifference.lines("output", expected: "a\nb\n", found: "a\nb\n") == [])
    #expect(
      LineDifference.lines("output", expected: "a\nb\nc\n", found: "a\nx\nc") == [
        "output differs (- expected, + found):", "  a", "- b", "- c", "+ x", "+ c (no line end)",
      ])
    #expect(
      LineDifference.lines("output", expected: "", found: "a\n") == ["output differs (- expected, + found):", "+ a"])
    let many = (0..<3000).map { "\($0)\n" }.joined()
    #expect(
      LineDifference.lines("output", expected: many, found: many + "x\n") == [
        "output differs from line 3001 on: 3000 lines expected, found 3001"
      ])
  }
}
