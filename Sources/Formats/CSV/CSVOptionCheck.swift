import Bytes
import Diagnostics

/// Refuses options that contradict each other or the format, before the input is looked at.
enum CSVOptionCheck {
  /// For CSV: the special bytes are different ones.
  static func check(
    _ options: ReadOptions, _ defaults: CSVReadDialect.Defaults
  ) throws(DiagnosticList) {
    var problems: [Diagnostic] = []
    if let fixed = defaults.delimiter, let given = options.delimiter, given != fixed {
      problems.append(
        Diagnostic(
          .notSupported, "csv-tab has tabs between its fields, not \(CSVReadDialect.spelled(given))",
          help: ["-f csv reads any delimiter"]))
    }
    let delimiter = options.delimiter ?? defaults.delimiter
    let quote = options.quote ?? ASCII.quote
    if let delimiter, delimiter == quote {
      problems.append(
        Diagnostic(
          .usage, "\(CSVReadDialect.spelled(delimiter)) cannot be both delimiter and quote",
          help: ["--quote none, or another --quote"]))
    }
    if let escape = options.escape, escape != 0 {
      if quote == 0 {
        problems.append(
          Diagnostic(
            .usage, "--escape means nothing without quotes", help: ["drop --escape, or drop --quote none"]))
      } else if escape == delimiter {
        problems.append(
          Diagnostic(.usage, "\(CSVReadDialect.spelled(escape)) cannot be both delimiter and escape"))
      }
    }
    if quote == 0, options.strayQuotes == .keep {
      problems.append(
        Diagnostic(
          .usage, "--stray-quotes keep means nothing without quotes: --quote none reads every quote as data",
          help: ["drop one of the two"]))
    }
    if options.comment == "" { problems.append(Diagnostic(.usage, "--comment needs a text")) }
    if !problems.isEmpty { throw DiagnosticList(problems) }
  }

  /// For TSV: it has no quotes.
  static func checkTSV(_ options: ReadOptions) throws(DiagnosticList) {
    var flags: [String] = []
    if options.delimiter.map({ $0 != ASCII.tab }) ?? false { flags.append("--delimiter") }
    if options.quote.map({ $0 != 0 }) ?? false { flags.append("--quote") }
    if options.escape != nil { flags.append("--escape") }
    if options.strayQuotes == .keep { flags.append("--stray-quotes") }
    if !flags.isEmpty {
      throw DiagnosticList(
        Diagnostic(
          .notSupported,
          "TSV has tabs and backslash escapes, no quotes: \(flags.joined(separator: ", ")) "
            + "\(flags.count == 1 ? "means" : "mean") nothing",
          help: ["-f csv-tab reads CSV with tabs, -f csv any delimiter"]))
    }
    if options.comment == "" { throw DiagnosticList(Diagnostic(.usage, "--comment needs a text")) }
  }
}
