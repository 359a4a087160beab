import ArgumentParser
import Diagnostics

struct HelpTopicCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Show a topic (\(HelpTopic.allCases.map(\.rawValue).joined(separator: ", "))) or a command.",
    discussion: HelpText.examples(Self.examples))

  static let examples = ["weir help query", "weir help schema", "weir help errors"]

  @Argument(help: "A topic or a command.")
  var topic: String?

  func execute() async -> Int32 {
    guard let topic else {
      return StandardStreams.writeOutput(HelpText.bare)
    }
    if let found = HelpTopic(rawValue: topic) {
      return StandardStreams.writeOutput(found.text)
    }
    if let command = RootCommand.command(named: topic) {
      return StandardStreams.writeOutput(
        RootCommand.helpMessage(for: command, includeHidden: false, columns: HelpText.columns) + "\n")
    }
    let names = HelpTopic.allCases.map(\.rawValue) + RootCommand.names
    let near = Suggestion.nearest(to: topic, in: names).map { ["did you mean 'weir help \($0)'?"] } ?? []
    let diagnostic = Diagnostic(
      .usage, "no help topic '\(topic)'", help: near + ["topics: \(names.joined(separator: " "))"])
    return Execution.fail([diagnostic], settings: MessageSettings())
  }
}
