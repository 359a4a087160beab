import ArgumentParser
import Pipelines

/// The file of a part, instead of an answer.
struct PartialOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Write a part for weir merge, no answer.", valueName: "file"))
  var partial: String?

  /// Makes the only output of a declaration a part.
  func apply(to declaration: inout PipelineDeclaration, _ flags: inout FlagReader) {
    guard let partial else { return }
    if declaration.outputs[0].path != "-" || declaration.outputs[0].format != nil {
      flags.wrong("--partial", "--partial writes no answer", help: ["leave --output and --to out"])
    }
    if partial.isEmpty || partial == "-" { flags.wrong("--partial", "--partial needs a file") }
    if declaration.outputs[0].facets == nil, declaration.outputs[0].analyze == nil {
      flags.wrong(
        "--partial", "only facets and series have parts", help: ["--facet counts values, --x and --y compute series"])
    }
    declaration.outputs[0].facets?.isPartial = true
    declaration.outputs[0].analyze?.isPartial = true
    declaration.outputs[0].path = partial
  }
}
