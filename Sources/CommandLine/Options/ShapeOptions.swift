import ArgumentParser

/// Which part of the records is written.
struct ShapeOptions: ParsableArguments {
  @Option(
    name: [.customLong("fields"), .customShort("s"), .customLong("select")], parsing: .unconditional,
    help: ArgumentHelp("In output order: a, -b, vec_*, new=old. ODS: fields.", valueName: "a,b"))
  var fields: String?

  @Option(
    name: .customLong("sort"), parsing: .unconditional,
    help: ArgumentHelp(
      "The order of the records (weir help sort), or of the rows of analyze. ODS: sort.", valueName: "a:desc,b"))
  var sort: String?

  @Option(
    name: .customLong("max-memory"), parsing: .unconditional,
    help: ArgumentHelp("What sort keeps (32MiB, the rest in files); most of groups (any).", valueName: "size"))
  var memory: String?

  @Option(
    name: .customLong("tmpdir"), parsing: .unconditional,
    help: ArgumentHelp("The directory of temporary files (TMPDIR, else /tmp).", valueName: "dir"))
  var tmpdir: String?

  @Option(
    name: [.customLong("offset"), .customLong("start")], parsing: .unconditional,
    help: ArgumentHelp("Skip this many records that match. ODS: start.", valueName: "n"))
  var offset: String?

  @Option(
    name: [.customLong("limit"), .customLong("rows")], parsing: .unconditional,
    help: ArgumentHelp("At most this many records. ODS: rows.", valueName: "n"))
  var limit: String?

  @Flag(name: .customLong("no-geometry"), help: "Write no geometry.")
  var noGeometry = false

  /// The options of the sort table that were said.
  var said: [(flag: String, texts: [String])] { [("--sort", sort.texts), ("--tmpdir", tmpdir.texts)] }
}
