import Bytes

/// Cuts delimited text at record ends.
///
/// Strict quoting: the parity of the quotes is the only serial thing (see `CSVScan.cut`). Backslash escapes and lone
/// carriage returns need the state machine, one byte at a time. Blank lines at a cut go to the next chunk, so that the
/// last chunk holds all blank lines that end the input.
struct CSVCutter: RecordCutter {
  private let dialect: CSVReadDialect
  /// A blank line is a value: the input has one column.
  private let keepsBlankLines: Bool
  /// The state after the bytes that were offered.
  private var isInside = false
  private var state = State.fieldStart

  /// How long a record may get before it is looked at, doubled after each look.
  private var examined = patience
  private static let patience = 1 << 16

  private enum State { case fieldStart, unquoted, quoted, escaped, afterCR }

  init(dialect: CSVReadDialect, columnCount: Int) {
    self.dialect = dialect
    keepsBlankLines = columnCount == 1
  }

  mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    if isFinal { return start < end ? Cut(end: end) : nil }
    if scanned <= start {
      isInside = false
      state = .fieldStart
      examined = Self.patience
    }
    let from = max(scanned, start)
    let last =
      dialect.isRegular
      ? CSVScan.cut(bytes, from: from, to: end, quote: dialect.quote, isInside: &isInside)
      : serialCut(bytes, from: from, to: end)
    guard let last else { return strayQuoteCut(bytes, from: start, to: end) }
    let kept = keepsBlankLines ? last : dialect.trailingBlankLines(bytes, from: start, to: last)
    return kept > start ? Cut(end: kept) : nil
  }

  /// A stray quote inverts the parity of all that follows, and no line feed would end a record again. So a long record is
  /// read once in a while: if its quoting is wrong, it is a chunk, for the decoder to say where.
  private mutating func strayQuoteCut(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Cut? {
    guard end - start >= examined else { return nil }
    examined = (end - start) * 2
    var none: [UInt32] = []
    let outcome = CSVRecordParser(dialect: dialect).read(bytes, from: start, to: end, keeping: 0, into: &none)
    switch outcome.problem?.kind {
    case .quoteInField, .textAfterQuote: return Cut(end: end)
    case .unclosedQuote, nil: return nil
    }
  }

  /// The state machine of `CSVRecordParser`, without its complaints. A record ends after a carriage return only once the
  /// byte that follows is known.
  private mutating func serialCut(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var last: Int?
    for i in start..<end {
      let byte = bytes[i]
      if state == .afterCR {
        state = .fieldStart
        if byte == ASCII.lineFeed {
          last = i + 1
          continue
        }
        last = i
      }
      switch state {
      case .quoted:
        if byte == dialect.quote {
          state = .unquoted
        } else if byte == ASCII.backslash, dialect.escapesWithBackslash {
          state = .escaped
        }
      case .escaped: state = .quoted
      case .fieldStart, .unquoted, .afterCR:
        if byte == ASCII.lineFeed {
          state = .fieldStart
          last = i + 1
        } else if byte == ASCII.carriageReturn, dialect.endsLinesWithCR {
          state = .afterCR
        } else if byte == dialect.delimiter {
          state = .fieldStart
        } else if byte == dialect.quote, dialect.quote != 0, state == .fieldStart || !dialect.escapesWithBackslash {
          state = .quoted
        } else {
          state = .unquoted
        }
      }
    }
    return last
  }
}
