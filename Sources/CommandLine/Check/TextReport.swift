import Diagnostics

/// A check for people: findings as messages in their order, then a line that counts them.
enum TextReport {
  /// Findings of one kind that are shown.
  private static let shown = 20

  static func text(of result: CheckResult) -> String {
    let renderer = TerminalRenderer()
    var lines: [String] = []
    let examples = result.rules.flatMap { $0.examples.prefix(shown) }.sorted { $0.number < $1.number }
    for example in examples { lines.append(renderer.render(example.diagnostic)) }
    for rule in result.failing where rule.count > shown {
      lines.append("weir: note: \(rule.count - shown) more \(rule.code.rawValue) not shown")
    }
    if !lines.isEmpty { lines.append("") }
    for rule in result.failing { lines.append("\(padded(rule.count)) \(rule.code.rawValue) \(rule.code.words)") }
    return (lines + result.sentences).map { $0 + "\n" }.joined()
  }

  private static func padded(_ count: Int) -> String {
    let digits = String(count)
    return String(repeating: " ", count: max(0, 7 - digits.utf8.count)) + digits
  }
}
