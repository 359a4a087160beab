import ArgumentParser

/// What stops a run of several inputs.
struct ErrorOptions: ParsableArguments {
  @Flag(name: .customLong("keep-going"), help: "A batch publishes its good outputs when an input fails.")
  var keepGoing = false
}

/// How large the parts of an input may be.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .customLong("max-record-size"), parsing: .unconditional,
    help: ArgumentHelp("Longest record (16MiB).", valueName: "size"))
  var recordSize: String?

  @Option(
    name: .customLong("max-depth"), parsing: .unconditional,
    help: ArgumentHelp("Deepest nesting of JSON (512).", valueName: "n"))
  var depth: String?

  @Option(
    name: .customLong("max-fields"), parsing: .unconditional,
    help: ArgumentHelp("Most fields of a record (65536).", valueName: "n"))
  var fields: String?
}
