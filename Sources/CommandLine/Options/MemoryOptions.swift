import ArgumentParser

/// What is kept of all records may grow: the tables of facets.
struct MemoryOptions: ParsableArguments {
  @Option(
    name: .customLong("max-memory"), parsing: .unconditional,
    help: ArgumentHelp("Most bytes of the tables of facets: 64MiB.", valueName: "size"))
  var memory: String?
}
