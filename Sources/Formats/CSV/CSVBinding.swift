import Bytes
import Diagnostics
import Records

/// Looks at the first bytes of a delimited input, step by step: byte-order mark, line ends, lines before the header, dialect,
/// header.
struct CSVBinding {
  var dialect: CSVReadDialect
  let options: ReadOptions
  let isWhole: Bool
  var names: [String] = []
  /// The texts of the first record, when it is the header only by default.
  private(set) var unprovenHeader: [String] = []
  var prologue: (bytes: Int, lines: Int) = (0, 0)
  var findings: [Finding] = []
  var changes = ChangeCounts()
  /// The cells of a header that is one record.
  private(set) var headerSpelling: HeaderSpelling?
  private var header: [UInt8] = []
  private var headerStart = 0
  private var headerLine = 1
  /// The header as it was read, without its line end.
  private(set) var headerText: [UInt8] = []

  init(dialect: CSVReadDialect, options: ReadOptions, isWhole: Bool) {
    self.dialect = dialect
    self.options = options
    self.isWhole = isWhole
  }

  var shape: CSVShape {
    CSVShape(
      dialect: dialect, columnCount: names.count, hasHeader: options.hasHeader, header: header, headerLine: headerLine,
      padsShortRecords: options.padsShortRecords, truncatesLongRecords: options.truncatesLongRecords,
      nullTexts: options.nullTexts.map { Array($0.utf8) }, rejectsRecords: options.onError.rejectsRecords)
  }

  /// `sniffing`: what of the dialect may be found.
  mutating func bind(
    _ probe: Span<UInt8>, sniffing: (delimiter: Bool, quote: Bool, escape: Bool)
  ) throws(DiagnosticList) {
    try EncodingChoice.refuseUTF16(probe)
    var start = 0
    if probe.count >= 3, probe[0] == 0xEF, probe[1] == 0xBB, probe[2] == 0xBF {
      start = 3
      findings.append(Finding("byte-order mark", "skipped", evidence: "EF BB BF before the first record"))
      changes.add(.byteOrderMarkRemoved)
    }
    if options.lineEnds == .auto { findLineEnds(probe, from: start) }
    let lines = try skipLines(probe, from: start)
    // Blank lines before the header are no records, unless the only column has no name.
    let first = skipComments(probe, from: lines, skipsBlankLines: true)
    if sniffing.delimiter || sniffing.quote || sniffing.escape {
      let sniffer = DialectSniffer(
        dialect: dialect, findsDelimiter: sniffing.delimiter, findsQuote: sniffing.quote, findsEscape: sniffing.escape)
      let choice = try sniffer.choose(probe, from: first, isWhole: isWhole)
      dialect = choice.dialect
      findings += choice.findings
    }
    if !sniffing.delimiter {
      findings.append(
        Finding(
          "delimiter", dialect.spelledDelimiter, evidence: options.delimiter == nil ? "the format" : "given"))
    }
    start = try firstRecord(probe, after: lines, orAt: first)
    guard start < probe.count else { return try bindEmpty(probe, at: start) }
    try readHeader(probe, from: start)
  }

  // MARK: - Before the header

  private mutating func findLineEnds(_ probe: Span<UInt8>, from start: Int) {
    let returns = probe.count(of: ASCII.carriageReturn, from: start, to: probe.count)
    guard returns > 0, probe.count(of: ASCII.lineFeed, from: start, to: probe.count) == 0,
      returns > 1 || probe[probe.count - 1] != ASCII.carriageReturn
    else { return }
    dialect.endsLinesWithCR = true
    let extent = isWhole ? "the whole input" : "the first \(probe.count) bytes"
    findings.append(
      Finding(
        "line ends", "CR", evidence: "\(CSVMessages.count(returns, "carriage return")), no line feed in \(extent)"))
  }

