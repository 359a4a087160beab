import Bytes
import Records

/// How a CSV output quotes: the delimiter, and whether values are quoted even where they need not be.
struct CSVDialect: Sendable, Equatable {
  var delimiter: UInt8
  var quotesAll: Bool

  /// True when text cannot stand unquoted (RFC 4180 section 2; a lone carriage return counts as a line break).
  func needsQuotes(_ source: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    source.position(
      nearAny: delimiter, ASCII.quote, ASCII.carriageReturn, ASCII.lineFeed, from: start, to: end) != end
  }

  /// Appends decoded text, in quotes where it needs them or where they are forced.
  func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, forcesQuotes: Bool = false, into output: inout ByteBuilder
  ) {
    guard forcesQuotes || quotesAll || needsQuotes(source, from: start, to: end) else {
      return output.append(source, from: start, to: end)
    }
    output.append(ASCII.quote)
    output.appendDoubling(ASCII.quote, source, from: start, to: end)
    output.append(ASCII.quote)
  }

  /// Appends one field of a batch; nothing for null and absent.
  func appendField(
    _ batch: borrowing RecordBatch, row: Int, column: Int, scratch: inout ByteBuilder, into output: inout ByteBuilder
  ) {
    // Quoted in our own style already: the quotes leave with it.
    if batch.syntax == .csv {
      let (start, end, flags) = batch.extent(row: row, column: column)
      if flags & BatchLayout.absent == 0, end &- start >= 2, batch.bytes[start] == ASCII.quote {
        return output.append(batch.bytes.span, from: start, to: end)
      }
    }
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent, .null: return
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      scratch.withSpan { append($0, from: 0, to: $0.count, into: &output) }
    case .plain, .number, .boolean, .nested:
      let isEmptyText = content.start == content.end
      append(batch.bytes.span, from: content.start, to: content.end, forcesQuotes: isEmptyText, into: &output)
    }
  }
}
