import Bytes
package import Records

/// How a delimited input is spelled, all settled: what the cutter, both decoders and the messages agree on.
package struct CSVReadDialect: Sendable, Equatable {
  package var delimiter: UInt8
  /// 0: no quoting.
  package var quote: UInt8
  /// Inside quotes a backslash escapes the next byte, and a quote is not doubled.
  package var escapesWithBackslash: Bool
  /// A lone carriage return ends a record.
  package var endsLinesWithCR: Bool
  /// `\t \n \r \\` stand for what could not be written otherwise (TSV).
  package var usesTabEscapes: Bool

  package init(
    delimiter: UInt8, quote: UInt8 = ASCII.quote, escapesWithBackslash: Bool = false, endsLinesWithCR: Bool = false,
    usesTabEscapes: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escapesWithBackslash = escapesWithBackslash
    self.endsLinesWithCR = endsLinesWithCR
    self.usesTabEscapes = usesTabEscapes
  }

  /// True when quote parity and line feeds decide everything: the wide scan applies.
  var isRegular: Bool { !escapesWithBackslash && !endsLinesWithCR }

  package var syntax: FieldSyntax {
    usesTabEscapes ? .tabSeparated : .delimited(quote: quote, backslash: escapesWithBackslash)
  }

  /// What a format fixes before the user's options and the probe are asked.
  package struct Defaults: Sendable, Equatable {
    /// nil: automatic.
    var delimiter: UInt8?

    /// `csv`: the delimiter is given or found.
    package static let csv = Defaults(delimiter: nil)
    /// `csv-tab`: CSV quoting between tabs.
    package static let tab = Defaults(delimiter: ASCII.tab)
  }

  /// How messages and flags spell a delimiter: `';'`, `tab`.
  static func spelled(_ delimiter: UInt8) -> String {
    delimiter == ASCII.tab ? "tab" : "'\(Unicode.Scalar(delimiter))'"
  }

  /// The start of the blank lines that `start..<end` ends with, `end` when there are none.
  func trailingBlankLines(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var blank = end
    while blank > start {
      var lineEnd = blank - 1
      if bytes[lineEnd] == ASCII.lineFeed {
        if lineEnd > start, bytes[lineEnd - 1] == ASCII.carriageReturn { lineEnd -= 1 }
      } else if !(endsLinesWithCR && bytes[lineEnd] == ASCII.carriageReturn) {
        return blank
      }
      guard lineEnd == start || isLineEnd(bytes[lineEnd - 1]) else { return blank }
      blank = lineEnd
    }
    return blank
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == ASCII.lineFeed || endsLinesWithCR && byte == ASCII.carriageReturn
  }
}
