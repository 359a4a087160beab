import ArgumentParser
import Diagnostics
import PipelineFiles
import Pipelines

struct FacetsCommand: WeirCommand {
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

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = flags.messages.settings(&reader)
    var declaration = flags.declaration(&reader, counting: facets, partial)
    if flags.input.paths.isEmpty && flags.input.shard == nil && StandardStreams.inputIsTerminal {
      StandardStreams.writeError(HelpText.concise(for: Self.self))
      return 2
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    let output = declaration.outputs[0]
    if output.format == nil, output.path == "-", StandardStreams.outputIsTerminal {
      declaration.outputs[0].format = FacetFormat.table
    }
    return await Execution.run(declaration, options: flags.runOptions, settings: settings, remarks: reader.remarks)
  }
}
