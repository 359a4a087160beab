import ArgumentParser

/// Where the records come from and how they are written there.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files or quoted globs; - or nothing: standard input.")
  var paths: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("from")], parsing: .unconditional,
    help: ArgumentHelp("Input format; auto: from the extension, then the content.", valueName: "format"))
  var from: String?

  @Option(
    name: [.customShort("d"), .customLong("delimiter")], parsing: .unconditional,
    help: ArgumentHelp("auto, tab, comma, semicolon, pipe, or one character.", valueName: "char"))
  var delimiter: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The quote character, or none.", valueName: "char"))
  var quote: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How a quote stands inside quotes: double, backslash.", valueName: "how"))
  var escape: String?

  @Flag(
    name: [.customShort("n"), .customLong("no-headers")],
    help: "The first record is data; fields are column_1, column_2 and so on."
  )
  var noHeaders = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("auto, lf (both: LF and CRLF), or cr: a lone CR.", valueName: "eol"))
  var eol: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("'lat=a,lon=b', 'point=f[,order=lonlat]' or 'shape=f'.", valueName: "fields"))
  var geo: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Of the input: auto, none, gzip.", valueName: "codec"))
  var decompress: String?
}
