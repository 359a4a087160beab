import ArgumentParser
import Diagnostics
import Pipelines

struct ConvertCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Read records, keep some, keep some fields, write them.",
    usage: "weir convert [<paths> ...] [-o <file>] [-q <query>] [--fields <a,b>] [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = [
    "weir convert Samples/cities.csv -o cities.geojson -q 'population >= 1000000'",
    "zcat Samples/trees.csv.gz | weir convert -f csv -t jsonl --limit 3",
    "weir convert Samples/trees.geojson -o trees.csv -D ';' --fields idbase,genus,height_m",
    "weir convert Samples/cities.csv --near 48.8566,2.3522,350km --fields name,dist",
  ]

  @OptionGroup var flags: ConvertFlags

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = flags.messages.settings(&reader)
    let declaration = flags.converting(&reader)
    if !reader.diagnostics.isEmpty { return Execution.fail(reader.diagnostics, settings: settings) }
    if flags.input.paths.isEmpty && flags.input.shard == nil && StandardStreams.inputIsTerminal {
      StandardStreams.writeError(HelpText.concise(for: Self.self))
      return 2
    }
    return await Execution.run(declaration, options: flags.runOptions, settings: settings, remarks: reader.remarks)
  }
}
