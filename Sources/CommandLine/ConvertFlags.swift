import ArgumentParser
import Diagnostics
import Formats
import PipelineFiles
import Pipelines

/// The flags of `convert`, shared by `explain`: one door to a declaration.
struct ConvertFlags: ParsableArguments {
  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Filter") var filter: FilterOptions
  @OptionGroup(title: "Shape") var shape: ShapeOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Errors and limits") var errors: ErrorOptions
  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  /// The declaration these flags say; what is wrong with them is left in `flags`.
  func declaration(_ flags: inout FlagReader) -> PipelineDeclaration {
    var declaration = PipelineDeclaration(input: inputDeclaration(&flags))
    let parameters = flags.values(filter.parameters)
    if let query = filter.query {
      declaration.filter = FilterDeclaration(query, parameters: parameters, location: Location(context: "-q"))
    } else if !parameters.isEmpty {
      flags.wrong("-p", "-p gives values to a query, and there is no -q")
    }
    declaration.fields = flags.fields(shape.fields)
    declaration.limit = flags.count("--limit", shape.limit, atLeast: 0)
    declaration.outputs = [outputDeclaration(&flags)]
    declaration.jobs = flags.jobs(messages.jobs)
    return declaration
  }

  private func inputDeclaration(_ flags: inout FlagReader) -> InputDeclaration {
    var declaration = InputDeclaration(paths: input.paths.isEmpty ? ["-"] : input.paths)
    if input.paths.contains("") { flags.wrong("input", "an input path is empty") }
    declaration.format = flags.name("--from", input.from, among: FormatNames.readable, code: .unknownFormat)
    declaration.compression = flags.choice("--decompress", input.decompress) ?? .auto
    var options = ReadOptions()
    if input.delimiter != "auto" { options.delimiter = flags.delimiter("--delimiter", input.delimiter) }
    options.quote = flags.quote(input.quote)
    options.escapesWithBackslash =
      flags.name("--escape", input.escape, among: ["double", "backslash"]) == "backslash"
    options.hasHeader = !input.noHeaders
    options.endsLinesWithCR = flags.name("--eol", input.eol, among: ["auto", "lf", "cr"]) == "cr"
    options.geo = flags.geo(input.geo)
    options.maximumRecordBytes =
      flags.size("--max-record-size", errors.recordSize) ?? options.maximumRecordBytes
    options.maximumDepth = flags.count("--max-depth", errors.depth, atLeast: 1) ?? options.maximumDepth
    options.maximumFields = flags.count("--max-fields", errors.fields, atLeast: 1) ?? options.maximumFields
    declaration.options = options
    return declaration
  }

  private func outputDeclaration(_ flags: inout FlagReader) -> OutputDeclaration {
    var declaration = OutputDeclaration(path: output.output ?? "-")
    if declaration.path.isEmpty { flags.wrong("--output", "the output path is empty") }
    declaration.format = flags.name("--to", output.to, among: FormatNames.writable, code: .unknownFormat)
    declaration.compression = flags.choice("--compress", output.compress) ?? .auto
    declaration.keepsGeometry = !shape.noGeometry
    declaration.options.delimiter = flags.delimiter("--out-delimiter", output.delimiter)
    declaration.options.quoting = flags.choice("--out-quote", output.quoting) ?? .minimal
    declaration.options.lineEnd = flags.choice("--out-eol", output.lineEnd) ?? .lf
    declaration.options.writesByteOrderMark = output.bom
    declaration.options.writesHeader = !output.noHeaders
    declaration.options.isPretty = output.pretty
    declaration.options.callback = output.callback
    return declaration
  }

  var runOptions: RunOptions {
    var options = RunOptions()
    options.keepsGoing = errors.keepGoing
    options.overwrites = !output.noClobber
    return options
  }
}
