import Bytes
package import Diagnostics
package import Records

/// Writes IANA tab-separated values: no quotes, `\t \n \r \\` escapes.
///
/// Fields from a TSV source leave as they came. Null, absent and the empty string are all an empty field: the format has
/// one spelling for the three, unless `--null-text` gives null another.
package struct TSVEncoder: RecordEncoder {
  package let prologue: [UInt8]
  package var separator: [UInt8] { [] }
  package let prologueChanges: ChangeCounts

  private let columns: [OutputColumn]
  private let style: DelimitedStyle
  private var cell: CellText

  package init(_ context: EncoderContext) throws(DiagnosticList) {
    columns = try OutputColumn.flat(context)
    style = try DelimitedStyle(context.options, usualDelimiter: ASCII.tab)
    cell = CellText(style)
    var cells = try DelimitedHeader(columns, style, context)
    var header = ByteBuilder(capacity: 256)
    cells.append(style, into: &header) { cell, header in
      Self.appendEscaped(cell.name.span, from: 0, to: cell.name.count, into: &header)
    }
    prologue = header.bytes
    prologueChanges = cells.changes
  }

  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [] }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    try OutputColumn.refuseRecords(without: columns, in: batch, rows)
    let framing = FramingChanges(batch, lineEnd: style.lineEnd, delimiter: ASCII.tab, columns: columns.count)
    let firstRecord = output.recordCount
    defer {
      let written = output.recordCount - firstRecord
      framing.note(batch, rows, from: 0, to: written, record: firstRecord, into: &output)
      DuplicateMembers.note(batch, rows, columns, to: written, record: firstRecord, into: &output)
    }
    for index in 0..<rows.count {
      let start = output.bytes.count
      do throws(Diagnostic) {
        try appendRecord(batch, rows[index], into: &output)
      } catch {
        output.bytes.truncate(to: start)
        throw error
      }
    }
  }

  private mutating func appendRecord(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    for index in columns.indices {
      if index > 0 { output.bytes.append(ASCII.tab) }
      try appendField(batch, row, columns[index], into: &output)
    }
    output.bytes.append(style.lineEnd)
    output.take(&cell.changes)
    output.endRecord()
  }

  private mutating func appendField(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    let (start, end, flags) = batch.extent(row: row, column: column.column)
    let isAbsent = flags & BatchLayout.absent != 0
    if batch.syntax == .tabSeparated, !style.watchesCells {
      if !isAbsent { output.bytes.append(batch.bytes.span, from: start, to: end) }
      return
    }
    let before = cell.changes.total
    // `\N` in a text is written with two backslashes: the text for null needs no other escape.
    guard try cell.read(batch, row: row, column: column) == .text else { return output.bytes.append(style.nullText) }
    if cell.text.holds(style.nullText.span, from: 0, to: style.nullText.count, since: 0) { output.note(.nullMerged) }
    let first = output.bytes.count
    cell.text.withSpan { Self.appendEscaped($0, from: 0, to: $0.count, into: &output.bytes) }
    guard batch.syntax != .json, cell.changes.total == before, cell.text.count > 0,
      !output.bytes.holds(batch.bytes.span, from: start, to: end, since: first)
    else { return }
    let hasEscapes = output.bytes.count - first > cell.text.count
    output.note(hasEscapes ? .escapeRespelled : .requoted)
  }

  /// Copies runs of bytes that need no escape as a whole.
  private static func appendEscaped(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) {
    var copied = start
    while true {
      let found = source.position(
        nearAny: ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn, ASCII.backslash, from: copied, to: end)
      output.append(source, from: copied, to: found)
      guard found < end else { return }
      let letter: UInt8 =
        switch source[found] {
        case ASCII.tab: 0x74
        case ASCII.lineFeed: 0x6E
        case ASCII.carriageReturn: 0x72
        default: ASCII.backslash
        }
      output.append(ASCII.backslash, letter)
      copied = found &+ 1
    }
  }
}
