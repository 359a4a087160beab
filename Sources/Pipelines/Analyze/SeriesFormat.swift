package import Aggregates
package import Diagnostics
package import Formats

/// How series are written: as the JSON of the API, as a table or a drawing for people, or as records of any format without
/// geometry.
package struct SeriesFormat: Sendable {
  package static let table = FacetFormat.table
  /// Bars or a line in the terminal.
  package static let plot = "plot"
  /// A picture.
  package static let svg = "svg"
  /// What only series are written as.
  package static let drawings = [plot, svg]
  /// What `--to` may be.
  package static let names = FacetFormat.names + drawings

  private let name: String
  private let options: WriteOptions

  /// `name` nil: by the extension of the path, else JSON.
  package init(_ name: String?, path: String, options: WriteOptions) throws(DiagnosticList) {
    let isPicture = path.lowercased().hasSuffix(".svg") || path.lowercased().hasSuffix(".svg.gz")
    let found = name ?? (isPicture ? Self.svg : FormatRegistry.format(forPath: path)?.name ?? "json")
    let isOwn = found == Self.table || Self.drawings.contains(found)
    let format = isOwn ? found : try FormatRegistry.format(named: found).name
    guard Self.names.contains(format) else {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "\(format) holds geometry, and series have none", at: Location(context: "--to"),
          help: ["formats: " + Self.names.joined(separator: " ")]))
    }
    if !isOwn {
      try FormatRegistry.format(named: format).check(options)
    } else if options != WriteOptions() {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "\(Self.words(format)) has no options of CSV or JSON", at: Location(context: "--to"),
          help: ["leave them out, or write -t csv or -t json"]))
    }
    self.name = format
    self.options = options
  }

  /// For explain.
  var words: String { Self.words(name) }

  private static func words(_ name: String) -> String {
    switch name {
    case table: "a table"
    case plot: "a drawing for the terminal"
    case svg: "a picture (SVG)"
    case "json": "the JSON of the API"
    default: "\(name) of the rows"
    }
  }

  /// The whole output, in pieces.
  package func document(_ answer: SeriesAnswer) throws(DiagnosticList) -> [[UInt8]] {
    switch name {
    case Self.table: return [SeriesTable.text(answer)]
    case Self.plot:
      return [SeriesPlot(width: options.space.width, usesColor: options.space.usesColor).text(answer)]
    case Self.svg: return [SeriesSVG.document(answer)]
    case "json": return SeriesJSON.document(answer, isPretty: options.isPretty)
    case "jsonp":
      return SeriesJSON.document(answer, isPretty: options.isPretty, callback: options.callback ?? "callback")
    default:
      let rows = SeriesRows(answer)
      return try AnswerRecords.pieces(rows.batches(answer), rows.schema, as: name, options)
    }
  }
}
