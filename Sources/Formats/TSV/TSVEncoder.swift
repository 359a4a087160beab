import Bytes
package import Diagnostics
package import Records

/// Writes IANA tab-separated values: no quotes, `\t \n \r \\` escapes.
///
/// Fields from a TSV source leave as they came. Null, absent and the empty string are all an empty field: the format has
/// one spelling for the three.
package struct TSVEncoder: RecordEncoder {
  package let prologue: [UInt8]
  package var separator: [UInt8] { [] }

  private let columns: [OutputColumn]
  private let lineEnd: [UInt8]
  private var scratch = ByteBuilder(capacity: 1024)

  package init(_ context: EncoderContext) throws(DiagnosticList) {
    columns = try OutputColumn.flat(context)
    let options = context.options
    lineEnd = options.lineEnd == .crlf ? [ASCII.carriageReturn, ASCII.lineFeed] : [ASCII.lineFeed]
    var header = ByteBuilder(capacity: 256)
    if options.writesByteOrderMark { header.append([0xEF, 0xBB, 0xBF]) }
    if options.writesHeader, !columns.isEmpty {
      for (index, column) in columns.enumerated() {
        if index > 0 { header.append(ASCII.tab) }
        Self.appendEscaped(column.name.span, from: 0, to: column.name.count, into: &header)
      }
      header.append(lineEnd)
    }
    prologue = header.bytes
  }

  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [] }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    for index in 0..<rows.count {
      appendRecord(batch, rows[index], into: &output.bytes)
      output.endRecord()
    }
  }

  private mutating func appendRecord(_ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder) {
    for index in columns.indices {
      if index > 0 { output.append(ASCII.tab) }
      appendField(batch, row: row, column: columns[index].column, into: &output)
    }
    output.append(lineEnd)
  }

  private mutating func appendField(
    _ batch: borrowing RecordBatch, row: Int, column: Int, into output: inout ByteBuilder
  ) {
    if batch.syntax == .tabSeparated {
      let (start, end, flags) = batch.extent(row: row, column: column)
      if flags & BatchLayout.absent == 0 { output.append(batch.bytes.span, from: start, to: end) }
      return
    }
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent, .null: return
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      scratch.withSpan { Self.appendEscaped($0, from: 0, to: $0.count, into: &output) }
    case .plain, .number, .boolean, .nested:
      Self.appendEscaped(batch.bytes.span, from: content.start, to: content.end, into: &output)
    }
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
