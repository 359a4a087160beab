import ArgumentParser
import ByteIO
import Diagnostics
import Formats
import PipelineFiles
import Pipelines

struct MergeCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join what --partial wrote: the answer of one run over all the inputs.",
    usage: "weir merge <part> ... [-o <file>] [-t <format>] [--partial <file>]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir facets Samples/trees.csv.gz --facet genus --partial a.part && weir merge a.part",
    "weir analyze Samples/cities.csv --x timezone --y COUNT --partial a && weir merge a --plot",
  ]

  @Argument(help: "What --partial wrote; the order means nothing.")
  var parts: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Write what was joined as one part again, no answer.", valueName: "file"))
  var partial: String?

  @Flag(help: "Draw series: bars or a line in the terminal, a picture in a file that ends in .svg.")
  var plot = false

  @Flag(help: "Answer for these parts, even where other shards of an input are missing.")
  var incomplete = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Messages") var messages: PlainMessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let path = output.output ?? "-"
    var name = reader.name("--to", output.to, among: SeriesFormat.names, code: .unknownFormat)
    if plot {
      if let name { reader.wrong("--plot", "--plot draws, and --to writes \(name)", help: ["leave one of them out"]) }
      let isPicture = [".svg", ".svg.gz"].contains { path.lowercased().hasSuffix($0) }
      name = isPicture ? SeriesFormat.svg : SeriesFormat.plot
    }
    var options = WriteOptions()
    for (flag, texts) in output.said { reader.set(flag, texts, in: &options, OptionTable.write) }
    if partial != nil, output.output != nil || output.to != nil || incomplete || plot {
      reader.wrong(
        "--partial", "--partial writes no answer", help: ["leave --output, --to, --plot and --incomplete out"])
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if path == "-" { options.space = StandardStreams.drawingSpace(settings.color) }
    if name == nil, path == "-", StandardStreams.outputIsTerminal { name = FacetFormat.table }
    do throws(DiagnosticList) {
      let merged = try joined()
      if let partial {
        try TextOutput.write(String(decoding: merged.bytes, as: UTF8.self), to: partial)
        return 0
      }
      let payload = type(of: merged.payload)
      if let name, !payload.formats.contains(name) {
        throw DiagnosticList(
          Diagnostic(
            .notSupported, "\(payload.kind) are not written as \(name)",
            at: Location(context: plot ? "--plot" : "--to"),
            help: ["formats: " + payload.formats.joined(separator: " ")]))
      }
      let pieces = try merged.payload.document(format: name, path: path, options: options)
      try TextOutput.write(String(decoding: Array(pieces.joined()), as: UTF8.self), to: path)
      Execution.show(merged.payload.warnings, settings: settings)
      return 0
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }

  private func joined() throws(DiagnosticList) -> Part {
    var merged = try Part(contentsOf: parts[0])
    for path in parts.dropFirst() {
      let other = try Part(contentsOf: path)
      do throws(Diagnostic) { try merged.merge(other, named: path) } catch { throw DiagnosticList(error) }
    }
    if partial == nil, !incomplete {
      do throws(Diagnostic) {
        try merged.checkWhole()
        try merged.checkAppeared()
      } catch { throw DiagnosticList(error) }
    }
    return merged
  }
}
