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
  package let dialect: CSVReadDialect
  let shape: CSVShape

  /// Settles dialect, header and types from the first bytes of an input (1 MiB at most). `isWhole`: they are all of it.
  package static func bind(
    probe: Span<UInt8>, isWhole: Bool, options: ReadOptions, dialect defaults: CSVReadDialect.Defaults
  ) throws(DiagnosticList) -> CSVReader {
    let dialect = CSVReadDialect(
      delimiter: defaults.delimiter ?? options.delimiter ?? ASCII.comma, quote: options.quote ?? ASCII.quote,
      escapesWithBackslash: options.escapesWithBackslash, endsLinesWithCR: options.endsLinesWithCR)
    return try CSVReader(
      probe, isWhole: isWhole, options: options, dialect: dialect,
      isAutomatic: defaults.delimiter == nil && options.delimiter == nil)
  }

  init(
    _ probe: Span<UInt8>, isWhole: Bool, options: ReadOptions, dialect given: CSVReadDialect, isAutomatic: Bool
  ) throws(DiagnosticList) {
    var binding = CSVBinding(dialect: given, options: options, isWhole: isWhole)
    try binding.bind(probe, isAutomatic: isAutomatic)
    dialect = binding.dialect
    var schema = Schema(binding.names.map { Field($0) })
    prologue = binding.prologue
    findings = binding.findings
    shape = binding.shape
    let settings = try TypeSettings(options)
    if settings.mode == .infer || !settings.columns.isEmpty {
      let types = Self.guessTypes(
        probe, from: binding.prologue.bytes, isWhole: isWhole, binding.shape, schema, settings)
      for column in types.indices { schema.fields[column].type = types[column] }
    }
    self.schema = schema
  }

  package func settle(_ options: inout ReadOptions) {
    // Tabs with backslash escapes are a format of their own: it has no delimiter to give.
    if !dialect.usesTabEscapes { options.delimiter = options.delimiter ?? dialect.delimiter }
  }

  package func makeCutter() -> any RecordCutter {
    CSVCutter(dialect: dialect, columnCount: schema.fields.count)
  }

  package func makeDecoder(for demand: FieldDemand) -> (schema: Schema, decoder: any RecordDecoder) {
    (schema, CSVDecoder(shape: shape))
  }

  /// Decodes the complete records of the probe and looks at their values.
  private static func guessTypes(
    _ probe: Span<UInt8>, from start: Int, isWhole: Bool, _ shape: CSVShape, _ schema: Schema, _ settings: TypeSettings
  ) -> [ColumnType] {
    var cutter = CSVCutter(dialect: shape.dialect, columnCount: shape.columnCount)
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
    return ColumnKinds.guess(batch, settings: settings, extent: extent(of: probe.count, isWhole: isWhole))
  }

  /// What was looked at, for messages.
  private static func extent(of count: Int, isWhole: Bool) -> String {
    if isWhole { return "the whole input" }
    return count >= 1 << 20 ? "the first \(count >> 20) MiB" : "the first \(max(1, count >> 10)) KiB"
  }
}

/// Looks at the first bytes of a delimited input, step by step.
struct CSVBinding {
  var dialect: CSVReadDialect
  let options: ReadOptions
  let isWhole: Bool
  var names: [String] = []
  var prologue: (bytes: Int, lines: Int) = (0, 0)
  var findings: [Finding] = []
  private var header: [UInt8] = []

  init(dialect: CSVReadDialect, options: ReadOptions, isWhole: Bool) {
    self.dialect = dialect
    self.options = options
    self.isWhole = isWhole
  }

  var shape: CSVShape {
    CSVShape(dialect: dialect, columnCount: names.count, hasHeader: options.hasHeader, header: header)
  }

  mutating func bind(_ probe: Span<UInt8>, isAutomatic: Bool) throws(DiagnosticList) {
    try EncodingChoice.refuseUTF16(probe)
    var start = 0
    if probe.count >= 3, probe[0] == 0xEF, probe[1] == 0xBB, probe[2] == 0xBF {
      start = 3
      findings.append(Finding("byte-order mark", "skipped", evidence: "EF BB BF before the first record"))
    }
    if isAutomatic {
      let choice = try DelimiterSniffer(dialect: dialect).choose(probe, from: start, isWhole: isWhole)
      dialect.delimiter = choice.delimiter
      findings.append(
        Finding(
          "delimiter", choice.isOneColumn ? "none" : CSVReadDialect.spelled(choice.delimiter), evidence: choice.evidence
        ))
    } else {
      findings.append(
        Finding(
          "delimiter", CSVReadDialect.spelled(dialect.delimiter),
          evidence: options.delimiter == nil ? "the format" : "given"))
    }
    guard start < probe.count else {
      guard !options.hasHeader else {
        throw DiagnosticList(
          Diagnostic(
            .csvNoHeader, "the input is empty: there is no header", at: Location(line: 1, column: 1, byte: start),
            help: ["-n reads an input without a header; it may be empty"]))
      }
      prologue = (start, 0)
      return
    }
    try readFirstRecord(probe, from: start)
  }

  private mutating func readFirstRecord(_ probe: Span<UInt8>, from start: Int) throws(DiagnosticList) {
    var slots: [UInt32] = []
    let outcome = CSVRecordParser(dialect: dialect).read(
      probe, from: start, to: probe.count, keeping: options.maximumFields, into: &slots)
    header = probe.array(from: start, to: min(outcome.end, start + CSVShape.headerLimit))
    let messages = CSVMessages(shape: shape)
    // Places in the prologue are those of the file: line 1 begins at byte 0.
    let isIncomplete = !outcome.isTerminated && !isWhole
    if isIncomplete, outcome.problem == nil || outcome.problem?.kind == .unclosedQuote {
      throw DiagnosticList(
        messages.located(
          .recordTooLong, "the first record does not end within the first \(probe.count) bytes", probe, 0,
          probe.count, start, 0, nil, 0,
          notes: outcome.problem == nil ? [] : ["a quote in it is not closed"],
          help: ["--eol cr reads lone carriage returns as line ends", "--quote none reads quotes as data"]))
    }
    let reach = outcome.problem?.position ?? outcome.next
    let firstInvalid = UTF8Check.validPrefix(probe, from: start, to: reach)
    if firstInvalid < reach {
      throw DiagnosticList(
        messages.invalidUTF8(probe, start: 0, end: probe.count, record: start, at: firstInvalid, 0))
    }
    if let problem = outcome.problem {
      throw DiagnosticList(messages.quoting(problem, probe, start: 0, end: probe.count, 0))
    }
    if outcome.fieldCount > options.maximumFields {
      throw DiagnosticList(
        messages.located(
          .tooManyFields,
          "the first record has \(outcome.fieldCount) fields, the limit is \(options.maximumFields)", probe, 0,
          probe.count, start, 0, nil, 0, help: ["--max-fields \(outcome.fieldCount) allows them"]))
    }
    guard options.hasHeader else {
      let columns = CSVHeader(columnCount: outcome.fieldCount)
      names = columns.names
      findings += columns.findings
      prologue = (start, 0)
      return
    }
    if dialect.usesTabEscapes {
      let bad = TabEscapes.firstBad(probe, from: start, to: outcome.end)
      if bad < outcome.end {
        throw DiagnosticList(messages.badTabEscape(probe, start: 0, end: probe.count, at: bad, 0))
      }
    }
    let columns = CSVHeader(probe, slots: slots, syntax: dialect.syntax)
    names = columns.names
    findings += columns.findings
    prologue = (outcome.next, probe.count(of: ASCII.lineFeed, from: start, to: outcome.next))
  }
}
