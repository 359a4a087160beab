import ArgumentParser

/// Which records are kept.
struct FilterOptions: ParsableArguments {
  @Option(
    name: [.customShort("q"), .customLong("q")], parsing: .unconditional,
    help: ArgumentHelp("Keep the records that match (weir help query). ODS: q.", valueName: "query"))
  var query: String?

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A value for ${name} in the query; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []
}
