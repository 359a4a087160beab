import ArgumentParser
import Diagnostics
import Formats
import PipelineFiles
import Pipelines

struct AnalyzeCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Compute series of numbers over groups of records.",
    usage: "weir analyze [<paths> ...] [--x <field> ...] --y <series> ... [-t <format>] [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir analyze Samples/cities.csv --x country_code --y COUNT --y 'avg=AVG(sqrt(population)*2)'",
    "weir analyze Samples/cities.csv --x timezone --y n=COUNT --sort n:desc --maxpoints 5 -t table",
    "weir analyze Samples/sensors.csv --x place --x day.month --y 'AVG(pm10)' -t csv",
    "weir analyze Samples/cities.csv --y 'QUANTILES(population, 25, 50, 75)' -q country_code:FR",
    "weir analyze Samples/cities.csv --params 'x=country_code&y.n.func=COUNT&sort=n&maxpoints=3'",
    "weir analyze Samples/cities.csv --x timezone --y COUNT --sort COUNT:desc --maxpoints 9 --plot",
  ]

  @OptionGroup(title: "Series") var analyze: AnalyzeOptions
  @OptionGroup(title: "Parts") var partial: PartialOptions
  @OptionGroup var flags: ConvertFlags

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = flags.messages.settings(&reader)
    var declaration = flags.declaration(&reader, computing: analyze, partial)
    if flags.input.paths.isEmpty && flags.input.shard == nil && StandardStreams.inputIsTerminal {
      StandardStreams.writeError(HelpText.concise(for: Self.self))
      return 2
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    let output = declaration.outputs[0]
    if output.format == nil, output.path == "-", StandardStreams.outputIsTerminal {
      declaration.outputs[0].format = SeriesFormat.table
    }
    if output.path == "-" { declaration.outputs[0].options.space = StandardStreams.drawingSpace(settings.color) }
    return await Execution.run(declaration, options: flags.runOptions, settings: settings, remarks: reader.remarks)
  }
}
