import ArgumentParser
import Diagnostics
import Formats
import PipelineFiles
import Pipelines

/// A command whose output is an answer about all records: facets, series.
protocol AnsweringCommand: WeirCommand {
  var flags: ConvertFlags { get }
  /// What the flags ask.
  func declaration(_ reader: inout FlagReader) -> PipelineDeclaration
}

extension AnsweringCommand {
  /// The answer is a table where a person reads it, and a drawing fits the terminal.
  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = flags.messages.settings(&reader)
    var declaration = declaration(&reader)
    if flags.input.paths.isEmpty && flags.input.shard == nil && StandardStreams.inputIsTerminal {
      StandardStreams.writeError(HelpText.concise(for: Self.self))
      return 2
    }
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if declaration.outputs[0].path == "-" {
      if declaration.outputs[0].format == nil, StandardStreams.outputIsTerminal {
        declaration.outputs[0].format = FacetFormat.table
      }
      declaration.outputs[0].options.space = StandardStreams.drawingSpace(settings.color)
    }
    return await Execution.run(declaration, options: flags.runOptions, settings: settings, remarks: reader.remarks)
  }
}
