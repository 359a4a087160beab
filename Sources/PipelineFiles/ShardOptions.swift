package import Diagnostics
import Formats
package import Pipelines

extension OptionTable {
  /// Which part of the input is read: a key of `input`.
  package static let shard: [DeclaredOption<InputDeclaration>] = [
    .make(
      "--shard", "shard", .text, "Reads one part of the file: a shard of weir shards, as plan.jsonl#3 or as its text."
    ) { texts, input in
      guard let text = texts.first, !text.isEmpty else { return "needs plan.jsonl#3, a file or the text of a shard" }
      input.shard = ShardDeclaration(text)
      return nil
    } spell: { input in
      input.shard.map { [$0.text] } ?? []
    }
  ]
}

extension InputDeclaration {
  /// Options whose effect on the ends of records no look at the first bytes shows.
  private static let cutting: Set<String> = ["--comment", "--ragged", "--stray-quotes"]

  /// The options that were said, for the plan of a file's shards.
  package var saidOptions: [ShardSpec.Option] {
    let limits = OptionTable.limits.filter { $0.name != "memory" && $0.name != "time" }
    let declaration = PipelineDeclaration(input: self)
    let said =
      OptionTable.read.map { ShardSpec.Option($0.flag, $0.spell(optionsSeenFromHere)) }
      + limits.map { ShardSpec.Option($0.flag, $0.spell(declaration)) }
    return ([ShardSpec.Option("--from", format.map { [$0] } ?? [])] + said).filter { !$0.texts.isEmpty }
  }

  /// The same with paths as seen from the working directory.
  package var seenFromHere: InputDeclaration {
    var input = shardSeenFromHere
    input.paths = paths.map { PipelineFile.joined(baseDirectory, $0) }
    input.options = optionsSeenFromHere
    input.baseDirectory = nil
    return input
  }

  /// Reads the spec of the shard, where there is one, and takes from it what was not said here: the path (`needsPath`) and
  /// the options that the plan was made with.
  package mutating func applyShard(needsPath: Bool = false) throws(DiagnosticList) {
    guard let shard else { return }
    let spec = try shard.resolved(from: baseDirectory)
    self.shard?.spec = spec
    if needsPath { paths = [spec.file] }
    let said = saidOptions
    for flag in Self.cutting.sorted() {
      guard let here = said.first(where: { $0.flag == flag }), !spec.options.contains(here) else { continue }
      throw DiagnosticList(
        Diagnostic(
          .shardForeign, "the file was planned without \(flag) \(here.texts.joined(separator: " "))",
          at: Location(context: flag), help: ["say it to weir shards: the plan keeps it"]))
    }
    apply(spec.options, besides: said)
  }

  /// Reads a shard that a command line names, whatever the pipeline file says.
  package mutating func apply(shard text: String) throws(DiagnosticList) {
    let spec = try ShardSpec(text)
    // A name would be one from the directory of the pipeline file.
    shard = ShardDeclaration(baseDirectory == nil ? text : spec.line)
    shard?.spec = spec
    try applyShard()
  }

  private mutating func apply(
    _ options: [ShardSpec.Option], besides said: [ShardSpec.Option]
  ) {
    for option in options where !said.contains(where: { $0.flag == option.flag }) {
      if option.flag == "--from" {
        format = option.texts.first
      } else if OptionTable.read.contains(where: { $0.flag == option.flag }) {
        // What a table spells, it reads.
        _ = OptionTable.read.first { $0.flag == option.flag }?.read(option.texts, &self.options)
      } else {
        var declaration = PipelineDeclaration(input: self)
        _ = OptionTable.limits.first { $0.flag == option.flag }?.read(option.texts, &declaration)
        self = declaration.input
      }
    }
  }
}
