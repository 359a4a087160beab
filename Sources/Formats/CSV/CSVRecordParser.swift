import Bytes

/// The plain state machine: reads one record of delimited text, byte by byte, in every dialect.
///
/// It is the definition of the format. The wide scan only ever answers for chunks on which both agree, the cutter finds
/// the same record ends, and the sniffer asks it for field counts.
///
///     field start ── quote ──► quoted ── quote ──► closed ── delimiter, line end ──► next
///         └── anything else ──► unquoted ── delimiter, line end ──► next
struct CSVRecordParser: Sendable {
  let dialect: CSVReadDialect

  /// A record, or why there is none.
  struct Outcome: Equatable {
    /// Where the next record begins.
    var next: Int
    /// Where the text of the record ends: before its line end.
    var end: Int
    var fieldCount: Int
    /// False when the input ended before the record's line did.
    var isTerminated: Bool
    var problem: Problem?
  }

  struct Problem: Equatable {
    enum Kind { case unclosedQuote, textAfterQuote, quoteInField }
    var kind: Kind
    var position: Int
  }

  /// Reads the record at `start`, appending start and end of its first `limit` fields to `slots`. A carriage return that
  /// is the last byte of all counts as a line end that lost its line feed.
  func read(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, keeping limit: Int, into slots: inout [UInt32]
  ) -> Outcome {
    var outcome = Outcome(next: end, end: end, fieldCount: 0, isTerminated: false, problem: nil)
    var i = start
    while true {
      let fieldStart = i
      if dialect.quote != 0, i < end, bytes[i] == dialect.quote {
        guard let closed = closingQuote(bytes, from: i + 1, to: end) else {
          outcome.problem = Problem(kind: .unclosedQuote, position: fieldStart)
          return outcome
        }
        i = closed + 1
        if i < end, bytes[i] != dialect.delimiter, lineEnd(bytes, at: i, to: end) == 0 {
          outcome.problem = Problem(kind: .textAfterQuote, position: i)
          return outcome
        }
      } else {
        while i < end, bytes[i] != dialect.delimiter, lineEnd(bytes, at: i, to: end) == 0 {
          if dialect.quote != 0, bytes[i] == dialect.quote {
            outcome.problem = Problem(kind: .quoteInField, position: i)
            return outcome
          }
          i &+= 1
        }
      }
      if outcome.fieldCount < limit {
        slots.append(UInt32(truncatingIfNeeded: fieldStart))
        slots.append(UInt32(truncatingIfNeeded: i))
      }
      outcome.fieldCount &+= 1
      if i < end, bytes[i] == dialect.delimiter {
        i &+= 1
        continue
      }
      outcome.end = i
      if i < end {
        outcome.isTerminated = true
        outcome.next = i &+ lineEnd(bytes, at: i, to: end)
      }
      return outcome
    }
  }

  /// Position of the quote that closes, past doubled or escaped ones.
  private func closingQuote(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var i = start
    while i < end {
      let byte = bytes[i]
      if dialect.escapesWithBackslash {
        if byte == ASCII.backslash {
          i &+= 2
          continue
        }
        if byte == dialect.quote { return i }
      } else if byte == dialect.quote {
        guard i &+ 1 < end, bytes[i &+ 1] == dialect.quote else { return i }
        i &+= 1
      }
      i &+= 1
    }
    return nil
  }

  /// Bytes of the line end at `i`, 0 when there is none.
  @inline(__always)
  private func lineEnd(_ bytes: Span<UInt8>, at i: Int, to end: Int) -> Int {
    let byte = bytes[i]
    if byte == ASCII.lineFeed { return 1 }
    guard byte == ASCII.carriageReturn else { return 0 }
    if i &+ 1 == end { return 1 }
    if bytes[i &+ 1] == ASCII.lineFeed { return 2 }
    return dialect.endsLinesWithCR ? 1 : 0
  }
}

/// What one record of an input must look like, for the decoders and their messages.
struct CSVShape: Sendable {
  var dialect: CSVReadDialect
  var columnCount: Int
  var hasHeader: Bool
  /// The raw first record, at most `headerLimit` bytes of it, to be quoted in messages.
  var header: [UInt8]

  static let headerLimit = 400
}
