import Diagnostics
import Formats
import Records

/// A decoded batch on its way to the ordered stage, with what it used of the input.
struct DecodedBatch: Sendable {
  var batch: RecordBatch
  var usage: ChunkUsage
  var failure: Diagnostic?
}

/// Decodes chunks and applies the steps; every batch is a value of its own, for whoever iterates the stream.
struct DecodingWork: ChunkWork {
  private var decoder: ChunkDecoder
  private var kernels: [any BatchKernel]

  init(_ plan: StreamPlan, decoder: ChunkDecoder) {
    self.decoder = decoder
    kernels = plan.kernels
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout DecodedBatch?) -> DecodedBatch {
    var batch = decoder.makeBatch()
    let usage = decoder.decode(&chunk, into: &batch)
    for index in kernels.indices { kernels[index].apply(&batch) }
    return DecodedBatch(batch: batch, usage: usage, failure: batch.failure)
  }

  func failed(_ diagnostic: Diagnostic) -> DecodedBatch {
    DecodedBatch(batch: decoder.makeBatch(), usage: ChunkUsage(), failure: diagnostic)
  }
}
