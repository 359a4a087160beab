import Bytes
import Diagnostics
import Records

/// The plain decoder: one record after the other through the state machine, every rule checked, every policy applied,
/// every message made here.
struct CSVPlainDecoder {
  let shape: CSVShape
  /// Start and end of every field of every record.
  var slots: [UInt32] = []
  /// Where each record ends, before its line end.
  var recordEnds: [UInt32] = []
  private(set) var records = 0
  private(set) var changes = ChangeCounts()
  private(set) var failure: Diagnostic?
  private(set) var rejections: [Rejection] = []
  private(set) var respelling: CSVRespelling
  private let messages: CSVMessages
  private var parser: CSVRecordParser

  /// What the cutter found wrong with the first record, whose text it cut.
  private let known: CSVRecordParser.Problem.Kind?

  /// `spareBase`: where respelled fields will stand.
  init(shape: CSVShape, spareBase: Int = 0, known: CSVRecordParser.Problem.Kind? = nil) {
    self.known = known
    self.shape = shape
    respelling = CSVRespelling(shape.dialect, base: spareBase)
    messages = CSVMessages(shape: shape)
    parser = CSVRecordParser(dialect: shape.dialect)
  }

  /// Decodes `bytes[start..<end]`. `endsInput`: blank lines at the end are the input's last ones.
  mutating func decode(_ bytes: Span<UInt8>, from start: Int, to end: Int, endsInput: Bool) {
    let dialect = shape.dialect
    var firstInvalid = UTF8Check.validPrefix(bytes, from: start, to: end)
    var badEscape = dialect.usesTabEscapes ? TabEscapes.firstBad(bytes, from: start, to: end) : end
    var isRestVoid = false
    var i = start
    while i < end {
      if dialect.beginsComment(bytes, at: i, to: end) {
        let next = dialect.nextLine(bytes, from: i, to: end)
        if firstInvalid < next {
          failure = messages.invalidUTF8(bytes, start: start, end: end, record: i, at: firstInvalid, records)
          guard shape.rejectsRecords else { return }
          reject(from: i, to: next, slots.count)
          firstInvalid = UTF8Check.validPrefix(bytes, from: next, to: end)
        } else {
          changes.add(.commentSkipped)
        }
        if badEscape < next { badEscape = TabEscapes.firstBad(bytes, from: next, to: end) }
        i = next
        continue
      }
      let first = slots.count
      let outcome = parser.read(bytes, from: i, to: end, keeping: shape.columnCount, into: &slots)
      var problem = outcome.problem
      var next = outcome.next
      if shape.rejectsRecords {
        next = CSVResumption.next(after: outcome, at: i, bytes, to: end, isFinal: true, shape) ?? end
        problem = problem.map { seenFromHere($0, at: i, next: next, isFirst: i == start, bytes) }
      }
      let reach = problem?.position ?? outcome.next
      if firstInvalid < reach {
        failure = messages.invalidUTF8(bytes, start: start, end: end, record: i, at: firstInvalid, records)
      } else if let problem {
        failure = messages.quoting(problem, bytes, start: start, end: end, records)
      } else if badEscape < reach {
        badEscape = shape.nextBadEscape(bytes, slots, from: first, at: badEscape, to: end)
        if badEscape < reach {
          failure = messages.badTabEscape(bytes, start: start, end: end, at: badEscape, records)
        }
      }
      if failure == nil, outcome.fieldCount != shape.columnCount {
        if outcome.isBlank(from: i) {
          isRestVoid = isRestVoid || endsInput && dialect.isVoid(bytes, from: i, to: end)
          if isRestVoid || shape.padsShortRecords {
            slots.removeLast(slots.count - first)
            changes.add(.blankLineSkipped)
            i = outcome.next
            continue
          }
        }
        if !repairWidth(outcome, from: first) {
          failure = messages.ragged(outcome, bytes, start: start, end: end, record: i, records)
        }
      }
      if failure != nil {
        guard shape.rejectsRecords else {
          slots.removeLast(slots.count - first)
          return
        }
        let isWhole = outcome.problem == nil && next == outcome.next
        reject(from: i, to: isWhole ? outcome.end : dialect.lineTextEnd(bytes, from: i, to: next), first)
        if firstInvalid < next { firstInvalid = UTF8Check.validPrefix(bytes, from: next, to: end) }
        if badEscape < next { badEscape = TabEscapes.firstBad(bytes, from: next, to: end) }
        i = next
        continue
      }
      if outcome.strayQuotes > 0 { changes.add(.strayQuoteKept, outcome.strayQuotes) }
      if outcome.trimmedFields > 0 { changes.add(.fieldTrimmed, outcome.trimmedFields) }
      if outcome.marksFields { respelling.respell(bytes, &slots, from: first) }
      if !shape.nullTexts.isEmpty { changes.add(.nullTextRead, shape.readNulls(bytes, &slots, from: first, end)) }
      recordEnds.append(UInt32(truncatingIfNeeded: outcome.end))
      records += 1
      i = outcome.next
    }
  }

