import Bytes
import Diagnostics

/// Refuses options that contradict each other, before the input is looked at. What does not fit the format at all was refused
/// already (`FormatDescriptor.check`).
enum CSVOptionCheck {
  /// For CSV: the special bytes are different ones.
  static func check(
    _ options: ReadOptions, _ defaults: CSVReadDialect.Defaults
  ) throws(DiagnosticList) {
    var problems: [Diagnostic] = []
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

  /// For TSV, which has no quotes.
  static func checkTSV(_ options: ReadOptions) throws(DiagnosticList) {
    if options.comment == "" { throw DiagnosticList(Diagnostic(.usage, "--comment needs a text")) }
  }
}
