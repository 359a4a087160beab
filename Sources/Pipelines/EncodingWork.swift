import Bytes
import Diagnostics
import Formats
import Query
import Records
import Schemas

/// An output bound to a stream: its own steps, its encoder, its limit.
struct BoundOutput: Sendable {
  let kernels: [any BatchKernel]
  let limit: Int?
  let encoder: any RecordEncoder
  let shape: StreamShape
  /// True when every member of an open schema should leave, and the format has one header for all records.
  let isFlat: Bool
  /// The format tells numbers from texts.
  let writesTypes: Bool
  /// Puts the input's path into records that are copied whole.
  let insertion: MemberInsertion?
  /// What `--assert-lossless` asks for, nil without it.
  let lossless: LosslessCheck?
  /// What is made of the records instead of writing them.
  let tally: (any BoundTally)?

  /// Binds `output` to the shape that the stream's own steps leave. `schema` knows the labels of the fields.
  init(
    _ output: OutputDeclaration, format: FormatDescriptor, to stream: StreamShape, inputFormat: String,
    schema: InputSchema? = nil, source: SourceColumn? = nil, header: HeaderSpelling? = nil, showsDistance: Bool = false
  ) throws(DiagnosticList) {
    let bound = try StreamPlan.bind(output.steps, to: stream)
    kernels = bound.0
    shape = bound.1
    limit = output.limit
    if let declaration = output.tally {
      tally = try declaration.bound(output, to: shape)
      (writesTypes, isFlat, insertion, lossless, encoder) = (false, false, nil, nil, SilentEncoder())
      return
    }
    tally = nil
    writesTypes = format.family != .delimited
    lossless = LosslessCheck(output, family: format.family)
    var projection = shape.projection
    if output.options.usesLabels {
      guard let schema else { throw DiagnosticList(.needsSchema("--use-labels")) }
      projection = try schema.labelled(projection, over: shape.schema, keepsMembers: format.keepsMembers)
    }
    if let column = shape.schema.distance, projection.isWhole {
      if output.options.layout == .ods {
        projection.fields.append(ProjectedField(column: column, name: DistanceColumn.name))
      } else if showsDistance {
        projection = projection.showing(column, of: shape.schema)
      }
    }
    if let schema, schema.isExact, !format.keepsMembers {
      // The fields of the schema and nothing beside them.
      projection.isWhole = false
      projection.keepsGeometry = false
    }
    // Members beside the fields have no place in a record that is written under labels.
    let isLabelledFeature =
      output.options.usesLabels && shape.schema.fields.contains { $0.role == .geometry || $0.role == .foreignMember }
    isFlat = shape.projection.keepsUnseen && (!format.keepsMembers || isLabelledFeature)
    let copiesWhole = projection.isWhole && shape.schema.isOpen && format.keepsMembers
    insertion = source.flatMap { [schema = shape.schema] in copiesWhole ? MemberInsertion($0, schema: schema) : nil }
    guard let makeEncoder = format.makeEncoder else {
      throw DiagnosticList(Diagnostic(.unknownFormat, "\(format.name) can be read, not written"))
    }
    try format.check(output.options)
    encoder = try makeEncoder(
      EncoderContext(
        schema: shape.schema, projection: projection, options: output.options,
        inputFormat: inputFormat, header: header))
  }
}

extension OutputDeclaration {
  /// The output's own narrowing: filter, limit, fields.
  var steps: [Step] {
    var steps: [Step] = []
    if let filter { steps.append(.filter(filter)) }
    if let fields {
      steps.append(.select(FieldProjection(selectors: fields, place: WrittenPlace(Location(context: "fields")))))
    }
    if !keepsGeometry { steps.append(.dropGeometry) }
    return steps
  }
}

/// What a chunk became, for each output.
struct EncodedResult: Sendable {
  var outputs: [EncodedChunk]
  /// Why an output could not write a record of this chunk; the ones before it are in `outputs`.
  var outputFailures: [Diagnostic?]
  /// Where a limit, a key or a rejected record may cut the result: rows that passed the stream's steps, and the rows of each
  /// output's records, without those that it could not write.
  var streamRows: [UInt32] = []
  var outputRows: [[UInt32]] = []
  /// Rows that passed the stream's steps.
  var passed = 0
  var usage = ChunkUsage()
  var failure: Diagnostic?
  /// Records that were left out while decoding, ascending, and those that one output could not write.
  var rejections: [RejectedRecord] = []
  var outputRejections: [[RejectedRecord]]
  /// Records with values that became null, a reason for each value.
  var nulled: [RejectedRecord] = []
  /// Records that each output should have written, those it could not write included.
  var wanted: [Int]
  /// Records that each output would have written without the stream's offset.
  var skipped: [Int]
  /// What must be unique, where a schema says so.
  var keys: KeyedRecords?
  /// What breaks an expectation; the records are written all the same.
  var broken: [RejectedRecord] = []
  var expectedKeys: KeyedRecords?
  /// Where each output changed something first; only for outputs that must be lossless.
  var changePlaces: [[ChangePlace]] = []
  /// Which of the plan's unproven columns were seen.
  var seen: [Bool]
  var outerMembers: [UInt8] = []
  /// Where the stream is sorted: the rows that may be wanted and that were encoded, and a key for each.
  var sortRows: [UInt32] = []
  var sortKeys = SortKeys()
  /// Bytes of the input file that had been read when this chunk was cut.
  var fileBytesRead = 0
  /// Set by whoever knows it; nil: the ordered stage adds up the usage.
  var origin: BatchOrigin?
}

