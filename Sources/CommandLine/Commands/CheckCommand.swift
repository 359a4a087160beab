import ArgumentParser
import ByteIO
import Diagnostics
import Formats
import Foundation
import PipelineFiles
import Pipelines

struct CheckCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every record, report everything that is wrong, write no data.",
    usage:
      "weir check <path> ... [--schema <file>] [--report <kind>[=<file>]] [options]\n       weir check <file.yaml>",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir check Samples/cities.csv --schema Samples/cities.schema.json",
    "weir check Pipelines/sensors.weir.yaml --report markdown",
    "weir check Samples/sensors.csv --report sarif=build/weir.sarif --report text",
  ]

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("text json github sarif junit markdown; may be repeated.", valueName: "kind[=file]"))
  var report: [String] = []

  @Option(
    name: .customLong("report-file"), parsing: .unconditional,
    help: ArgumentHelp("Where the report goes; standard output else.", valueName: "file"))
  var reportFile: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Tolerate these findings, fail on others.", valueName: "file"))
  var baseline: String?

  @Option(
    name: .customLong("write-baseline"), parsing: .unconditional,
    help: ArgumentHelp("Keep the findings for --baseline; exit 0.", valueName: "file"))
  var writeBaseline: String?

  @Option(
    name: .customLong("max-errors"), parsing: .unconditional,
    help: ArgumentHelp("Most findings, 10 or 0.5%; more is exit 6.", valueName: "n|p%"))
  var maximum: String?

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A parameter of the pipeline file; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Delimited input") var dialect: DialectOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Schema") var schema: SchemaOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Dates of a pipeline file") var clock: ClockOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    do throws(DiagnosticList) {
      let targets = reader.reports(report, file: reportFile)
      let declaration = try declaration(&reader)
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      if input.paths.isEmpty && StandardStreams.inputIsTerminal {
        StandardStreams.writeError(HelpText.concise(for: Self.self))
        return 2
      }
      let known: Baseline? = if let baseline { try Baseline(path: baseline) } else { nil }
      let pipeline = pipelinePath
      let log = FindingLog(known, keepsAll: writeBaseline != nil) { [input = declaration.input] file in
        file == pipeline ? file : input.shown(file)
      }
      let result = await Self.run(declaration, log, settings)
      for target in targets { try TextOutput.write(target.report.text(of: result), to: target.path) }
      try writeSummary(result, targets)
      return try keep(log, result)
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }

  // MARK: What is checked

  private var pipelinePath: String? {
    guard let path = input.paths.first, input.paths.count == 1, Self.isPipeline(path) else { return nil }
    return path
  }

  private static func isPipeline(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }

  private func declaration(_ reader: inout FlagReader) throws(DiagnosticList) -> PipelineDeclaration {
    let fromFlags = reader.inputDeclaration(input, said: dialect.said + types.said + schema.said, limits)
    var declaration: PipelineDeclaration
    if let path = pipelinePath {
      if fromFlags != InputDeclaration(paths: [path]) {
        reader.wrong("check", "how the input is read is said in the pipeline file, not by flags")
      }
      let values = reader.texts(parameters)
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      declaration = try PipelineFile.load(path: path, parameters: values)
      clock.apply(to: &declaration.clock, &reader)
    } else {
      declaration = PipelineDeclaration(input: fromFlags)
      // Nothing is written. Geometry is what a GeoJSON output would make of it.
      declaration.outputs = fromFlags.options.geo == nil ? [] : [OutputDeclaration(format: "geojson")]
      refuse(&reader)
    }
    var errors = ErrorHandling()
    errors.policy = .skip
    errors.maximum = declaration.errors.maximum
    reader.set("--max-errors", maximum.texts, in: &errors, OptionTable.errors)
    declaration.errors = errors
    declaration.receipt = ReceiptDeclaration()
    if let jobs = reader.jobs(messages.jobs) { declaration.jobs = jobs }
    if let time = reader.time(messages.time) { declaration.maximumTime = time }
    return declaration
  }

  /// What changes nothing that a check could find.
  private func refuse(_ reader: inout FlagReader) {
    if !parameters.isEmpty { reader.wrong("-p", "-p gives values to a pipeline file, and there is none") }
    if input.paths.contains(where: Self.isPipeline) {
      reader.wrong(
        "check", "check takes data files, or one pipeline file", help: ["call it once for each pipeline file"])
    }
    let ofConverting = [
      ("--source-column", input.sourceColumn), ("--on-type-conflict", types.onTypeConflict),
      ("--columns", input.columns == "schema" ? nil : input.columns), ("--now", clock.now),
      ("--timezone", clock.timezone),
    ]
    for (flag, text) in ofConverting where text != nil {
      reader.wrong(flag, "\(flag) changes nothing that check reports", code: .notSupported)
    }
  }

  // MARK: The run

  private static func run(
    _ declaration: PipelineDeclaration, _ log: FindingLog, _ settings: MessageSettings
  ) async -> CheckResult {
    let console = Console(settings, writesDataToTerminal: StandardStreams.outputIsTerminal)
    var options = RunOptions()
    options.discardsOutputs = true
    options.onFinding = { log.take($0) }
    let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) { [options] in
      await PipelineRunner(declaration, options: options).run { event in
        console.handle(event)
        log.note(event)
      }
    }
    let report = await work.value
    console.finish()
    // A share is known to be exceeded when everything was read.
    var isComplete = report.exitCode == 0
    if case .share? = declaration.errors.maximum { isComplete = isComplete || report.exitCode == 6 }
    return log.result(files: declaration.input.paths, of: report, isComplete: isComplete)
  }

  // MARK: What is left

  /// The step summary of a GitHub workflow, beside its annotations.
  private func writeSummary(_ result: CheckResult, _ targets: [CheckReport.Target]) throws(DiagnosticList) {
    guard targets.contains(where: { $0.report == .github }),
      let path = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty
    else { return }
    try TextOutput.append(MarkdownReport.text(of: result), to: path)
  }

  /// Writes the baseline, if one is wanted: what it holds is known from now on.
  private func keep(_ log: FindingLog, _ result: CheckResult) throws(DiagnosticList) -> Int32 {
    guard let writeBaseline else { return result.exitCode }
    guard result.isComplete else { return result.exitCode }
    let entries = log.entries
    if entries.isFull {
      throw DiagnosticList(
        Diagnostic(
          .tooManyKeys, "more than \(BaselineEntries.ceiling) different findings: no baseline was written",
          at: Location(context: "--write-baseline"), help: ["correct the most frequent kind first"]))
    }
    try TextOutput.write(entries.text, to: writeBaseline)
    return result.exitCode == 1 ? 0 : result.exitCode
  }
}
