package import Diagnostics

extension FormatDescriptor {
  /// Refuses options that mean nothing for an input of this format: none is accepted and ignored.
  package func check(_ options: ReadOptions) throws(DiagnosticList) {
    var found: [Diagnostic] = []
    if options.root != nil, name != "json" {
      let help = family == .delimited ? [] : ["-f json reads the array that --root names, whatever else is around it"]
      found.append(refusal("--root", "names an array inside a JSON document", help))
    }
    if options.flattens, family == .delimited { found.append(refusal("--flatten", "is about nested JSON objects", [])) }
    if options.layout == .ods, family != .objects {
      found.append(refusal("--in-layout ods", "is about JSON records that hold their fields in 'fields'", []))
    }
    for (flag, meaning) in options.dialectFlags where family != .delimited {
      found.append(refusal(flag, meaning, ["-f csv reads delimited text"]))
    }
    if name == "tsv" {
      let help = ["-f csv-tab reads CSV with tabs, -f csv any delimiter"]
      for (flag, meaning) in options.dialectFlags where ["--quote", "--escape", "--stray-quotes"].contains(flag) {
        if flag != "--quote" || options.quote != 0 { found.append(refusal(flag, meaning + ": there are none", help)) }
      }
    }
    if name == "tsv" || name == "csv-tab", let delimiter = options.delimiter, delimiter != 0x09 {
      found.append(refusal("--delimiter", "is always a tab here", ["-f csv reads any delimiter"]))
    }
    if !found.isEmpty { throw DiagnosticList(found) }
  }

  /// Refuses options that mean nothing for an output of this format.
  package func check(_ options: WriteOptions) throws(DiagnosticList) {
    var found: [Diagnostic] = []
    func refuse(_ isSaid: Bool, _ flag: String, _ meaning: String, _ help: [String] = []) {
      if isSaid { found.append(refusal(flag, meaning, help)) }
    }
    if family != .delimited {
      let help = ["-t csv writes delimited text"]
      refuse(options.preset != .none, "--preset", "is about CSV", help)
      refuse(options.delimiter != nil, "--out-delimiter", "stands between cells", help)
      refuse(options.quoting != .minimal, "--out-quote", "is about cells", help)
      refuse(options.lineEnd != nil, "--out-eol", "ends the records of delimited text", help)
      refuse(options.writesByteOrderMark == true, "--bom", "is for spreadsheets: JSON has no byte-order mark", help)
      refuse(!options.writesHeader, "--out-no-headers", "is about the first record of delimited text", help)
      refuse(!options.nullText.isEmpty, "--null-text", "is about cells: JSON has null", help)
      refuse(options.decimalMark != nil, "--out-decimal", "is about cells: numbers of JSON have a point", help)
      refuse(options.formulaGuard != .off, "--formula-guard", "is about spreadsheets", help)
    } else {
      refuse(options.unflattens, "--unflatten", "nests members of JSON objects")
      refuse(options.isPretty, "--pretty", "is about JSON", ["-t json writes it"])
    }
    if name == "tsv" {
      let help = ["-t csv-tab writes CSV with tabs"]
      refuse(options.delimiter != nil, "--out-delimiter", "is always a tab here", help)
      refuse(options.quoting != .minimal, "--out-quote", "asks for quotes, and there are none here", help)
    }
    if family != .features {
      let help = ["-t geojson writes geometries"]
      refuse(options.winding != nil, "--winding", "turns the rings of GeoJSON", help)
      refuse(options.precision != nil, "--precision", "rounds the coordinates of GeoJSON", help)
      refuse(options.antimeridian != .keep, "--antimeridian", "cuts the geometries of GeoJSON", help)
      refuse(options.writesBoundingBox, "--bbox", "is a member of GeoJSON features", help)
    }
    refuse(
      options.callback != nil && !name.hasSuffix("jsonp") && !name.hasSuffix("geojsonp"), "--callback",
      "names the function of jsonp and geojsonp", ["-t jsonp or -t geojsonp"])
    let isODS = options.layout == .ods
    refuse(
      isODS && !["csv", "json", "geojson"].contains(name), "--layout ods", "is a layout of csv, json and geojson",
      ["-t csv, -t json or -t geojson"])
    refuse(isODS && options.isPretty, "--pretty", "would not be the ods layout")
    refuse(isODS && options.unflattens, "--unflatten", "would not be the ods layout")
    refuse(isODS && options.writesBoundingBox, "--bbox", "would not be the ods layout")
    refuse(
      options.dataset != nil && !(isODS && name == "json"), "--dataset", "is the datasetid of JSON in the ods layout",
      ["--layout ods -t json"])
    if !found.isEmpty { throw DiagnosticList(found) }
  }

  private func refusal(_ flag: String, _ meaning: String, _ help: [String]) -> Diagnostic {
    Diagnostic(
      .notSupported, "\(flag) has nothing to do with \(name)", at: Location(context: flag),
      notes: ["it \(meaning)"], help: help)
  }
}

extension ReadOptions {
  /// The flags about delimited text that were said, and what each is about.
  fileprivate var dialectFlags: [(flag: String, meaning: String)] {
    let flags: [(isSaid: Bool, flag: String, meaning: String)] = [
      (delimiter != nil, "--delimiter", "stands between fields"),
      (quote != nil, "--quote", "is about quotes around fields"),
      (escape != nil, "--escape", "is about quotes inside quotes"),
      (header != .auto, "--header", "is about the record that names the columns"),
      (lineEnds != .auto, "--eol", "is about the lines of delimited text"),
      (skippedLines > 0, "--skip", "is about lines before a header"),
      (skipUntil != nil, "--skip-until", "is about lines before a header"),
      (comment != nil, "--comment", "is about lines that are no records"),
      (padsShortRecords || truncatesLongRecords, "--ragged", "is about records of another width"),
      (strayQuotes != .fail, "--stray-quotes", "is about quotes around fields"),
      (trimsFields, "--trim", "is about white space around fields"),
      (!nullTexts.isEmpty, "--null", "is about texts of fields: JSON has null"),
    ]
    return flags.filter(\.isSaid).map { ($0.flag, $0.meaning) }
  }
}
