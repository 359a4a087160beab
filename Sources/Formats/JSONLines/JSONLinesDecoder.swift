import Bytes
import Diagnostics
package import Records

/// Decodes chunks of lines that hold one object each. Blank lines are skipped.
package struct JSONLinesDecoder: RecordDecoder {
  let maximumDepth: Int
  var members: JSONMembers
  var rows: JSONRows
  private var workspace = JSONWorkspace()
  private var shapes = JSONShapes(.lineFeed)

  init(columns: JSONColumns, maximumDepth: Int) {
    self.maximumDepth = maximumDepth
    members = JSONMembers(keys: columns.keys)
    rows = JSONRows(columnCount: columns.schema.fields.count, reportsUnseen: columns.reportsUnseen)
  }

  package mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    rows.begin(&batch)
    if !readFast(bytes.span, from: chunk.start, to: chunk.end) {
      rows.restart()
      let fault = readPlainly(bytes.span, chunk)
      batch.failure = fault?.diagnostic(
        in: bytes.span, start: chunk.start, end: chunk.end, columnBase: 0, record: rows.rowCount + 1)
    }
    rows.finish(&batch)
    batch.adopt(&bytes, of: &chunk, columns: rows.columnCount)
  }

  /// Reads over the index. The index does not hold line feeds: if those between the records are all there are, and at
  /// least one stands before every record but the first, then each record has its own line.
  private mutating func readFast(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard var cursor = workspace.makeCursor(bytes, from: start, to: end, maximumDepth: maximumDepth) else {
      return false
    }
    let isDone = lines(&cursor, bytes, from: start)
    workspace.take(from: &cursor)
    return isDone
  }

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
      guard byte == ASCII.openBrace, found > 0 || rows.rowCount == 0 else { return false }
      if shapes.read(&cursor, bytes, into: &rows) {
        newlines &+= shapes.newlines
      } else {
        let mark = cursor.mark
        guard record(&cursor, bytes) else { return false }
        shapes.learn(cursor, bytes, from: mark, rows)
      }
      afterLast = cursor.extent.end
    }
  }

  private mutating func readPlainly(_ bytes: Span<UInt8>, _ chunk: borrowing Chunk) -> JSONFault? {
    var cursor = JSONTextCursor(
      bytes, from: chunk.start, to: chunk.end, maximumDepth: maximumDepth, endMeaning: .input)
    var lineStart = chunk.start
    while lineStart < chunk.end {
      let newline = bytes.position(of: ASCII.lineFeed, or: ASCII.lineFeed, from: lineStart, to: chunk.end)
      let isWhole = newline == chunk.end
      cursor.move(to: lineStart, end: newline, endMeaning: isWhole ? .input : .line)
      guard line(&cursor, bytes) else { return cursor.fault }
      lineStart = newline + 1
    }
    return nil
  }

  private mutating func line(_ cursor: inout JSONTextCursor, _ bytes: Span<UInt8>) -> Bool {
    switch cursor.peek(bytes) {
    case 0: return true
    case ASCII.openBrace:
      guard record(&cursor, bytes) else { return false }
      // The record counts only if nothing follows it.
      if cursor.peek(bytes) == 0 { return true }
      rows.dropLastRow()
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
      guard cursor.peek(bytes) == 0 else { return cursor.refuse(bytes, expected: "the end of the line") }
      return cursor.refuse(
        JSONFault(
          code: .jsonNotARecord, offset: extent.start, length: extent.end - extent.start,
          message: "the line holds \(JSONWords.kind(byte)), not a record",
          help: isLineOfArray ? ["-f json reads an array of objects"] : []))
    }
  }

  @inline(__always)
  private mutating func record<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    rows.beginRow()
    guard members.read(&cursor, bytes, into: &rows) else { return false }
    rows.endRow(start: cursor.extent.start, end: cursor.extent.end)
    return true
  }
}
