import Formats
import Pipelines
import Records

/// One key of the pipeline file: its name, what its value is, one sentence.
///
/// The table drives the parser, "did you mean", the JSON Schema and `weir help schema`: a key exists once.
package struct PipelineKey: Sendable {
  package indirect enum Kind: Sendable {
    /// The number 1.
    case version
    /// Text; `${name}` is replaced by the parameter's value.
    case text
    /// Text of the query language; `${name}` is left for the query parser.
    case query
    /// One of those, or a list of them.
    case queryOrList
    /// Any scalar: the default of a parameter.
    case scalar
    case integer(atLeast: Int)
    case boolean
    /// `64MiB` or a number of bytes.
    case size
    /// `500ms`, `30s`, `5m` or `1h`.
    case duration
    case choice([String])
    /// A name of `choices` or one ASCII character.
    case character([String])
    /// A number of at least 1, or `auto`.
    case jobs
    case textOrList
    /// A value for all columns, a list of `column=value`, or a map of them.
    case settings
    /// Settings that are counts: `3`, `country=3`, or a map of them.
    case counts
    /// A list of `field=value`, or a map of a value or a list of values for each field.
    case conditions
    /// `name`, `-name`, `glob*`, `{new: old}`.
    case fields
    case map([PipelineKey])
    case mapOrList([PipelineKey])
    /// A map whose keys the author chooses.
    case named([PipelineKey])
    /// A map of fields of the records, each with these keys.
    case rules([PipelineKey])
    /// A list of maps, which may be empty.
    case list([PipelineKey])
    /// A scalar or a list of them: the allowed values of a field.
    case scalars
    /// A map of scalars whose keys the author chooses.
    case assignments
    /// A count, a comparison such as `>= 1000`, or {min, max}.
    case rows
    /// The text of an output, or its records as a list of maps.
    case records
    /// One of those for each output.
    case recordsList
  }

  package var name: String
  package var kind: Kind
  package var help: String
  package var isRequired = false

  init(_ name: String, _ kind: Kind, _ help: String, isRequired: Bool = false) {
    self.name = name
    self.kind = kind
    self.help = help
    self.isRequired = isRequired
  }
}

