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
