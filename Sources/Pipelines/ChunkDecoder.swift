import Bytes
import Diagnostics
import Formats
import Records
import Schemas

/// Decodes one chunk after the other into batches of a plan's shape, and keeps the record limit.
struct ChunkDecoder: Sendable {
  private var decoder: any RecordDecoder
  private let shape: StreamShape
  private var fitting: ColumnFitting?
  private let maximumRecordBytes: Int
  /// The input was not UTF-8: each character beyond ASCII is a change.
  private let countsTranscoded: Bool
  /// nil: no column is checked.
  private var typeCheck: TypeCheck?
  /// nil where no schema has anything to check.
  private var schemaCheck: SchemaCheck?

  init(
    _ decoder: any RecordDecoder, shape: StreamShape, fitting: ColumnFitting? = nil, maximumRecordBytes: Int,
    countsTranscoded: Bool = false, typeCheck: TypeCheck? = nil, schemaCheck: SchemaCheck? = nil
  ) {
    self.decoder = decoder
    self.shape = shape
    self.fitting = fitting
    self.maximumRecordBytes = maximumRecordBytes
    self.countsTranscoded = countsTranscoded
    self.typeCheck = typeCheck
    self.schemaCheck = schemaCheck.flatMap { $0.isIdle ? nil : $0 }
  }

  /// An empty batch of the plan's shape.
  func makeBatch() -> RecordBatch {
    RecordBatch(schema: shape.schema, layout: .pairs(columns: shape.schema.fields.count), syntax: .json)
  }

  /// Decodes `chunk` into `batch`, which is cleared first, and says what the chunk held.
  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) -> ChunkUsage {
    let (start, end, outerMembers) = (chunk.start, chunk.end, chunk.outerMembers)
    batch.clear()
    decoder.decode(&chunk, into: &batch)
    batch.byteStart = start
    batch.byteCount = end
    batch.outerMembers = outerMembers
    batch.schema = shape.schema
    batch.projection = shape.projection
    if countsTranscoded {
      batch.changes.add(.transcoded, batch.bytes.span.countOfWideCharacters(from: start, to: end))
    }
    if end - start > maximumRecordBytes { refuseLongRecord(in: &batch) }
    fitting?.apply(&batch)
    typeCheck?.verify(&batch)
    schemaCheck?.check(&batch)
    batch.hideRejected()
    return ChunkUsage(batch)
  }

  /// Ends the batch before the first record that is longer than the limit. A chunk that is not, cannot hold one.
  private func refuseLongRecord(in batch: inout RecordBatch) {
    for row in 0..<batch.recordCount {
      let (start, end) = batch.recordExtent(row)
      guard end - start > maximumRecordBytes else { continue }
      let place = Excerpt.locate(
        in: batch.bytes.span, start: batch.byteStart, end: batch.byteCount, offset: start, length: 0, label: nil,
        endsLinesWithCR: batch.endsLinesWithCR)
      batch.failure = Diagnostic(
        recordTooLong: end - start, limit: maximumRecordBytes,
        at: Location(line: place.line, column: place.column, record: row + 1, byte: start - batch.byteStart),
        excerpt: place.excerpt)
      batch.keepRecords(row)
      return
    }
  }
}

/// What a chunk held: added up by the ordered stage to place the next one.
struct ChunkUsage: Sendable, Equatable {
  var records = 0
  var lines = 0
  var bytes = 0
  /// Members whose name stood earlier in the same object.
  var duplicateKeys = 0
  /// What the decoder changed.
  var changes = ChangeCounts()

  init() {}

  init(_ batch: borrowing RecordBatch) {
    records = batch.recordCount
    bytes = batch.byteCount - batch.byteStart
    duplicateKeys = batch.duplicateKeyCount
    changes = batch.changes
    lines = batch.bytes.span.countLines(
      from: batch.byteStart, to: batch.byteCount, endsWithCR: batch.endsLinesWithCR)
  }
}

extension Diagnostic {
  /// L001. `length` nil: the end of the record was not reached.
  init(recordTooLong length: Int?, limit: Int, at location: Location, excerpt: Excerpt) {
    self.init(
      .recordTooLong,
      length.map { "a record has \($0) bytes, the limit is \(limit)" } ?? "a record is longer than \(limit) bytes",
      at: location, excerpt: excerpt,
      notes: length == nil ? ["a quote that is never closed makes one record of the rest of the file"] : [],
      help: ["--max-record-size raises the limit"])
  }
}
