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

  @Flag(inversion: .prefixedNo, help: "Begin CSV with a byte-order mark.")
  var bom: Bool?

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

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("excel-eu: semicolons, BOM, CRLF, decimal comma.", valueName: "name"))
  var preset: String?

  @Option(
    name: .customLong("null-text"), parsing: .unconditional,
    help: ArgumentHelp("What stands for null in CSV.", valueName: "text"))
  var nullText: String?

  @Option(
    name: .customLong("out-decimal"), parsing: .unconditional,
    help: ArgumentHelp("The decimal mark of numbers in CSV: . or ,", valueName: "mark"))
  var decimal: String?

  @Option(
    name: .customLong("formula-guard"), parsing: .unconditional,
    help: ArgumentHelp("Text that a spreadsheet would run: off, prefix, reject.", valueName: "how"))
  var formulaGuard: String?

  @Flag(help: "Fields a.b become members of a JSON object a.")
  var unflatten = false

  @Option(parsing: .unconditional, help: ArgumentHelp("Polygon rings: rfc7946 or keep.", valueName: "how"))
  var winding: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Decimals of coordinates; of analyze the smallest unit of dates (day).", valueName: "n"))
  var precision: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Geometry over longitude 180: keep, or cut it.", valueName: "how"))
  var antimeridian: String?

  @Flag(help: "A bbox in each GeoJSON feature.")
  var bbox = false

  @Option(
    parsing: .unconditional, help: ArgumentHelp("native, or ods: an Opendatasoft download.", valueName: "name"))
  var layout: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("datasetid of the ods layout.", valueName: "id"))
  var dataset: String?

  @Flag(
    name: .customLong("use-labels"), help: "Labels of the schema instead of names. ODS: use_labels_for_header.")
  var useLabels = false

  @Flag(name: .customLong("assert-lossless"), help: "A change of any value or spelling is an error.")
  var assertLossless = false

  var said: [(flag: String, texts: [String])] {
    [
      ("--out-delimiter", delimiter.texts), ("--out-quote", quoting.texts), ("--out-eol", lineEnd.texts),
      ("--bom", bom.map { [String($0)] } ?? []), ("--out-no-headers", noHeaders.texts), ("--pretty", pretty.texts),
      ("--callback", callback.texts), ("--preset", preset.texts), ("--null-text", nullText.texts),
      ("--out-decimal", decimal.texts), ("--formula-guard", formulaGuard.texts), ("--unflatten", unflatten.texts),
      ("--winding", winding.texts), ("--precision", precision.texts), ("--antimeridian", antimeridian.texts),
      ("--bbox", bbox.texts),
      ("--layout", layout.texts), ("--dataset", dataset.texts), ("--use-labels", useLabels.texts),
      ("--assert-lossless", assertLossless.texts),
    ]
  }
}
