import Bytes
import Diagnostics
import Records

/// Decodes chunks of an array (the document, or the root in it), of one object, or of concatenated objects.
///
/// A chunk is read over its structural index; if anything is irregular, the same grammar reads it again byte by byte
/// and finds the exact reason.
struct JSONDecoder<Records: JSONRecords>: JSONTextDecoder {
  let maximumDepth: Int
  var records: Records
  /// The containers around the root, outermost first: true for an object.
  private let containers: [Bool]
  private var workspace = JSONWorkspace()
  private var elementShapes: JSONShapes
  private var objectShapes: JSONShapes
  /// The first element that is no record. It is reported once the text up to the next record, or the end, was
  /// checked: a syntax error there is the better message.
  private(set) var notARecord: JSONFault?

  init(_ records: Records, root: JSONRoot? = nil, maximumDepth: Int) {
    self.records = records
    self.maximumDepth = maximumDepth
    containers = root?.containers ?? []
    elementShapes = JSONShapes(.comma, envelope: records.envelope)
    objectShapes = JSONShapes(.nothing, envelope: records.envelope)
  }

  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    let context = JSONContext(packed: chunk.context)
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    records.rows.begin(&batch)
    let fault = read(bytes.span, chunk, context)
    batch.failure = fault?.diagnostic(
      in: bytes.span, start: chunk.start, end: chunk.end, columnBase: context.columnBase,
      record: records.rows.rowCount + 1)
    batch.rejections = records.rows.rejections(
      in: bytes.span, start: chunk.start, end: chunk.end, columnBase: context.columnBase)
    records.rows.finish(&batch)
    batch.adopt(&bytes, of: &chunk, columns: records.rows.columnCount)
  }

  private mutating func read(_ bytes: Span<UInt8>, _ chunk: borrowing Chunk, _ context: JSONContext) -> JSONFault? {
    let (start, end) = (chunk.start, chunk.end)
    notARecord = nil
    if var cursor = workspace.makeCursor(bytes, from: start, to: end, maximumDepth: maximumDepth) {
      let isDone = document(&cursor, bytes, context, isLast: chunk.isLast)
      workspace.take(from: &cursor)
      if isDone { return nil }
      records.rows.restart()
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
      cursor.baseDepth = containers.count &+ 1
      return array(&cursor, bytes, context, isLast: isLast, isAfterElement: true)
    case .concatenated: return concatenated(&cursor, bytes)
    case .closed: return finish(&cursor, bytes, isLast: isLast, open: 0)
    case .afterRecords: return finish(&cursor, bytes, isLast: isLast, open: context.openContainers)
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
      cursor.baseDepth = containers.count
      guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
      cursor.step()
      cursor.baseDepth &+= 1
      if cursor.peek(bytes) == ASCII.closeBracket {
        cursor.step()
        return finish(&cursor, bytes, isLast: isLast)
      }
      return array(&cursor, bytes, context, isLast: isLast, isAfterElement: false)
    case ASCII.openBrace where containers.isEmpty: return concatenated(&cursor, bytes)
    case ASCII.openBrace:
      cursor.baseDepth = containers.count
      return records.record(&cursor, bytes) && finish(&cursor, bytes, isLast: isLast)
    case let byte:
      guard cursor.value(bytes) else { return false }
      let extent = cursor.extent
      guard finish(&cursor, bytes, isLast: isLast) else { return false }
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
          return finish(&cursor, bytes, isLast: isLast)
        }
        guard byte == ASCII.comma else { return cursor.refuse(bytes, expected: "',' or ']' after an element") }
        cursor.step()
      }
      isAfterElement = true
      let byte = cursor.peek(bytes)
      if byte == ASCII.openBrace, notARecord == nil {
        let (start, depth) = (cursor.position, cursor.baseDepth)
        guard
          elementShapes.records(&cursor, bytes, &records) || records.reject(&cursor, bytes, from: start, depth: depth)
        else { return false }
        continue
      }
      guard cursor.value(bytes) else { return false }
      if byte == ASCII.openBrace { return reportNotARecord(&cursor) }
      if notARecord == nil {
        let number = context.records.map { " \($0 + records.rows.rowCount + 1)" } ?? ""
        let extent = cursor.extent
        let fault = JSONFault(
          code: .jsonNotARecord, offset: extent.start, length: extent.end - extent.start,
          message: "element\(number) is \(JSONWords.kind(byte)), not a record")
        if records.rows.rejectsRecords {
          records.rows.reject(fault, start: extent.start, end: extent.end)
        } else {
          notARecord = fault
        }
      }
    }
  }

  private mutating func concatenated<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    while true {
      switch cursor.peek(bytes) {
      case 0: return true
      case ASCII.openBrace:
        let (start, depth) = (cursor.position, cursor.baseDepth)
        guard
          objectShapes.records(&cursor, bytes, &records) || records.reject(&cursor, bytes, from: start, depth: depth)
        else { return false }
      default: return cursor.refuse(bytes, expected: "another object or the end")
      }
    }
  }

  /// Goes over what follows the records: the rest of each container around them, then nothing but white space. `open`
  /// containers have not ended; the cursor stands behind a value in the innermost of them.
  private mutating func finish<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, isLast: Bool, open: Int? = nil
  ) -> Bool {
    var open = open ?? containers.count
    while open > 0 {
      let isObject = open <= containers.count && containers[open - 1]
      cursor.baseDepth = open
      switch cursor.peek(bytes) {
      case ASCII.comma:
        cursor.step()
        guard !isObject || cursor.key(bytes), cursor.value(bytes) else { return false }
        records.rows.noteMemberOutside()
      case isObject ? ASCII.closeBrace : ASCII.closeBracket:
        cursor.step()
        open -= 1
      case 0 where !isLast: return reportNotARecord(&cursor)
      default: return cursor.refuse(bytes, expected: isObject ? "',' or '}'" : "',' or ']'")
      }
    }
    cursor.baseDepth = 0
    guard cursor.peek(bytes) == 0 else { return cursor.refuse(bytes, expected: "the end after the document") }
    return reportNotARecord(&cursor)
  }

  private func reportNotARecord<Cursor: JSONCursor>(_ cursor: inout Cursor) -> Bool {
    guard let notARecord else { return true }
    return cursor.refuse(notARecord)
  }
}
