import ArgumentParser

/// What wrong records do, and what stops a run of several inputs.
struct ErrorOptions: ParsableArguments {
  @Option(
    name: .customLong("on-error"), parsing: .unconditional,
    help: ArgumentHelp("What a wrong record does: fail skip null quarantine.", valueName: "policy"))
  var onError: String?

  @Option(
    name: .customLong("max-errors"), parsing: .unconditional,
    help: ArgumentHelp("Most wrong records, 10 or 0.5%; more is exit 6.", valueName: "n|p%"))
  var maximum: String?

  @Option(
    name: .customLong("rejects"), parsing: .unconditional,
    help: ArgumentHelp("JSON Lines file for wrong records; implies quarantine.", valueName: "file"))
  var rejects: String?

  @Option(
    name: .customLong("rejects-raw"), parsing: .unconditional,
    help: ArgumentHelp("File for wrong records as they were read; implies quarantine.", valueName: "file"))
  var rawRejects: String?

  @Flag(name: .customLong("keep-going"), help: "A batch publishes its good outputs when an input fails.")
  var keepGoing = false

  /// The options of the table that were said.
  var said: [(flag: String, texts: [String])] {
    [
      ("--on-error", onError.map { [$0] } ?? []), ("--max-errors", maximum.map { [$0] } ?? []),
      ("--rejects", rejects.map { [$0] } ?? []), ("--rejects-raw", rawRejects.map { [$0] } ?? []),
    ]
  }
}

/// What a run leaves beside its outputs.
struct ReceiptOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("JSON file with digests, counts and guesses of the run: weir verify.", valueName: "file"))
  var receipt: String?

  var said: [(flag: String, texts: [String])] { [("--receipt", receipt.texts)] }
}

/// How large an input and its parts may be.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .customLong("max-record-size"), parsing: .unconditional,
    help: ArgumentHelp("Longest record (16MiB).", valueName: "size"))
  var recordSize: String?

  @Option(
    name: .customLong("max-depth"), parsing: .unconditional,
    help: ArgumentHelp("Deepest nesting of JSON (512).", valueName: "n"))
  var depth: String?

  @Option(
    name: .customLong("max-fields"), parsing: .unconditional,
    help: ArgumentHelp("Most fields of a record (65536).", valueName: "n"))
  var fields: String?

  @Option(
    name: .customLong("max-field-size"), parsing: .unconditional,
    help: ArgumentHelp("Longest quoted field (as a record).", valueName: "size"))
  var fieldSize: String?

  @Option(
    name: .customLong("max-field-lines"), parsing: .unconditional,
    help: ArgumentHelp("Most lines of a quoted field (10000).", valueName: "n"))
  var fieldLines: String?

  @Option(
    name: .customLong("max-decompressed"), parsing: .unconditional,
    help: ArgumentHelp("Most decompressed bytes of one gzip input.", valueName: "size"))
  var decompressed: String?

  @Option(
    name: .customLong("max-ratio"), parsing: .unconditional,
    help: ArgumentHelp("Most decompressed bytes for each compressed one, beyond 1 MiB.", valueName: "n"))
  var ratio: String?

  /// The options of the table that were said.
  var said: [(flag: String, texts: [String])] {
    [
      ("--max-record-size", recordSize.texts), ("--max-depth", depth.texts), ("--max-fields", fields.texts),
      ("--max-field-size", fieldSize.texts), ("--max-field-lines", fieldLines.texts),
      ("--max-decompressed", decompressed.texts), ("--max-ratio", ratio.texts),
    ]
  }
}
