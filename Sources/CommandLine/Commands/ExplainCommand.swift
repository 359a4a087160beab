import ArgumentParser
import ByteIO
import Diagnostics
import PipelineFiles
import Pipelines

struct ExplainCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the plan of a pipeline file or of convert flags; read no record.",
    usage: "weir explain <file.yaml> [-p <name=value> ...]\n       weir explain <convert flags>",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir explain Pipelines/fan-out.weir.yaml",
    "weir explain Pipelines/fan-out.weir.yaml -p since=2024",
    "weir explain Samples/cities.csv -o cities.geojson -q 'population >= 1000000'",
    "weir explain Samples/cities.csv -q 'population >= 1000000' --limit 10 --as url",
  ]

  @Option(
    name: .customLong("as"), parsing: .unconditional,
    help: ArgumentHelp("Only another spelling of the same: url, flags, yaml.", valueName: "spelling"))
  var spelling: String?

  @OptionGroup(title: "Facets") var facets: FacetOptions
  @OptionGroup(title: "Series") var analyze: AnalyzeOptions
  @OptionGroup(title: "Parts") var partial: PartialOptions
  @OptionGroup var flags: ConvertFlags

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = flags.messages.settings(&reader)
    do throws(DiagnosticList) {
      let declaration = try declaration(&reader)
      Execution.show(reader.remarks, settings: settings)
      if let spelling = try chosenSpelling(&reader) { return spell(declaration, as: spelling, settings) }
      let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) { () -> Result<String, DiagnosticList> in
        do throws(DiagnosticList) { return .success(try Explanation.plan(of: declaration)) } catch {
          return .failure(error)
        }
      }
      let plan = try await work.value.get()
      return StandardStreams.writeOutput(Self.text(plan, declaration))
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }

  /// The ways to say a declaration.
  private enum Spelling: String, CaseIterable {
    case url, flags, yaml
  }

  /// Writes nothing but the spelling; what a query string cannot say is a note beside it.
  private func spell(_ declaration: PipelineDeclaration, as spelling: Spelling, _ settings: MessageSettings) -> Int32 {
    switch spelling {
    case .flags: return StandardStreams.writeOutput(FlagSpelling.render(declaration) + "\n")
    case .yaml: return StandardStreams.writeOutput(PipelineFile.render(declaration))
    case .url:
      let spellings = QueryString.render(Explanation.portalSorted(declaration))
      let remarks = spellings.filter { !$0.missing.isEmpty }.map { spelling in
        Diagnostic(
          .paramsNotSupported, "not in a query string: " + spelling.missing.joined(separator: " "),
          level: spelling.text == nil ? .error : .note)
      }
      Execution.show(remarks, settings: settings)
      if spellings.contains(where: { $0.text == nil }) { return DiagnosticList(remarks).exitCode }
      return StandardStreams.writeOutput(spellings.compactMap(\.text).map { $0 + "\n" }.joined())
    }
  }

  private func chosenSpelling(_ reader: inout FlagReader) throws(DiagnosticList) -> Spelling? {
    let chosen: Spelling? = reader.choice("--as", spelling)
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return chosen
  }

  /// One path that ends in .yaml or .yml is a pipeline file; anything else is what `convert` reads.
  private func declaration(_ reader: inout FlagReader) throws(DiagnosticList) -> PipelineDeclaration {
    let paths = flags.input.paths
    if let path = paths.first, paths.count == 1, path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      let values = reader.texts(flags.filter.parameters)
      let jobs = reader.jobs(flags.messages.jobs)
      if flags.filter.params != nil {
        reader.wrong(
          "--params", "a pipeline file says by itself what it asks", help: ["-p gives values to its parameters"])
      }
      let time = reader.time(flags.messages.time)
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      var declaration = try PipelineFile.load(path: path, parameters: values)
      if let jobs { declaration.jobs = jobs }
      if let time { declaration.maximumTime = time }
      flags.clock.apply(to: &declaration.clock, &reader)
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      return declaration
    }
    let declaration = flags.declaration(&reader, explaining: facets, analyze, partial)
    if paths.isEmpty && StandardStreams.inputIsTerminal {
      reader.wrong("input", "explain needs a pipeline file or convert flags", help: ["weir explain --help"])
    }
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return declaration
  }

  private static func text(_ plan: String, _ declaration: PipelineDeclaration) -> String {
    let end = plan.hasSuffix("\n") ? "" : "\n"
    return plan + end + "\nas flags\n" + indented(FlagSpelling.render(declaration)) + "\nas a query string\n"
      + indented(QueryString.text(Explanation.portalSorted(declaration))) + "\nas a pipeline file\n"
      + indented(PipelineFile.render(declaration))
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}
