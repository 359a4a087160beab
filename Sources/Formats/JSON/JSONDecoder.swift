import Bytes
import Diagnostics
package import Records

/// Decodes chunks of a top-level array or of concatenated objects.
///
/// A chunk is read over its structural index; if anything is irregular, the same grammar reads it again byte by byte
/// and finds the exact reason.
package struct JSONDecoder: RecordDecoder {
  let maximumDepth: Int
  var members: JSONMembers
  var rows: JSONRows
  private var workspace = JSONWorkspace()
  private var elementShapes = JSONShapes(.comma)
  private var objectShapes = JSONShapes(.nothing)
  /// The first element that is no record. It is reported once the text up to the next record, or the end, was
  /// checked: a syntax error there is the better message.
  private(set) var notARecord: JSONFault?

  init(columns: JSONColumns, maximumDepth: Int) {
    self.maximumDepth = maximumDepth
    members = JSONMembers(keys: columns.keys)
    rows = JSONRows(columnCount: columns.schema.fields.count, reportsUnseen: columns.reportsUnseen)
  }

  package mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    let context = JSONContext(packed: chunk.context)
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    rows.begin(&batch)
    let fault = read(bytes.span, chunk, context)
    batch.failure = fault?.diagnostic(
      in: bytes.span, start: chunk.start, end: chunk.end, columnBase: context.columnBase, record: rows.rowCount + 1)
    rows.finish(&batch)
    batch.adopt(&bytes, of: &chunk, columns: rows.columnCount)
  }

  private mutating func read(_ bytes: Span<UInt8>, _ chunk: borrowing Chunk, _ context: JSONContext) -> JSONFault? {
    let (start, end) = (chunk.start, chunk.end)
    notARecord = nil
    if var cursor = workspace.makeCursor(bytes, from: start, to: end, maximumDepth: maximumDepth) {
      let isDone = document(&cursor, bytes, context, isLast: chunk.isLast)
      workspace.take(from: &cursor)
      if isDone { return nil }
      rows.restart()
      notARecord = nil
    }
    var cursor = JSONTextCursor(
      bytes, from: start, to: end, maximumDepth: maximumDepth, endMeaning: chunk.isLast ? .input : .chunk)
    return document(&cursor, bytes, context, isLast: chunk.isLast) ? nil : cursor.fault
  }

  private mutating func document<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ context: JSONContext, isLast: Bool
  ) -> Bool {
    switch context.state {
    case .start: return begin(&cursor, bytes, context, isLast: isLast)
    case .afterElement:
      cursor.baseDepth = 1
      return array(&cursor, bytes, context, isLast: isLast, isAfterElement: true)
    case .concatenated: return concatenated(&cursor, bytes)
    case .closed: return finish(&cursor, bytes)
    }
  }

  private mutating func begin<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ context: JSONContext, isLast: Bool
  ) -> Bool {
    switch cursor.peek(bytes) {
    case 0:
      let offset = cursor.position
      return cursor.refuse(
        JSONFault(code: .jsonEmpty, offset: offset, length: 0, message: "the input is empty: there is no JSON in it"))
    case ASCII.openBracket:
      guard cursor.maximumDepth > 0 else { return cursor.refuseDepth() }
      cursor.step()
      cursor.baseDepth = 1
      if cursor.peek(bytes) == ASCII.closeBracket {
        cursor.step()
        return finish(&cursor, bytes)
      }
      return array(&cursor, bytes, context, isLast: isLast, isAfterElement: false)
    case ASCII.openBrace: return concatenated(&cursor, bytes)
    case let byte:
      guard cursor.value(bytes) else { return false }
      let extent = cursor.extent
      guard finish(&cursor, bytes) else { return false }
      return cursor.refuse(
        JSONFault(
          code: .jsonNotARecord, offset: extent.start, length: extent.end - extent.start,
          message: "the document is \(JSONWords.kind(byte)), not a record"))
    }
  }

  /// Reads elements to the closing bracket or the end of the chunk.
  private mutating func array<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ context: JSONContext, isLast: Bool, isAfterElement: Bool
  ) -> Bool {
    var isAfterElement = isAfterElement
    while true {
      if isAfterElement {
        let byte = cursor.peek(bytes)
        if byte == 0, !isLast { return reportNotARecord(&cursor) }
        if byte == ASCII.closeBracket {
          cursor.step()
          return finish(&cursor, bytes)
        }
        guard byte == ASCII.comma else { return cursor.refuse(bytes, expected: "',' or ']' after an element") }
        cursor.step()
      }
      isAfterElement = true
      let byte = cursor.peek(bytes)
      if byte == ASCII.openBrace, notARecord == nil {
        if elementShapes.read(&cursor, bytes, into: &rows) { continue }
        let mark = cursor.mark
        guard record(&cursor, bytes) else { return false }
        elementShapes.learn(cursor, bytes, from: mark, rows)
        continue
      }
      guard cursor.value(bytes) else { return false }
      if byte == ASCII.openBrace { return reportNotARecord(&cursor) }
      if notARecord == nil {
        let number = context.records.map { " \($0 + rows.rowCount + 1)" } ?? ""
        let extent = cursor.extent
        notARecord = JSONFault(
          code: .jsonNotARecord, offset: extent.start, length: extent.end - extent.start,
          message: "element\(number) is \(JSONWords.kind(byte)), not a record")
      }
    }
  }

  private mutating func concatenated<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    while true {
      switch cursor.peek(bytes) {
      case 0: return true
      case ASCII.openBrace:
        if objectShapes.read(&cursor, bytes, into: &rows) { continue }
        let mark = cursor.mark
        guard record(&cursor, bytes) else { return false }
        objectShapes.learn(cursor, bytes, from: mark, rows)
      default: return cursor.refuse(bytes, expected: "another object or the end")
      }
    }
  }

  @inline(__always)
  private mutating func record<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    rows.beginRow()
    guard members.read(&cursor, bytes, into: &rows) else { return false }
    rows.endRow(start: cursor.extent.start, end: cursor.extent.end)
    return true
  }

  /// Nothing but whitespace may follow the document.
  private func finish<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    guard cursor.peek(bytes) == 0 else { return cursor.refuse(bytes, expected: "the end after the document") }
    return reportNotARecord(&cursor)
  }

  private func reportNotARecord<Cursor: JSONCursor>(_ cursor: inout Cursor) -> Bool {
    guard let notARecord else { return true }
    return cursor.refuse(notARecord)
  }
}

/// The index a decoder keeps between chunks.
struct JSONWorkspace: Sendable {
  /// Larger chunks (one giant record) are read plainly: their index would be four times their size.
  static let ceiling = 8 << 20
  private var index = JSONIndex()

  mutating func makeCursor(_ bytes: Span<UInt8>, from start: Int, to end: Int, maximumDepth: Int) -> JSONIndexCursor? {
    guard end - start <= Self.ceiling else { return nil }
    return JSONIndexCursor(bytes, from: start, to: end, maximumDepth: maximumDepth, index: &index)
  }

  mutating func take(from cursor: inout JSONIndexCursor) { cursor.release(into: &index) }
}

extension RecordBatch {
  /// Takes the decoded bytes of `chunk` and gives it this batch's old ones.
  mutating func adopt(_ bytes: inout [UInt8], of chunk: inout Chunk, columns: Int) {
    swap(&bytes, &self.bytes)
    swap(&bytes, &chunk.bytes)
    byteCount = chunk.end
    layout = .pairs(columns: columns)
    syntax = .json
  }
}
