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
    if shape.rejectsRecords, dialect.quote != 0, !isClean(bytes, from: start, to: last, end: end) {
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

  /// True when every quote of what would be cut stands where one may. What holds no record end yet is looked at once in a
  /// while.
  private mutating func isClean(_ bytes: Span<UInt8>, from start: Int, to last: Int?, end: Int) -> Bool {
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
    return facts.isClean && !facts.isOpen
  }

  /// Where reading goes on after the wrong record at `start`, if that is known and a wrong record does not end the run.
  private func resumption(_ bytes: Span<UInt8>, after start: Int, to end: Int) -> Int? {
    guard shape.rejectsRecords else { return nil }
    let line = dialect.nextLine(bytes, from: start, to: end)
    return isKnown(bytes, line, end) ? CSVResumption.find(bytes, from: line, to: end, isFinal: false, shape) : nil
  }

  /// The wrong record at `start` is a chunk once nothing fits after it for long; nil until then.
  /// The decoder is told what was wrong: the place of it may be behind the chunk.
  private mutating func resumptionCut(
    _ kind: CSVRecordParser.Problem.Kind, _ bytes: Span<UInt8>, start: Int, end: Int
  ) -> Cut? {
    examined = (end - start) / 8 * 9
    // Nothing fits for so long: the lines that are here are one wrong record.
    guard end - start > Self.resumptionReach, let last = bytes.endOfLastLine(from: start, to: end) else { return nil }
    return Cut(end: last, context: kind.rawValue)
  }

  private static let resumptionReach = 1 << 20

  /// Reads from the first record on, which was not complete when it was offered before. A long one is read again only when
  /// it has grown by an eighth.
  private mutating func cutRecords(_ bytes: Span<UInt8>, start: Int, scanned: Int, end: Int) -> Cut? {
    if scanned <= start { examined = 0 }
    guard end - start <= Self.patience || end - start >= examined else { return nil }
    var parser = CSVRecordParser(dialect: dialect)
    var none: [UInt32] = []
    var last = start
    var firstBlank: Int?
    var i = start
    while i < end {
      if dialect.beginsComment(bytes, at: i, to: end) {
        i = dialect.nextLine(bytes, from: i, to: end)
        guard isKnown(bytes, i, end) else { break }
        last = i
        continue
      }
      let outcome = parser.read(bytes, from: i, to: end, isFinal: false, keeping: 0, into: &none)
      if let problem = outcome.problem, problem.kind != .unclosedQuote {
        if let next = resumption(bytes, after: i, to: end) {
          firstBlank = nil
          i = next
          last = next
          continue
        }
        // The decoder will say where, and show the whole line: what stands before the bad record leaves first.
        let kept = firstBlank ?? last
        if kept > start { return Cut(end: kept) }
        if shape.rejectsRecords { return resumptionCut(problem.kind, bytes, start: start, end: end) }
        let lineEnd = dialect.nextLine(bytes, from: problem.position, to: end)
        return isKnown(bytes, lineEnd, end) || end - start > Self.patience ? Cut(end: lineEnd) : nil
      }
      guard outcome.isTerminated, isKnown(bytes, outcome.next, end) else { break }
      if outcome.isBlank(from: i), !keepsBlankLines {
        firstBlank = firstBlank ?? i
      } else {
        firstBlank = nil
      }
      i = outcome.next
      last = i
    }
    let kept = firstBlank ?? last
    if kept > start {
      examined = 0
      return Cut(end: kept)
    }
    examined = (end - start) / 8 * 9
    return nil
  }

  /// True when what ends at `next` cannot end elsewhere once more bytes are there: a carriage return may get its line feed.
  private func isKnown(_ bytes: Span<UInt8>, _ next: Int, _ end: Int) -> Bool {
    next < end || next > 0 && bytes[next - 1] == ASCII.lineFeed
  }
}
