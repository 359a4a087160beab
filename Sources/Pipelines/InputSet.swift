import ByteIO
import Diagnostics
import Formats
import Records

/// The inputs of a run, looked at one after the other before anything is written, and read one after the other.
///
/// A file is closed after the look and opened again when its turn comes, so thousands of inputs need one descriptor. What can
/// be read only once (standard input, a fifo) stays open with the bytes that were looked at, or is spooled where the
/// run reads everything twice.
struct InputSet: Sendable {
  private enum Slot: Sendable {
    case closed(FileIdentity?)
    case open(OpenInput)
    /// Was read once; its spool has the bytes.
    case spooled(OpenInput)
  }

  static let maximumSamples = 64

  private(set) var declaration: InputDeclaration
  private(set) var paths: [InputPath] = []
  /// The columns of all inputs; of the only one, once it was surveyed.
  private(set) var union = ColumnUnion()
  /// What the inputs look like: one for each different set of columns, and not more than a few. Nothing can be read from
  /// them.
  private(set) var samples: [OpenInput] = []
  /// Bytes of all files, nil when one does not say.
  private(set) var byteCount: Int? = 0
  /// Delimited files among several that hold nothing, not even a header.
  private(set) var warnings: [Diagnostic] = []
  private var slots: [Slot] = []
  /// True when every byte of the inputs was seen: the union holds every key.
  private(set) var isSurveyed = false

  /// Opens and probes each input. `isReadTwice`: a survey will read them before the run does.
  init(_ declaration: InputDeclaration, _ paths: [InputPath], isReadTwice: Bool) throws(DiagnosticList) {
    self.declaration = declaration
    for (index, path) in paths.enumerated() {
      let isLastHope = self.paths.isEmpty && index == paths.count - 1
      guard let input = try open(path, isReadTwice: isReadTwice, mayBeEmpty: paths.count > 1 && !isLastHope) else {
        continue
      }
      self.paths.append(path)
      union.add(input)
      try union.check(maximum: declaration.options.maximumFields)
      if samples.count < Self.maximumSamples, !samples.contains(where: { $0.isLike(input) }) {
        samples.append(input.withoutSource())
      }
      byteCount = input.byteCount.flatMap { count in byteCount.map { $0 + count } }
      // What failed while it was looked at is not tried again: that another try succeeds proves nothing.
      let isClosed = paths.count > 1 && input.canReopen && !input.source.hasMetError
      slots.append(isClosed ? .closed(input.identity) : .open(input))
    }
  }

  /// Opens an input; nil when it is one of several and empty, which says nothing about their columns.
  private mutating func open(
    _ path: InputPath, isReadTwice: Bool, mayBeEmpty: Bool
  ) throws(DiagnosticList) -> OpenInput? {
    do throws(DiagnosticList) {
      return try OpenInput(declaration, path, isReadTwice: isReadTwice)
    } catch {
      guard mayBeEmpty, let fault = error.diagnostics.first, fault.code == .csvNoHeader, !path.isStandardInput,
        try isEmpty(path)
      else { throw error }
      warnings.append(
        Diagnostic(
          .csvNoHeader, "\(path.displayName) is empty: no header and no records", level: .warning,
          at: Location(file: path.displayName), notes: ["it is one of several inputs, and gives no records"]))
      return nil
    }
  }

  /// True for a delimited file without a single record, whatever is said about headers.
  private func isEmpty(_ path: InputPath) throws(DiagnosticList) -> Bool {
    var headless = declaration
    headless.options.header = .none
    return try OpenInput(headless, path).reader.schema.fields.isEmpty
  }

  var hasSeveral: Bool { paths.count > 1 }
  /// True when the columns of one input are not all that the run knows.
  var unites: Bool { hasSeveral || isSurveyed }

  /// Opens the input whose turn has come.
  func open(_ index: Int) throws(DiagnosticList) -> OpenInput {
    switch slots[index] {
    case .open(let input): return input
    case .spooled(let input): return try input.reopened(declaration)
    case .closed(let identity):
      return try OpenInput.reopen(declaration, paths[index], identity: identity)
    }
  }

  /// The columns that a plan of one of the inputs must agree with. `addsMissing`: those that only others have too.
  func columns(of path: InputPath, addsMissing: Bool) -> ColumnContext {
    ColumnContext(
      union: unites ? union : nil, addsMissing: addsMissing,
      source: declaration.options.sourceColumn.map { SourceColumn(name: $0, path: path.path) })
  }

  /// Refuses delimited inputs whose columns differ.
  func checkColumns() throws(DiagnosticList) {
    guard !union.conflicts.isEmpty else { return }
    throw DiagnosticList(union.conflicts)
  }

  /// Every input begins again: what was read is opened once more, or comes from its spool.
  mutating func rewind() {
    for index in slots.indices {
      guard case .open(let input) = slots[index] else { continue }
      if input.spool != nil {
        slots[index] = .spooled(input)
      } else if input.canReopen {
        slots[index] = .closed(input.identity)
      }
    }
  }

  /// Takes these columns as text from now on.
  mutating func widen(_ columns: [String]) {
    let settings = columns.map { ColumnSetting(column: $0, value: FieldKind.text.rawValue) }
    declaration.options.columnTypes += settings
    samples = samples.map { $0.widened(settings) }
  }

  /// True when every input can be read a second time without a spool.
  var areFiles: Bool {
    slots.allSatisfy { slot in
      switch slot {
      case .closed: true
      case .open(let input): input.canReopen
      case .spooled: false
      }
    }
  }

  /// There will be no second reading: nothing need be kept for it.
  func stopSpooling() {
    for case .open(let input) in slots { input.spool?.stop() }
  }

  /// Reads the inputs whose records name their own members from beginning to end and adds every key to the union.
  mutating func survey(workers: Int) async throws(DiagnosticList) {
    for index in paths.indices {
      let (set, maximum) = (self, declaration.options.maximumFields)
      let input = try await Blocking.run { () throws(DiagnosticList) in try set.open(index) }
      guard input.reader.schema.isOpen else { continue }
      try await KeySurvey.read(input, declaration.options, workers: workers) { (fields) throws(DiagnosticList) in
        for field in fields { union.add(field) }
        try union.check(maximum: maximum)
      }
    }
    rewind()
    isSurveyed = true
  }
}
