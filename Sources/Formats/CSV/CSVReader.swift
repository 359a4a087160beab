import Bytes
package import Diagnostics
package import Records

/// A CSV input whose dialect and columns are settled from its first bytes.
///
/// Use it for `csv` and `csv-tab` (the same with tabs); `TSVReader` is for tabs with backslash escapes.
package struct CSVReader: BoundReader {
  package let schema: Schema
  package let prologue: (bytes: Int, lines: Int)
  package let findings: [Finding]
  package let changes: ChangeCounts
  package let headerText: [UInt8]
  package let headerSpelling: HeaderSpelling?
  package let dialect: CSVReadDialect
  let shape: CSVShape

  /// Settles dialect, header and types from the first bytes of an input (1 MiB at most). `isWhole`: they are all of it.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions, dialect defaults: CSVReadDialect.Defaults
  ) throws(DiagnosticList) -> CSVReader {
    try CSVOptionCheck.check(options, defaults)
    var dialect = CSVReadDialect(
      delimiter: defaults.delimiter ?? options.delimiter ?? ASCII.comma, quote: options.quote ?? ASCII.quote,
      endsLinesWithCR: options.endsLinesWithCR)
    dialect.spaceFollowsDelimiter = options.spaceFollowsDelimiter
    switch options.escape {
    case nil: dialect.escaping = .doubled
    case 0: dialect.escaping = .none
    case let escape?: dialect.escaping = escape == dialect.quote ? .doubled : .byte(escape)
    }
    dialect.keepsStrayQuotes = options.strayQuotes == .keep
    dialect.maximumFieldBytes = options.maximumFieldBytes ?? options.maximumRecordBytes
    dialect.maximumFieldLines = options.maximumFieldLines
    return try CSVReader(
      probe, isWhole: isWhole, options: options, dialect: dialect,
      sniffing: (
        delimiter: defaults.delimiter == nil && options.delimiter == nil, quote: options.quote == nil,
        escape: options.escape == nil && options.quote != 0
      ))
  }

  /// `sniffing`: what of the dialect may be found.
  init(
    _ probe: Span<UInt8>, isWhole: Bool, options: ReadOptions, dialect given: CSVReadDialect,
    sniffing: (delimiter: Bool, quote: Bool, escape: Bool)
  ) throws(DiagnosticList) {
    var dialect = given
    dialect.trimsFields = options.trimsFields
    dialect.comment = Array((options.comment ?? "").utf8)
    var binding = CSVBinding(dialect: dialect, options: options, isWhole: isWhole)
    try binding.bind(probe, sniffing: sniffing)
    var schema = Schema(binding.names.map { Field($0) })
    let sample = Self.sample(probe, from: binding.prologue.bytes, isWhole: isWhole, binding.shape, schema)
    try binding.checkHeader(probe, sample)
    self.dialect = binding.dialect
    prologue = binding.prologue
    findings = binding.findings
    changes = binding.changes
    headerText = binding.headerText
    headerSpelling = binding.headerSpelling
    shape = binding.shape
    let settings = try TypeSettings(options)
    if settings.mode == .infer || !settings.columns.isEmpty {
      let types = ColumnKinds.guess(sample, settings: settings, extent: Self.extent(of: probe.count, isWhole: isWhole))
      for column in types.indices { schema.fields[column].type = types[column] }
    }
    self.schema = schema
  }

  package func settle(_ options: inout ReadOptions) {
    // Tabs with backslash escapes are a format of their own: it has no dialect to give.
    if dialect.endsLinesWithCR { options.lineEnds = .cr }
    guard !dialect.usesTabEscapes else { return }
    options.delimiter = options.delimiter ?? dialect.delimiter
    options.spaceFollowsDelimiter = dialect.spaceFollowsDelimiter
    options.quote = dialect.quote
    guard dialect.quote != 0 else { return }
    options.escape =
      switch dialect.escaping {
      case .doubled: dialect.quote
      case .byte(let escape): escape
      case .none: 0
      }
  }

  package func makeCutter() -> any RecordCutter {
    CSVCutter(shape)
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    (schema, CSVDecoder(shape: shape))
  }

  /// The complete records of the probe, decoded.
  private static func sample(
    _ probe: Span<UInt8>, from start: Int, isWhole: Bool, _ shape: CSVShape, _ schema: Schema
  ) -> RecordBatch {
    var cutter = CSVCutter(shape)
    var batch = RecordBatch(
      schema: schema, layout: .pairs(columns: shape.columnCount), syntax: shape.dialect.syntax)
    let cut = cutter.cut(probe, start: start, scanned: start, end: probe.count, isFinal: isWhole)
    if let cut {
      var builder = ByteBuilder(capacity: cut.end)
      builder.append(probe, from: 0, to: cut.end)
      var chunk = Chunk(start: start, end: cut.end, isLast: isWhole)
      _ = builder.swapStorage(with: &chunk.bytes)
      var decoder = CSVDecoder(shape: shape)
      decoder.decode(&chunk, into: &batch)
    }
    return batch
  }

  /// What was looked at, for messages.
  private static func extent(of count: Int, isWhole: Bool) -> String {
    if isWhole { return "the whole input" }
    return count >= 1 << 20 ? "the first \(count >> 20) MiB" : "the first \(max(1, count >> 10)) KiB"
  }
}
