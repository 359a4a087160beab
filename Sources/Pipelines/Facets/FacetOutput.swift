package import Aggregates
import Bytes
package import Diagnostics
package import Formats
import Records

/// Writes nothing for records: an output that counts has its bytes at the end.
struct SilentEncoder: RecordEncoder {
  let prologue: [UInt8] = []
  let separator: [UInt8] = []
  func epilogue(outerMembers: [UInt8]) -> [UInt8] { [] }
  func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {}
}

/// How an answer is written: as the JSON of the API, as a table for people, or as records of any format without geometry.
package struct FacetFormat: Sendable {
  package static let table = "table"
  /// What `--to` may be.
  package static let names =
    FormatRegistry.all.filter { $0.canWrite && $0.family != .features }.map(\.name) + [table]

  private let name: String
  private let options: WriteOptions

  /// `name` nil: by the extension of the path, else JSON.
  package init(_ name: String?, path: String, options: WriteOptions) throws(DiagnosticList) {
    let found = name ?? FormatRegistry.format(forPath: path)?.name ?? "json"
    let format = found == Self.table ? Self.table : try FormatRegistry.format(named: found).name
    guard Self.names.contains(format) else {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "\(format) holds geometry, and facets have none", at: Location(context: "--to"),
          help: ["formats: " + Self.names.joined(separator: " ")]))
    }
    self.name = format
    self.options = options
  }

  /// For explain.
  var words: String {
    switch name {
    case Self.table: "a table"
    case "json": "the JSON of the API"
    default: "\(name) of the counts"
    }
  }

  /// The whole output, in pieces.
  package func document(_ answer: FacetAnswer) throws(DiagnosticList) -> [[UInt8]] {
    switch name {
    case Self.table: return FacetTable.document(answer)
    case "json": return FacetJSON.document(answer, isPretty: options.isPretty)
    case "jsonp":
      return FacetJSON.document(answer, isPretty: options.isPretty, callback: options.callback ?? "callback")
    default: return try AnswerRecords.pieces(FacetRows.batches(answer), FacetRows.schema, as: name, options)
    }
  }
}

/// Counts for an output with facets.
extension FacetFolder: TallyFolder {
  var byteCount: Int { counted.byteCount }
  var state: any TallyState { counted }
}

extension FacetState: TallyState {}

/// What the ordered stage keeps of an output with facets.
struct FacetBranch: TallyBranch {
  private let facets: BoundFacets
  private let budget: TableBudget
  private var state: FacetState

  init(_ facets: BoundFacets) {
    self.facets = facets
    budget = TableBudget(facets.maximumMemory)
    state = FacetState(facets: facets.plan.specs.count)
  }

  mutating func add(_ other: any TallyState) throws(Diagnostic) {
    guard let other = other as? FacetState else { return }
    state.merge(other)
    try budget.check(state.byteCount + state.orderByteCount(facets.plan.specs))
  }

  /// `facets: 246 values in tables of 20480 bytes`
  var finding: String { "facets: \(state.groupCount) values in tables of \(state.byteCount) bytes" }

  func document(_ origin: PartOrigin) throws(DiagnosticList) -> [[UInt8]] {
    let plan = facets.plan
    if facets.isPartial {
      let payload = FacetPayload(plan.specs, state)
      return [Part(question: facets.declaration.question, zone: plan.zone, origin: origin, payload: payload).bytes]
    }
    return try facets.format.document(FacetAnswer(state, plan.specs))
  }
}

/// An output that counts, bound to one input.
struct BoundFacets: BoundTally {
  let plan: FacetPlan
  let format: FacetFormat
  let declaration: FacetDeclaration
  let maximumMemory: Int?

  var guessedColumns: [Int] { plan.guessedColumns }
  var isPartial: Bool { declaration.isPartial }
  var tableName: String { "facets" }
  var words: String { plan.specs.map(\.name).joined(separator: ", ") }
  var documentWords: String { format.words }
  var notes: [String] {
    declaration.alternatives.flatMap(\.groups).filter(\.isDisjunctive).map {
      "'\($0.field)' is counted without its own condition: \($0.words)"
    }
  }
  func makeFolder() -> any TallyFolder { plan.makeFolder() }
  func makeBranch() -> any TallyBranch { FacetBranch(self) }
}
