import ArgumentParser
import ByteIO
import Diagnostics
import Foundation

/// The command line, called by the tool's `main`.
public enum WeirCommandLine {
  /// Runs the process's arguments and ends the process.
  public static func main() async -> Never {
    ProcessSetup.prepare()
    if let obstacle = ProcessSetup.obstacle { exit(Execution.fail([obstacle], settings: MessageSettings())) }
    let code = await run(ProcessSetup.arguments)
    exit(code)
  }

  /// Runs arguments (without the program's name) and returns the exit code.
  package static func run(_ arguments: [String]) async -> Int32 {
    guard let first = arguments.first, arguments != ["--help"], arguments != ["-h"] else {
      return StandardStreams.writeOutput(HelpText.bare)
    }
    if first == "-V" || first == "--version" {
      return StandardStreams.writeOutput("\(RootCommand.configuration.version)\n")
    }
    if !first.hasPrefix("-"), !RootCommand.names.contains(first) {
      return Execution.fail([unknownCommand(first)], settings: MessageSettings())
    }
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      if let command = command as? any WeirCommand { return await command.execute() }
      // A request for help: argument-parser throws it from here.
      try command.run()
      return 0
    } catch {
      return finish(error, arguments)
    }
  }

  /// Help and versions go to standard output; everything else is a usage error, exit 2 (argument-parser says 64).
  private static func finish(_ error: any Error, _ arguments: [String]) -> Int32 {
    if RootCommand.exitCode(for: error).isSuccess {
      let text = RootCommand.fullMessage(for: error, columns: HelpText.columns)
      return StandardStreams.writeOutput(text.hasSuffix("\n") ? text : text + "\n")
    }
    var message = RootCommand.message(for: error)
    if message.hasSuffix("\n") { message.removeLast() }
    let name = arguments.first.flatMap { RootCommand.names.contains($0) ? "weir \($0)" : nil } ?? "weir"
    var settings = MessageSettings()
    // The flags could not be parsed; what they say about the layout of errors still holds.
    for (flag, value) in zip(arguments, arguments.dropFirst()) where flag == "--errors" && value == "json" {
      settings.errors = .json
    }
    if arguments.contains("--errors=json") { settings.errors = .json }
    return Execution.fail([Diagnostic(.usage, message, help: ["\(name) --help"])], settings: settings)
  }

  private static func unknownCommand(_ name: String) -> Diagnostic {
    var diagnostic = Diagnostic(.usage, "no command '\(name)'")
    if let near = Suggestion.nearest(to: name, in: RootCommand.names) {
      diagnostic.help.append("did you mean 'weir \(near)'?")
    } else if FileManager.default.fileExists(atPath: name) {
      let isPipeline = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      diagnostic.help.append("weir \(isPipeline ? "run" : "convert") \(name)")
    }
    diagnostic.help.append("commands: \(RootCommand.names.joined(separator: " "))")
    return diagnostic
  }
}
