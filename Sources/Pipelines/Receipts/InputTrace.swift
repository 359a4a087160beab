import ByteIO
import Diagnostics
import Formats
import Records

/// What receipts and rejects say of an input that was read: noted when it is opened, its digest taken when the run is over.
struct InputTrace: Sendable {
  let path: InputPath
  /// The path that was opened.
  let resolved: String
  let format: String
  let findings: [Finding]
  /// The options with every guess filled in: they read the input's records again without guessing.
  let settled: ReadOptions
  let headerText: [UInt8]
  /// The columns that the first bytes showed.
  let columns: [Field]
  /// Bytes of the file that were read, compressed ones for gzip; no part of what is the same for any number of workers.
  var bytesRead = 0
  /// False when every output had what it asked for before the end.
  var isWhole = true

  /// The part that was read; nil: all of it.
  let shard: ShardSpec?
  private let identity: FileIdentity?
  private let flow: FlowDigest?

  init(_ input: OpenInput, _ declaration: InputDeclaration, _ plan: StreamPlan) {
    path = input.path
    format = input.format.name
    findings = BoundRun.findingList(input, plan)
    headerText = input.reader.headerText
    columns = input.reader.schema.fields
    resolved = declaration.resolve(input.path.path)
    (identity, flow, shard) = (input.identity, input.flow, input.shard)
    var options = declaration.options
    input.reader.settle(&options)
    settled = options
  }

  /// The digest of the whole input: a file is read once more, and must be the one that was read. nil for a pipe that was
  /// not read to its end. The plan of a shard has the digest of its file.
  func digest() async throws(Diagnostic) -> FileDigest? {
    if let shard { return FileDigest(sha256: shard.sha256, bytes: shard.size) }
    guard let identity else { return isWhole ? flow?.digest : nil }
    let (resolved, path) = (resolved, path)
    return try await Blocking.run { () throws(Diagnostic) in
      let source = try ByteSources.open(path: resolved)
      guard source.identity == identity else {
        throw Diagnostic(
          .inputChanged, "\(path.displayName) changed while the run went on", at: Location(file: path.displayName),
          notes: ["its digest would not be that of what was read"],
          help: ["run again when nobody writes to it, or copy it first"])
      }
      return try FileDigest(of: source)
    }
  }
}

/// What a job leaves for receipts and rejects.
struct JobTrace: Sendable {
  var inputs: [InputTrace] = []
  /// The columns of all inputs together, and whether records that lack one get it.
  var columns: [Field] = []
  var addsMissing = false
  var unites = false
  /// The format of each output.
  var formats: [String] = []
  /// Members beside the features, as they stand in the epilogue of GeoJSON.
  var outerMembers: [UInt8] = []

  init(of run: BoundRun) {
    columns = run.inputs.union.fields
    addsMissing = run.addsMissing
    unites = run.inputs.unites
    formats = run.formats.map(\.name)
  }

  /// The input at hand was read as far as anybody wanted it.
  mutating func endInput(bytesRead: Int, isWhole: Bool) {
    inputs[inputs.count - 1].bytesRead = bytesRead
    inputs[inputs.count - 1].isWhole = isWhole
  }
}
