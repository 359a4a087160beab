import ArgumentParser
import Diagnostics

/// How errors are said, of commands that read no records.
struct PlainMessageOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("text, or json: one object a line.", valueName: "layout"))
  var errors: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("auto, always, never (also NO_COLOR).", valueName: "when"))
  var color: String?

  @Flag(help: "Errors only.")
  var quiet = false

  func settings(_ flags: inout FlagReader) -> MessageSettings {
    var settings = MessageSettings()
    settings.errors = flags.choice("--errors", errors) ?? .text
    settings.color = flags.choice("--color", color) ?? .auto
    settings.isQuiet = quiet
    return settings
  }
}

/// How long a run may take.
struct TimeOptions: ParsableArguments {
  @Option(
    name: .customLong("max-time"), parsing: .unconditional,
    help: ArgumentHelp("Longest run: 500ms, 30s, 5m, 1h; longer is exit 7.", valueName: "time"))
  var time: String?
}

/// What is said on standard error, how many workers there are, and how long they have: shared by every command that reads
/// records.
struct MessageOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: ArgumentHelp("Worker tasks, or auto: one for each processor.", valueName: "n"))
  var jobs: String?

  @OptionGroup var time: TimeOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("auto (on a terminal), bar, json, none.", valueName: "how"))
  var progress: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("text, or json: one object a line.", valueName: "layout"))
  var errors: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("auto, always, never (also NO_COLOR).", valueName: "when"))
  var color: String?

  @Flag(name: .shortAndLong, help: "Say what was guessed and chosen.")
  var verbose = false

  @Flag(help: "Errors only. No short form: -q is the query.")
  var quiet = false

  func settings(_ flags: inout FlagReader) -> MessageSettings {
    var settings = MessageSettings()
    settings.errors = flags.choice("--errors", errors) ?? .text
    settings.progress = flags.choice("--progress", progress) ?? .auto
    settings.color = flags.choice("--color", color) ?? .auto
    settings.isQuiet = quiet
    settings.isVerbose = verbose
    return settings
  }
}
