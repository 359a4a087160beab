import ArgumentParser
import ByteIO
import Diagnostics
import Foundation
import PipelineFiles
import Pipelines

struct InspectCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what an input holds: dialect, types with their evidence, counts, ranges, geometry.",
    usage: "weir inspect <path> [--json | --schema | --pipeline] [-o <file>] [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir inspect Samples/cities.csv",
    "weir inspect Samples/trees.csv.gz --schema -o build/trees.schema.json",
    "weir inspect Samples/trees.csv.gz --pipeline -o build/trees.weir.yaml",
    "zcat Samples/trees.csv.gz | weir inspect -f csv --limit 20 --json",
  ]

  @Flag(help: "Print one JSON document.") var json = false
  @Flag(help: "Print a Table Schema of what was found.") var schema = false
  @Flag(help: "Print a pipeline file that reads the input without guessing.") var pipeline = false

  @Option(
    name: [.customShort("o"), .customLong("output")], parsing: .unconditional,
    help: ArgumentHelp("Where to; - (the default) is standard output.", valueName: "file"))
  var output: String?

  @Option(
    name: [.customLong("limit"), .customLong("rows")], parsing: .unconditional,
    help: ArgumentHelp("Look at this many records only.", valueName: "n"))
  var limit: String?

  @Option(
    name: .customLong("read-schema"), parsing: .unconditional,
    help: ArgumentHelp("A Table Schema or datapackage.json to read with: --schema of convert.", valueName: "file"))
  var readSchema: String?

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Delimited input") var dialect: DialectOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let declaration = reader.inputDeclaration(
      input, said: dialect.said + types.said + [("--schema", readSchema.texts)], limits)
    let limit = reader.count("--limit", limit, atLeast: 0)
    let jobs = reader.jobs(messages.jobs)
    let time = reader.time(messages.time)
    if [json, schema, pipeline].count(where: { $0 }) > 1 {
      reader.wrong("inspect", "only one of --json, --schema and --pipeline can be written")
    }
    let ofConverting = [
      ("--columns", input.columns), ("--source-column", input.sourceColumn),
      ("--on-type-conflict", types.onTypeConflict),
    ]
    for (flag, text) in ofConverting where text != nil && !pipeline {
      reader.wrong(
        flag, "\(flag) changes nothing that inspect shows", code: .notSupported,
        help: ["with --pipeline it goes into the pipeline file"])
    }
    if input.paths.count > 1 {
      reader.wrong("input", "inspect reads one input, found \(input.paths.count)", help: ["call it once for each file"])
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if input.paths.isEmpty && StandardStreams.inputIsTerminal {
      StandardStreams.writeError(HelpText.concise(for: Self.self))
      return 2
    }
    let console = Console(settings, writesDataToTerminal: false)
    let inspector = Inspector(declaration, limit: limit, jobs: jobs, maximumTime: time)
    let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) {
      () -> Result<Inspection, DiagnosticList> in
      do throws(DiagnosticList) {
        return .success(
          try await inspector.run(onTimeExceeded: { console.show($0) }) { console.handle(.progress($0)) })
      } catch { return .failure(error) }
    }
    do throws(DiagnosticList) {
      let inspection = try await work.value.get()
      for warning in inspection.warnings { console.show(warning) }
      if let failure = inspection.failure { console.show(failure) }
      try TextOutput.write(text(of: inspection, declaration, settings), to: output ?? "-")
      console.finish()
      return inspection.failure.map { DiagnosticList($0).exitCode } ?? 0
    } catch {
      for diagnostic in error.diagnostics { console.show(diagnostic) }
      console.finish()
      return error.exitCode
    }
  }

  private func text(of inspection: Inspection, _ declaration: InputDeclaration, _ settings: MessageSettings) -> String {
    let path = declaration.paths.first ?? "-"
    if json { return InspectionDocument(inspection, path: path).json.text }
    if schema { return InspectionSchema.json(inspection).text }
    if pipeline {
      return PipelineFile.render(InspectionPipeline.declaration(of: declaration, inspection, writtenTo: output))
    }
    let isColoured = settings.color.isOn(
      environment: ProcessInfo.processInfo.environment,
      isTerminal: StandardStreams.outputIsTerminal && (output ?? "-") == "-")
    return InspectionText(inspection, path: path, isColoured: isColoured).text
  }
}
