import Bytes
package import Diagnostics
package import Records

/// Writes CSV: any one-byte delimiter, `"` quotes with doubled quotes inside, quoted where needed or everywhere.
///
/// A field from a CSV source that can stand as it is leaves byte for byte, quotes included; a quoted empty field and an
/// empty one stay two things. Null and absent become an empty field, the empty string `""`. A record of one field that has
/// no value is written `""`, for a blank line would be lost on the way back. `--quote all` quotes every value; what has no
/// value stays empty.
package struct CSVEncoder: RecordEncoder {
  package let prologue: [UInt8]
  package var separator: [UInt8] { [] }

  package let prologueChanges: ChangeCounts

  private let columns: [OutputColumn]
  /// Runs of adjacent columns that may be copied together when the input has the same dialect.
  private let runs: [FieldRun]
  private let singles: [FieldRun]
  private let style: DelimitedStyle
  private let dialect: CSVDialect
  private var cell: CellText

  /// `usualDelimiter`: the format's own; nil: a comma, unless preset or layout choose another.
  package init(_ context: EncoderContext, usualDelimiter: UInt8? = nil) throws(DiagnosticList) {
    columns = try OutputColumn.flat(context)
    style = try DelimitedStyle(context.options, usualDelimiter: usualDelimiter)
    dialect = CSVDialect(delimiter: style.delimiter, quotesAll: style.quotesAll)
    cell = CellText(style)
    singles = columns.map { FieldRun(first: $0.column, last: $0.column) }
    runs = FieldRun.runs(of: columns.map(\.column))

    var header = ByteBuilder(capacity: 256)
    var cells = try DelimitedHeader(columns, style, context)
    let (dialect, isAlone) = (dialect, columns.count == 1)
    cells.append(style, into: &header) { cell, header in
      let mustQuote = cell.isQuoted || cell.name.isEmpty && isAlone
      dialect.append(cell.name.span, from: 0, to: cell.name.count, forcesQuotes: mustQuote, into: &header)
    }
    prologue = header.bytes
    prologueChanges = cells.changes
  }

  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [] }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    try OutputColumn.refuseRecords(without: columns, in: batch, rows)
    let gather = makeGather(batch)
    let framing = FramingChanges(
      batch, lineEnd: style.lineEnd, delimiter: style.delimiter, columns: columns.count)
    let firstRecord = output.recordCount
    var next = 0
    defer {
      framing.note(batch, rows, from: 0, to: next, record: firstRecord, into: &output)
      DuplicateMembers.note(batch, rows, columns, to: next, record: firstRecord, into: &output)
    }
    while next < rows.count {
      next += copy(batch, rows, from: next, with: gather, into: &output)
      // Without a fast path, or where it stopped: this record needs quotes, or the plain way for another reason.
      if next < rows.count {
        let start = output.bytes.count
        do throws(Diagnostic) {
          try appendRecord(batch, rows[next], into: &output)
        } catch {
          output.bytes.truncate(to: start)
          throw error
        }
        next += 1
      }
    }
  }

  // MARK: - The fast path

  /// What copies many records at once, by what the batch holds.
  private enum Gather {
    case none
    /// Strict CSV: fields leave as they are.
    case fields(FieldGather)
    /// JSON: quotes and escapes are resolved on the way.
    case values(ValueGather)
  }

  private func makeGather(_ batch: borrowing RecordBatch) -> Gather {
    switch batch.syntax {
    case _ where columns.isEmpty || style.watchesCells: .none
    case .csv where batch.layout.stride == 1 && !style.quotesAll:
      .fields(makeFieldGather(batch))
    case .json where batch.layout == .pairs(columns: batch.layout.columnCount):
      .values(
        ValueGather(
          columns: columns.map(\.column), columnCount: batch.layout.columnCount, delimiter: style.delimiter,
          lineEnd: style.lineEnd, quotesAll: style.quotesAll))
    default: .none
    }
  }

  /// Same dialect: an unquoted field can hold neither delimiter, quote nor line feed, only a lone carriage return.
  /// Another delimiter: it may hold ours too, so each field is watched for it.
  private func makeFieldGather(_ batch: borrowing RecordBatch) -> FieldGather {
    let isSame = FramingChanges.delimiter(of: batch) == style.delimiter
    return FieldGather(
      runs: isSame ? runs : singles, columnCount: batch.layout.columnCount, lastEndTrim: batch.layout.lastEndTrim,
      delimiter: style.delimiter, lineEnd: style.lineEnd,
      watched: (ASCII.carriageReturn, isSame ? ASCII.carriageReturn : style.delimiter),
      stopsAtEmpty: columns.count == 1)
  }

  /// Copies records until one needs more than the fast path; returns how many.
  private func copy(
    _ batch: borrowing RecordBatch, _ rows: VisibleRows, from first: Int, with gather: Gather,
    into output: inout EncodedChunk
  ) -> Int {
    let record = output.recordCount
    var copied = 0
    switch gather {
    case .none: return 0
    case .fields(let gather):
      copied = gather.copy(
        batch.bytes.span, batch.slots, rows: rows.list, from: first, to: rows.count, into: &output.bytes,
        ends: &output.recordEnds, wantsEnds: output.wantsRecordEnds)
    case .values(let gather):
      let values = gather.copy(
        batch.bytes.span, batch.slots, rows: rows.list, from: first, to: rows.count, into: &output.bytes,
        ends: &output.recordEnds, wantsEnds: output.wantsRecordEnds)
      copied = values.records
      note(values, batch, rows, from: first, record: record, into: &output)
    }
    output.recordCount += copied
    return copied
  }

  /// The kernel counts what it flattened; which records that were is looked up only when somebody asks.
  private func note(
    _ values: GatheredValues, _ batch: borrowing RecordBatch, _ rows: VisibleRows, from first: Int, record: Int,
    into output: inout EncodedChunk
  ) {
    guard values.nested + values.emptyRecords > 0 else { return }
    guard output.wantsRecordEnds else {
      output.note(.nestedFlattened, values.nested, ofEach: record..<record + 1)
      return output.note(.nullMerged, values.emptyRecords, ofEach: record..<record + 1)
    }
    for index in 0..<values.records {
      var nested = 0
      var empty = 0
      for column in columns {
        switch batch.content(row: rows[first + index], column: column.column).form {
        case .nested: nested += 1
        case .null, .absent: empty += 1
        default: break
        }
      }
      output.note(.nestedFlattened, nested, ofEach: record + index..<record + index + 1)
      if columns.count == 1 { output.note(.nullMerged, empty, ofEach: record + index..<record + index + 1) }
    }
  }

  // MARK: - The plain way

  private mutating func appendRecord(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    let start = output.bytes.count
    for index in columns.indices {
      if index > 0 { output.bytes.append(style.delimiter) }
      try appendField(batch, row, columns[index], into: &output)
    }
    if columns.count == 1, output.bytes.count == start {
      output.bytes.append(ASCII.quote, ASCII.quote)
      output.note(.nullMerged)
    }
    output.bytes.append(style.lineEnd)
    output.take(&cell.changes)
    output.endRecord()
  }

  private mutating func appendField(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    let (start, end, flags) = batch.extent(row: row, column: column.column)
    let isDelimited = batch.syntax != .json && flags & BatchLayout.absent == 0
    // Quoted in our own style already: the quotes leave with it.
    if !style.watchesCells, end &- start >= 2, isDelimited, batch.bytes[start] == ASCII.quote,
      batch.syntax == .csv
    {
      return output.bytes.append(batch.bytes.span, from: start, to: end)
    }
    let before = cell.changes.total
    let kind = try cell.read(batch, row: row, column: column)
    let first = output.bytes.count
    if kind == .null {
      output.bytes.append(style.nullText)
    } else {
      try appendText(
        isQuoted: isDelimited && end > start && batch.content(row: row, column: column.column).isQuoted, into: &output)
    }
    // What was changed otherwise is counted as that.
    guard isDelimited, kind == .text, cell.changes.total == before else { return }
    if !output.bytes.holds(batch.bytes.span, from: start, to: end, since: first) { output.note(.requoted) }
  }

  /// Appends the cell. A text that could be taken for null is quoted, and one that was quoted stays so; the ods layout has
  /// one spelling for both and quotes where it must.
  private mutating func appendText(isQuoted: Bool, into output: inout EncodedChunk) throws(Diagnostic) {
    cell.text.withSpan { text in
      if style.isODS {
        if text.isEmpty { output.note(.nullMerged) }
        return dialect.append(text, from: 0, to: text.count, into: &output.bytes)
      }
      let looksNull = text.holds(style.nullText, from: 0, to: text.count)
      dialect.append(
        text, from: 0, to: text.count, forcesQuotes: text.isEmpty || looksNull || isQuoted, into: &output.bytes)
    }
  }
}
