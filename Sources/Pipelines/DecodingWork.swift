import Bytes
import Diagnostics
import Formats
import Records

/// A decoded batch on its way to the ordered stage, with what it used of the input.
struct DecodedBatch: Sendable {
  var batch: RecordBatch
  var usage: ChunkUsage
  var failure: Diagnostic?
}

/// What a chunk held: added up by the ordered stage to place the next one.
struct ChunkUsage: Sendable, Equatable {
  var records = 0
  var lines = 0
  var bytes = 0

  init() {}

  init(_ batch: borrowing RecordBatch, from start: Int) {
    records = batch.recordCount
    bytes = batch.byteCount - start
    lines = batch.bytes.span.count(of: ASCII.lineFeed, from: start, to: batch.byteCount)
  }
}

/// Decodes chunks and applies the steps; every batch is a value of its own, for whoever iterates the stream.
struct DecodingWork: ChunkWork {
  private var decoder: any RecordDecoder
  private var kernels: [any BatchKernel]
  private let schema: Schema

  init(_ plan: StreamPlan, decoder: any RecordDecoder) {
    self.decoder = decoder
    kernels = plan.kernels
    schema = plan.decoded.schema
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: DecodedBatch?) -> DecodedBatch {
    var batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    let start = chunk.start
    let end = chunk.end
    let outerMembers = chunk.outerMembers
    decoder.decode(&chunk, into: &batch)
    batch.byteCount = end
    batch.byteStart = start
    batch.outerMembers = outerMembers
    batch.schema = schema
    batch.projection = Projection(all: schema)
    let usage = ChunkUsage(batch, from: start)
    for index in kernels.indices { kernels[index].apply(&batch) }
    return DecodedBatch(batch: batch, usage: usage, failure: batch.failure)
  }

  func failed(_ diagnostic: Diagnostic) -> DecodedBatch {
    let batch = RecordBatch(schema: schema, layout: .pairs(columns: schema.fields.count), syntax: .json)
    return DecodedBatch(batch: batch, usage: ChunkUsage(), failure: diagnostic)
  }
}
