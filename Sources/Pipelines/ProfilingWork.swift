import Bytes
import Diagnostics
import Formats
import Profiles
import Records

/// What a chunk adds to an inspection.
struct ProfiledChunk: Sendable {
  var profile: ChunkProfile
  var unseen = UnseenMembers()
  var usage = ChunkUsage()
  var failure: Diagnostic?
  var fileBytesRead = 0
  /// The limit was reached in this chunk.
  var isLast = false
}

/// Decodes chunks and folds them into profiles. A limit needs a single worker: only then it is known how many records
/// come before a chunk.
struct ProfilingWork: ChunkWork {
  private var decoder: ChunkDecoder
  private var batch: RecordBatch
  private var columns: ColumnFolder
  private var geometries: [GeometryFolder]
  private var unseen: UnseenFolder
  private var remaining: Int

  init(decoder: ChunkDecoder, schema: Schema, geometries: [GeometrySource], limit: Int?) {
    self.decoder = decoder
    batch = decoder.makeBatch()
    columns = ColumnFolder(schema)
    self.geometries = geometries.map { GeometryFolder($0) }
    unseen = UnseenFolder(schema)
    remaining = limit ?? .max
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout ProfiledChunk?) -> ProfiledChunk {
    var result = prepared(spare.take())
    result.fileBytesRead = chunk.fileBytesRead
    result.usage = decoder.decode(&chunk, into: &batch)
    let rows = min(batch.recordCount, remaining)
    remaining -= rows
    result.isLast = remaining == 0
    result.failure = result.isLast ? nil : batch.failure
    if rows < batch.recordCount {
      batch.keepRecords(rows)
      let end = rows == 0 ? batch.byteStart : batch.recordExtent(rows - 1).end
      (result.usage.records, result.usage.bytes) = (rows, end - batch.byteStart)
    }
    result.profile.records = rows
    columns.fold(batch, rows: rows, into: &result.profile)
    for index in geometries.indices {
      geometries[index].fold(batch, rows: rows, into: &result.profile.geometries[index])
    }
    if !batch.rowsWithUnseenMembers.isEmpty { unseen.fold(batch, into: &result.unseen) }
    swap(&chunk.bytes, &batch.bytes)
    return result
  }

  func failed(_ diagnostic: Diagnostic) -> ProfiledChunk {
    var result = prepared(nil)
    result.failure = diagnostic
    return result
  }

  private func prepared(_ spare: consuming ProfiledChunk?) -> ProfiledChunk {
    guard var result = spare else {
      return ProfiledChunk(
        profile: ChunkProfile(columnCount: batch.schema.fields.count, geometryCount: geometries.count))
    }
    result.profile.clear()
    result.unseen.clear()
    result.failure = nil
    return result
  }
}

/// Finds the members that are no column, in the text of the records that have some.
struct UnseenFolder: Sendable {
  private let known: Set<[UInt8]>
  private var scratch = ByteBuilder(capacity: 64)

  init(_ schema: Schema) {
    known = Set(schema.fields.lazy.filter { $0.role == .property }.map(\.nameBytes))
  }

  mutating func fold(_ batch: borrowing RecordBatch, into unseen: inout UnseenMembers) {
    let extents = batch.propertyExtents.isEmpty ? batch.recordExtents : batch.propertyExtents
    for row in batch.rowsWithUnseenMembers {
      let entry = 2 * Int(row)
      guard extents.indices.contains(entry + 1) else { continue }
      var walker = MemberWalker(from: Int(extents[entry]), to: Int(extents[entry + 1]))
      while let member = walker.next(in: batch.bytes.span) {
        let name = name(of: member, in: batch.bytes.span)
        if known.contains(name) { continue }
        unseen.add(
          UnseenMembers.Member(
            name: name, records: 1,
            first: Sighting(
              record: Int(row) + 1,
              line: batch.line(at: member.keyStart),
              text: batch.bytes.span.array(
                from: member.valueStart, to: min(member.valueEnd, member.valueStart + Sighting.longestText)))))
      }
    }
  }

  private mutating func name(of member: RecordMember, in bytes: Span<UInt8>) -> [UInt8] {
    guard member.keyHasEscape else { return bytes.array(from: member.keyStart, to: member.keyEnd) }
    scratch.clear()
    FieldText.unescape(bytes, member.keyStart, member.keyEnd, .json, into: &scratch)
    return scratch.bytes
  }
}
