import Bytes

/// Cuts delimited text at record ends.
///
/// Strict quoting: the parity of the quotes is the only serial thing (see `CSVScan.cut`). Every other dialect is read record
/// by record, and so are bytes whose quotes are wrong where the run goes on after wrong records. Blank lines at a cut go to
/// the next chunk, so that the last chunk holds all blank lines that end the input.
struct CSVCutter: RecordCutter {
  private let dialect: CSVReadDialect
  private let shape: CSVShape
  /// A blank line is a value: the input has one column.
  private let keepsBlankLines: Bool
  /// Whether a quote is open after the bytes that were offered.
  private var isInside = false
  /// The last cut was found record by record: what was counted of the bytes after it says nothing.
  private var isParityLost = false

  /// How long a record may get before it is looked at again.
  private var examined = patience
  private static let patience = 1 << 16

  /// Positions that the proof of clean quotes found: nobody reads them.
  private var slots: [UInt32] = []

  init(_ shape: CSVShape) {
    self.shape = shape
    dialect = shape.dialect
    keepsBlankLines = shape.columnCount == 1
  }

  mutating func cut(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int, isFinal: Bool) -> Cut? {
    if isFinal { return start < end ? Cut(end: end) : nil }
    guard dialect.isCutByParity else { return cutRecords(bytes, start: start, scanned: scanned, end: end) }
    let from = isParityLost ? start : max(scanned, start)
    if from == start {
      isInside = false
      isParityLost = false
      examined = Self.patience
    }
    let last = CSVScan.cut(
      bytes, from: from, to: end, quote: dialect.quote, isInside: &isInside)
    if shape.rejectsRecords, dialect.quote != 0, !isDecidedByScan(bytes, from: start, to: last, end: end) {
      let cut = cutRecords(bytes, start: start, scanned: start, end: end)
      isParityLost = cut != nil
      return cut
    }
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
    var parser = CSVRecordParser(dialect: dialect)
    let outcome = parser.read(bytes, from: start, to: end, keeping: 0, into: &none)
    switch outcome.problem?.kind {
    case .quoteInField, .textAfterQuote, .fieldTooLong, .fieldOfTooManyLines: return Cut(end: end)
    case .unclosedQuote, nil: return nil
    }
  }

  /// True when the decoder finds the records of what would be cut where the scan ends them: every quote stands where one
  /// may, and no record over several lines is wrong, after which reading would go on inside it. What holds no record end yet
  /// is looked at once in a while.
  private mutating func isDecidedByScan(_ bytes: Span<UInt8>, from start: Int, to last: Int?, end: Int) -> Bool {
    guard let last else {
      guard end - start >= examined else { return true }
      examined = (end - start) * 2
      return false
    }
    guard bytes.position(of: dialect.quote, or: dialect.quote, from: start, to: last) < last else { return true }
    // The scan reads beyond the end of what it scans.
    guard last + byteSlack <= bytes.count else { return false }
    let facts = CSVScan.scan(
      bytes, from: start, to: last, delimiter: dialect.delimiter, quote: dialect.quote, into: &slots)
    guard facts.isClean, !facts.isOpen else { return false }
    if facts.quotedNewlines == 0 { return true }
    return facts.quotedNewlines <= dialect.maximumFieldLines && last - start <= dialect.maximumFieldBytes
      && facts.newlines * shape.columnCount == facts.separators
      && CSVDecoder.endsEveryRecord(bytes, slots.span, records: facts.newlines, columns: shape.columnCount)
  }

  /// A wrong record that reading went on behind.
  private struct WrongRecord {
    var start: Int
    /// Where the next one begins.
    var next: Int
    /// What is wrong with its quotes; nil: its width.
    var kind: CSVRecordParser.Problem.Kind?
    /// The decoder sees that it is wrong when it sees the bytes before this place.
    var provenBy: Int
  }

  /// Reads from the first record on, which was not complete when it was offered before. A long one is read again only when
  /// it has grown by an eighth.
  private mutating func cutRecords(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int) -> Cut? {
    if scanned <= start { examined = 0 }
    guard end - start <= Self.patience || end - start >= examined else { return nil }
    var parser = CSVRecordParser(dialect: dialect)
    var none: [UInt32] = []
    var wrong: [WrongRecord] = []
    var last = start
    var firstBlank: Int?
    var i = start
    while i < end {
      if dialect.beginsComment(bytes, at: i, to: end) {
        i = dialect.nextLine(bytes, from: i, to: end)
        guard dialect.isKnown(bytes, i, end) else { break }
        last = i
        continue
      }
      let outcome = parser.read(bytes, from: i, to: end, isFinal: false, keeping: 0, into: &none)
      let problem = outcome.problem
      // What an open quote means depends on what follows.
      if problem?.kind == .unclosedQuote { break }
      if let problem, !shape.rejectsRecords {
        return cut(beforeOrAt: problem, bytes, start: start, kept: firstBlank ?? last, end: end)
      }
      guard problem != nil || outcome.isTerminated && dialect.isKnown(bytes, outcome.next, end) else { break }
      var next = outcome.next
      if shape.rejectsRecords {
        guard let found = CSVResumption.next(after: outcome, at: i, bytes, to: end, isFinal: false, shape) else {
          break
        }
        if problem != nil || found < next {
          wrong.append(
            WrongRecord(start: i, next: found, kind: problem?.kind, provenBy: problem?.provenBy ?? outcome.next))
        }
        next = found
      }
      if outcome.isBlank(from: i), !keepsBlankLines {
        firstBlank = firstBlank ?? i
      } else {
        firstBlank = nil
      }
      i = next
      last = i
    }
    if let cut = cut(at: firstBlank ?? last, start: start, wrong) {
      examined = 0
      return cut
    }
    examined = (end - start) / 8 * 9
    return nil
  }

  /// Where the run ends with its first wrong record: what stands before it leaves, then it does, for the decoder to say
  /// what is wrong and show the whole line.
  private func cut(
    beforeOrAt problem: CSVRecordParser.Problem, _ bytes: Span<UInt8>, start: Int, kept: Int, end: Int
  ) -> Cut? {
    if kept > start { return Cut(end: kept) }
    let lineEnd = dialect.nextLine(bytes, from: problem.position, to: end)
    return dialect.isKnown(bytes, lineEnd, end) || end - start > Self.patience ? Cut(end: lineEnd) : nil
  }

  /// Cuts at `kept`, or before the first wrong record that the decoder would not see to be wrong, or not in that way, for
  /// want of the bytes after `kept`. Such a record is a chunk of its own: the decoder is told what the cutter saw. One of
  /// another width must wait for its end, of which the decoder speaks.
  private func cut(at kept: Int, start: Int, _ wrong: [WrongRecord]) -> Cut? {
    var kept = kept
    while let unproven = wrong.first(where: { $0.start < kept && $0.provenBy > kept }) {
      if unproven.start == start { return unproven.kind.map { Cut(end: unproven.next, context: $0.rawValue) } }
      kept = unproven.start
    }
    return kept > start ? Cut(end: kept) : nil
  }
}