  /// Applies `--skip` and `--skip-until`; answers where the lines that count begin.
  private mutating func skipLines(_ probe: Span<UInt8>, from start: Int) throws(DiagnosticList) -> Int {
    var i = start
    for line in 0..<options.skippedLines {
      guard i < probe.count else {
        throw DiagnosticList(
          Diagnostic(
            .csvSkipNotFound,
            "--skip \(options.skippedLines) skips more than there is: "
              + (isWhole
                ? "the input has \(CSVMessages.count(line, "line"))"
                : "the first \(probe.count) bytes hold \(CSVMessages.count(line, "line"))"),
            at: Location(line: line + 1, column: 1, byte: i), help: ["--skip \(line) or less"]))
      }
      i = dialect.nextLine(probe, from: i, to: probe.count)
    }
    if options.skippedLines > 0 {
      findings.append(Finding("skipped", CSVMessages.count(options.skippedLines, "line"), evidence: "--skip"))
    }
    guard let text = options.skipUntil else { return i }
    let bytes = Array(text.utf8)
    var lines = 0
    while i < probe.count {
      let next = dialect.nextLine(probe, from: i, to: probe.count)
      if lineHolds(bytes, probe, from: i, to: next) {
        findings.append(Finding("skipped", CSVMessages.count(lines, "line"), evidence: "until '\(text)'"))
        return i
      }
      i = next
      lines += 1
    }
    throw DiagnosticList(
      Diagnostic(
        .csvSkipNotFound,
        "no line holds '\(text)', which --skip-until looks for, in "
          + (isWhole ? "the whole input" : "the first \(probe.count) bytes"),
        notes: ["\(CSVMessages.count(lines, "line")) read; letters must be the same, capitals too"],
        help: ["--skip-until with a text of the header line, or --skip with the number of lines before it"]))
  }

  private func lineHolds(_ text: [UInt8], _ probe: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard !text.isEmpty else { return true }
    var i = start
    while i + text.count <= end {
      if probe.holds(text, from: i, to: i + text.count) { return true }
      i += 1
    }
    return false
  }

  private func skipComments(_ probe: Span<UInt8>, from start: Int, skipsBlankLines: Bool) -> Int {
    var i = start
    while i < probe.count {
      let lineEnd = skipsBlankLines ? dialect.lineEnd(probe, at: i, to: probe.count) : 0
      if lineEnd > 0 {
        i += lineEnd
      } else if dialect.beginsComment(probe, at: i, to: probe.count) {
        i = dialect.nextLine(probe, from: i, to: probe.count)
      } else {
        break
      }
    }
    return i
  }

  /// Where the first record begins: at `first`, unless it has one field and blank lines stand before it.
  private mutating func firstRecord(
    _ probe: Span<UInt8>, after lines: Int, orAt first: Int
  ) throws(DiagnosticList) -> Int {
    var start = first
    if first > lines {
      var none: [UInt32] = []
      var parser = CSVRecordParser(dialect: dialect)
      let isNarrow =
        first < probe.count && parser.read(probe, from: first, to: probe.count, keeping: 0, into: &none).fieldCount <= 1
      if isNarrow { start = skipComments(probe, from: lines, skipsBlankLines: false) }
      count(probe, from: lines, to: start)
    }
    let invalid = UTF8Check.validPrefix(probe, from: lines, to: start)
    guard invalid < start else { return start }
    throw DiagnosticList(
      CSVMessages(shape: shape).invalidUTF8(probe, start: 0, end: probe.count, record: lines, at: invalid, 0))
  }

  /// Counts the comments and blank lines of `start..<end`, which holds nothing else.
  private mutating func count(_ probe: Span<UInt8>, from start: Int, to end: Int) {
    var i = start
    while i < end {
      changes.add(dialect.beginsComment(probe, at: i, to: end) ? .commentSkipped : .blankLineSkipped)
      i = dialect.nextLine(probe, from: i, to: end)
    }
  }

  // MARK: - The header

