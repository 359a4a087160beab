import ArgumentParser

/// Which part of the records is written.
struct ShapeOptions: ParsableArguments {
  @Option(
    name: [.customLong("fields"), .customShort("s"), .customLong("select")], parsing: .unconditional,
    help: ArgumentHelp("In output order: a, -b, vec_*, new=old. ODS: fields.", valueName: "a,b"))
  var fields: String?

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
}
