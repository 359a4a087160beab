import ArgumentParser

/// Where the records go and how they are written there.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")], parsing: .unconditional,
    help: ArgumentHelp("File, or - (the default). {stem}: one output for each input.", valueName: "file"))
  var output: String?

  @Option(
    name: [.customShort("t"), .customLong("to")], parsing: .unconditional,
    help: ArgumentHelp("Output format; else from the extension, else the input's. ODS: format.", valueName: "format"))
  var to: String?

  @Option(
    name: [.customShort("D"), .customLong("out-delimiter")], parsing: .unconditional,
    help: ArgumentHelp("tab, comma, semicolon, pipe, or one character.", valueName: "char"))
  var delimiter: String?

  @Option(
    name: .customLong("out-quote"), parsing: .unconditional,
    help: ArgumentHelp("minimal or all.", valueName: "when"))
  var quoting: String?

  @Option(name: .customLong("out-eol"), parsing: .unconditional, help: ArgumentHelp("lf or crlf.", valueName: "eol"))
  var lineEnd: String?

  @Flag(help: "Begin CSV with a byte-order mark.")
  var bom = false

  @Flag(name: .customLong("out-no-headers"), help: "Write no CSV header.")
  var noHeaders = false

  @Flag(help: "Write JSON over several lines.")
  var pretty = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Function of jsonp and geojsonp. ODS: callback.", valueName: "name"))
  var callback: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("auto (gzip for *.gz), none, gzip.", valueName: "codec"))
  var compress: String?

  @Flag(name: .customLong("no-clobber"), help: "An output that exists is an error.")
  var noClobber = false
}
