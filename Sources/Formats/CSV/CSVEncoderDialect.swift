import Bytes

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
}
