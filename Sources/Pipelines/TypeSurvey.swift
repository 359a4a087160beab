import Diagnostics
import Formats
import Records

/// Reads delimited inputs from beginning to end for values that contradict the guessed type of their column
/// (`--on-type-conflict widen`): one pass finds every such column.
enum TypeSurvey {
  /// A column that cannot keep its type, and the first value that says so.
  struct Finding: Sendable {
    var column: String
    var reason: Diagnostic
  }

  /// What contradicts a guess that the run rests on, in input order. A record that cannot be read ends the search: the run
  /// meets it too, unless it has enough before.
  static func read(_ run: BoundRun, workers: Int) async throws(DiagnosticList) -> [Finding] {
    var found: [Finding] = []
    for index in run.inputs.paths.indices {
      let (input, binding) = try await Blocking.run { () throws(DiagnosticList) in try run.open(index) }
      guard input.format.family == .delimited else { continue }
      let used = binding.guessedColumns
      if used.isEmpty { continue }
      let isComplete = try await read(input, binding.plan, used, run.inputs.declaration.options, workers, into: &found)
      if !isComplete { break }
    }
    return found
  }

  /// False when the input could not be read to its end.
  private static func read(
    _ input: OpenInput, _ plan: StreamPlan, _ used: [Int], _ options: ReadOptions, _ workers: Int,
    into found: inout [Finding]
  ) async throws(DiagnosticList) -> Bool {
    var place = BatchOrigin(input)
    let exchange = OrderedExchange<ContradictedChunk>(window: workers + BatchLimits.spareResults)
    defer { exchange.stop() }
    let reader = ChunkReader(input, options, columns: plan.decoded.schema.fields.count)
    let baton = Workers.start(workers, reader: reader, exchange: exchange) {
      ContradictionWork(
        decoder: plan.makeSurveyDecoder(input, options), check: TypeCheck(plan.decoded.schema, used: used))
    }
    while let result = await exchange.next() {
      exchange.recycle(nil)
      for (column, reason) in result.found {
        let name = plan.decoded.schema.fields[column].name
        if found.contains(where: { $0.column == name }) { continue }
        found.append(Finding(column: name, reason: reason.placed(after: place)))
      }
      if result.failure != nil { return false }
      place.records += result.usage.records
      place.lines += result.usage.lines
      place.bytes += result.usage.bytes
    }
    _ = await baton.take()
    return true
  }
}

extension TypeSurvey.Finding {
  /// What the user is told of it.
  var warning: Diagnostic {
    var warning = reason
    warning.level = .warning
    warning.message = "column '\(column)' is taken as text: " + Self.reason(reason.message)
    warning.help = ["--type \(column)=text says so without reading the input twice"]
    return warning
  }

  /// `column 'a' was guessed to hold integers; 'x' is not a number` without the column.
  private static func reason(_ message: String) -> String {
    guard let range = message.firstRange(of: "' was guessed") else { return message }
    return "it was guessed" + message[range.upperBound...]
  }
}

/// Where the values of a chunk contradict what was guessed of their columns.
struct ContradictedChunk: Sendable {
  var found: [(column: Int, reason: Diagnostic)] = []
  var usage = ChunkUsage()
  var failure: Diagnostic?
}

/// Decodes chunks and looks at the guessed types of their values.
struct ContradictionWork: ChunkWork {
  private var decoder: ChunkDecoder
  private var check: TypeCheck
  private var batch: RecordBatch
  /// Columns that an earlier chunk of this worker contradicts.
  private var known: Set<Int> = []

  init(decoder: ChunkDecoder, check: TypeCheck) {
    self.decoder = decoder
    self.check = check
    batch = decoder.makeBatch()
  }

  mutating func process(_ chunk: inout Chunk, reusing spare: inout ContradictedChunk?) -> ContradictedChunk {
    let usage = decoder.decode(&chunk, into: &batch)
    let found = check.contradictions(in: batch, known: known)
    known.formUnion(found.map(\.column))
    swap(&chunk.bytes, &batch.bytes)
    return ContradictedChunk(found: found, usage: usage, failure: batch.failure)
  }

  func failed(_ diagnostic: Diagnostic) -> ContradictedChunk { ContradictedChunk(failure: diagnostic) }
}
