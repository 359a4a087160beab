import Diagnostics
import Formats
import Records

/// Runs a stream into its outputs: the one place where workers, ordered stage and writers meet.
struct StreamExecution: Sendable {
  /// What a finished execution leaves for the report.
  struct Tally: Sendable {
    var recordsRead = 0
    var recordsWritten: [Int] = []
    var warnings: [Diagnostic] = []
    /// What was changed while reading and in each output.
    var readChanges = ChangeCounts()
    var writtenChanges: [ChangeCounts] = []
    var ledgers: [InputLedger] = []
    /// Records that passed the steps.
    var recordsPassed = 0
    /// For receipts and rejects; nil where nobody asks for them.
    var trace: JobTrace?
  }

  let stream: RecordStream
  let onEvent: @Sendable (RunEvent) -> Void

  /// Reads the inputs one after the other, applies the stream's steps, and writes the outputs. Nothing is published here.
  func run(
    _ run: BoundRun, writers: [OutputWriter], rejects: inout RejectCollector
  ) async throws(DiagnosticList) -> Tally {
    var stage = OutputStage(outputs: run.first.outputs, writers: writers, limit: run.first.plan.limit)
    var skip = RecordSkip(run.first.plan.offset)
    if let sort = stream.sortDeclaration { stage.sort(sort, run.first.plan, run.first.outputs, &skip) }
    var tally = Tally()
    if run.inputs.declaration.isTraced { tally.trace = JobTrace(of: run) }
    var uniqueness: UniqueCheck?
    var expectedKeys = ExpectedKeys(stream.expectations)
    for index in run.inputs.paths.indices where index == 0 || !stage.isSatisfied {
      let (input, binding) = try await Blocking.run { () throws(DiagnosticList) in try run.open(index) }
      let prefix = run.inputs.hasSeveral ? input.path.displayName + ": " : ""
      for finding in BoundRun.findings(input, binding.plan) { onEvent(.finding(prefix + finding)) }
      tally.trace?.inputs.append(InputTrace(input, run.inputs.declaration, binding.plan))
      stage.beginInput(input, unproven: binding.plan.unprovenNames)
      rejects.beginInput(input)
      UniqueCheck.begin(input.schema, &uniqueness)
      try await read(
        input, binding, run.inputs, into: &stage, &tally, &uniqueness, &skip, &expectedKeys, &rejects,
        isFirst: index == 0)
      tally.trace?.endInput(bytesRead: stage.inputBytesRead, isWhole: !stage.isSatisfied)
    }
    for warning in tally.warnings { onEvent(.diagnostic(warning)) }
    if let unseen = neverAppeared(run.first.plan, stage) {
      guard run.inputs.declaration.shard != nil || run.first.outputs.contains(where: \.writesPart) else {
        throw DiagnosticList(unseen)
      }
      onEvent(.diagnostic(unseen.ofPart))
    }
    try await stage.finish(
      PartOrigin(inputs: PartInput.inputs(of: run, tally.trace), unseen: stage.recordsRead == 0 ? nil : stage.unseen))
    for finding in stage.findings { onEvent(.finding(finding)) }
    for warning in stage.warnings { onEvent(.diagnostic(warning)) }
    tally.readChanges = stage.readChanges
    tally.writtenChanges = stage.writtenChanges
    tally.ledgers = stage.ledgers
    tally.recordsPassed = stage.recordsPassed
    tally.trace?.outerMembers = stage.outerMembers
    tally.recordsRead = stage.recordsRead
    tally.recordsWritten = stage.recordsWritten
    return tally
  }

