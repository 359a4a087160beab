import ArgumentParser
import PipelineFiles
import Pipelines

/// What is counted.
struct FacetOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Count the values of this field; may be repeated. ODS: facet.", valueName: "field"))
  var facet: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "count -count alphanum -alphanum num -num (- descends); of one field: day=alphanum.", valueName: "order"))
  var facetsort: [String] = []

  @Option(
    name: .customLong("facet-limit"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Most values of each level (all); of one field: country_code=10.", valueName: "n"))
  var facetLimit: [String] = []

  /// The options of `OptionTable.facets` that were said.
  private var said: [(flag: String, texts: [String])] {
    [("--facet", facet), ("--facetsort", facetsort), ("--facet-limit", facetLimit)]
  }

  /// Adds what is counted to a declaration of one output; `isAsked`: even where no flag says it.
  func apply(to declaration: inout PipelineDeclaration, _ flags: inout FlagReader, isAsked: Bool) {
    guard isAsked || said.contains(where: { !$0.texts.isEmpty }) else { return }
    var facets = FacetDeclaration()
    for (flag, texts) in said { flags.set(flag, texts, in: &facets, OptionTable.facets) }
    let given = declaration.outputs[0].facets
    facets.fields += given?.fields ?? []
    facets.sorts += given?.sorts ?? []
    declaration.outputs[0].facets = facets
  }
}
