import Bytes

/// Finds where a field that opens with a quote ends.
///
/// Strict quoting: at the first quote that is not escaped. Lenient quoting (`--stray-quotes keep`), and dialects without
/// escapes: at the first quote before a delimiter or line end. Lenient quoting also knows two damages by their look. A quote
/// that can only open a field (it follows a delimiter or line end, and text follows it) means that this field was never
/// closed: it ended at the first doubled quote before a delimiter (`48"",`: a quote that nobody doubled, and the closing
/// one), and without such a place its own quote is data (`"3,BH-3190,…`).
enum CSVQuotedField {
  /// At a quote; `strays` of those before it are data. `isLoose`: what is inside is not escaped as the dialect says.
  case closed(at: Int, strays: Int, isLoose: Bool)
  /// The opening quote is data.
  case isData
  /// The bytes end before it is known.
  case unclosed

  static func read(
    _ bytes: Span<UInt8>, at open: Int, to end: Int, isFinal: Bool, _ dialect: CSVReadDialect,
    _ lookahead: inout Lookahead
  ) -> CSVQuotedField {
    if dialect.keepsStrayQuotes || dialect.escaping == .none {
      return readLeniently(bytes, at: open, to: end, isFinal: isFinal, dialect, &lookahead)
    }
    let quote = dialect.quote
    var i = open &+ 1
    if case .byte(let escape) = dialect.escaping {
      while true {
        i = bytes.position(nearAny: quote, quote, escape, escape, from: i, to: end)
        guard i < end else { return .unclosed }
        if bytes[i] != escape { return .closed(at: i, strays: 0, isLoose: false) }
        i = min(i &+ 2, end)
      }
    }
    while true {
      i = bytes.position(nearAny: quote, quote, quote, quote, from: i, to: end)
      guard i < end else { return .unclosed }
      guard i &+ 1 < end, bytes[i &+ 1] == quote else { return .closed(at: i, strays: 0, isLoose: false) }
      i &+= 2
    }
  }

  /// What lenient quoting found out while it looked ahead: no field that opens in `from..<until` is closed before `until`,
  /// except by its own first quotes or at a weak place. Without it a text of `""x,""x,…` would be read once for each field.
  struct Lookahead: Sendable {
    var from = Int.max
    var until = 0
    /// There is no weak place either.
    var isBarren = false
  }

  private static func readLeniently(
    _ bytes: Span<UInt8>, at open: Int, to end: Int, isFinal: Bool, _ dialect: CSVReadDialect,
    _ lookahead: inout Lookahead
  ) -> CSVQuotedField {
    let quote = dialect.quote
    let isDoubled = dialect.escaping == .doubled
    var escape = quote
    if case .byte(let byte) = dialect.escaping { escape = byte }
    // In a dialect without escapes a quote inside is data by definition, not by leniency.
    let strayWeight = dialect.escaping == .none ? 0 : 1
    let isKnown = open > lookahead.from && open < lookahead.until
    var weak: CSVQuotedField?
    var strays = 0
    var isLoose = false
    var i = open &+ 1
    var resolvedAt = end
    while true {
      i = bytes.position(nearAny: quote, quote, escape, escape, from: i, to: end)
      guard i < end else { break }
      if bytes[i] == escape, escape != quote {
        i = min(i &+ 2, end)
        continue
      }
      let next = i &+ 1
      if isDoubled, next < end, bytes[next] == quote {
        if weak == nil, next &+ 1 == end || endsField(bytes, next &+ 1, end, dialect) {
          weak = .closed(at: next, strays: strays &+ 1, isLoose: true)
          if isKnown { break }
        }
        if isKnown, lookahead.isBarren, bytes[i &- 1] != quote { break }
        i &+= 2
        continue
      }
      if next == end || endsField(bytes, next, end, dialect) {
        return .closed(at: i, strays: strays, isLoose: isLoose)
      }
      if dialect.keepsStrayQuotes, i &- 1 > open, opensField(bytes, i, dialect) {
        resolvedAt = i
        break
      }
      strays &+= strayWeight
      isLoose = true
      i = next
    }
    guard dialect.keepsStrayQuotes, resolvedAt < end || isFinal || isKnown else { return .unclosed }
    if !isKnown { lookahead = Lookahead(from: open, until: resolvedAt) }
    guard let weak else {
      lookahead.isBarren = true
      return .isData
    }
    return weak
  }

  private static func endsField(_ bytes: Span<UInt8>, _ i: Int, _ end: Int, _ dialect: CSVReadDialect) -> Bool {
    if bytes[i] == dialect.delimiter || dialect.lineEnd(bytes, at: i, to: end) > 0 { return true }
    guard dialect.trimsFields else { return false }
    var i = i
    while i < end, bytes[i] == ASCII.space || bytes[i] == ASCII.tab { i &+= 1 }
    return i == end || bytes[i] == dialect.delimiter || dialect.lineEnd(bytes, at: i, to: end) > 0
  }

  /// True when a field could begin at `i`.
  private static func opensField(_ bytes: Span<UInt8>, _ i: Int, _ dialect: CSVReadDialect) -> Bool {
    var before = i &- 1
    if dialect.spaceFollowsDelimiter || dialect.trimsFields, bytes[before] == ASCII.space, before > 0 { before &-= 1 }
    return bytes[before] == dialect.delimiter || bytes[before] == ASCII.lineFeed
      || dialect.endsLinesWithCR && bytes[before] == ASCII.carriageReturn
  }
}
