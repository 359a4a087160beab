import ArgumentParser
import Diagnostics
import PipelineFiles
import Pipelines

/// What is computed. `--sort` and `--precision` are flags that other commands have, too: `ConvertFlags` holds them.
struct AnalyzeOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Group by this field, or a part of a date: date.month; repeated: by all. ODS: x.", valueName: "field"))
  var x: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A series: COUNT, name=AVG(expression) (weir help series); may be repeated. ODS: y.", valueName: "series"))
  var y: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The largest unit of dates (year); weekday. ODS: periodic.", valueName: "unit"))
  var periodic: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("At most so many rows, after the sort (all). ODS: maxpoints.", valueName: "n"))
  var maxpoints: String?

  @Flag(help: "Draw the series: bars or a line, or a picture with -o FILE.svg.")
  var plot = false

  /// The options of `OptionTable.analyze` that were said, but for those that other commands have.
  private var said: [(flag: String, texts: [String])] {
    [("--x", x), ("--y", y), ("--periodic", periodic.texts), ("--maxpoints", maxpoints.texts)]
  }

  /// The flags that were said, of those that a query string can say, too.
  var saidFlags: Set<String> { Set(said.filter { !$0.texts.isEmpty }.map(\.flag)) }

  var isSaid: Bool { plot || !saidFlags.isEmpty }

  /// Adds what is computed to a declaration of one output, behind what a query string said.
  func apply(
    to declaration: inout PipelineDeclaration, _ flags: inout FlagReader, sort: String?, precision: String?
  ) {
    declaration.outputs[0].analyze = declaration.outputs[0].analyze ?? AnalyzeDeclaration()
    declaration.sortSeries()
    guard var analyze = declaration.outputs[0].analyze else { return }
    // The order of a query string beside it was refused.
    if sort != nil { (analyze.sort, analyze.sortPlace) = ([], AnalyzeDeclaration().sortPlace) }
    for (flag, texts) in said + [("--sort", sort.texts), ("--precision", precision.texts)] {
      flags.set(flag, texts, in: &analyze, OptionTable.analyze)
    }
    declaration.outputs[0].analyze = analyze
    if plot { draw(&declaration.outputs[0], &flags) }
  }

  /// `--plot` is short for `-t plot`, and for `-t svg` where the name of the file says so.
  private func draw(_ output: inout OutputDeclaration, _ flags: inout FlagReader) {
    if let format = output.format, !SeriesFormat.drawings.contains(format) {
      flags.wrong("--plot", "--plot draws, and --to writes \(format)", help: ["leave one of them out"])
    }
    let isPicture = [".svg", ".svg.gz"].contains { output.path.lowercased().hasSuffix($0) }
    output.format = output.format ?? (isPicture ? SeriesFormat.svg : SeriesFormat.plot)
  }
}