  /// The problem where it can be shown: if reading goes on at `next`, before its place, or its place was cut off, it is
  /// shown where its field opened.
  private func seenFromHere(
    _ problem: CSVRecordParser.Problem, at start: Int, next: Int, isFirst: Bool, _ bytes: Span<UInt8>
  ) -> CSVRecordParser.Problem {
    var seen = problem
    if isFirst, let known, known != problem.kind {
      (seen.kind, seen.isBeyond) = (known, true)
      return seen
    }
    guard problem.position >= next else { return problem }
    var none: [UInt32] = []
    var parser = CSVRecordParser(dialect: shape.dialect)
    seen.position = parser.read(bytes, from: start, to: next, keeping: 0, into: &none).problem?.position ?? start
    seen.isBeyond = true
    return seen
  }

  /// Leaves the record at hand out: its row stays, without a value.
  private mutating func reject(from start: Int, to end: Int, _ firstSlot: Int) {
    guard let diagnostic = failure else { return }
    failure = nil
    slots.removeLast(slots.count - firstSlot)
    slots.append(
      contentsOf: repeatElement(UInt32(truncatingIfNeeded: start), count: 2 * shape.columnCount))
    recordEnds.append(UInt32(truncatingIfNeeded: end))
    rejections.append(Rejection(row: records, diagnostic, start: start, end: end))
    records += 1
  }

  /// Fills up or cuts a record of another width, where the policies say so. The missing fields are null: they stand, empty,
  /// where the record ends.
  private mutating func repairWidth(_ outcome: CSVRecordParser.Outcome, from first: Int) -> Bool {
    if outcome.fieldCount > shape.columnCount {
      guard shape.truncatesLongRecords else { return false }
      changes.add(.longRecordTruncated)
      return true
    }
    guard shape.padsShortRecords else { return false }
    while slots.count < first + 2 * shape.columnCount { slots.append(UInt32(truncatingIfNeeded: outcome.end)) }
    changes.add(.shortRecordPadded)
    return true
  }
}

extension CSVRecordParser.Outcome {
  /// True for a line that holds nothing.
  func isBlank(from start: Int) -> Bool { fieldCount == 1 && end == start && problem == nil }
}

extension CSVShape {
  /// Makes unquoted fields among `slots[first...]` that hold a null text empty, and says how many there were.
  func readNulls(_ bytes: Span<UInt8>, _ slots: inout [UInt32], from first: Int, _ end: Int) -> Int {
    var count = 0
    for slot in stride(from: first, to: slots.count - 1, by: 2) {
      let from = Int(slots[slot])
      let to = Int(slots[slot + 1])
      if to <= end, isNull(bytes, from: from, to: to) {
        slots[slot] = slots[slot + 1]
        count += 1
      }
    }
    return count
  }

  /// True when the field, as it stands in the input, is one of the texts that mean null.
  func isNull(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    nullTexts.contains { bytes.holds($0, from: start, to: end) }
  }

  /// The first bad escape of TSV from `position` on that is not a null text (`\N`). `slots[first...]` are the fields of the
  /// record that holds it.
  func nextBadEscape(
    _ bytes: Span<UInt8>, _ slots: [UInt32], from first: Int, at position: Int, to end: Int
  ) -> Int {
    guard !nullTexts.isEmpty else { return position }
    var bad = position
    for slot in stride(from: first, to: slots.count - 1, by: 2) {
      while bad >= Int(slots[slot]), bad < Int(slots[slot + 1]) {
        guard isNull(bytes, from: Int(slots[slot]), to: Int(slots[slot + 1])) else { return bad }
        bad = TabEscapes.firstBad(bytes, from: Int(slots[slot + 1]), to: end)
      }
    }
    return bad
  }
}

/// The escapes of TSV.
enum TabEscapes {
  /// Position of the first backslash in `from..<to` that does not begin `\t \n \r \\`, else `to`.
  static func firstBad(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
    var i = from
    while true {
      i = bytes.position(
        ofAny: ASCII.backslash, ASCII.backslash, ASCII.backslash, ASCII.backslash, from: i, to: to)
      guard i < to else { return to }
      guard i + 1 < to else { return i }
      switch bytes[i + 1] {
      case 0x74, 0x6E, 0x72, ASCII.backslash: i += 2
      default: return i
      }
    }
  }
}
