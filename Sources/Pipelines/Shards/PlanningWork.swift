import Bytes
import Diagnostics
import Formats
import Records

/// What a chunk is for a plan.
struct PlannedChunk: Sendable {
  var usage = ChunkUsage()
  /// Of its first record.
  var context: UInt64 = 0
  /// Bytes of the file that became its text.
  var fileBytes = 0
  var failure: Diagnostic?
}

/// Decodes chunks to check and count them; no field is wanted.
struct PlanningWork: ChunkWork {
  private var decoder: ChunkDecoder
  private var batch: RecordBatch
  private let encoding: TextEncoding

  init(_ input: OpenInput, _ encoding: TextEncoding) {
    let (schema, decoder) = input.reader.makeDecoder(for: FieldDemand(wantsAll: false))
    let shape = StreamShape(schema: schema, projection: Projection(all: schema))
    self.decoder = ChunkDecoder(decoder, shape: shape, maximumRecordBytes: input.options.maximumRecordBytes)
    batch = self.decoder.makeBatch()
    self.encoding = encoding
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout PlannedChunk?) -> PlannedChunk {
    let (context, start, end) = (chunk.context, chunk.start, chunk.end)
    let fileBytes = encoding.fileBytes(of: chunk.bytes.span, from: start, to: end)
    let usage = decoder.decode(&chunk, into: &batch)
    swap(&chunk.bytes, &batch.bytes)
    return PlannedChunk(usage: usage, context: context, fileBytes: fileBytes, failure: batch.failure)
  }

  func failed(_ diagnostic: Diagnostic) -> PlannedChunk { PlannedChunk(failure: diagnostic) }
}

extension TextEncoding {
  /// Bytes of the file that became `text[start..<end]`, which is UTF-8.
  func fileBytes(of text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    if self == .utf8 { return end - start }
    var (characters, pairs) = (0, 0)
    for i in start..<max(start, end) {
      let byte = text[i]
      if byte & 0xC0 != 0x80 { characters += 1 }
      if byte >= 0xF0 { pairs += 1 }
    }
    return isUTF16 ? 2 * (characters + pairs) : characters
  }
}