/// The keys of this version, and the names of later versions that are refused with their own message.
package enum PipelineKeys {
  package static let root: [PipelineKey] =
    [
      PipelineKey("weir", .version, "Version of the file's language; always 1.", isRequired: true),
      PipelineKey("name", .text, "Short name of the pipeline."),
      PipelineKey("description", .text, "A sentence for people; explain prints it."),
      PipelineKey("params", .named(parameter), "Typed parameters: ${name} in text and in filter.q, -p name=value."),
      PipelineKey("input", .map(input), "Where the records come from.", isRequired: true),
      PipelineKey("filter", .map(filter), "Which records are kept."),
      PipelineKey("fields", .fields, "Which fields are written, in this order: name, -name, glob*, {new: old}."),
      PipelineKey("offset", .integer(atLeast: 0), "Records that pass the filter and are skipped."),
      PipelineKey("limit", .integer(atLeast: 0), "At most this many records."),
      PipelineKey("output", .mapOrList(output), "Where they go; a list is one read and several outputs."),
      PipelineKey(
        "on_error", .map(OptionTable.keys("on_error", OptionTable.errors)), "What happens to records that are wrong."),
      PipelineKey("limits", .map(limits), "Ceilings that stop a run with exit 7."),
      PipelineKey(
        "expect", .map(expect),
        "What must hold of the records that pass; if it does not, nothing is published (exit 1)."),
      PipelineKey("tests", .mapOrList(test), "Examples of input and output, run by weir test."),
    ] + OptionTable.keys("", OptionTable.sort) + OptionTable.keys("", OptionTable.clock)
    + OptionTable.keys("", OptionTable.receipt)

  static let parameter: [PipelineKey] = [
    PipelineKey("type", .choice(ParameterType.allCases.map(\.rawValue)), "What the value must be.", isRequired: true),
    PipelineKey("default", .scalar, "The value when -p does not give one; without it -p is required."),
    PipelineKey("help", .text, "A sentence for people."),
  ]

  static let input: [PipelineKey] =
    [
      PipelineKey(
        "path", .textOrList, "File, glob or - (standard input), or a list; relative to this file.", isRequired: true),
      PipelineKey("format", .choice(["auto"] + FormatNames.readable), "auto: from the extension, then the content."),
      PipelineKey("compression", .choice(Compression.allCases.map(\.rawValue)), "auto: by the first bytes."),
      PipelineKey("dialect", .map(OptionTable.keys("dialect", OptionTable.read)), "How the CSV is written."),
      PipelineKey("geo", .map(geo), "Which fields hold the geometry."),
    ] + OptionTable.keys("", OptionTable.shard) + OptionTable.keys("", OptionTable.read)

  static let geo: [PipelineKey] = [
    PipelineKey("point", .text, "A field with both coordinates: '48.85,2.35'."),
    PipelineKey(
      "order", .choice(CoordinateOrder.allCases.map(\.rawValue)),
      "Order in the point field; geo_order, its type or its name else."),
    PipelineKey("lat", .text, "The field with the latitude."),
    PipelineKey("lon", .text, "The field with the longitude."),
    PipelineKey("shape", .text, "A field with GeoJSON or WKT geometry."),
  ]

  static let filter: [PipelineKey] =
    [
      PipelineKey(
        "q", .queryOrList,
        "A query (weir help query), or a list: all must match. ${name} is a value there, never syntax."),
      PipelineKey(
        "geofilter", .map(OptionTable.keys("geofilter", OptionTable.geofilters)),
        "Where the records are: all must match."
      ),
    ] + OptionTable.keys("", OptionTable.facetFilter)

  static let output: [PipelineKey] =
    [
      PipelineKey("path", .text, "File or - (standard output); {stem} is the input's name. Relative to this file."),
      PipelineKey(
        "format", .choice(["auto"] + FormatNames.writable + FormatNames.answers),
        "auto: from the extension, else the input's; table is for facets and analyze, plot and svg are for analyze."),
      PipelineKey(
        "compression", .choice(Compression.allCases.map(\.rawValue)), "auto: gzip when the path ends in .gz."),
      PipelineKey("filter", .map(filter), "Narrows this output, on the names the main fields gave."),
      PipelineKey("fields", .fields, "Narrows this output."),
      PipelineKey("limit", .integer(atLeast: 0), "Narrows this output."),
      PipelineKey(
        "facets", .map(OptionTable.keys("", OptionTable.facets + OptionTable.partialFacets)),
        "Count the values of fields instead of writing records (weir facets)."),
      PipelineKey(
        "analyze", .map(OptionTable.keys("", OptionTable.analyze + OptionTable.partialAnalyze)),
        "Compute series of numbers over groups instead of writing records (weir analyze)."),
      PipelineKey("geometry", .choice(["keep", "drop"]), "drop: write no geometry."),
      PipelineKey("csv", .map(OptionTable.keys("csv", OptionTable.write)), "How CSV is written."),
      PipelineKey("json", .map(OptionTable.keys("json", OptionTable.write)), "How JSON is written."),
      PipelineKey("geojson", .map(OptionTable.keys("geojson", OptionTable.write)), "How geometry is written."),
    ] + OptionTable.keys("", OptionTable.write)

  static let limits: [PipelineKey] =
    OptionTable.keys("limits", OptionTable.limits) + [PipelineKey("jobs", .jobs, "Worker tasks, or auto.")]

  /// Keys that later versions will know, anywhere in the file.
  static let later: Set<String> = [
    "cluster", "privacy", "encoding_errors", "params_url",
  ]
}

/// The formats that a flag or a file may name: what the registry can read and write, with the aliases last.
package enum FormatNames {
  package static let readable = names(FormatRegistry.all.filter(\.canRead))
  package static let writable = names(FormatRegistry.all.filter(\.canWrite))

  /// What only answers are written as: counts and series as a table, series as drawings.
  package static let answers = [SeriesFormat.table] + SeriesFormat.drawings

  private static func names(_ formats: [FormatDescriptor]) -> [String] {
    formats.map(\.name) + formats.flatMap(\.aliases)
  }
}

/// What a parameter's text must be.
package enum ParameterType: String, Sendable, CaseIterable {
  case string, integer, number, boolean, date
}
