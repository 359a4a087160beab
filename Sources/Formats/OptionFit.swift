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
