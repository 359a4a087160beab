package import Diagnostics

extension FormatDescriptor {
  /// Refuses options that mean nothing for an input of this format: none is accepted and ignored.
  package func check(_ options: ReadOptions) throws(DiagnosticList) {
    var found: [Diagnostic] = []
    if options.root != nil, name != "json" {
      let help = family == .delimited ? [] : ["-f json reads the array that --root names, whatever else is around it"]
      found.append(refusal("--root", "names an array inside a JSON document", help))
    }
    if options.flattens, family == .delimited { found.append(refusal("--flatten", "is about nested JSON objects", [])) }
    if options.layout == .ods, family != .objects {
      found.append(refusal("--in-layout ods", "is about JSON records that hold their fields in 'fields'", []))
    }
    if family != .delimited {
      let flags = options.delimitedFlags
      if !flags.isEmpty {
        found.append(
          Diagnostic(
            .notSupported, "\(flags.joined(separator: ", ")): \(name) is not delimited text",
            at: Location(context: flags[0]), help: ["leave it out, or name the input's format with -f"]))
      }
    }
    if !found.isEmpty { throw DiagnosticList(found) }
  }

  /// Refuses options that mean nothing for an output of this format.
  package func check(_ options: WriteOptions) throws(DiagnosticList) {
    guard options.unflattens, family == .delimited else { return }
    throw DiagnosticList(refusal("--unflatten", "nests members of JSON objects", []))
  }

  private func refusal(_ flag: String, _ meaning: String, _ help: [String]) -> Diagnostic {
    Diagnostic(
      .notSupported, "\(flag) has nothing to do with \(name)", at: Location(context: flag),
      notes: ["it \(meaning)"], help: help)
  }
}

extension ReadOptions {
  /// The flags of options that are about delimited text, as far as they were said.
  fileprivate var delimitedFlags: [String] {
    let said: [(flag: String, isSaid: Bool)] = [
      ("--delimiter", delimiter != nil), ("--quote", quote != nil), ("--escape", escape != nil),
      ("--header", header != .auto), ("--eol", endsLinesWithCR), ("--skip", skippedLines > 0),
      ("--skip-until", skipUntil != nil), ("--comment", comment != nil),
      ("--ragged", padsShortRecords || truncatesLongRecords), ("--stray-quotes", strayQuotes != .fail),
      ("--trim", trimsFields), ("--null", !nullTexts.isEmpty),
    ]
    return said.filter(\.isSaid).map(\.flag)
  }
}
