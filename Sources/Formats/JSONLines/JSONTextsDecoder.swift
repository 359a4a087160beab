import Bytes
import Diagnostics
import Records

/// What stands between the texts of an input that holds one record in each text.
enum JSONTextFraming: Sendable, Equatable {
  /// One text on each line; blank lines are skipped (JSON Lines).
  case lines
  /// A record separator before each text; nothing between two of them is skipped (RFC 7464).
  case sequence

  /// The byte that ends or begins texts. Neither can stand in valid JSON but as white space.
  var byte: UInt8 { self == .lines ? ASCII.lineFeed : Self.recordSeparator }

  static let recordSeparator: UInt8 = 0x1E
}

/// Decodes chunks of texts that hold one record each: lines, or a JSON text sequence.
struct JSONTextsDecoder<Records: JSONRecords>: JSONTextDecoder {
  let framing: JSONTextFraming
  let maximumDepth: Int
  var records: Records
  private var workspace = JSONWorkspace()
  private var shapes: JSONShapes

  init(_ records: Records, framing: JSONTextFraming, maximumDepth: Int) {
    self.records = records
    self.framing = framing
    self.maximumDepth = maximumDepth
    shapes = JSONShapes(framing == .lines ? .lineFeed : .nothing, envelope: records.envelope)
  }

  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    records.rows.begin(&batch)
    if !readFast(bytes.span, from: chunk.start, to: chunk.end) {
      records.rows.restart()
      let fault = readPlainly(bytes.span, chunk)
      batch.failure = fault?.diagnostic(
        in: bytes.span, start: chunk.start, end: chunk.end,
        columnBase: JSONContext(packed: chunk.context).columnBase, record: records.rows.rowCount + 1)
      batch.rejections = records.rows.rejections(
        in: bytes.span, start: chunk.start, end: chunk.end,
        columnBase: JSONContext(packed: chunk.context).columnBase)
    }
    records.rows.finish(&batch)
    batch.adopt(&bytes, of: &chunk, columns: records.rows.columnCount)
  }

  // MARK: Over the index

  private mutating func readFast(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard var cursor = workspace.makeCursor(bytes, from: start, to: end, maximumDepth: maximumDepth) else {
      return false
    }
    let isDone =
      framing == .lines ? lines(&cursor, bytes, from: start) : sequence(&cursor, bytes, from: start)
    workspace.take(from: &cursor)
    return isDone
  }

  /// The index does not hold line feeds: if those between the records are all there are, and at least one stands before
  /// every record but the first, then each record has its own line.
  private mutating func lines(_ cursor: inout JSONIndexCursor, _ bytes: Span<UInt8>, from start: Int) -> Bool {
    var afterLast = start
    var newlines = 0
    while true {
      let byte = cursor.peek(bytes)
      var found = 0
      while afterLast < cursor.position {
        if bytes[afterLast] == ASCII.lineFeed { found &+= 1 }
        afterLast &+= 1
      }
      newlines &+= found
      if byte == 0 { return newlines == cursor.index.newlines }
      guard byte == ASCII.openBrace, found > 0 || records.rows.rowCount == 0 else { return false }
      guard shapes.records(&cursor, bytes, &records) else { return false }
      newlines &+= shapes.newlines
      afterLast = cursor.extent.end
    }
  }

  /// A run of separators is one token of the index: it must hold nothing else.
  private mutating func sequence(_ cursor: inout JSONIndexCursor, _ bytes: Span<UInt8>, from start: Int) -> Bool {
    while true {
      var byte = cursor.peek(bytes)
      if byte == 0 { return true }
      guard byte == framing.byte else { return false }
      while byte == framing.byte {
        var i = cursor.position
        cursor.step()
        byte = cursor.peek(bytes)
        while i < cursor.position {
          guard bytes[i] == framing.byte || JSONText.isWhite(bytes[i]) else { return false }
          i &+= 1
        }
      }
      if byte == 0 { return true }
      guard byte == ASCII.openBrace, shapes.records(&cursor, bytes, &records) else { return false }
    }
  }

  // MARK: Byte by byte

  private mutating func readPlainly(_ bytes: Span<UInt8>, _ chunk: borrowing Chunk) -> JSONFault? {
    var cursor = JSONTextCursor(
      bytes, from: chunk.start, to: chunk.end, maximumDepth: maximumDepth, endMeaning: .input)
    var start = chunk.start
    while start < chunk.end {
      let end = bytes.position(of: framing.byte, or: framing.byte, from: start, to: chunk.end)
      let isLast = end == chunk.end
      let isEndOfInput = isLast && (chunk.isLast || framing == .lines)
      cursor.move(to: start, end: end, endMeaning: isEndOfInput ? .input : framing == .lines ? .line : .text)
      if framing == .sequence, start == chunk.start, cursor.peek(bytes) != 0 {
        _ = refuseUnseparated(&cursor)
        return cursor.fault
      }
      if !text(&cursor, bytes) {
        guard records.rows.rejectsRecords, let fault = cursor.fault else { return cursor.fault }
        reject(fault, bytes, from: start, to: end)
        cursor.fault = nil
        cursor.baseDepth = 0
        cursor.move(to: end, bytes)
      }
      start = end + 1
    }
    return nil
  }

  /// The text `start..<end` is left out as it stands, without the white space around it.
  private mutating func reject(_ fault: JSONFault, _ bytes: Span<UInt8>, from start: Int, to end: Int) {
    var (first, last) = (start, end)
    while first < last, JSONText.isWhite(bytes[first]) { first += 1 }
    while last > first, JSONText.isWhite(bytes[last - 1]) { last -= 1 }
    records.rows.reject(fault, start: first, end: last)
  }

  private func refuseUnseparated(_ cursor: inout JSONTextCursor) -> Bool {
    let offset = cursor.position
    return cursor.refuse(
      JSONFault(
        code: .jsonSyntax, offset: offset, length: 1, message: "no record separator (U+001E) stands before this text",
        notes: ["RFC 7464: each text of a sequence follows one"],
        help: ["-f jsonl reads one record on each line, -f json any objects"]))
  }

  private mutating func text(_ cursor: inout JSONTextCursor, _ bytes: Span<UInt8>) -> Bool {
    switch cursor.peek(bytes) {
    case 0: return true
    case ASCII.openBrace:
      guard records.record(&cursor, bytes) else { return false }
      if cursor.peek(bytes) == 0 { return true }
      // A sequence is cut behind complete texts: the record counts. That of a line only if nothing follows it.
      if framing == .sequence { return refuseUnseparated(&cursor) }
      records.rows.dropLastRow()
      let offset = cursor.position
      return cursor.refuse(
        JSONFault(
          code: .jsonSyntax, offset: offset, length: 1, message: "more text after the object on its line",
          notes: ["JSON Lines holds one object on each line"],
          help: ["-f json reads concatenated and pretty-printed objects"]))
    case let byte:
      let isLineOfArray = byte == ASCII.openBracket
      guard cursor.value(bytes) else {
        if isLineOfArray { cursor.fault?.help.append("-f json reads an array of objects") }
        return false
      }
      let extent = cursor.extent
      guard cursor.peek(bytes) == 0 else { return cursor.refuse(bytes, expected: "the end of the \(noun)") }
      // RFC 7464 section 2.4: only white space proves that a scalar is complete.
      if framing == .sequence, byte != ASCII.quote, byte | 0x20 != ASCII.openBrace, extent.end == cursor.end {
        return cursor.refuse(
          JSONFault(
            code: .jsonTruncated, offset: extent.start, length: extent.end - extent.start,
            message: "\(JSONWords.kind(byte)) without white space after it: it may be cut off"))
      }
      return cursor.refuse(
        JSONFault(
          code: .jsonNotARecord, offset: extent.start, length: extent.end - extent.start,
          message: "the \(noun) holds \(JSONWords.kind(byte)), not a record",
          help: isLineOfArray ? ["-f json reads an array of objects"] : []))
    }
  }

  private var noun: String { framing == .lines ? "line" : "text" }
}
