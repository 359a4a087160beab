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
    "weir facets Samples/trees.csv.gz --facet genus --partial a.part && weir merge a.part"
  ]

  @Argument(help: "What --partial wrote; the order means nothing.")
  var parts: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Write what was joined as one part again, no answer.", valueName: "file"))
  var partial: String?

  @Flag(help: "Answer for these parts, even where other shards of an input are missing.")
  var incomplete = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Messages") var messages: PlainMessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let path = output.output ?? "-"
    var name = reader.name("--to", output.to, among: FacetFormat.names, code: .unknownFormat)
    var options = WriteOptions()
    for (flag, texts) in output.said { reader.set(flag, texts, in: &options, OptionTable.write) }
    if partial != nil, output.output != nil || output.to != nil || incomplete {
      reader.wrong(
        "--partial", "--partial writes no answer", help: ["leave --output, --to and --incomplete out"])
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if name == nil, path == "-", StandardStreams.outputIsTerminal { name = FacetFormat.table }
    do throws(DiagnosticList) {
      let merged = try joined()
      let pieces =
        partial == nil ? try merged.payload.document(format: name, path: path, options: options) : [merged.bytes]
      try TextOutput.write(String(decoding: Array(pieces.joined()), as: UTF8.self), to: partial ?? path)
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
      do throws(Diagnostic) { try merged.checkWhole() } catch { throw DiagnosticList(error) }
    }
    return merged
  }
}
