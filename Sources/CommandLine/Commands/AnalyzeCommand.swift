import ArgumentParser
import Pipelines

struct AnalyzeCommand: AnsweringCommand {
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

  func declaration(_ reader: inout FlagReader) -> PipelineDeclaration {
    flags.declaration(&reader, computing: analyze, partial)
  }
}
