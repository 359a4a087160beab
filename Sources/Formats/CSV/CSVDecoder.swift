import Bytes
import Diagnostics
import Records

/// Decodes chunks of delimited text: the wide scan where the chunk is proved regular, the state machine elsewhere.
///
/// The proof is the whole design: quotes stand where they may (`Facts.isClean`), structural newlines times columns are the
/// separators and every n-th separator is a newline, line ends are all CRLF or none, UTF-8 is valid. Whatever fails it
/// sends that chunk alone to `decodePlainly`, which gives pairs and the exact diagnostics.
struct CSVDecoder: RecordDecoder {
  let shape: CSVShape
  /// Tests turn the fast path off to hold the two decoders against each other.
  var usesWideScan = true

  init(shape: CSVShape) { self.shape = shape }

  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    swap(&chunk.bytes, &batch.bytes)
    batch.byteCount = chunk.end
    batch.syntax = shape.dialect.syntax
    var end = chunk.end
    if chunk.isLast, shape.columnCount != 1 {
      end = shape.dialect.trailingBlankLines(batch.bytes.span, from: chunk.start, to: end)
    }
    if usesWideScan, shape.dialect.isRegular, decodeWidely(from: chunk.start, to: end, &batch) {
      return
    }
    decodePlainly(from: chunk.start, to: end, &batch)
  }

  /// False when the chunk is not proved regular; `batch` then holds nothing that counts.
  private func decodeWidely(from start: Int, to end: Int, _ batch: inout RecordBatch) -> Bool {
    let columns = shape.columnCount
    var scanEnd = end
    guard columns > 0 else { return false }
    if end > start, batch.bytes[end - 1] != ASCII.lineFeed {
      // The last record of the input may lack its newline: one is lent to it in the slack.
      if end + 1 + byteSlack > batch.bytes.count {
        batch.bytes.append(contentsOf: repeatElement(0, count: end + 1 + byteSlack - batch.bytes.count))
      }
      batch.bytes[end] = ASCII.lineFeed
      scanEnd = end + 1
    }
    // Out of the batch while its bytes are lent: two accesses to one struct would overlap.
    var slots: [UInt32] = []
    swap(&slots, &batch.slots)
    let facts = CSVScan.scan(
      batch.bytes.span, from: start, to: scanEnd, delimiter: shape.dialect.delimiter, quote: shape.dialect.quote,
      into: &slots)
    swap(&slots, &batch.slots)
    guard facts.isClean, !facts.isOpen, facts.newlines * columns == facts.separators,
      facts.crlf == 0 || facts.crlf == facts.newlines,
      UTF8Check.validPrefix(batch.bytes.span, from: start, to: end) == end,
      !shape.dialect.usesTabEscapes || TabEscapes.firstBad(batch.bytes.span, from: start, to: end) == end,
      Self.endsEveryRecord(batch.bytes.span, batch.slots.span, records: facts.newlines, columns: columns)
    else { return false }
    batch.recordCount = facts.newlines
    batch.layout = .separators(columns: columns, endsWithCRLF: facts.crlf > 0)
    return true
  }

  /// True when every n-th separator is a newline; as there are just as many newlines, none stands elsewhere.
  private static func endsEveryRecord(
    _ bytes: Span<UInt8>, _ slots: Span<UInt32>, records: Int, columns: Int
  ) -> Bool {
    var slot = columns
    for _ in 0..<records {
      if bytes[Int(slots[slot])] != ASCII.lineFeed { return false }
      slot &+= columns
    }
    return true
  }

  private func decodePlainly(from start: Int, to end: Int, _ batch: inout RecordBatch) {
    var slots: [UInt32] = []
    swap(&slots, &batch.slots)
    slots.removeAll(keepingCapacity: true)
    batch.layout = .pairs(columns: shape.columnCount)
    let decoded = CSVPlainDecoder(shape: shape).decode(batch.bytes.span, from: start, to: end, into: &slots)
    swap(&slots, &batch.slots)
    batch.recordCount = decoded.records
    batch.failure = decoded.failure
  }
}

/// The plain decoder: one record after the other through the state machine, every rule checked, every message made here.
struct CSVPlainDecoder {
  let shape: CSVShape

  func decode(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, into slots: inout [UInt32]
  ) -> (records: Int, failure: Diagnostic?) {
    let parser = CSVRecordParser(dialect: shape.dialect)
    let messages = CSVMessages(shape: shape)
    let firstInvalid = UTF8Check.validPrefix(bytes, from: start, to: end)
    let firstBadEscape = shape.dialect.usesTabEscapes ? TabEscapes.firstBad(bytes, from: start, to: end) : end
    var records = 0
    var i = start
    while i < end {
      let kept = slots.count
      let outcome = parser.read(bytes, from: i, to: end, keeping: shape.columnCount, into: &slots)
      let reach = outcome.problem?.position ?? outcome.next
      let failure: Diagnostic?
      if firstInvalid < reach {
        failure = messages.invalidUTF8(bytes, start: start, end: end, record: i, at: firstInvalid, records)
      } else if let problem = outcome.problem {
        failure = messages.quoting(problem, bytes, start: start, end: end, records)
      } else if firstBadEscape < reach {
        failure = messages.badTabEscape(bytes, start: start, end: end, at: firstBadEscape, records)
      } else if outcome.fieldCount != shape.columnCount {
        failure = messages.ragged(outcome, bytes, start: start, end: end, record: i, records)
      } else {
        failure = nil
      }
      if let failure {
        slots.removeLast(slots.count - kept)
        return (records, failure)
      }
      records += 1
      i = outcome.next
    }
    return (records, nil)
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
