import Bytes

/// The plain state machine: reads one record of delimited text, field by field, in every dialect.
///
/// It is the definition of the format. The wide scan only ever answers for chunks on which both agree, the cutter finds
/// the same record ends, and the sniffer asks it for field counts.
///
///     field start ── quote ──► quoted ── quote ──► closed ── delimiter, line end ──► next
///         └── anything else ──► unquoted ── delimiter, line end ──► next
struct CSVRecordParser: Sendable {
  let dialect: CSVReadDialect
  /// Where lenient quoting looked already; see `CSVQuotedField`.
  private var lookahead = CSVQuotedField.Lookahead()

  init(dialect: CSVReadDialect) { self.dialect = dialect }

  /// A record, or why there is none.
  struct Outcome: Equatable {
    /// Where the next record begins.
    var next: Int
    /// Where the text of the record ends: before its line end.
    var end: Int
    var fieldCount = 0
    /// False when the input ended before the record's line did.
    var isTerminated = false
    /// Fields that stand in quotes.
    var quotedFields = 0
    /// Quotes that are data where none may stand.
    var strayQuotes = 0
    /// Fields that lost white space around them.
    var trimmedFields = 0
    /// Kept fields whose text must be spelled again: marked with `CSVRespelling.literal` or `.loose`.
    var marksFields = false
    var problem: Problem?

    init(next: Int, end: Int) {
      self.next = next
      self.end = end
    }
  }

  struct Problem: Equatable {
    enum Kind: UInt64 {
      case unclosedQuote = 1
      case textAfterQuote, quoteInField, fieldTooLong, fieldOfTooManyLines
    }
    var kind: Kind
    var position: Int
    /// The bytes before this place show it, whatever follows.
    var provenBy: Int
    /// Where the quoted field opened after which text stands.
    var opening: Int?
    /// Reading goes on before the place of the problem: `position` is where its field opened.
    var isBeyond = false
  }

  /// Reads the record at `start`, appending start and end of its first `limit` fields to `slots`. `isFinal`: a record ends at
  /// `end` at the latest; without it what an open quote means is left open (`.unclosedQuote`).
  mutating func read(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, isFinal: Bool = true, keeping limit: Int,
    into slots: inout [UInt32]
  ) -> Outcome {
    var outcome = Outcome(next: end, end: end)
    let quote = dialect.quote
    let delimiter = dialect.delimiter
    var i = start
    while true {
      var fieldStart = i
      let beganAt = i
      if dialect.narrowsFields { fieldStart = narrowedStart(bytes, i, end, isFirst: outcome.fieldCount == 0) }
      var fieldEnd: Int
      var mark: UInt32 = 0
      i = fieldStart
      var isUnquoted = true
      if quote != 0, i < end, bytes[i] == quote {
        let field = CSVQuotedField.read(bytes, at: i, to: end, isFinal: isFinal, dialect, &lookahead)
        switch field {
        case .closed(let at, let strays, let isLoose):
          if let excess = dialect.excess(bytes, from: fieldStart, to: at) {
            outcome.problem = Problem(kind: excess.kind, position: fieldStart, provenBy: excess.provenBy)
            return outcome
          }
          i = at &+ 1
          isUnquoted = false
          outcome.quotedFields &+= 1
          outcome.strayQuotes &+= strays
          if isLoose { mark = CSVRespelling.loose }
        case .isData: mark = CSVRespelling.literal
        case .unclosed:
          let excess = dialect.excess(bytes, from: fieldStart, to: end)
          outcome.problem = Problem(
            kind: excess?.kind ?? .unclosedQuote, position: fieldStart, provenBy: excess?.provenBy ?? end)
          return outcome
        }
      }
      if isUnquoted {
        if mark != 0 {
          outcome.strayQuotes &+= 1
          i &+= 1
        }
        while true {
          i = bytes.position(
            nearAny: delimiter, ASCII.lineFeed, ASCII.carriageReturn, quote == 0 ? delimiter : quote, from: i, to: end)
          guard i < end, bytes[i] != delimiter, dialect.lineEnd(bytes, at: i, to: end) == 0 else { break }
          if bytes[i] == quote, quote != 0 {
            guard dialect.keepsStrayQuotes else {
              outcome.problem = Problem(kind: .quoteInField, position: i, provenBy: i &+ 1)
              return outcome
            }
            outcome.strayQuotes &+= 1
          }
          i &+= 1
        }
        fieldEnd = dialect.trimsFields ? trimmedEnd(bytes, fieldStart, i) : i
      } else {
        fieldEnd = i
        if dialect.trimsFields {
          while i < end, isWhiteSpace(bytes[i]) { i &+= 1 }
        }
        if i < end, bytes[i] != delimiter, dialect.lineEnd(bytes, at: i, to: end) == 0 {
          outcome.problem = Problem(
            kind: .textAfterQuote, position: i, provenBy: i &+ 1, opening: fieldStart)
          return outcome
        }
      }
      if dialect.trimsFields, fieldStart != beganAt || fieldEnd != i { outcome.trimmedFields &+= 1 }
      if outcome.fieldCount < limit {
        slots.append(UInt32(truncatingIfNeeded: fieldStart))
        slots.append(UInt32(truncatingIfNeeded: fieldEnd) | mark)
        if mark != 0 { outcome.marksFields = true }
      }
      outcome.fieldCount &+= 1
      if i < end, bytes[i] == delimiter {
        i &+= 1
        continue
      }
      outcome.end = i
      if i < end {
        outcome.isTerminated = true
        outcome.next = i &+ dialect.lineEnd(bytes, at: i, to: end)
      }
      return outcome
    }
  }

  /// Where the text of a field begins, past what belongs to none.
  private func narrowedStart(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, isFirst: Bool) -> Int {
    var i = start
    if dialect.trimsFields {
      while i < end, isWhiteSpace(bytes[i]) { i &+= 1 }
    } else if !isFirst, i < end, bytes[i] == ASCII.space {
      i &+= 1
    }
    return i
  }

  private func trimmedEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = end
    while i > start, isWhiteSpace(bytes[i &- 1]) { i &-= 1 }
    return i
  }

  private func isWhiteSpace(_ byte: UInt8) -> Bool {
    (byte == ASCII.space || byte == ASCII.tab) && byte != dialect.delimiter
  }
}

/// What one record of an input must look like, for the decoders and their messages.
struct CSVShape: Sendable {
  var dialect: CSVReadDialect
  var columnCount: Int
  var hasHeader: Bool
  /// The raw first record, at most `headerLimit` bytes of it, to be quoted in messages.
  var header: [UInt8]
  /// The physical line that it stands on.
  var headerLine = 1
  /// Records with too few fields get null ones, and blank lines are skipped.
  var padsShortRecords = false
  /// Records with too many fields lose the last ones.
  var truncatesLongRecords = false
  /// Unquoted texts that mean null.
  var nullTexts: [[UInt8]] = []
  /// Wrong records are left out, and reading goes on after them.
  var rejectsRecords = false

  static let headerLimit = 400

  /// True when a record of so many fields has as many as the header, or is given as many.
  func fits(_ fieldCount: Int) -> Bool {
    fieldCount == columnCount || (fieldCount > columnCount ? truncatesLongRecords : padsShortRecords)
  }
}
