import Bytes
package import Diagnostics

/// What a format writes for a record.
package enum FormatFamily: Sendable {
  /// Fields between delimiters, under one header for all records.
  case delimited
  /// A JSON object.
  case objects
  /// A GeoJSON feature.
  case features
}

/// One format, as everything that lists formats sees it: help, completion, errors, the pipeline file.
package struct FormatDescriptor: Sendable {
  package var name: String
  /// Other names it answers to.
  package var aliases: [String]
  /// File extensions without the dot, lower case.
  package var extensions: [String]
  /// One line for help.
  package var summary: String
  package var family: FormatFamily
  package var canRead: Bool
  /// Makes the encoder of one worker and output.
  package var makeEncoder: (@Sendable (EncoderContext) throws(DiagnosticList) -> any RecordEncoder)?
  /// Looks at the first bytes (`isWhole`: they are the whole input) and binds a reader to what it found.
  package var makeReader: (@Sendable (Span<UInt8>, Bool, ReadOptions) throws(DiagnosticList) -> any BoundReader)?

  /// How many bytes to peek at when those of the probe do not show what the reader must know (`--root` far into a
  /// document): `atLeast` are waited for, `upTo` are taken if they come. nil: the probe will do.
  package var neededProbe: (@Sendable (Span<UInt8>, Bool, ReadOptions) -> (atLeast: Int, upTo: Int)?)?

  package var canWrite: Bool { makeEncoder != nil }
  /// True when each record names its own members: one that no probe saw is written like any other.
  package var keepsMembers: Bool { family != .delimited }

  package init(
    name: String, aliases: [String] = [], extensions: [String], summary: String, family: FormatFamily, canRead: Bool,
    makeEncoder: (@Sendable (EncoderContext) throws(DiagnosticList) -> any RecordEncoder)? = nil,
    makeReader: (@Sendable (Span<UInt8>, Bool, ReadOptions) throws(DiagnosticList) -> any BoundReader)? = nil,
    neededProbe: (@Sendable (Span<UInt8>, Bool, ReadOptions) -> (atLeast: Int, upTo: Int)?)? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.extensions = extensions
    self.summary = summary
    self.family = family
    self.canRead = canRead
    self.makeEncoder = makeEncoder
    self.makeReader = makeReader
    self.neededProbe = neededProbe
  }
}

