import Bytes
import Diagnostics
import Records

/// Refuses to write a record flat when it holds a member that is no column: a key that the probe had not seen.
///
/// CSV and TSV have one header for the whole file, so such a member could only be dropped, and nothing is dropped silently.
enum UnseenMemberCheck {
  /// The first visible record with an unseen member becomes an error; `batch` keeps the visible records before it.
  static func refuse(in batch: inout RecordBatch) -> Diagnostic? {
    guard !batch.rowsWithUnseenMembers.isEmpty else { return nil }
    let rows = batch.rows
    let unseen = Set(batch.rowsWithUnseenMembers)
    guard let position = rows.firstIndex(where: unseen.contains) else { return nil }
    batch.selection = .rows(Array(rows[..<position]))
    return diagnostic(Int(rows[position]), batch)
  }

  private static func diagnostic(_ row: Int, _ batch: RecordBatch) -> Diagnostic {
    let bytes = batch.bytes.span
    let member = firstUnseen(row, batch)
    let start = member?.keyStart ?? batch.recordExtent(row).start
    let length = member.map { $0.keyEnd - $0.keyStart } ?? 0
    let name = String(decoding: bytes.array(from: start, to: start + length), as: UTF8.self)
    let place = Excerpt.locate(
      in: bytes, start: batch.byteStart, end: batch.byteCount, offset: start, length: length, label: "not a column")
    return Diagnostic(
      .unseenKey, "key '\(name)' appears after the columns were settled from the first 1 MiB",
      at: Location(line: place.line, column: place.column, record: row + 1, byte: start - batch.byteStart, field: name),
      excerpt: place.excerpt,
      notes: ["columns: " + batch.projection.fields.prefix(12).map(\.name).joined(separator: ", ")],
      help: [
        "--columns union reads the input twice and makes a column of each key",
        "--fields names the columns, '\(name)' among them or not", "-t jsonl keeps every key of every record",
      ])
  }

  private static func firstUnseen(_ row: Int, _ batch: RecordBatch) -> RecordMember? {
    let extents = batch.propertyExtents.isEmpty ? batch.recordExtents : batch.propertyExtents
    guard extents.count > 2 * row + 1 else { return nil }
    var walker = MemberWalker(from: Int(extents[2 * row]), to: Int(extents[2 * row + 1]))
    var scratch = ByteBuilder(capacity: 256)
    while let member = walker.next(in: batch.bytes.span) {
      let isColumn = batch.schema.fields.contains { field in
        member.isNamed(field.nameBytes, in: batch.bytes.span, scratch: &scratch)
      }
      if !isColumn { return member }
    }
    return nil
  }
}