/// Decodes, filters, projects and encodes chunks: one decode, every output's bytes.
struct EncodingWork: ChunkWork {
  /// nil when somebody else decodes.
  private var decoder: ChunkDecoder?
  private var kernels: [any BatchKernel]
  private var outputs: [BoundOutput]
  /// Somebody may cut a result: which rows its records are must be known.
  private let tracksRows: Bool
  private let watchesChanges: Bool
  private let policy: ErrorPolicy
  private let unproven: [Int]
  /// The columns of flat outputs are the fields of a schema.
  private let isSchema: Bool
  /// nil: nothing must be unique.
  private let keyReader: KeyReader?
  private var expectations: BoundExpectations?
  /// nil: the records leave in the order of the input.
  private var sort: SortSelection?
  private var batch: RecordBatch
  private var encoders: [any RecordEncoder]
  private var insertions: [MemberInsertion?]
  private var outputKernels: [[any BatchKernel]]
  /// For each output with a tally; what they have folded goes to `harvest` when this worker ends.
  private var folders: [(any TallyFolder)?]
  private let harvest: Harvest<[(any TallyState)?]>?
  private let budget: TableBudget

  /// - Parameter bound: where the stream is sorted, that of its sorter.
  init(
    _ plan: StreamPlan, outputs: [BoundOutput], decoder: ChunkDecoder?, policy: ErrorPolicy = .fail,
    bound: SortBound? = nil, harvest: Harvest<[(any TallyState)?]>? = nil, budget: TableBudget = TableBudget(nil)
  ) {
    folders = outputs.map { $0.tally?.makeFolder() }
    self.harvest = harvest
    self.budget = budget
    self.decoder = decoder
    self.policy = policy
    self.outputs = outputs
    kernels = plan.kernels
    keyReader = plan.schema?.makeKeyReader(over: plan.decoded.schema)
    expectations = plan.expectations
    tracksRows =
      plan.offset > 0 || plan.limit != nil || outputs.contains { $0.limit != nil } || keyReader != nil
      || plan.expectations?.hasKeys ?? false || bound != nil
    if let bound, let kernel = plan.sort {
      let leavesOut = keyReader == nil && !policy.rejectsRecords && !(plan.expectations?.hasKeys ?? false)
      sort = SortSelection(kernel, bound, plan.window, leavesOut: leavesOut)
    }
    watchesChanges = outputs.contains { $0.lossless != nil }
    unproven = plan.unproven
    isSchema = plan.schema?.isExact ?? false
    encoders = outputs.map(\.encoder)
    insertions = outputs.map(\.insertion)
    outputKernels = outputs.map(\.kernels)
    batch = RecordBatch(schema: plan.decoded.schema, layout: .pairs(columns: 0), syntax: .json)
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout EncodedResult?) -> EncodedResult {
    var result = prepared(spare.take())
    result.outerMembers = chunk.outerMembers
    result.fileBytesRead = chunk.fileBytesRead
    if let usage = decoder?.decode(&chunk, into: &batch) { result.usage = usage }
    result.failure = batch.failure
    result.rejections = batch.rejections.map { RejectedRecord($0, of: batch) }
    result.nulled = batch.nulled.map { RejectedRecord($0, of: batch) }
    result.keys = keyReader?.read(batch)
    note(&result.seen)
    for index in kernels.indices { kernels[index].apply(&batch) }
    result.broken = expectations?.broken(in: batch) ?? []
    result.expectedKeys = expectations?.keys(of: batch)
    encode(into: &result)
    // The chunk gets its buffer back for the next read.
    swap(&chunk.bytes, &batch.bytes)
    return result
  }

  /// Encodes a batch that somebody else decoded; its steps are applied here.
  mutating func process(_ given: RecordBatch, reusing spare: inout EncodedResult?) -> EncodedResult {
    var result = prepared(spare.take())
    batch = given
    result.origin = given.origin
    result.usage.records = given.recordCount
    result.outerMembers = given.outerMembers
    for index in kernels.indices { kernels[index].apply(&batch) }
    encode(into: &result)
    return result
  }

  /// What was folded so far, for each output with a tally.
  var states: [(any TallyState)?] { folders.map { $0?.state } }

  mutating func end() { harvest?.leave(states) }

  func failed(_ diagnostic: Diagnostic) -> EncodedResult {
    var result = prepared(nil)
    result.failure = diagnostic
    return result
  }