  /// Reads one input to its end, or until every output is satisfied.
  private func read(
    _ input: OpenInput, _ binding: BoundRun.Binding, _ inputs: InputSet, into stage: inout OutputStage,
    _ tally: inout Tally, _ uniqueness: inout UniqueCheck?, _ skip: inout RecordSkip,
    _ expectedKeys: inout ExpectedKeys?, _ rejects: inout RejectCollector, isFirst: Bool
  ) async throws(DiagnosticList) {
    let (plan, options) = (binding.plan, inputs.declaration.options)
    let workers = Processors.workers(stream.jobs)
    let exchange = OrderedExchange<EncodedResult>(window: workers + BatchLimits.spareResults)
    defer { exchange.stop() }
    do throws(Diagnostic) {
      if isFirst { try await stage.begin() }
      if !stage.isSatisfied {
        let hasTally = binding.outputs.contains { $0.tally != nil }
        if hasTally, options.onError.rejectsRecords, plan.schema?.makeKeyReader(over: plan.decoded.schema) != nil {
          // They are known in the order of the input, and counted before.
          throw Diagnostic(
            .notSupported, "what counts records cannot leave out those whose keys are repeated",
            at: Location(context: "--on-error"), help: ["--on-error fail ends the run at the first of them"])
        }
        let harvest = hasTally ? Harvest<[(any TallyState)?]>(workers: workers) : nil
        let tallies = binding.outputs.compactMap(\.tally)
        let budget = TableBudget(
          tallies.lazy.compactMap(\.maximumMemory).first, of: tallies.first?.tableName ?? "groups")
        let reader = ChunkReader(input, options, columns: plan.decoded.schema.fields.count)
        let bound = stage.sorting?.sorter.bound
        let baton = Workers.start(workers, reader: reader, exchange: exchange) {
          EncodingWork(
            plan, outputs: binding.outputs, decoder: plan.makeDecoder(input, options, outputs: binding.outputs),
            policy: options.onError, bound: bound, harvest: harvest, budget: budget)
        }
        while var result = await exchange.next() {
          uniqueness?.check(&result, policy: options.onError)
          skip.apply(to: &result)
          expectedKeys?.check(&result)
          try await stage.consume(&result, &rejects)
          onEvent(
            .progress(
              RunProgress(
                bytesRead: stage.fileBytesRead, totalBytes: inputs.byteCount, recordsRead: stage.recordsRead)))
          exchange.recycle(consume result)
          if stage.isSatisfied { break }
        }
        if let harvest {
          exchange.stop()
          for states in await harvest.all() { try stage.add(states) }
        }
        if !stage.isSatisfied { tally.warnings += await baton.take().warnings }
      }
      if stage.duplicateKeys > 0 {
        tally.warnings.append(Self.duplicates(stage.duplicateKeys, input.path.displayName))
      }
    } catch {
      throw DiagnosticList(input.encoding.weighing(error))
    }
  }

  private static func duplicates(_ count: Int, _ file: String?) -> Diagnostic {
    Diagnostic(
      .jsonDuplicateKey, "\(count) \(count == 1 ? "member has" : "members have") a name that its object holds already",
      level: .warning, at: Location(file: file),
      notes: ["a column takes the last value; a record that is copied whole keeps them all"])
  }

  /// Encodes the batches of somebody's sequence. The outputs are bound to the shape of the first one.
  func run(
    _ feed: BatchFeed, declarations: [OutputDeclaration], writers: [OutputWriter]
  ) async throws -> Tally {
    var iterator = feed.makeIterator()
    var next = try await iterator.next()
    let shape = next?.shape ?? StreamShape(schema: Schema([]), projection: Projection(all: Schema([])))
    let plan = try StreamPlan(binding: stream.steps, to: shape)
    let source = try FormatRegistry.format(named: next?.syntax == .json ? "jsonl" : "csv")
    let outputs = try declarations.map { declaration in
      let format =
        try declaration.format.map { try FormatRegistry.format(named: $0) }
        ?? FormatRegistry.format(forPath: declaration.path) ?? source
      return try BoundOutput(
        declaration, format: format, to: plan.shape, inputFormat: source.name)
    }
    var stage = OutputStage(outputs: outputs, writers: writers, limit: plan.limit)
    var skip = RecordSkip(plan.offset)
    if let sort = stream.sortDeclaration { stage.sort(sort, plan, outputs, &skip) }
    var work = EncodingWork(plan, outputs: outputs, decoder: nil, bound: stage.sorting?.sorter.bound)
    var spare: EncodedResult?
    var rejects = RejectCollector()
    try await stage.begin()
    while let batch = next, !stage.isSatisfied {
      var result = work.process(batch, reusing: &spare)
      skip.apply(to: &result)
      try await stage.consume(&result, &rejects)
      spare = consume result
      next = try await iterator.next()
    }
    do throws(Diagnostic) { try stage.add(work.states) } catch { throw DiagnosticList(error) }
    try await stage.finish()
    return Tally(recordsRead: stage.recordsRead, recordsWritten: stage.recordsWritten)
  }

  /// A field that was named but never appeared in a schemaless input is an error: an empty answer would look like one.
  private func neverAppeared(_ plan: StreamPlan, _ stage: OutputStage) -> Diagnostic? {
    guard !stage.isSatisfied else { return nil }
    for name in stage.unseen where stage.recordsRead > 0 {
      let others = plan.decoded.schema.fields.filter { $0.name != name }.map(\.name)
      var help: [String] = []
      if let near = Suggestion.nearest(to: name, in: others) { help.append("did you mean '\(near)'?") }
      return Diagnostic(
        .fieldNeverAppeared, "field '\(name)' never appeared in \(stage.recordsRead) records",
        notes: ["fields: " + others.prefix(12).joined(separator: ", ")], help: help)
    }
    return nil
  }
}

extension Diagnostic {
  /// The same of a part of an input: it says nothing of the others.
  fileprivate var ofPart: Diagnostic {
    var warning = self
    warning.level = .warning
    warning.notes.append("this is one part of the records: others may have it")
    return warning
  }
}
