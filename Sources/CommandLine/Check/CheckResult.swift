import Diagnostics

/// What a check found, as the reports need it: counts of everything, and the first findings of each kind.
struct CheckResult: Sendable {
  /// One kind of finding.
  struct Rule: Sendable {
    var code: DiagnosticCode
    /// Findings that count, and findings that the baseline knows.
    var count = 0
    var known = 0
    /// The first findings that count.
    var examples: [Example] = []
  }

  struct Example: Sendable {
    var diagnostic: Diagnostic
    var fingerprint: String
    /// Which finding of the check it is.
    var number: Int
  }

  var files: [String] = []
  var records = 0
  /// Ascending by the first finding.
  var rules: [Rule] = []
  /// What ended the check early.
  var errors: [Diagnostic] = []
  /// False: not every record was looked at.
  var isComplete = true
  /// Findings of the baseline that are not there any more; nil: there is no baseline.
  var gone: Int?
  var exitCode: Int32 = 0

  var count: Int { rules.reduce(0) { $0 + $1.count } }
  var known: Int { rules.reduce(0) { $0 + $1.known } }

  /// The rules that fail, the most frequent first.
  var failing: [Rule] {
    rules.filter { $0.count > 0 }.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
  }

  /// `3 findings in 223 records of a.csv`, and what else is to be said of all of them.
  var sentences: [String] {
    let names = files.count > 3 ? "\(files.count) files" : files.joined(separator: ", ")
    let what = count == 0 ? "no findings" : Self.counted(count, "finding")
    var lines = ["\(what) in \(Self.counted(records, "record")) of \(names)"]
    if known > 0 { lines.append("\(Self.counted(known, "finding")) known by the baseline") }
    if let gone, gone > 0 {
      lines.append("\(Self.counted(gone, "baseline finding")) \(gone == 1 ? "is" : "are") gone: refresh it")
    }
    if !isComplete { lines.append("not every record was checked") }
    return lines
  }

  static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension DiagnosticCode {
  /// The name of a case as words: `csvUnclosedQuote` is `csv unclosed quote`.
  var words: String {
    var words = ""
    var isInsideCapitals = false
    for character in "\(self)" {
      if character.isUppercase, !isInsideCapitals { words += " " }
      isInsideCapitals = character.isUppercase
      words += character.lowercased()
    }
    return words
  }
}
