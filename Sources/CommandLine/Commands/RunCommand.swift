import ArgumentParser
import Diagnostics
import PipelineFiles
import Pipelines

struct RunCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a pipeline file.",
    usage: "weir run <file> [-p <name=value> ...] [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir run Pipelines/cities.weir.yaml",
    "weir run Pipelines/fan-out.weir.yaml -p since=2020",
    "weir run Pipelines/batch.weir.yaml --keep-going -j 2",
  ]

  @Argument(help: "The pipeline file; paths in it are relative to it.")
  var file: String

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of a parameter; may be repeated.", valueName: "name=value"))
  var parameters: [String] = []

  @Flag(name: .customLong("keep-going"), help: "A batch publishes its good outputs when an input fails.")
  var keepGoing = false

  @Flag(name: .customLong("no-clobber"), help: "An output that exists is an error.")
  var noClobber = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Reads one part of the input, which weir shards planned: plan.jsonl#3.", valueName: "spec"))
  var shard: String?

  @OptionGroup(title: "Dates") var clock: ClockOptions
  @OptionGroup(title: "Receipt") var receipt: ReceiptOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let values = reader.texts(parameters)
    let jobs = reader.jobs(messages.jobs)
    let time = reader.time(messages.time)
    var given = ReceiptDeclaration()
    for (flag, texts) in receipt.said { reader.set(flag, texts, in: &given, OptionTable.receipt) }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    do throws(DiagnosticList) {
      var declaration = try PipelineFile.load(path: file, parameters: values)
      if let jobs { declaration.jobs = jobs }
      if let time { declaration.maximumTime = time }
      if given.path != nil { declaration.receipt = given }
      if let shard { try declaration.input.apply(shard: shard) }
      clock.apply(to: &declaration.clock, &reader)
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      var options = RunOptions()
      options.keepsGoing = keepGoing
      options.overwrites = !noClobber
      return await Execution.run(declaration, options: options, settings: settings)
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }
}