  private func prepared(_ spare: consuming EncodedResult?) -> EncodedResult {
    guard var result = spare else {
      return EncodedResult(
        outputs: outputs.map { EncodedChunk(wantsRecordEnds: tracksRows || $0.lossless != nil) },
        outputFailures: Array(repeating: nil, count: outputs.count),
        outputRejections: Array(repeating: [], count: outputs.count), wanted: Array(repeating: 0, count: outputs.count),
        skipped: Array(repeating: 0, count: outputs.count), seen: Array(repeating: false, count: unproven.count))
    }
    for index in outputs.indices {
      result.outputs[index].clear()
      result.outputFailures[index] = nil
      result.outputRejections[index].removeAll()
      result.skipped[index] = 0
    }
    result.rejections.removeAll()
    result.broken.removeAll()
    result.expectedKeys = nil
    result.nulled.removeAll()
    result.usage = ChunkUsage()
    result.failure = nil
    result.origin = nil
    return result
  }

  private mutating func encode(into result: inout EncodedResult) {
    let (selection, projection) = (batch.selection, batch.projection)
    let wanted = sort?.read(batch, &result.sortKeys, &result.sortRows)
    result.passed = batch.count
    result.changePlaces.removeAll(keepingCapacity: true)
    result.outputRows.removeAll(keepingCapacity: true)
    result.streamRows.removeAll(keepingCapacity: true)
    var selections: [Selection] = []
    for index in outputs.indices {
      batch.selection = selection
      batch.projection = projection
      for kernel in outputKernels[index].indices { outputKernels[index][kernel].apply(&batch) }
      if let refused = fold(index) { result.failure = result.failure ?? refused }
      result.wanted[index] = batch.count
      if let wanted { batch.selection = batch.selection.intersection(wanted) }
      selections.append(batch.selection)
      result.outputFailures[index] = encode(index, &result.outputs[index], &result.outputRejections[index])
      if watchesChanges {
        result.changePlaces.append(
          outputs[index].lossless == nil ? [] : ChangePlace.first(in: result.outputs[index], of: batch))
      }
    }
    guard tracksRows || !result.rejections.isEmpty || result.outputRejections.contains(where: { !$0.isEmpty }) else {
      return
    }
    batch.selection = wanted ?? selection
    result.streamRows = batch.rows
    for (index, selection) in selections.enumerated() {
      batch.selection = selection
      let failed = Set(result.outputRejections[index].map { UInt32(truncatingIfNeeded: $0.row) })
      result.outputRows.append(failed.isEmpty ? batch.rows : batch.rows.filter { !failed.contains($0) })
    }
  }

  /// Folds the visible records for an output with a tally, which leaves those that it has taken.
  private mutating func fold(_ index: Int) -> Diagnostic? {
    guard let before = folders[index]?.byteCount else { return nil }
    folders[index]?.fold(&batch)
    return budget.take((folders[index]?.byteCount ?? 0) - before)
  }

  /// Records that cannot be written are left out, and known. The one that ends a sorted run may not be the first.
  private var rejectsRecords: Bool { policy.rejectsRecords || sort != nil }

  /// Encodes the visible records for one output; returns why a record could not be written, if that ends the run.
  private mutating func encode(
    _ index: Int, _ output: inout EncodedChunk, _ rejections: inout [RejectedRecord]
  ) -> Diagnostic? {
    var refused: Diagnostic?
    if outputs[index].isFlat {
      if rejectsRecords {
        rejections = UnseenMemberCheck.rejectAll(in: &batch, isSchema: isSchema)
      } else {
        refused = UnseenMemberCheck.refuse(in: &batch, isSchema: isSchema)
      }
    }
    while true {
      let before = output.recordCount
      do throws(Diagnostic) {
        try encode(index, into: &output)
        return refused
      } catch {
        guard rejectsRecords else { return error }
        let rows = batch.rows
        let row = Int(rows[output.recordCount - before])
        rejections.append(RejectedRecord(row, error, of: batch))
        batch.selection = .rows(Array(rows[(output.recordCount - before + 1)...]))
        rejections.sort { $0.row < $1.row }
      }
    }
  }

  private mutating func encode(_ index: Int, into output: inout EncodedChunk) throws(Diagnostic) {
    guard var inserted = insertions[index]?.apply(batch) else {
      return try encoders[index].encode(batch, into: &output)
    }
    defer { insertions[index]?.recycle(&inserted) }
    do throws(Diagnostic) {
      try encoders[index].encode(inserted, into: &output)
    } catch {
      // The same records as they were read fail in the same way, and know the place in the input.
      var unused = EncodedChunk()
      try encoders[index].encode(batch, into: &unused)
      throw error
    }
  }

  private func note(_ seen: inout [Bool]) {
    for (index, column) in unproven.enumerated() where !seen[index] {
      seen[index] = (0..<batch.recordCount).contains {
        batch.extent(row: $0, column: column).flags & BatchLayout.absent == 0
      }
    }
  }
}

extension RecordBatch {
  /// The visible rows as a list.
  var rows: [UInt32] {
    switch selection {
    case .all: (0..<UInt32(recordCount)).map { $0 }
    case .rows(let rows): rows
    }
  }
}
