import Diagnostics

/// A check as Markdown: a table of the rules and one of the first findings. Also GitHub's step summary.
enum MarkdownReport {
  /// Findings that are listed.
  private static let listed = 50

  static func text(of result: CheckResult) -> String {
    let isGood = result.exitCode == 0
    var lines = ["### weir check: \(isGood ? "passed" : "failed")", ""]
    lines += result.sentences.map { "- " + escaped($0) } + [""]
    if !result.rules.isEmpty {
      lines += ["| Rule | | Findings | Known |", "|---|---|---:|---:|"]
      for rule in result.rules.sorted(by: { $0.count > $1.count }) {
        lines.append("| \(rule.code.rawValue) | \(escaped(rule.code.words)) | \(rule.count) | \(rule.known) |")
      }
      lines.append("")
    }
    let examples = result.rules.flatMap(\.examples).sorted { $0.number < $1.number }
    let found = result.errors + examples.prefix(listed).map(\.diagnostic)
    if !found.isEmpty {
      lines += ["| Place | Rule | Finding |", "|---|---|---|"]
      for diagnostic in found {
        lines.append(
          "| \(escaped(place(diagnostic.location))) | \(diagnostic.code.rawValue) | \(escaped(diagnostic.message)) |")
      }
      let hidden = result.count - min(examples.count, listed)
      if hidden > 0 { lines += ["", "\(CheckResult.counted(hidden, "more finding"))."] }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  private static func place(_ place: Location) -> String {
    [place.file ?? place.context, place.line.map(String.init), place.column.map(String.init)].compactMap { $0 }
      .joined(separator: ":")
  }

  /// Text that is no markup, in a cell of a table: ASCII punctuation that could begin some is escaped (CommonMark 2.4).
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in VisibleText.sanitised(text).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "$", "!", "@": result += "\\" + String(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
