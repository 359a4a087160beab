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
    case Self.table: return [FacetTable.text(answer)]
    case "json": return FacetJSON.document(answer, isPretty: options.isPretty)
    case "jsonp":
      return FacetJSON.document(answer, isPretty: options.isPretty, callback: options.callback ?? "callback")
    default: return try records(FacetRows.batches(answer))
    }
  }

  private func records(_ batches: [RecordBatch]) throws(DiagnosticList) -> [[UInt8]] {
    let format = try FormatRegistry.format(named: name)
    guard let makeEncoder = format.makeEncoder else { return [] }
    try format.check(options)
    var encoder = try makeEncoder(
      EncoderContext(
        schema: FacetRows.schema, projection: Projection(all: FacetRows.schema), options: options, inputFormat: "jsonl")
    )
    var pieces = [encoder.prologue]
    var chunk = EncodedChunk()
    for (index, batch) in batches.enumerated() {
      chunk.clear()
      do throws(Diagnostic) { try encoder.encode(batch, into: &chunk) } catch { throw DiagnosticList(error) }
      pieces.append(Array(chunk.bytes.bytes.dropFirst(index == 0 ? encoder.separator.count : 0)))
    }
    return pieces + [
      batches.isEmpty ? encoder.epilogueWithoutRecords(outerMembers: []) : encoder.epilogue(outerMembers: [])
    ]
  }
}

/// What the ordered stage keeps of an output that counts.
struct FacetBranch: Sendable {
  private let plan: FacetPlan
  private let format: FacetFormat
  private let declaration: FacetDeclaration
  private let budget: TableBudget
  private var state: FacetState

  init?(_ output: BoundOutput) {
    guard let facets = output.facets else { return nil }
    plan = facets.plan
    format = facets.format
    declaration = facets.declaration
    budget = TableBudget(facets.maximumMemory)
    state = FacetState(facets: plan.specs.count)
  }

  mutating func add(_ other: FacetState) throws(Diagnostic) {
    state.merge(other)
    try budget.check(state.byteCount)
  }

  /// `facets: 246 values, 20480 bytes`
  var finding: String { "facets: \(state.groupCount) values in tables of \(state.byteCount) bytes" }

  func document(_ inputs: [PartInput]) throws(DiagnosticList) -> [[UInt8]] {
    if declaration.isPartial {
      let payload = FacetPayload(plan.specs, state)
      return [Part(question: declaration.question, zone: plan.zone, inputs: inputs, payload: payload).bytes]
    }
    return try format.document(FacetAnswer(state, plan.specs))
  }
}

/// An output that counts, bound to one input.
struct BoundFacets: Sendable {
  let plan: FacetPlan
  let format: FacetFormat
  let declaration: FacetDeclaration
  let maximumMemory: Int?
}