  /// No record at all: without a header that is a table, as it is where missing fields may be filled up.
  private mutating func bindEmpty(_ probe: Span<UInt8>, at start: Int) throws(DiagnosticList) {
    guard isWhole else {
      throw DiagnosticList(
        Diagnostic(
          .recordTooLong, "no record begins within the first \(probe.count) bytes",
          at: Location(line: 1, column: 1, byte: 0), help: ["--skip and --skip-until look no further either"]))
    }
    guard !options.hasHeader || options.padsShortRecords else {
      throw DiagnosticList(
        Diagnostic(
          .csvNoHeader, "the input is empty: there is no header",
          at: Location(line: 1 + lineCount(probe, to: start), column: 1, byte: start),
          help: ["-n reads an input without a header; it may be empty. --ragged pad lets a header be missing, too"]))
    }
    if options.hasHeader { findings.append(Finding("header", "none", evidence: "the input is empty")) }
    prologue = (start, lineCount(probe, to: start))
  }

  private mutating func readHeader(_ probe: Span<UInt8>, from start: Int) throws(DiagnosticList) {
    headerLine = 1 + lineCount(probe, to: start)
    var wanted = 1
    if case .rows(let count) = options.header { wanted = count }
    var texts: [[String]] = []
    var cells: [[UInt8]?] = []
    var i = start
    var widest = 0
    while texts.count < wanted {
      let next = skipComments(probe, from: i, skipsBlankLines: false)
      count(probe, from: i, to: next)
      i = next
      guard i < probe.count || texts.isEmpty else {
        throw DiagnosticList(
          CSVMessages(shape: shape).located(
            .csvNoHeader, "the header has \(wanted) records, the input has \(texts.count)", probe, 0, probe.count, i, 0,
            nil, texts.count, help: ["--header \(texts.count)"]))
      }
      let (outcome, slots) = try readRecord(probe, from: i, number: texts.count)
      widest = max(widest, outcome.fieldCount)
      guard options.hasHeader else { break }
      texts.append(CSVHeader.texts(probe, slots, dialect))
      cells = CSVHeader.cells(probe, slots)
      changes.add(.fieldTrimmed, outcome.trimmedFields)
      changes.add(.strayQuoteKept, outcome.strayQuotes)
      i = outcome.next
    }
    let columns = options.hasHeader ? CSVHeader(texts) : CSVHeader(columnCount: widest)
    let named = options.declaredNames.naming(columns.names, isGiven: options.hasHeader)
    names = named.names
    findings += columns.findings + named.findings
    changes.add(.columnRenamed, columns.renamed)
    if texts.count == 1 { headerSpelling = spelling(cells, of: texts[0]) }
    if options.header == .auto { unprovenHeader = texts.first ?? [] }
    if options.hasHeader {
      headerText = probe.array(from: headerStart, to: dialect.lineTextEnd(probe, from: headerStart, to: i))
    }
    prologue = (i, lineCount(probe, to: i))
  }

  /// The cells whose texts are the names of their columns.
  private func spelling(_ cells: [[UInt8]?], of texts: [String]) -> HeaderSpelling {
    var header = HeaderSpelling(syntax: dialect.syntax)
    for (index, cell) in cells.enumerated() where index < names.count && names[index] == texts[index] {
      if let cell { header.add(cell, for: Array(names[index].utf8)) }
    }
    return header
  }

