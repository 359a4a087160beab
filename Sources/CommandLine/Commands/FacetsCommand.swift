import ArgumentParser
import Pipelines

struct FacetsCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "facets",
    abstract: "Count the records that have each value of some fields.",
    usage: "weir facets [<paths> ...] --facet <field> ... [--refine <field=value>] [-t <format>] [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir facets Samples/cities.csv --facet country_code --facet-limit 5 -t table",
    "weir facets Samples/cities.csv --facet founded --facetsort num -q 'population > 9e6' -t csv",
    "weir facets Samples/cities.csv --refine country_code=FR --disjunctive country_code",
    "weir facets Samples/cities.csv --params 'facet=timezone&refine.country_code=US' -t json",
    "weir facets Samples/cities.csv --facet country_code --partial a.part && weir merge a.part",
  ]

  @OptionGroup(title: "Facets") var facets: FacetOptions
  @OptionGroup(title: "Parts") var partial: PartialOptions
  @OptionGroup var flags: ConvertFlags

  func declaration(_ reader: inout FlagReader) -> PipelineDeclaration {
    flags.declaration(&reader, counting: facets, partial)
  }
}
