import Diagnostics
import Formats
import Records

/// What an output makes of all its records instead of writing them: workers fold batches, each by itself, what they have
/// folded adds up in any order, and at the end it becomes one document.
///
///     declaration → bound to columns → a folder for each worker → states → a branch → a document
///
/// Facets and series are tallies. A new one conforms to these protocols, and has a line in `OutputDeclaration.tally`.
protocol TallyDeclaration: Sendable {
  /// What is wrong with an output that asks for it is said of this: `facets`.
  var name: String { get }
  var isPartial: Bool { get }
  /// For explain, where nothing is bound.
  var words: String { get }
  /// The fields that it reads. `known`: the columns that the probe has seen.
  func demand(known: Schema) throws(DiagnosticList) -> FieldDemand
  /// Binds it to the columns that reach `output`.
  func bound(_ output: OutputDeclaration, to shape: StreamShape) throws(DiagnosticList) -> any BoundTally
  /// What is wrong with it in any input; `declaration` is the whole.
  func errors(_ output: OutputDeclaration, of declaration: PipelineDeclaration) -> [Diagnostic]
}

/// A tally bound to the columns of one input.
protocol BoundTally: Sendable {
  /// Columns whose guessed type it rests on.
  var guessedColumns: [Int] { get }
  /// What the tables of all workers may hold together, in bytes.
  var maximumMemory: Int? { get }
  var isPartial: Bool { get }
  /// What its tables are of, for messages: `facets`.
  var tableName: String { get }
  /// For explain: what is folded, what else is to be said, and the document.
  var words: String { get }
  var notes: [String] { get }
  var documentWords: String { get }
  func makeFolder() -> any TallyFolder
  func makeBranch() -> any TallyBranch
}

/// Folds batches, one for each worker.
protocol TallyFolder: Sendable {
  /// Takes the visible records; visible afterwards are those that it has taken.
  mutating func fold(_ batch: inout RecordBatch)
  /// Bytes of memory that it holds.
  var byteCount: Int { get }
  var state: any TallyState { get }
}

/// What a folder has made of its records: whoever adds it up knows its type.
protocol TallyState: Sendable {}

/// What the ordered stage keeps of an output with a tally.
protocol TallyBranch: Sendable {
  mutating func add(_ state: any TallyState) throws(Diagnostic)
  /// A line for `-v`.
  var finding: String { get }
  /// What the answer cannot say by itself.
  var warnings: [Diagnostic] { get }
  /// `origin`: what parts say of where they come from.
  func document(_ origin: PartOrigin) throws(DiagnosticList) -> [[UInt8]]
}

extension BoundTally {
  var notes: [String] { [] }
}

extension TallyBranch {
  var warnings: [Diagnostic] { [] }
}

extension OutputDeclaration {
  /// What is made of the records; nil: they are written.
  var tally: (any TallyDeclaration)? {
    if let facets { return facets }
    return analyze
  }
}

extension PipelineDeclaration {
  /// True when some output has a tally.
  var hasTally: Bool { outputs.contains { $0.tally != nil } }

  /// Refuses what has no meaning for tallies: they take all records that match.
  func checkTallies() throws(DiagnosticList) {
    guard hasTally else { return }
    var errors: [Diagnostic] = []
    for output in outputs {
      errors += output.tally?.errors(output, of: self) ?? []
      if output.facets != nil, output.analyze != nil {
        errors.append(
          Diagnostic(
            .usage, "an output counts facets or computes series, not both", at: Location(context: "analyze"),
            help: ["a pipeline file may have an output for each: one pass feeds both"]))
      }
    }
    var seen: [Diagnostic] = []
    for error in errors where !seen.contains(error) { seen.append(error) }
    if !seen.isEmpty { throw DiagnosticList(seen) }
  }
}

extension TallyDeclaration {
  /// Errors about options that choose records or fields. `helps`: the way out for each option.
  func refusals(
    _ output: OutputDeclaration, of declaration: PipelineDeclaration, helps: KeyValuePairs<String, String>
  ) -> [Diagnostic] {
    let isUsed = [
      "--sort": declaration.sort != nil, "--offset": declaration.offset != nil,
      "--limit": declaration.limit != nil || output.limit != nil,
      "--fields": declaration.fields != nil || output.fields != nil,
    ]
    return helps.filter { isUsed[$0.key] ?? false }.map { key, help in
      Diagnostic(
        .notSupported, "\(key) has no meaning for \(name): all records that match are counted",
        at: Location(context: key), help: [help])
    }
  }
}
