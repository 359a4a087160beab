import AllocationCount
import Formats
import Records

@testable import Pipelines

/// Heap allocations of each stage of a run, once its buffers have grown: the stages of one worker, called one after the other
/// over chunks that were read before.
struct StageAllocations {
  private(set) var records = 0
  private(set) var reading = 0
  private(set) var steps = 0
  private(set) var folding = 0
  private(set) var writing = 0

  /// False under sanitizers, which own the allocator.
  static var canCount: Bool { allocation_count_is_on() }

  /// The allocations of the calling thread in `body`.
  static func count(_ body: () throws -> Void) rethrows -> Int {
    let before = allocation_count()
    try body()
    return allocation_count() - before
  }

  /// Runs the stages of a declaration with one input and one output; the last of `rounds` is counted.
  init(_ declaration: PipelineDeclaration, rounds: Int = 3) async throws {
    let outputs = declaration.boundOutputs
    let inputs = try InputSet(
      declaration.reading, declaration.input.paths.map { InputPath($0) }, isReadTwice: false)
    let run = try BoundRun(declaration.stream, inputs, outputs: outputs, paths: outputs.map(\.path))
    let (input, binding) = try run.open(0)
    var chunks = try await Self.chunks(of: input, binding.plan)
    var stages = Stages(binding, input)
    for _ in 0..<rounds {
      self = Self()
      for index in chunks.indices { try stages.run(&chunks[index], &self) }
    }
  }

  private init() {}

  /// Allocations for 10,000 records.
  func per10000(_ stage: KeyPath<StageAllocations, Int>) -> Int { self[keyPath: stage] * 10_000 / max(records, 1) }

  private static func chunks(of input: OpenInput, _ plan: StreamPlan) async throws -> [Chunk] {
    var reader = ChunkReader(input, input.options, columns: plan.decoded.schema.fields.count)
    var chunks: [Chunk] = []
    while true {
      var chunk = Chunk()
      switch await reader.next(into: &chunk) {
      case .chunk: chunks.append(chunk)
      case .failed(let diagnostic, _): throw diagnostic
      case .ended: return chunks
      }
    }
  }

  /// What a worker owns.
  private struct Stages {
    var decoder: ChunkDecoder
    var kernels: [any BatchKernel]
    var encoder: any RecordEncoder
    var folder: (any TallyFolder)?
    var batch: RecordBatch
    var encoded = EncodedChunk()

    init(_ binding: BoundRun.Binding, _ input: OpenInput) {
      decoder = binding.plan.makeDecoder(input, input.options, outputs: binding.outputs)
      kernels = binding.plan.kernels + binding.outputs[0].kernels
      encoder = binding.outputs[0].encoder
      folder = binding.outputs[0].tally?.makeFolder()
      batch = decoder.makeBatch()
    }

    mutating func run(_ chunk: inout Chunk, _ found: inout StageAllocations) throws {
      let (start, end) = (chunk.start, chunk.end)
      found.reading += StageAllocations.count { _ = decoder.decode(&chunk, into: &batch) }
      if let failure = batch.failure { throw failure }
      found.records += batch.recordCount
      found.steps += StageAllocations.count {
        for index in kernels.indices { kernels[index].apply(&batch) }
      }
      if folder != nil {
        found.folding += StageAllocations.count { folder?.fold(&batch) }
      } else {
        encoded.clear()
        found.writing += try StageAllocations.count { try encoder.encode(batch, into: &encoded) }
      }
      swap(&chunk.bytes, &batch.bytes)
      (chunk.start, chunk.end) = (start, end)
    }
  }
}
