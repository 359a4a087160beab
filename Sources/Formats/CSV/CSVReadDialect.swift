import Bytes
package import Records

/// How a delimited input is spelled, all settled: what the cutter, both decoders and the messages agree on.
package struct CSVReadDialect: Sendable, Equatable {
  package var delimiter: UInt8
  /// One space after a delimiter belongs to no field.
  package var spaceFollowsDelimiter = false
  /// 0: no quoting.
  package var quote: UInt8
  package var escaping: Escaping
  /// A lone carriage return ends a record.
  package var endsLinesWithCR: Bool
  /// `\t \n \r \\` stand for what could not be written otherwise (TSV).
  package var usesTabEscapes: Bool
  /// A quote where none may stand is data (`StrayQuotes.keep`).
  package var keepsStrayQuotes = false
  /// White space around fields belongs to none.
  package var trimsFields = false
  /// Lines that begin so are no records; empty: there are none.
  package var comment: [UInt8] = []
  /// A quoted field that is longer, or holds more lines, was never meant to be one: its quote is wrong.
  package var maximumFieldBytes = Int.max
  package var maximumFieldLines = Int.max

  /// How a quote stands inside quotes.
  package enum Escaping: Sendable, Equatable {
    case doubled
    /// After this byte, as any other byte; a quote is not doubled.
    case byte(UInt8)
    /// As it is: only a quote before a delimiter or line end closes.
    case none
  }

  package init(
    delimiter: UInt8, quote: UInt8 = ASCII.quote, escaping: Escaping = .doubled, endsLinesWithCR: Bool = false,
    usesTabEscapes: Bool = false
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escaping = escaping
    self.endsLinesWithCR = endsLinesWithCR
    self.usesTabEscapes = usesTabEscapes
  }

  /// True when quote parity and line feeds decide where records end.
  var isCutByParity: Bool {
    (quote == 0 || escaping == .doubled && !keepsStrayQuotes) && !endsLinesWithCR && comment.isEmpty
  }

  /// True when the wide scan decides every chunk that it proves regular. Lenient quoting reads such a chunk alike.
  var isWide: Bool { (quote == 0 || escaping == .doubled) && !endsLinesWithCR }

  /// How a quoted field `start..<end` is more than one may be, and where that was known: what follows changes nothing.
  func excess(
    _ bytes: Span<UInt8>, from start: Int, to end: Int
  ) -> (kind: CSVRecordParser.Problem.Kind, provenBy: Int)? {
    let isLong = end &- start > maximumFieldBytes
    let limit = isLong ? start &+ maximumFieldBytes &+ 1 : end
    if limit &- start > maximumFieldLines,
      bytes.countLines(from: start, to: limit, endsWithCR: endsLinesWithCR) > maximumFieldLines
    {
      var proof = start
      for _ in 0...maximumFieldLines { proof = nextLine(bytes, from: proof, to: limit) }
      return (.fieldOfTooManyLines, proof)
    }
    return isLong ? (.fieldTooLong, limit) : nil
  }

  /// True when fields are narrowed after they were found.
  var narrowsFields: Bool { spaceFollowsDelimiter || trimsFields }

  package var syntax: FieldSyntax {
    if usesTabEscapes { return .tabSeparated }
    if case .byte(let escape) = escaping { return .delimited(quote: quote, escape: escape) }
    return .delimited(quote: quote, escape: quote)
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

  /// How messages and flags spell the delimiter: `';'`, `', '`, `tab`.
  var spelledDelimiter: String {
    spaceFollowsDelimiter ? "'\(Unicode.Scalar(delimiter)) '" : Self.spelled(delimiter)
  }

  /// How messages and flags spell a delimiter: `';'`, `tab`.
  static func spelled(_ delimiter: UInt8) -> String {
    delimiter == ASCII.tab ? "tab" : "'\(Unicode.Scalar(delimiter))'"
  }

  /// How flags spell a quote: `'"'`, `"'"`.
  static func spelledQuote(_ quote: UInt8) -> String {
    quote == 0 ? "none" : quote == 0x27 ? "\"'\"" : "'\(Unicode.Scalar(quote))'"
  }
}