  /// One record before the first that is decoded, with every rule checked.
  private mutating func readRecord(
    _ probe: Span<UInt8>, from start: Int, number: Int
  ) throws(DiagnosticList) -> (CSVRecordParser.Outcome, [UInt32]) {
    var slots: [UInt32] = []
    var parser = CSVRecordParser(dialect: dialect)
    let outcome = parser.read(
      probe, from: start, to: probe.count, isFinal: isWhole, keeping: options.maximumFields, into: &slots)
    if number == 0 {
      headerStart = start
      header = probe.array(from: start, to: min(outcome.end, start + CSVShape.headerLimit))
    }
    let messages = CSVMessages(shape: shape)
    // Places in the prologue are those of the file: line 1 begins at byte 0.
    let isIncomplete = !outcome.isTerminated && !isWhole
    if isIncomplete, outcome.problem == nil || outcome.problem?.kind == .unclosedQuote {
      throw DiagnosticList(
        messages.located(
          .recordTooLong, "the first record does not end within the first \(probe.count) bytes", probe, 0,
          probe.count, start, 0, nil, number,
          notes: outcome.problem == nil ? [] : ["a quote in it is not closed"],
          help: ["--eol cr reads lone carriage returns as line ends", "--quote none reads quotes as data"]))
    }
    let reach = outcome.problem?.position ?? outcome.next
    let firstInvalid = UTF8Check.validPrefix(probe, from: start, to: reach)
    if firstInvalid < reach {
      throw DiagnosticList(
        messages.invalidUTF8(probe, start: 0, end: probe.count, record: start, at: firstInvalid, number))
    }
    if let problem = outcome.problem {
      throw DiagnosticList(messages.quoting(problem, probe, start: 0, end: probe.count, number))
    }
    if outcome.fieldCount > options.maximumFields {
      throw DiagnosticList(
        messages.located(
          .tooManyFields,
          "the first record has \(outcome.fieldCount) fields, the limit is \(options.maximumFields)", probe, 0,
          probe.count, start, 0, nil, number, help: ["--max-fields \(outcome.fieldCount) allows them"]))
    }
    if dialect.usesTabEscapes, options.hasHeader {
      let bad = TabEscapes.firstBad(probe, from: start, to: outcome.end)
      if bad < outcome.end {
        throw DiagnosticList(messages.badTabEscape(probe, start: 0, end: probe.count, at: bad, number))
      }
    }
    return (outcome, slots)
  }

  /// Stops where the first record looks like data. Who reads leniently knows that the input is damaged: a finding says it.
  mutating func checkHeader(_ probe: Span<UInt8>, _ sample: borrowing RecordBatch) throws(DiagnosticList) {
    guard !unprovenHeader.isEmpty else { return }
    let evidence = HeaderEvidence(unprovenHeader, sample)
    guard let column = evidence.columns.first else { return }
    guard !options.padsShortRecords, !options.truncatesLongRecords, options.strayQuotes == .fail else {
      findings.append(
        Finding("header", "unproven", evidence: "'\(unprovenHeader[column])' looks like data; -n reads it so"))
      return
    }
    let start = prologue.bytes
    let content = sample.content(row: firstValue(sample, column), column: column)
    let below = String(decoding: sample.bytes.span.array(from: content.start, to: content.end), as: UTF8.self)
    var place = CSVMessages(shape: shape).located(
      .csvHeaderUnclear, "the first record looks like data, not like the names of columns", probe, 0, start,
      headerPlace(probe, column), unprovenHeader[column].utf8.count, "a value?", 0,
      notes: [
        "column \(column + 1): '\(unprovenHeader[column])' in the first record, '\(below)' below it",
        "as a header: fields are called \(Self.listed(names))",
        "as data: fields are called \(Self.listed(CSVHeader(columnCount: names.count).names))",
      ],
      help: ["say which: -n when it is data, --header 1 when it is the header"])
    place.location.record = 1
    throw DiagnosticList(place)
  }

  private func firstValue(_ sample: borrowing RecordBatch, _ column: Int) -> Int {
    for row in 0..<sample.recordCount where sample.content(row: row, column: column).form == .plain { return row }
    return 0
  }

  private func headerPlace(_ probe: Span<UInt8>, _ column: Int) -> Int {
    var parser = CSVRecordParser(dialect: dialect)
    var slots: [UInt32] = []
    _ = parser.read(probe, from: headerStart, to: prologue.bytes, keeping: column + 1, into: &slots)
    return slots.count == 2 * (column + 1) ? Int(slots[2 * column]) : headerStart
  }

  private static func listed(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }

  private func lineCount(_ probe: Span<UInt8>, to end: Int) -> Int {
    probe.countLines(from: 0, to: end, endsWithCR: dialect.endsLinesWithCR)
  }
}
