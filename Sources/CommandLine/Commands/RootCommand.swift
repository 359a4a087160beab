import ArgumentParser
import Pipelines

/// `weir` itself: a list of commands.
struct RootCommand: ParsableCommand {
  static let version = WeirVersion.current

  static let configuration = CommandConfiguration(
    commandName: "weir",
    abstract: "A streaming pipeline for records: CSV, JSON and GeoJSON in, a query, CSV, JSON and GeoJSON out.",
    version: "weir \(version)",
    subcommands: [
      ConvertCommand.self, FacetsCommand.self, AnalyzeCommand.self, MergeCommand.self, ShardsCommand.self,
      InspectCommand.self, RunCommand.self, CheckCommand.self, TestCommand.self,
      ExplainCommand.self, HelpTopicCommand.self, VerifyCommand.self, ReplayCommand.self,
    ])

  static var names: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } }

  static func command(named name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0.configuration.commandName == name }
  }
}
