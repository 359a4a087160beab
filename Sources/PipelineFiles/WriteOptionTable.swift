package import Formats

extension OptionTable {
  /// Every option of an output that is neither path, format nor narrowing.
  package static let write: [DeclaredOption<WriteOptions>] = delimited + json + layout

  private static let delimited: [DeclaredOption<WriteOptions>] = [
    .choice(
      "--preset", "preset", \.preset, usual: .none, "excel-eu: semicolons, byte-order mark, CRLF, decimal comma."),
    .make(
      "--out-delimiter", "csv.delimiter", .character(["tab", "comma", "semicolon", "pipe"]), "A name or one character."
    ) { texts, options in
      guard let byte = texts.first.flatMap(Spelling.delimiter) else {
        return "needs tab, comma, semicolon, pipe or one ASCII character"
      }
      options.delimiter = byte
      return nil
    } spell: { options in
      options.delimiter.map { [Spelling.renderDelimiter($0)] } ?? []
    },
    .choice("--out-quote", "csv.quote", \.quoting, usual: .minimal, "minimal: only where needed."),
    .choice("--out-eol", "csv.eol", \.lineEnd, "What ends a record."),
    .toggle("--bom", "csv.bom", \.writesByteOrderMark, "true: begin with a byte-order mark, as spreadsheets like it."),
    .toggle("--out-no-headers", "csv.header", \.writesHeader, switchText: "false", "false: write no header."),
    .make("--null-text", "csv.null_text", .text, "What stands for null.") { texts, options in
      options.nullText = texts.first ?? ""
      return nil
    } spell: { options in
      options.nullText.isEmpty ? [] : [options.nullText]
    },
    .choice("--out-decimal", "csv.decimal", \.decimalMark, "The decimal mark of numbers: . or ,"),
    .choice(
      "--formula-guard", "csv.formula_guard", \.formulaGuard, usual: .off,
      "Text that a spreadsheet would run: off, prefix it with an apostrophe, or reject it."),
  ]

  private static let json: [DeclaredOption<WriteOptions>] = [
    .toggle("--pretty", "json.pretty", \.isPretty, "true: one field a line."),
    .text("--callback", "json.callback", \.callback, "The function's name for jsonp and geojsonp."),
    .toggle("--unflatten", "json.unflatten", \.unflattens, "Fields a.b become members of an object a."),
    .choice("--winding", "geojson.winding", \.winding, "Direction of rings: rfc7946 or keep."),
    .count("--precision", "geojson.precision", \.precision, atLeast: 0, "Decimals of coordinates."),
    .choice(
      "--antimeridian", "geojson.antimeridian", \.antimeridian, usual: .keep,
      "Geometry over longitude 180: keep, or cut it."),
    .toggle("--bbox", "geojson.bbox", \.writesBoundingBox, "true: a bbox in each feature."),
  ]

  private static let layout: [DeclaredOption<WriteOptions>] = [
    .choice("--layout", "layout", \.layout, usual: .native, "ods: the layout of an Opendatasoft download."),
    .text("--dataset", "dataset", \.dataset, "datasetid of the ods layout."),
    .toggle("--use-labels", "use_labels", \.usesLabels, "The schema's labels instead of names."),
    .toggle(
      "--assert-lossless", "assert_lossless", \.assertsLossless, "A change of any value or spelling is an error."),
  ]
}
