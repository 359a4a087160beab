import ArgumentParser

/// Which records are kept.
struct FilterOptions: ParsableArguments {
  @Option(
    name: [.customShort("q"), .customLong("q")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep the records that match (weir help query); repeated: all must match. ODS: q.", valueName: "query"))
  var queries: [String] = []

  @Option(
    name: .customLong("params"), parsing: .unconditional,
    help: ArgumentHelp("An Opendatasoft query string or URL (weir help params).", valueName: "q=…&rows=…"))
  var params: String?

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A value for ${name} in the query; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep the records with this value of a facet; repeated: all hold. ODS: refine.", valueName: "field=value"))
  var refine: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Leave out the records with it; may be repeated. ODS: exclude.", valueName: "field=value"))
  var exclude: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Several --refine of this field are alternatives. ODS: disjunctive.", valueName: "field"))
  var disjunctive: [String] = []

  /// The options of `OptionTable.facetFilter` that were said.
  var said: [(flag: String, texts: [String])] {
    [("--refine", refine), ("--exclude", exclude), ("--disjunctive", disjunctive)]
  }
}
