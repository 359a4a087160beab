import Aggregates
import Calendars
import Diagnostics
import Formats
import Records

/// An output that computes series, bound to one input.
struct BoundAnalyze: BoundTally {
  let plan: AnalyzePlan
  let format: SeriesFormat
  let declaration: AnalyzeDeclaration

  var guessedColumns: [Int] { plan.guessedColumns }
  var maximumMemory: Int? { declaration.maximumMemory }
  var isPartial: Bool { declaration.isPartial }
  var tableName: String { "series" }
  var words: String { declaration.words }
  var documentWords: String { format.words }

  var notes: [String] {
    var notes: [String] = []
    for slice in plan.question.slices where !slice.spec.parts.isEmpty {
      let parts = slice.spec.parts.map(\.rawValue).joined(separator: ", ")
      notes.append(
        "'\(slice.spec.field)' is cut into \(parts) in \(plan.zone.name)" + (slice.isSeen ? ", where it is a date" : "")
      )
    }
    if plan.operands.contains(where: { $0.needs.contains(.values) }) {
      notes.append("quantiles are exact: every number is held, 12 bytes for each")
    }
    if let maximum = plan.question.maximumRows { notes.append("the first \(maximum) rows are shown") }
    return notes
  }

  func makeFolder() -> any TallyFolder { plan.makeFolder() }
  func makeBranch() -> any TallyBranch { AnalyzeBranch(self) }
}

extension SeriesFolder: TallyFolder {
  mutating func fold(_ batch: inout RecordBatch) { add(batch) }
  var state: any TallyState { computed }
}

extension SeriesState: TallyState {}

/// What the ordered stage keeps of an output that computes series.
struct AnalyzeBranch: TallyBranch {
  private let analyze: BoundAnalyze
  private let budget: TableBudget
  private var state: SeriesState

  init(_ analyze: BoundAnalyze) {
    self.analyze = analyze
    budget = TableBudget(analyze.maximumMemory, of: analyze.tableName)
    state = SeriesState(analyze.plan.operands.map { OperandState($0.needs, isIntegral: $0.isIntegral) })
  }

  mutating func add(_ other: any TallyState) throws(Diagnostic) {
    guard let other = other as? SeriesState else { return }
    state.merge(other)
    try budget.check(state.byteCount)
  }

  /// `analyze: 246 groups in tables of 20480 bytes`
  var finding: String { "analyze: \(state.groupCount) groups in tables of \(state.byteCount) bytes" }

  var warnings: [Diagnostic] { analyze.isPartial ? [] : analyze.plan.question.warnings(state) }

  func document(_ origin: PartOrigin) throws(DiagnosticList) -> [[UInt8]] {
    let plan = analyze.plan
    if analyze.isPartial {
      let payload = SeriesPayload(plan.question, state)
      return [Part(question: analyze.declaration.question, zone: plan.zone, origin: origin, payload: payload).bytes]
    }
    return try analyze.format.document(plan.question.answer(state))
  }
}

extension SeriesQuestion {
  /// What an answer cannot say by itself.
  func warnings(_ state: SeriesState) -> [Diagnostic] {
    seriesBeyondIntegers(state).map { name in
      Diagnostic(
        .integerBeyondRange, "series '\(name)' has integers beyond 64 bits: they are the nearest doubles",
        level: .warning, at: Location(context: "analyze"),
        help: ["dividing the field, or summing fewer records, keeps them exact"])
    }
  }
}
