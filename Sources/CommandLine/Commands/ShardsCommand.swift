import ArgumentParser
import ByteIO
import Diagnostics
import PipelineFiles
import Pipelines

struct ShardsCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "shards",
    abstract: "Plan a file in parts that several runs or machines read, each its own.",
    usage: "weir shards <path> --parts <n> [-o <plan.jsonl>] [options]\n       weir shards <file.yaml> --parts <n>",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir shards Samples/cities.csv --parts 4 -o build/cities.plan.jsonl",
    "weir shards Samples/cities.csv --parts 4 -o plan && weir convert --shard plan#2 -t jsonl",
    "weir shards Samples/cities.csv --parts 2 -o plan && weir facets --shard plan#1 --facet name",
  ]

  @Option(parsing: .unconditional, help: ArgumentHelp("How many; each gets as many bytes as it can.", valueName: "n"))
  var parts: String?

  @Option(
    name: [.customShort("o"), .customLong("output")], parsing: .unconditional,
    help: ArgumentHelp("Where the plan goes; - (the default) is standard output.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Delimited input") var dialect: DialectOptions
  @OptionGroup(title: "Types") var types: TypeOptions
  @OptionGroup(title: "Schema") var schema: SchemaOptions
  @OptionGroup(title: "Limits") var limits: LimitOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  private static let mostParts = 100_000

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let jobs = reader.jobs(messages.jobs)
    let time = reader.time(messages.time)
    let parts = reader.count("--parts", parts, atLeast: 1)
    if self.parts == nil { reader.wrong("--parts", "--parts says how many", help: ["--parts 8"]) }
    if let parts, parts > Self.mostParts {
      reader.wrong("--parts", "--parts is at most \(Self.mostParts)", help: ["a plan has a line for each part"])
    }
    refuseOfRuns(&reader)
    let declaration = reader.diagnostics.isEmpty ? declaration(&reader) : nil
    guard reader.diagnostics.isEmpty, let parts, let declaration else {
      return Execution.fail(reader.diagnostics, settings: settings)
    }
    let console = Console(settings, writesDataToTerminal: false)
    let planner = ShardPlanner(
      declaration, parts: parts, options: declaration.saidOptions, jobs: jobs, maximumTime: time)
    let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) {
      () -> Result<[ShardSpec], DiagnosticList> in
      do throws(DiagnosticList) {
        return .success(
          try await planner.run(onTimeExceeded: { console.show($0) }) { console.handle(.progress($0)) })
      } catch { return .failure(error) }
    }
    do throws(DiagnosticList) {
      let shards = try await work.value.get()
      try TextOutput.write(shards.map { $0.line + "\n" }.joined(), to: output ?? "-")
      let empty = shards.count { $0.recordCount == 0 }
      if empty > 0 {
        console.say("\(empty) of \(parts) shards hold no record: there are not enough places to cut")
      }
      console.finish()
      return 0
    } catch {
      console.finish()
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }

  /// Options that a plan does not keep: they belong to whoever reads the shards.
  private func refuseOfRuns(_ reader: inout FlagReader) {
    let others = [
      ("--geo", input.geo), ("--source-column", input.sourceColumn), ("--columns", input.columns),
      ("--on-type-conflict", types.onTypeConflict),
    ]
    for (flag, text) in others where text != nil {
      reader.wrong(flag, "\(flag) decides nothing about the parts", code: .notSupported, help: ["say it with --shard"])
    }
    if input.shard != nil {
      reader.wrong(
        "--shard", "a shard cannot be cut once more", code: .notSupported, help: ["plan the file in more parts"])
    }
  }

  private func declaration(_ reader: inout FlagReader) -> InputDeclaration? {
    guard let path = input.paths.first, input.paths.count == 1, path != "-", !path.hasPrefix("@"), !path.contains("*")
    else {
      reader.wrong(
        "input", "shards plans one file, found \(input.paths.isEmpty ? "none" : input.paths.joined(separator: " "))",
        help: ["call it once for each file"])
      return nil
    }
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
      return reader.inputDeclaration(input, said: dialect.said + types.said + schema.said, limits)
    }
    do throws(DiagnosticList) {
      let declaration = try PipelineFile.load(path: path).input
      guard declaration.paths.count == 1, declaration.shard == nil else {
        throw DiagnosticList(
          Diagnostic(.notSupported, "the pipeline reads no single whole file", at: Location(file: path)))
      }
      return declaration.seenFromHere
    } catch {
      reader.wrong(error)
      return nil
    }
  }
}
