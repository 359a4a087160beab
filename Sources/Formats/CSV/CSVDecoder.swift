import Bytes
import Diagnostics
package import Records

/// Decodes chunks of delimited text: the wide scan where the chunk is proved regular, the state machine elsewhere.
///
/// The proof is the whole design: quotes stand where they may (`Facts.isClean`), structural newlines times columns are the
/// separators and every n-th separator is a newline, line ends are all CRLF or none, UTF-8 is valid. Whatever fails it
/// sends that chunk alone to `decodePlainly`, which gives pairs and the exact diagnostics.
package struct CSVDecoder: RecordDecoder {
  let shape: CSVShape
  /// Tests turn the fast path off to hold the two decoders against each other.
  package var usesWideScan = true
  private var narrowing: CSVNarrowing?
  private var pairs: [UInt32] = []

  init(shape: CSVShape) {
    self.shape = shape
    narrowing = CSVNarrowing(shape)
  }

  package mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    swap(&chunk.bytes, &batch.bytes)
    batch.byteCount = chunk.end
    batch.syntax = shape.dialect.syntax
    batch.delimiter = shape.dialect.delimiter
    batch.endsLinesWithCR = shape.dialect.endsLinesWithCR
    var end = chunk.end
    if chunk.isLast, shape.columnCount != 1 {
      end = shape.dialect.trailingBlankLines(batch.bytes.span, from: chunk.start, to: end)
    }
    if !(usesWideScan && shape.dialect.isWide && decodeWidely(from: chunk.start, to: end, &batch)) {
      decodePlainly(from: chunk.start, to: end, endsInput: chunk.isLast, known: chunk.context, &batch)
    }
    if end < chunk.end, batch.failure == nil {
      let lines = batch.bytes.span.countLines(
        from: end, to: chunk.end, endsWithCR: shape.dialect.endsLinesWithCR)
      batch.changes.add(.blankLineSkipped, lines)
    }
  }

  /// False when the chunk is not proved regular; `batch` then holds nothing that counts.
  private mutating func decodeWidely(from start: Int, to end: Int, _ batch: inout RecordBatch) -> Bool {
    let columns = shape.columnCount
    var scanEnd = end
    guard columns > 0, !shape.dialect.mayHoldComment(batch.bytes.span, from: start, to: end) else { return false }
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
    guard facts.isClean, !facts.isOpen, facts.quotedNewlines <= shape.dialect.maximumFieldLines,
      facts.newlines * columns == facts.separators,
      facts.crlf == 0 || facts.crlf == facts.newlines,
      UTF8Check.validPrefix(batch.bytes.span, from: start, to: end) == end,
      !shape.dialect.usesTabEscapes || TabEscapes.firstBad(batch.bytes.span, from: start, to: end) == end,
      Self.endsEveryRecord(batch.bytes.span, batch.slots.span, records: facts.newlines, columns: columns),
      end - start <= shape.dialect.maximumFieldBytes || holdsNoLongField(batch.slots.span)
    else { return false }
    batch.recordCount = facts.newlines
    batch.layout = .separators(columns: columns, endsWithCRLF: facts.crlf > 0)
    if let narrowing {
      narrowing.narrow(&batch, into: &pairs)
      swap(&pairs, &batch.slots)
    }
    return true
  }

  private func holdsNoLongField(_ slots: Span<UInt32>) -> Bool {
    var slot = 1
    while slot < slots.count {
      if Int(slots[slot] &- slots[slot - 1]) > shape.dialect.maximumFieldBytes { return false }
      slot += 1
    }
    return true
  }

  /// True when every n-th separator is a newline; as there are just as many newlines, none stands elsewhere.
  static func endsEveryRecord(
    _ bytes: Span<UInt8>, _ slots: Span<UInt32>, records: Int, columns: Int
  ) -> Bool {
    var slot = columns
    for _ in 0..<records {
      if bytes[Int(slots[slot])] != ASCII.lineFeed { return false }
      slot &+= columns
    }
    return true
  }

  private func decodePlainly(
    from start: Int, to end: Int, endsInput: Bool, known: UInt64, _ batch: inout RecordBatch
  ) {
    var plain = CSVPlainDecoder(
      shape: shape, spareBase: batch.byteCount + byteSlack, known: CSVRecordParser.Problem.Kind(rawValue: known))
    swap(&plain.slots, &batch.slots)
    swap(&plain.recordEnds, &batch.recordEnds)
    plain.slots.removeAll(keepingCapacity: true)
    batch.layout = .pairs(columns: shape.columnCount)
    plain.decode(batch.bytes.span, from: start, to: end, endsInput: endsInput)
    swap(&plain.slots, &batch.slots)
    swap(&plain.recordEnds, &batch.recordEnds)
    batch.recordCount = plain.records
    batch.failure = plain.failure
    batch.rejections = plain.rejections
    batch.changes.add(plain.changes)
    let respelled = plain.respelling.builder.count
    guard respelled > 0 else { return }
    let needed = plain.respelling.base + respelled + byteSlack
    if batch.bytes.count < needed {
      batch.bytes.append(contentsOf: repeatElement(0, count: needed - batch.bytes.count))
    }
    batch.respelled = plain.respelling.fields
    batch.bytes.replace(at: plain.respelling.base, with: plain.respelling.builder.storage, count: respelled)
    batch.usedEnd = plain.respelling.base + respelled
  }
}
