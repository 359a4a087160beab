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
    usage: "weir merge <part> ... [-o <file>] [-t <format>]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir facets Samples/trees.csv.gz --facet genus --partial a.part && weir merge a.part"
  ]

  @Argument(help: "What --partial wrote; the order means nothing.")
  var parts: [String]

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Messages") var messages: PlainMessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let path = output.output ?? "-"
    var name = reader.name("--to", output.to, among: FacetFormat.names, code: .unknownFormat)
    var options = WriteOptions()
    for (flag, texts) in output.said { reader.set(flag, texts, in: &options, OptionTable.write) }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if name == nil, path == "-", StandardStreams.outputIsTerminal { name = FacetFormat.table }
    do throws(DiagnosticList) {
      let format = try FacetFormat(name, path: path, options: options)
      var merged = try FacetPart(contentsOf: parts[0])
      for part in parts.dropFirst() {
        let other = try FacetPart(contentsOf: part)
        do throws(Diagnostic) { try merged.merge(other, named: part) } catch { throw DiagnosticList(error) }
      }
      let document = Array(try format.document(merged.answer).joined())
      try TextOutput.write(String(decoding: document, as: UTF8.self), to: path)
      return 0
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }
}
