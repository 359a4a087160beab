package import Aggregates
import Bytes
import Calendars
package import Diagnostics
package import Formats
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
        "'\(slice.spec.field)' is cut into \(parts) in \(plan.zone.name)" + (slice.isSeen ? ", where it is a date" : ""))
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

  func document(_ inputs: [FacetPart.Input]) throws(DiagnosticList) -> [[UInt8]] {
    try analyze.format.document(analyze.plan.question.answer(state))
  }
}

/// How an answer is written.
package struct SeriesFormat: Sendable {
  private let name: String
  private let options: WriteOptions

  /// `name` nil: by the extension of the path, else JSON.
  package init(_ name: String?, path: String, options: WriteOptions) throws(DiagnosticList) {
    self.name = name ?? FormatRegistry.format(forPath: path)?.name ?? "json"
    self.options = options
  }

  /// For explain.
  var words: String { name == "json" ? "the JSON of the API" : "\(name) of the rows" }

  /// The whole output, in pieces.
  package func document(_ answer: SeriesAnswer) throws(DiagnosticList) -> [[UInt8]] {
    guard name == "json" else {
      throw DiagnosticList(Diagnostic(.notSupported, "series are written as json only", at: Location(context: "--to")))
    }
    var builder = ByteBuilder()
    builder.append("[")
    for row in 0..<answer.rowCount {
      if row > 0 { builder.append(", ") }
      var members: [(String, JSONValue)] = []
      if !answer.slices.isEmpty {
        let values = answer.slices.indices.map { Self.value(answer.slice(row: row, $0), answer.slices[$0]) }
        members.append(
          ("x", values.count == 1 ? values[0] : .object(zip(answer.slices, values).map { ($0.field, $1) })))
      }
      for (index, series) in answer.series.enumerated() {
        let value: JSONValue =
          switch answer.value(row: row, series: index) {
          case .missing, .quantiles(nil): .null
          case .integer(let number): .integer(number)
          case .number(let number): .number(number)
          case .quantiles(let found?): .array(found.map { .number($0) })
          }
        members.append((series.name, value))
      }
      builder.append(JSONValue.object(members).line)
    }
    builder.append("]\n")
    return [builder.bytes]
  }

  private static func literal(_ text: String) -> JSONValue {
    text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : Int(text).map { .integer($0) } ?? .text(text)
  }

  private static func value(_ value: SliceValue, _ spec: SliceSpec) -> JSONValue {
    switch value {
    case .text(let text): .text(String(decoding: text, as: UTF8.self))
    case .literal(let text): Self.literal(String(decoding: text, as: UTF8.self))
    case .parts(let values): .object(zip(spec.parts, values).map { ($0.rawValue, .integer($1)) })
    }
  }
}
