import ByteIO
import Diagnostics
import Formats
import Records

/// Reads an input from beginning to end for the names in it (`--columns union`): the first of two passes.
enum KeySurvey {
  /// Calls `found` with the fields of each chunk that its worker had not met, in input order: a field's first appearance
  /// is among them for any number of workers.
  static func read(
    _ input: OpenInput, _ options: ReadOptions, workers: Int, found: ([Field]) throws(DiagnosticList) -> Void
  ) async throws(DiagnosticList) {
    guard let learner = input.reader.makeLearner() else { return }
    var place = BatchOrigin(input)
    let exchange = OrderedExchange<LearnedChunk>(window: workers + BatchLimits.spareResults)
    defer { exchange.stop() }
    let reader = ChunkReader(input, options, columns: 0)
    let baton = Workers.start(workers, reader: reader, exchange: exchange) { LearningWork(learner) }
    while let result = await exchange.next() {
      exchange.recycle(nil)
      if let failure = result.failure { throw DiagnosticList(failure.placed(after: place)) }
      try found(result.fields)
      place.records += result.usage.records
      place.lines += result.usage.lines
      place.bytes += result.usage.bytes
    }
    _ = await baton.take()
  }
}

/// What a chunk taught its worker.
struct LearnedChunk: Sendable {
  var fields: [Field] = []
  var usage = ChunkUsage()
  var failure: Diagnostic?
}

/// Decodes chunks for their names only.
struct LearningWork: ChunkWork {
  private var learner: any NameLearner
  private var batch = RecordBatch(schema: Schema([]), layout: .pairs(columns: 0), syntax: .json)

  init(_ learner: any NameLearner) { self.learner = learner }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout LearnedChunk?) -> LearnedChunk {
    batch.clear()
    let (start, end) = (chunk.start, chunk.end)
    learner.decode(&chunk, into: &batch)
    (batch.byteStart, batch.byteCount) = (start, end)
    let learned = LearnedChunk(
      fields: learner.takeLearned(), usage: ChunkUsage(batch), failure: batch.failure)
    swap(&chunk.bytes, &batch.bytes)
    return learned
  }

  func failed(_ diagnostic: Diagnostic) -> LearnedChunk { LearnedChunk(failure: diagnostic) }
}
