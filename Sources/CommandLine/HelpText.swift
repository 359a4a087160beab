import ArgumentParser

/// The texts of help that are written by hand; flags describe themselves.
enum HelpText {
  static let columns = 96

  /// What a bare `weir` prints: at most 25 lines.
  static let bare = """
    weir \(RootCommand.version): records in, a query, records out. One pass, constant memory.

      weir convert Samples/cities.csv -o cities.geojson -q 'population >= 1000000'
      zcat Samples/trees.csv.gz | weir convert -f csv -t jsonl --limit 3
      weir run Pipelines/cities.weir.yaml

    commands
      convert   read records, keep some, keep some fields, write them
      facets    count the records that have each value of some fields
      analyze   compute series of numbers over groups of records
      inspect   show what an input holds: dialect, types, counts, ranges, geometry
      run       run a pipeline file
      check     report everything that is wrong with records; write none of them
      test      run the examples of a pipeline file
      explain   show the plan of a pipeline file or of convert flags
      verify    check the files of a receipt again
      replay    put repaired records back into the outputs of their run
      help      show a topic or a command

    formats in:  csv tsv csv-tab json jsonl geojson, each also in gzip
    formats out: the same, and jsonp geojsonp

    exit codes: 0 done, 1 no, 2 command line, 3 query or pipeline file, 4 input, 5 output, 7 limit
    more: weir convert --help; weir help query | params | formats | errors | schema | table-schema | exit-codes

    """

  /// The examples of a command, first in its help; each one is run by a test.
  static func examples(_ lines: [String]) -> String {
    "EXAMPLES:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
  }

  /// The purpose, usage and examples of a command, for a call that lacks its input.
  static func concise(for command: any ParsableCommand.Type) -> String {
    let configuration = command.configuration
    let name = configuration.commandName ?? "weir"
    return """
      weir: no input: give a path, or pipe records in
      \(configuration.discussion)
      USAGE: \(configuration.usage ?? "weir \(name)")
      See 'weir \(name) --help'.

      """
  }
}