/// Every format there is. Adding one is its folder and one entry here.
package enum FormatRegistry {
  package static let all: [FormatDescriptor] = [
    FormatDescriptor(
      name: "csv", extensions: ["csv"], summary: "comma-separated values; the delimiter is found when reading",
      family: .delimited, canRead: true
    ) { context throws(DiagnosticList) in
      try CSVEncoder(context)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try CSVReader.bind(probe: probe, isWhole: isWhole, options: options, dialect: .csv)
    } neededProbe: { probe, isWhole, options in
      CSVReader.neededProbe(probe, isWhole: isWhole, options: options) { probe throws(DiagnosticList) in
        try CSVReader.bind(probe: probe, isWhole: isWhole, options: options, dialect: .csv)
      }
    },
    FormatDescriptor(
      name: "csv-tab", extensions: ["tab"], summary: "CSV with tabs: quotes, no backslash escapes", family: .delimited,
      canRead: true
    ) { context throws(DiagnosticList) in
      try CSVEncoder(context, usualDelimiter: ASCII.tab)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try CSVReader.bind(probe: probe, isWhole: isWhole, options: options, dialect: .tab)
    } neededProbe: { probe, isWhole, options in
      CSVReader.neededProbe(probe, isWhole: isWhole, options: options) { probe throws(DiagnosticList) in
        try CSVReader.bind(probe: probe, isWhole: isWhole, options: options, dialect: .tab)
      }
    },
    FormatDescriptor(
      name: "tsv", extensions: ["tsv"], summary: "tab-separated values: no quotes, \\t \\n \\r \\\\ escapes",
      family: .delimited, canRead: true
    ) { context throws(DiagnosticList) in
      try TSVEncoder(context)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try TSVReader.bind(probe: probe, isWhole: isWhole, options: options)
    } neededProbe: { probe, isWhole, options in
      CSVReader.neededProbe(probe, isWhole: isWhole, options: options) { probe throws(DiagnosticList) in
        try TSVReader.bind(probe: probe, isWhole: isWhole, options: options)
      }
    },
    FormatDescriptor(
      name: "json", extensions: ["json"], summary: "an array of objects", family: .objects, canRead: true
    ) { context throws(DiagnosticList) in
      if context.options.layout == .ods { return try ODSRecordEncoder(context) }
      return try JSONEncoder(context, framing: .array)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .document)
    } neededProbe: { probe, isWhole, options in
      JSONReader.neededProbe(probe, isWhole: isWhole, options: options)
    },
    FormatDescriptor(
      name: "jsonl", aliases: ["ndjson"], extensions: ["jsonl", "ndjson"], summary: "one object a line",
      family: .objects, canRead: true
    ) { context throws(DiagnosticList) in
      try JSONEncoder(context, framing: .lines)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .lines)
    },
    FormatDescriptor(
      name: "json-seq", extensions: ["json-seq", "jsonseq"],
      summary: "a record separator before each object (RFC 7464)", family: .objects, canRead: true
    ) { context throws(DiagnosticList) in
      try JSONEncoder(context, framing: .sequence)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .sequence)
    },
    FormatDescriptor(
      name: "jsonp", extensions: ["jsonp"], summary: "an array of objects in a function call", family: .objects,
      canRead: false
    ) { context throws(DiagnosticList) in try JSONEncoder(context, framing: .call) },
    FormatDescriptor(
      name: "geojson", extensions: ["geojson"], summary: "a FeatureCollection (RFC 7946)", family: .features,
      canRead: true
    ) { context throws(DiagnosticList) in
      if context.options.layout == .ods { return try ODSFeatureEncoder(context) }
      return try GeoJSONEncoder(context, framing: .collection)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .geojson)
    },
    FormatDescriptor(
      name: "geojsonl", extensions: ["geojsonl", "geojsons", "ndgeojson"],
      summary: "one GeoJSON feature a line", family: .features, canRead: true
    ) { context throws(DiagnosticList) in
      try GeoJSONEncoder(context, framing: .lines)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .geojsonLines)
    },
    FormatDescriptor(
      name: "geojson-seq", extensions: ["geojson-seq", "geojsonseq"],
      summary: "a record separator before each feature (RFC 8142)", family: .features, canRead: true
    ) { context throws(DiagnosticList) in
      try GeoJSONEncoder(context, framing: .sequence)
    } makeReader: { probe, isWhole, options throws(DiagnosticList) in
      try JSONReader.bind(probe: probe, isWhole: isWhole, options: options, as: .geojsonSequence)
    },
    FormatDescriptor(
      name: "geojsonp", extensions: ["geojsonp"], summary: "a FeatureCollection in a function call", family: .features,
      canRead: false
    ) { context throws(DiagnosticList) in try GeoJSONEncoder(context, framing: .call) },
  ]

  /// The format with that name or alias, in any case; U002 with the nearest name otherwise.
  package static func format(named name: String) throws(DiagnosticList) -> FormatDescriptor {
    let folded = name.lowercased()
    if let found = all.first(where: { $0.name == folded || $0.aliases.contains(folded) }) { return found }
    var help: [String] = []
    if let nearest = Suggestion.nearest(to: folded, in: all.flatMap { [$0.name] + $0.aliases }) {
      help.append("did you mean '\(nearest)'?")
    }
    throw DiagnosticList(
      Diagnostic(
        .unknownFormat, "no format '\(name)'", notes: ["formats: " + all.map(\.name).joined(separator: ", ")],
        help: help))
  }

  /// The format that a file name ends in, nil when its extension says nothing. `.gz` is looked through.
  package static func format(forPath path: String) -> FormatDescriptor? {
    var name = path.split(separator: "/").last.map(String.init)?.lowercased() ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let fileExtension = name[name.index(after: dot)...]
    return all.first { $0.extensions.contains(String(fileExtension)) }
  }
}
