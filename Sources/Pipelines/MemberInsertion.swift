import Bytes
import Records

/// Puts a member with the input's path into the text of JSON records that leave as they came.
///
/// A record that is written member by member has the path in a column. One that is copied whole has it nowhere: its text is
/// copied here once more, with the member at the end of the object (of a feature: of its properties).
struct MemberInsertion: Sendable {
  private let key: [UInt8]
  private let value: [UInt8]
  private let column: Int
  /// Kept for its buffers.
  private var result: RecordBatch
  private var text = ByteBuilder(capacity: 0)

  init(_ source: SourceColumn, schema: Schema) {
    var builder = ByteBuilder(capacity: 256)
    _ = FieldText.spell(Array(source.name.utf8), .json, into: &builder)
    builder.append(ASCII.colon)
    key = builder.bytes
    builder.clear()
    _ = FieldText.spell(Array(source.path.utf8), .json, into: &builder)
    value = builder.bytes
    column = schema.index(of: source.name) ?? -1
    result = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
  }

  /// A change of a record's text: `position..<end` becomes `before`, the member, `after`.
  private struct Edit {
    /// Written before the record.
    var opening: [UInt8] = []
    var position: Int
    var end: Int
    var before: [UInt8] = []
    var after: [UInt8] = []
  }

  private static let featureStart = Array(#"{"type":"Feature","geometry":"#.utf8)
  private static let propertiesStart = Array(#","properties":{"#.utf8)

  /// `batch` with the member in every record. Places in it are not those of the input.
  mutating func apply(_ batch: borrowing RecordBatch) -> RecordBatch {
    var inserted = result
    result.slots = []
    result.bytes = []
    inserted.clear()
    text.clear()
    inserted.schema = batch.schema
    inserted.selection = batch.selection
    inserted.projection = batch.projection
    inserted.layout = batch.layout
    inserted.recordCount = batch.recordCount
    inserted.rowsWithUnseenMembers = batch.rowsWithUnseenMembers
    for row in 0..<batch.recordCount { copy(row, of: batch, into: &inserted) }
    inserted.byteCount = text.swapStorage(with: &inserted.bytes)
    return inserted
  }

  /// Takes the buffers of a batch that is no longer needed.
  mutating func recycle(_ batch: inout RecordBatch) {
    _ = text.swapStorage(with: &batch.bytes)
    swap(&result, &batch)
  }

  private mutating func copy(_ row: Int, of batch: borrowing RecordBatch, into inserted: inout RecordBatch) {
    let (start, end) = batch.recordExtent(row)
    let edit = edit(row, of: batch)
    let newStart = text.count
    text.append(edit.opening)
    let shift = text.count - start
    text.append(batch.bytes.span, from: start, to: edit.position)
    text.append(edit.before)
    text.append(key)
    let valueStart = text.count
    text.append(value)
    let valueEnd = text.count
    text.append(edit.after)
    let tailShift = text.count - edit.end
    text.append(batch.bytes.span, from: edit.end, to: end)
    // Positions before the edit move by less than those behind it.
    func moved(_ position: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: position + (position > edit.position ? tailShift : shift))
    }
    inserted.recordExtents.append(UInt32(truncatingIfNeeded: newStart))
    inserted.recordExtents.append(UInt32(truncatingIfNeeded: text.count))
    if !batch.propertyExtents.isEmpty {
      let first = Int(batch.propertyExtents[2 * row])
      let last = Int(batch.propertyExtents[2 * row + 1])
      let isNone = first >= last
      let newFirst = isNone ? valueStart - key.count - 1 : first + shift
      inserted.propertyExtents.append(UInt32(truncatingIfNeeded: newFirst))
      inserted.propertyExtents.append(UInt32(truncatingIfNeeded: isNone ? valueEnd + 1 : last + tailShift))
    }
    for index in 0..<batch.layout.columnCount {
      if index == column {
        inserted.slots.append(UInt32(truncatingIfNeeded: valueStart))
        let flags = batch.extent(row: row, column: index).flags
        inserted.slots.append(UInt32(truncatingIfNeeded: valueEnd) | flags)
        continue
      }
      let field = batch.extent(row: row, column: index)
      let isAbsent = field.flags & BatchLayout.absent != 0
      inserted.slots.append(isAbsent ? 0 : moved(field.start))
      inserted.slots.append((isAbsent ? 0 : moved(field.end)) | field.flags)
    }
  }

  private func edit(_ row: Int, of batch: borrowing RecordBatch) -> Edit {
    var (start, end) = batch.recordExtent(row)
    if !batch.propertyExtents.isEmpty {
      let properties = (Int(batch.propertyExtents[2 * row]), Int(batch.propertyExtents[2 * row + 1]))
      guard properties.0 < properties.1 else {
        // A geometry that is no feature becomes one.
        let close = [ASCII.closeBrace, ASCII.closeBrace]
        return Edit(
          opening: Self.featureStart, position: end, end: end, before: Self.propertiesStart, after: close)
      }
      (start, end) = properties
      guard batch.bytes[start] == ASCII.openBrace else {
        return Edit(position: start, end: end, before: [ASCII.openBrace], after: [ASCII.closeBrace])
      }
    }
    var last = end - 2
    while last > start, batch.bytes[last] <= ASCII.space { last -= 1 }
    return Edit(position: end - 1, end: end - 1, before: last > start ? [ASCII.comma] : [])
  }
}
