import Bytes
import Diagnostics
import Records

/// Refuses to write a record flat when it holds a member that is no column: a key that the probe had not seen.
///
/// CSV and TSV have one header for the whole file, so such a member could only be dropped, and nothing is dropped silently.
enum UnseenMemberCheck {
  /// The first visible record with an unseen member becomes an error; `batch` keeps the visible records before it.
  ///
  /// `isSchema`: the columns are the fields of a schema.
  static func refuse(in batch: inout RecordBatch, isSchema: Bool) -> Diagnostic? {
    guard !batch.rowsWithUnseenMembers.isEmpty else { return nil }
    let rows = batch.rows
    let unseen = Set(batch.rowsWithUnseenMembers)
    guard let position = rows.firstIndex(where: unseen.contains) else { return nil }
    batch.selection = .rows(Array(rows[..<position]))
    return diagnostic(Int(rows[position]), batch, isSchema)
  }

  /// Every visible record with an unseen member is rejected; `batch` keeps the others.
  static func rejectAll(in batch: inout RecordBatch, isSchema: Bool) -> [RejectedRecord] {
    guard !batch.rowsWithUnseenMembers.isEmpty else { return [] }
    let unseen = Set(batch.rowsWithUnseenMembers)
    let rows = batch.rows
    let rejected = rows.filter(unseen.contains).map { row in
      RejectedRecord(Int(row), diagnostic(Int(row), batch, isSchema), of: batch)
    }
    if !rejected.isEmpty { batch.selection = .rows(rows.filter { !unseen.contains($0) }) }
    return rejected
  }

  private static func diagnostic(_ row: Int, _ batch: RecordBatch, _ isSchema: Bool) -> Diagnostic {
    let bytes = batch.bytes.span
    let found = firstUnseen(row, batch)
    let member = found?.member
    let start = member?.keyStart ?? batch.recordExtent(row).start
    let length = member.map { $0.keyEnd - $0.keyStart } ?? 0
    let name = found?.name ?? ""
    let place = Excerpt.locate(
      in: bytes, start: batch.byteStart, end: batch.byteCount, offset: start, length: length, label: "not a column")
    return Diagnostic(
      .unseenKey,
      isSchema
        ? "key '\(name)' is no field of the schema, and the output has the schema's columns"
        : "key '\(name)' appears after the columns were settled from the first 1 MiB",
      at: Location(line: place.line, column: place.column, record: row + 1, byte: start - batch.byteStart, field: name),
      excerpt: place.excerpt,
      notes: ["columns: " + batch.projection.fields.prefix(12).map(\.name).joined(separator: ", ")],
      help: [
        isSchema
          ? "--columns auto takes the keys of the first 1 MiB, too"
          : "--columns union reads the input twice and makes a column of each key",
        isSchema
          ? "add the field to the schema" : "--fields names the columns, '\(name)' among them or not",
        "-t jsonl keeps every key of every record",
      ])
  }

  /// The member, among the fields or beside them, and its name.
  private static func firstUnseen(_ row: Int, _ batch: RecordBatch) -> (member: RecordMember, name: String)? {
    if let found = firstUnseen(row, batch, batch.propertyExtents, lifted: []) { return found }
    let lifted = batch.propertyExtents.isEmpty ? [] : ["type", "properties", "fields"].map { Array($0.utf8) }
    return firstUnseen(row, batch, batch.recordExtents, lifted: lifted)
  }

  /// `lifted` are the names of an envelope whose members are no fields.
  private static func firstUnseen(
    _ row: Int, _ batch: RecordBatch, _ extents: [UInt32], lifted: [[UInt8]]
  ) -> (member: RecordMember, name: String)? {
    guard extents.count > 2 * row + 1 else { return nil }
    let names = batch.schema.fields.map(\.nameBytes) + lifted
    let (start, end) = (Int(extents[2 * row]), Int(extents[2 * row + 1]))
    if batch.schema.hasFlatNames, lifted.isEmpty {
      var walker = FlatMemberWalker(from: start, to: end)
      while let member = walker.next(in: batch.bytes.span) {
        let name = walker.name.bytes
        if !names.contains(name) { return (member, String(decoding: name, as: UTF8.self)) }
      }
      return nil
    }
    var walker = MemberWalker(from: start, to: end)
    var scratch = ByteBuilder(capacity: 256)
    while let member = walker.next(in: batch.bytes.span) {
      let isColumn = names.contains { member.isNamed($0, in: batch.bytes.span, scratch: &scratch) }
      if isColumn { continue }
      let name = batch.bytes.span.array(from: member.keyStart, to: member.keyEnd)
      return (member, String(decoding: name, as: UTF8.self))
    }
    return nil
  }
}
