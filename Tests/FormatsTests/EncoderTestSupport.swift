import Bytes
import Diagnostics
import Formats
import Records

/// Batches made by hand, so that encoders are tested without any reader.
enum Batches {
  /// Strict CSV without its header, in the separators layout.
  static func csv(
    _ columns: [String], _ text: String, delimiter: Character = ",", crlf: Bool = false,
    geometry: GeometrySource? = nil
  ) -> RecordBatch {
    let schema = Schema(columns.map { Field($0) }, geometry: geometry)
    var batch = RecordBatch(
      schema: schema, layout: .separators(columns: columns.count, endsWithCRLF: crlf),
      syntax: .csv)
    fill(&batch, text)
    let payload = batch.byteCount
    var slots: [UInt32] = []
    let facts = CSVScan.scan(
      batch.bytes.span, from: 0, to: payload, delimiter: delimiter.asciiValue ?? 0, quote: ASCII.quote,
      into: &slots)
    batch.slots = slots
    batch.recordCount = facts.newlines
    return batch
  }

  /// Fields given one by one, in the pairs layout.
  static func pairs(_ columns: [String], _ records: [[String?]], syntax: FieldSyntax) -> RecordBatch {
    var batch = RecordBatch(
      schema: Schema(columns.map { Field($0) }), layout: .pairs(columns: columns.count), syntax: syntax)
    var text: [UInt8] = []
    for record in records {
      for field in record {
        guard let field else {
          batch.slots += [0, BatchLayout.absent]
          continue
        }
        batch.slots.append(UInt32(text.count))
        text += Array(field.utf8)
        let hasEscape = syntax == .json && field.contains("\\")
        batch.slots.append(UInt32(text.count) | (hasEscape ? BatchLayout.hasEscape : 0))
        text.append(ASCII.lineFeed)
      }
      batch.recordCount += 1
    }
    batch.bytes = text + [UInt8](repeating: 0, count: byteSlack)
    batch.byteCount = text.count
    return batch
  }

  /// JSON objects, one array element each; members of `columns` become slots.
  static func json(_ columns: [String], _ records: [String], geometry: GeometrySource? = nil) -> RecordBatch {
    var batch = RecordBatch(
      schema: Schema(columns.map { Field($0) }, isOpen: true, geometry: geometry),
      layout: .pairs(columns: columns.count),
      syntax: .json)
    fill(&batch, records.joined(separator: "\n,\n"))
    var start = 0
    for record in records {
      let end = start + record.utf8.count
      batch.recordExtents += [UInt32(start), UInt32(end)]
      append(columns.map { Array($0.utf8) }, of: start, end, to: &batch)
      batch.recordCount += 1
      start = end + 3
    }
    return batch
  }

  /// GeoJSON features: `properties` are columns, then geometry, id and `foreign` members.
  static func features(_ properties: [String], foreign: [String] = [], _ records: [String]) -> RecordBatch {
    var fields = properties.map { Field($0) }
    fields.append(Field("geometry", role: .geometry))
    fields.append(Field("id", role: .featureID))
    fields += foreign.map { Field($0, role: .foreignMember) }
    let schema = Schema(fields, isOpen: true, geometry: .shape(column: properties.count))
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: fields.count), syntax: .json)
    fill(&batch, records.joined(separator: ",\n"))
    var start = 0
    for record in records {
      let end = start + record.utf8.count
      batch.recordExtents += [UInt32(start), UInt32(end)]
      var inside = (start: 0, end: 0)
      var walker = MemberWalker(from: start, to: end)
      while let member = walker.next(in: batch.bytes.span) {
        if batch.bytes.span.holds(Array("properties".utf8), from: member.keyStart, to: member.keyEnd) {
          inside = (member.valueStart, member.valueEnd)
        }
      }
      batch.propertyExtents += [UInt32(inside.start), UInt32(inside.end)]
      append(properties.map { Array($0.utf8) }, of: inside.start, inside.end, to: &batch)
      append((["geometry", "id"] + foreign).map { Array($0.utf8) }, of: start, end, to: &batch)
      batch.recordCount += 1
      start = end + 2
    }
    return batch
  }

  private static func append(_ names: [[UInt8]], of start: Int, _ end: Int, to batch: inout RecordBatch) {
    var scratch = ByteBuilder()
    for name in names {
      var slot: [UInt32] = [0, BatchLayout.absent]
      var walker = MemberWalker(from: start, to: end)
      while let member = walker.next(in: batch.bytes.span) {
        if member.isNamed(name, in: batch.bytes.span, scratch: &scratch) {
          slot = [
            UInt32(member.valueStart), UInt32(member.valueEnd) | (member.valueHasEscape ? BatchLayout.hasEscape : 0),
          ]
        }
      }
      batch.slots += slot
    }
  }

  private static func fill(_ batch: inout RecordBatch, _ text: String) {
    let payload = Array(text.utf8)
    batch.bytes = payload + [UInt8](repeating: 0, count: byteSlack)
    batch.byteCount = payload.count
  }
}

/// What an output would hold: prologue, records without the first separator, epilogue.
func document(
  _ format: String, _ batch: RecordBatch, input: String = "csv", kinds: [FieldKind] = [], projection: Projection? = nil,
  outerMembers: String = "", _ set: (inout WriteOptions) -> Void = { _ in }
) throws -> String {
  var options = WriteOptions()
  set(&options)
  var batch = batch
  let projection = projection ?? Projection(all: batch.schema)
  batch.projection = projection
  for (column, kind) in kinds.enumerated() {
    batch.schema.fields[column].type = ColumnType(kind, basis: .guessed)
  }
  let context = EncoderContext(
    schema: batch.schema, projection: projection, options: options, inputFormat: input)
  guard var encoder = try FormatRegistry.format(named: format).makeEncoder?(context) else { return "no encoder" }
  var chunk = EncodedChunk(wantsRecordEnds: true)
  try encoder.encode(batch, into: &chunk)
  let members = Array(outerMembers.utf8)
  var bytes = encoder.prologue
  if chunk.recordCount > 0 {
    guard chunk.recordEnds.count == chunk.recordCount, chunk.recordEnds.last == chunk.bytes.count else {
      return "record ends do not agree: \(chunk.recordEnds), \(chunk.recordCount), \(chunk.bytes.count)"
    }
    bytes += chunk.bytes.bytes.dropFirst(encoder.separator.count)
    bytes += encoder.epilogue(outerMembers: members)
  } else {
    bytes += encoder.epilogueWithoutRecords(outerMembers: members)
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Columns of a schema by index, as `--fields` would bind them.
func selecting(_ schema: Schema, _ columns: [Int], keepsUnseen: Bool = false, keepsGeometry: Bool = true) -> Projection
{
  Projection(
    fields: columns.map { ProjectedField(column: $0, name: schema.fields[$0].name) }, keepsUnseen: keepsUnseen,
    keepsGeometry: keepsGeometry)
}
