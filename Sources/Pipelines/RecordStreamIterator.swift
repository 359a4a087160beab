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
      case .declared(let stream): try await start(stream)
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

  private mutating func start(_ stream: RecordStream) async throws {
    state = .ended
    guard stream.sortDeclaration == nil else {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "a sorted stream can be written, not iterated",
          help: ["write(to:) puts the records in order", "iterate the stream without 'sort'"]))
    }
    switch stream.origin {
    case .batches(let feed): state = .following(FollowingRun(stream, feed))
    case .inputs(let input, let paths): state = .decoding(try await DecodingRun.start(stream, input, paths))
    }
  }
}

/// Inputs being decoded by workers, one after the other.
private final class DecodingRun {
  private let stream: RecordStream
  private let inputs: InputSet
  /// The input after the one that is being decoded.
  private var nextInput = 0
  private var exchange: OrderedExchange<DecodedBatch>?
  private var before = BatchOrigin()
  private var skipping: Int
  private var remaining: Int?
  private var pending: DiagnosticList?
  private var keyReader: KeyReader?
  private var keys: KeyRegister?
  private var schema: InputSchema?

  static func start(
    _ stream: RecordStream, _ input: InputDeclaration, _ paths: [InputPath]
  ) async throws -> DecodingRun {
    // Batches leave as they are read: there is no second reading that could widen a column.
    guard input.options.onTypeConflict != .widen else {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "widening is for a run that writes: iterated batches are gone before a conflict is known",
          help: ["declare the column's type, or write(to:) instead of iterating"]))
    }
    let inputs = try await Blocking.run { () throws(DiagnosticList) in
      try InputSet(input.read(by: stream.jobs), paths, isReadTwice: false)
    }
    if input.options.columns != .union, !stream.steps.contains(where: \.listsFields) { try inputs.checkColumns() }
    return DecodingRun(stream, inputs)
  }

  private init(_ stream: RecordStream, _ inputs: InputSet) {
    self.stream = stream
    self.inputs = inputs
    skipping = stream.offsetCount
    remaining = stream.limitCount
  }

  deinit { exchange?.stop() }

  /// Starts workers on the next input; nil after the last one.
  private func openNext() async throws -> OrderedExchange<DecodedBatch>? {
    guard nextInput < inputs.paths.count, remaining != 0 else { return nil }
    let (inputs, index, stream) = (inputs, nextInput, stream)
    let options = inputs.declaration.options
    nextInput += 1
    let opened = try await Blocking.run { () throws(DiagnosticList) in try inputs.open(index) }
    let plan = try StreamPlan(
      stream.steps, input: opened, options: opened.options, outputs: [],
      columns: inputs.columns(of: opened.path, addsMissing: options.columns == .union))
    keyReader = opened.schema?.makeKeyReader(over: plan.decoded.schema)
    if let declared = opened.schema, !declared.isSame(as: schema) { keys = KeyRegister(declared.table) }
    schema = opened.schema
    let workers = Processors.workers(stream.jobs)
    let exchange = OrderedExchange<DecodedBatch>(window: workers + BatchLimits.spareResults)
    before = BatchOrigin(opened)
    keyReader = opened.schema?.makeKeyReader(over: plan.decoded.schema)
    if keys == nil { keys = opened.schema.map { KeyRegister($0.table) } }
    let reader = ChunkReader(opened, options, columns: plan.decoded.schema.fields.count)
    _ = Workers.start(workers, reader: reader, exchange: exchange) {
      DecodingWork(plan, decoder: plan.makeDecoder(opened, options))
    }
    return exchange
  }

  /// Rejects the records whose key is not new; returns why there can be no more keys.
  private func rejectRepeated(_ found: KeyedRecords, in batch: inout RecordBatch) -> Diagnostic? {
    guard let (repeated, end) = keys?.allFaults(found, isRejected: { batch.isRejected($0) }) else { return nil }
    if let end { batch.keepRecords(end.row) }
    for fault in repeated { batch.reject(fault.row, fault.found) }
    batch.hideRejected()
    return end?.found
  }

  func next() async throws -> RecordBatch? {
    while true {
      if let pending { throw pending }
      if let remaining, remaining == 0 { return nil }
      if exchange == nil { exchange = try await openNext() }
      guard let exchange else { return nil }
      guard let result = await exchange.next() else {
        self.exchange = nil
        continue
      }
      exchange.recycle(nil)
      var batch = result.batch
      batch.origin = before
      var failure = result.failure
      if let keyReader {
        if inputs.declaration.options.onError.rejectsRecords {
          failure = rejectRepeated(keyReader.read(batch), in: &batch) ?? failure
        } else if let (row, found) = keys?.firstFault(keyReader.read(batch)) {
          batch.keepRecords(row)
          failure = found
        }
      }
      for index in batch.rejections.indices {
        batch.rejections[index].diagnostic = batch.rejections[index].diagnostic.placed(after: before)
      }
      if let failure {
        pending = DiagnosticList(failure.placed(after: before))
      }
      before.records += result.usage.records
      before.lines += result.usage.lines
      before.bytes += result.usage.bytes
      skipping -= batch.skipFirst(skipping)
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
  /// The steps bound to batches of one shape; another input of the sequence may have another.
  private var bound: (shape: StreamShape, kernels: [any BatchKernel])?
  private var skipping: Int
  private var remaining: Int?

  init(_ stream: RecordStream, _ feed: BatchFeed) {
    iterator = feed.makeIterator()
    steps = stream.steps
    skipping = stream.offsetCount
    remaining = stream.limitCount
  }

  func next() async throws -> RecordBatch? {
    while remaining != 0 {
      guard var batch = try await iterator.next(isolation: #isolation) else { return nil }
      let shape = batch.shape
      var kernels = bound?.shape == shape ? bound?.kernels ?? [] : try StreamPlan.bind(steps, to: shape).0
      for index in kernels.indices { kernels[index].apply(&batch) }
      bound = (shape, kernels)
      skipping -= batch.skipFirst(skipping)
      if let left = remaining {
        batch.keepFirst(left)
        remaining = left - batch.count
      }
      if batch.count > 0 || !batch.outerMembers.isEmpty { return batch }
    }
    return nil
  }
}

extension BatchOrigin {
  /// The first record that is read of an input.
  init(_ input: OpenInput) {
    self.init()
    file = input.path.displayName
    (bytes, lines) = input.reader.prologue
    if let shard = input.shard, !shard.holdsPrologue {
      (records, lines, bytes) = (shard.records, shard.lines, shard.textBytes)
    }
  }
}

extension RecordBatch {
  var shape: StreamShape { StreamShape(schema: schema, projection: projection) }

  /// Hides the first visible records; returns how many of the `wanted` there were.
  mutating func skipFirst(_ wanted: Int) -> Int {
    let skipped = min(wanted, count)
    guard skipped > 0 else { return 0 }
    switch selection {
    case .all: selection = .rows((UInt32(skipped)..<UInt32(recordCount)).map { $0 })
    case .rows(let rows): selection = .rows(Array(rows.dropFirst(skipped)))
    }
    return skipped
  }

  /// Hides every visible record after the first `limit`.
  mutating func keepFirst(_ limit: Int) {
    guard count > limit else { return }
    switch selection {
    case .all: selection = .rows((0..<UInt32(limit)).map { $0 })
    case .rows(let rows): selection = .rows(Array(rows.prefix(limit)))
    }
  }
}
