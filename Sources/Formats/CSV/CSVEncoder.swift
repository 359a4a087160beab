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

  private let columns: [OutputColumn]
  /// Runs of adjacent columns that may be copied together when the input has the same dialect.
  private let runs: [FieldRun]
  private let singles: [FieldRun]
  private let dialect: CSVDialect
  private let lineEnd: [UInt8]
  private var scratch = ByteBuilder(capacity: 1024)

  package init(_ context: EncoderContext) throws(DiagnosticList) {
    try self.init(context, delimiter: context.options.delimiter ?? ASCII.comma)
  }

  package init(_ context: EncoderContext, delimiter: UInt8) throws(DiagnosticList) {
    columns = try OutputColumn.flat(context)
    let options = context.options
    dialect = CSVDialect(delimiter: delimiter, quotesAll: options.quoting == .all)
    lineEnd = options.lineEnd == .crlf ? [ASCII.carriageReturn, ASCII.lineFeed] : [ASCII.lineFeed]
    singles = columns.map { FieldRun(first: $0.column, last: $0.column) }
    runs = FieldRun.runs(of: columns.map(\.column))

    var header = ByteBuilder(capacity: 256)
    if options.writesByteOrderMark { header.append([0xEF, 0xBB, 0xBF]) }
    if options.writesHeader, !columns.isEmpty {
      for (index, column) in columns.enumerated() {
        if index > 0 { header.append(delimiter) }
        let mustQuote = column.name.isEmpty && columns.count == 1
        dialect.append(column.name.span, from: 0, to: column.name.count, forcesQuotes: mustQuote, into: &header)
      }
      header.append(lineEnd)
    }
    prologue = header.bytes
  }

  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [] }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    let gather = makeGather(batch)
    var next = 0
    while next < rows.count {
      next += copy(batch, rows, from: next, with: gather, into: &output)
      // Without a fast path, or where it stopped: this record needs quotes, or the plain way for another reason.
      if next < rows.count {
        appendRecord(batch, rows[next], into: &output)
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
    case _ where columns.isEmpty: .none
    case .csv where batch.layout.stride == 1 && !dialect.quotesAll:
      .fields(makeFieldGather(batch))
    case .json where batch.layout == .pairs(columns: batch.layout.columnCount):
      .values(
        ValueGather(
          columns: columns.map(\.column), columnCount: batch.layout.columnCount, delimiter: dialect.delimiter,
          lineEnd: lineEnd, quotesAll: dialect.quotesAll))
    default: .none
    }
  }

  /// In the separators layout, the first separator of a record of two or more columns is the input's delimiter.
  private func isSameDialect(_ batch: borrowing RecordBatch) -> Bool {
    guard batch.layout.columnCount > 1, batch.slots.count > 1, Int(batch.slots[1]) < batch.bytes.count else {
      return false
    }
    return batch.bytes[Int(batch.slots[1])] == dialect.delimiter
  }

  /// Same dialect: an unquoted field can hold neither delimiter, quote nor line feed, only a lone carriage return.
  /// Another delimiter: it may hold ours too, so each field is watched for it.
  private func makeFieldGather(_ batch: borrowing RecordBatch) -> FieldGather {
    let isSame = isSameDialect(batch)
    return FieldGather(
      runs: isSame ? runs : singles, columnCount: batch.layout.columnCount, lastEndTrim: batch.layout.lastEndTrim,
      delimiter: dialect.delimiter, lineEnd: lineEnd,
      watched: (ASCII.carriageReturn, isSame ? ASCII.carriageReturn : dialect.delimiter),
      stopsAtEmpty: columns.count == 1)
  }

  /// Copies records until one needs more than the fast path; returns how many.
  private func copy(
    _ batch: borrowing RecordBatch, _ rows: VisibleRows, from first: Int, with gather: Gather,
    into output: inout EncodedChunk
  ) -> Int {
    let copied =
      switch gather {
      case .none: 0
      case .fields(let gather):
        gather.copy(
          batch.bytes.span, batch.slots, rows: rows.list, from: first, to: rows.count, into: &output.bytes,
          ends: &output.recordEnds, wantsEnds: output.wantsRecordEnds)
      case .values(let gather):
        gather.copy(
          batch.bytes.span, batch.slots, rows: rows.list, from: first, to: rows.count, into: &output.bytes,
          ends: &output.recordEnds, wantsEnds: output.wantsRecordEnds)
      }
    output.recordCount += copied
    return copied
  }

  // MARK: - The plain way

  private mutating func appendRecord(_ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk) {
    let start = output.bytes.count
    for index in columns.indices {
      if index > 0 { output.bytes.append(dialect.delimiter) }
      dialect.appendField(batch, row: row, column: columns[index].column, scratch: &scratch, into: &output.bytes)
    }
    if columns.count == 1, output.bytes.count == start { output.bytes.append(ASCII.quote, ASCII.quote) }
    output.bytes.append(lineEnd)
    output.endRecord()
  }
}
