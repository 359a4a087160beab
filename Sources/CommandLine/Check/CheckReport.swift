/// The layouts of a check's report.
enum CheckReport: String, CaseIterable, Sendable {
  case text, json, github, sarif, junit, markdown

  func text(of result: CheckResult) -> String {
    switch self {
    case .text: TextReport.text(of: result)
    case .json: JSONReport.text(of: result)
    case .github: GitHubReport.text(of: result)
    case .sarif: SARIFReport.text(of: result)
    case .junit: JUnitReport.text(of: result)
    case .markdown: MarkdownReport.text(of: result)
    }
  }

  /// A report and where it goes: `sarif`, `sarif=build/weir.sarif`.
  struct Target: Sendable {
    var report: CheckReport
    var path: String
  }
}

extension FlagReader {
  /// `--report KIND[=FILE]`, repeated, and `--report-file FILE` for one that names none. Nothing said: text.
  mutating func reports(_ texts: [String], file: String?) -> [CheckReport.Target] {
    var targets: [CheckReport.Target] = []
    for text in texts.isEmpty ? [CheckReport.text.rawValue] : texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let report: CheckReport = choice("--report", parts[0]) else { continue }
      if parts.last == "" { wrong("--report", "--report \(parts[0])= names no file") }
      targets.append(CheckReport.Target(report: report, path: parts.count > 1 ? parts[1] : "-"))
    }
    if let file {
      let open = targets.indices.filter { targets[$0].path == "-" }
      if file.isEmpty { wrong("--report-file", "the path of --report-file is empty") }
      if open.count == 1 {
        targets[open[0]].path = file
      } else if !targets.isEmpty {
        wrong(
          "--report-file", "--report-file is for one report, and \(open.count) name no file",
          help: ["--report sarif=FILE names a file for each"])
      }
    }
    var paths: Set<String> = []
    for target in targets where !paths.insert(target.path).inserted {
      wrong("--report", "two reports would go to '\(target.path)'", help: ["--report sarif=FILE names a file for each"])
    }
    return targets
  }
}
