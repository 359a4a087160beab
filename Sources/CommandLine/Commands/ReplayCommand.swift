import ArgumentParser
import ByteIO
import Diagnostics
import PipelineFiles
import Pipelines

struct ReplayCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Put repaired records of a rejects file back into the outputs of their run.",
    usage: "weir replay <rejects> --into <output> [--into <output> ...]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir convert Samples/cities.csv -o b.csv --rejects r && weir replay r --into b.csv"
  ]

  @Argument(help: "What --rejects wrote, its records repaired: edit 'raw', or delete a line to give a record up.")
  var rejects: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("An output of that run, as the run left it; may be repeated.", valueName: "output"))
  var into: [String] = []

  @OptionGroup var time: TimeOptions
  @OptionGroup(title: "Messages") var messages: PlainMessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    if into.isEmpty {
      reader.wrong("--into", "replay needs an output to put the records into", help: ["--into FILE names it"])
    }
    let time = reader.time(time)
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    let console = Console(settings, writesDataToTerminal: false)
    var replay = Replay(rejects, into: into) { (text: String) throws(DiagnosticList) in
      try PipelineFile.parse(text: text)
    }
    replay.maximumTime = time
    let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) {
      [replay] () -> Result<[Replay.Outcome], DiagnosticList> in
      do throws(DiagnosticList) { return .success(try await replay.run { console.show($0) }) } catch {
        return .failure(error)
      }
    }
    do throws(DiagnosticList) {
      let outcomes = try await work.value.get()
      for outcome in outcomes {
        console.say("\(outcome.records) \(outcome.records == 1 ? "record" : "records") put back into \(outcome.path)")
      }
      console.finish()
      return 0
    } catch {
      let code = Execution.fail(error.diagnostics, settings: settings)
      // Each record that is still wrong has the code of its mistake; together they are rejected records.
      let isWrong = error.diagnostics.contains { $0.code == .replayStillWrong }
      return isWrong ? DiagnosticCode.replayStillWrong.exitCode : code
    }
  }
}
