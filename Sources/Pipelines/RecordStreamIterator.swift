import Diagnostics
import Formats
public import Records
import Schemas

/// Iterates the batches of a `RecordStream` in input order.
///
/// The first `next()` opens the input and starts the workers; later ones only await a finished batch. Dropping the iterator
/// stops the workers at their next chunk.
public struct RecordStreamIterator: AsyncIteratorProtocol {
  private enum State {
    case declared(RecordStream)
    case decoding(DecodingRun)
    case following(FollowingRun)
    case failed(DiagnosticList)
    case ended
  }

  private var state: State

  init(_ stream: RecordStream) { state = .declared(stream) }

  public mutating func next() async throws -> RecordBatch? {
    while true {
      switch state {
      case .declared(let stream): try start(stream)
      case .failed(let error):
        state = .ended
        throw error
      case .ended: return nil
      case .decoding(let run):
        if let batch = try await run.next() { return batch }
        state = .ended
      case .following(let run):
        if let batch = try await run.next() { return batch }
        state = .ended
      }
    }
  }

  private mutating func start(_ stream: RecordStream) throws {
    state = .ended
    switch stream.origin {
    case .batches(let feed): state = .following(FollowingRun(stream, feed))
    case .input(let input, let path): state = .decoding(try DecodingRun(stream, input, path))
    }
  }
}

/// An input being decoded by workers.
private final class DecodingRun {
  private let exchange: OrderedExchange<DecodedBatch>
  private var before = BatchOrigin()
  private var remaining: Int?
  private var pending: DiagnosticList?
  private let keyReader: KeyReader?
  private var keys: KeyRegister?

  init(_ stream: RecordStream, _ input: InputDeclaration, _ path: String) throws {
    let opened = try OpenInput(input, path: path)
    let plan = try StreamPlan(
      stream.steps, limit: stream.limitCount, input: opened, options: opened.options, outputs: [])
    let workers = Processors.workers(stream.jobs)
    exchange = OrderedExchange(window: workers + BatchLimits.spareResults)
    remaining = plan.limit
    keyReader = opened.schema?.makeKeyReader(over: plan.decoded.schema)
    keys = opened.schema.map { KeyRegister($0.table) }
    before.file = OpenInput.displayName(path)
    before.lines = opened.reader.prologue.lines
    before.bytes = opened.reader.prologue.bytes
    let reader = ChunkReader(
      source: opened.source, reader: opened.reader, maximumRecordBytes: input.options.maximumRecordBytes)
    _ = Workers.start(workers, reader: reader, exchange: exchange) {
      DecodingWork(plan, decoder: plan.makeDecoder(opened, input.options))
    }
  }

  deinit { exchange.stop() }

  func next() async throws -> RecordBatch? {
    while true {
      if let pending { throw pending }
      if let remaining, remaining == 0 { return nil }
      guard let result = await exchange.next() else { return nil }
      exchange.recycle(nil)
      var batch = result.batch
      batch.origin = before
      var failure = result.failure
      if let keyReader, let (row, found) = keys?.firstFault(keyReader.read(batch)) {
        batch.keepRecords(row)
        failure = found
      }
      if let failure {
        pending = DiagnosticList(failure.placed(after: before))
      }
      before.records += result.usage.records
      before.lines += result.usage.lines
      before.bytes += result.usage.bytes
      if let left = remaining {
        batch.keepFirst(left)
        remaining = left - batch.count
      }
      if batch.count > 0 || !batch.outerMembers.isEmpty { return batch }
    }
  }
}

/// Somebody's batches with steps applied to each.
private final class FollowingRun {
  private var iterator: any AsyncIteratorProtocol<RecordBatch, any Error>
  private let steps: [Step]
  private var kernels: [any BatchKernel]?
  private var remaining: Int?

  init(_ stream: RecordStream, _ feed: BatchFeed) {
    iterator = feed.makeIterator()
    steps = stream.steps
    remaining = stream.limitCount
  }

  func next() async throws -> RecordBatch? {
    while remaining != 0 {
      guard var batch = try await iterator.next(isolation: #isolation) else { return nil }
      var bound = try kernels ?? StreamPlan.bind(steps, to: batch.shape).0
      for index in bound.indices { bound[index].apply(&batch) }
      kernels = bound
      if let left = remaining {
        batch.keepFirst(left)
        remaining = left - batch.count
      }
      if batch.count > 0 || !batch.outerMembers.isEmpty { return batch }
    }
    return nil
  }
}

extension RecordBatch {
  var shape: StreamShape { StreamShape(schema: schema, projection: projection) }

  /// Hides every visible record after the first `limit`.
  mutating func keepFirst(_ limit: Int) {
    guard count > limit else { return }
    switch selection {
    case .all: selection = .rows((0..<UInt32(limit)).map { $0 })
    case .rows(let rows): selection = .rows(Array(rows.prefix(limit)))
    }
  }
}
