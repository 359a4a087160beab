import ArgumentParser
import PipelineFiles
import Pipelines

/// When and where queries are asked.
struct ClockOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The zone of dates that name none: Europe/Paris, +02:00 (UTC).", valueName: "zone"))
  var timezone: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What #now is in queries (the time at which the run starts).", valueName: "time"))
  var now: String?

  /// Sets what was said, and leaves the rest as a pipeline file may have it.
  func apply(to clock: inout ClockDeclaration, _ flags: inout FlagReader) {
    for (flag, texts) in [("--timezone", timezone.texts), ("--now", now.texts)] {
      flags.set(flag, texts, in: &clock, OptionTable.clock)
    }
  }
}
