import Diagnostics

/// A check as workflow commands of GitHub: annotations at the lines of a pull request.
///
/// GitHub shows ten errors of a step and drops the others without a word: nine are printed, one of each kind before a
/// second of any, the most frequent kind first, and a line says how many are not there.
enum GitHubReport {
  static let maximum = 9

  static func text(of result: CheckResult) -> String {
    var lines = result.errors.prefix(maximum).map { command($0, count: 1) }
    let rules = result.failing
    var shares = [Int](repeating: 0, count: rules.count)
    var left = maximum - lines.count
    while left > 0, let index = nextRule(rules, shares) {
      shares[index] += 1
      left -= 1
    }
    for (rule, share) in zip(rules, shares) {
      for (index, example) in rule.examples.prefix(share).enumerated() {
        lines.append(command(example.diagnostic, count: index == 0 ? rule.count : 1))
      }
    }
    let hidden = result.errors.count + result.count - lines.count
    if hidden > 0 { lines.append("\(CheckResult.counted(hidden, "more finding")) without annotation") }
    return (lines + result.sentences).map { $0 + "\n" }.joined()
  }

  /// The rule whose turn it is: the fewest annotations so far, then the most findings.
  private static func nextRule(_ rules: [CheckResult.Rule], _ shares: [Int]) -> Int? {
    rules.indices.filter { shares[$0] < rules[$0].examples.count }.min { shares[$0] < shares[$1] }
  }

  private static func command(_ diagnostic: Diagnostic, count: Int) -> String {
    let place = diagnostic.location
    var properties: [(String, String)] = []
    if let file = place.file { properties.append(("file", file)) }
    if let line = place.line { properties.append(("line", String(line))) }
    if let column = place.column { properties.append(("col", String(column))) }
    properties.append(("title", "\(diagnostic.code.rawValue) \(diagnostic.code.words)"))
    var message = VisibleText.sanitised(diagnostic.message)
    if count > 1 { message += " (\(count) of this kind)" }
    for help in diagnostic.help { message += "\n" + VisibleText.sanitised(help) }
    let list = properties.map { "\($0)=\(escapedProperty($1))" }.joined(separator: ",")
    return "::error \(list)::\(escaped(message))"
  }

  /// What a message must not hold as it is.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same for a property, which also ends at a colon and a comma.
  static func escapedProperty(_ text: String) -> String {
    var result = ""
    for scalar in escaped(text).unicodeScalars {
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
