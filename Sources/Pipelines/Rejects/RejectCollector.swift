import ByteIO
import Bytes
import Diagnostics
import Formats
import Records
import Schemas

/// Takes the wrong records of a run in their order: reports them, counts them, keeps them in files, and ends the run when
/// there are too many. Nothing is accumulated but counts.
struct RejectCollector: Sendable {
  let handling: ErrorHandling
  private let onEvent: @Sendable (RunEvent) -> Void
  /// Is told of every finding, instead of `onEvent` of the first ones.
  private let onFinding: (@Sendable (RecordFinding) -> Bool)?
  private(set) var counts: [(code: DiagnosticCode, rejected: Int, nulled: Int)] = []
  private(set) var rejected = 0
  private(set) var nulled = 0
  /// Broken expectations.
  private(set) var broken = 0
  /// Findings that count against the budget.
  private var counted = 0
  private var file: RejectsFile?
  private var rawFile: RawRejectsFile?
  /// Of the input at hand.
  private var members: GzipMembers?

  /// For a run that ends with the first wrong record.
  init() {
    handling = ErrorHandling()
    onEvent = { _ in }
    onFinding = nil
  }

  init(
    _ handling: ErrorHandling, overwrites: Bool, onFinding: (@Sendable (RecordFinding) -> Bool)? = nil,
    onEvent: @escaping @Sendable (RunEvent) -> Void
  ) throws(DiagnosticList) {
    self.handling = handling
    self.onEvent = onEvent
    self.onFinding = onFinding
    if let path = handling.rejectsPath {
      file = try RejectsFile(
        Paths.resolve(path, from: handling.baseDirectory), overwrites: overwrites, directory: handling.spill.path)
    }
    if let path = handling.rawRejectsPath {
      rawFile = try RawRejectsFile(Paths.resolve(path, from: handling.baseDirectory), overwrites: overwrites)
    }
  }

  mutating func beginInput(_ input: OpenInput) {
    members = file == nil ? nil : input.members
    members?.follow()
    rawFile?.begin(input.reader.headerText, of: input.path.displayName)
  }

  /// What comes now stands at or behind this byte of the input.
  func pass(_ byte: Int) { members?.pass(byte) }

  /// A value that was wrong and is null now.
  mutating func noteNull(_ diagnostic: Diagnostic) {
    nulled += 1
    report(diagnostic) { $0.nulled += 1 }
  }

  /// A record that was left out. `places`: records that each output had written before it.
  mutating func take(
    _ record: RejectedRecord, after origin: BatchOrigin, output: Int?, places: [Int]
  ) async throws(Diagnostic) {
    rejected += 1
    let diagnostic = record.diagnostic.placed(after: origin)
    tell(diagnostic, record) { $0.rejected += 1 }
    let byte = origin.bytes + record.byte
    try await file?.write(
      record, diagnostic, member: members?.pass(byte), byte: byte, output: output, places: places)
    try await rawFile?.write(record, diagnostic)
    try checkCount()
  }

  /// A record that breaks an expectation: it is written, and nothing will be published.
  mutating func takeBroken(_ record: RejectedRecord, after origin: BatchOrigin) throws(Diagnostic) {
    broken += 1
    let diagnostic = record.diagnostic.placed(after: origin)
    guard onFinding != nil else { return onEvent(.diagnostic(diagnostic)) }
    tell(diagnostic, record) { $0.rejected += 1 }
    try checkCount()
  }

  /// An expectation about all records, known at the end.
  mutating func takeBroken(_ diagnostic: Diagnostic) {
    broken += 1
    guard let onFinding else { return onEvent(.diagnostic(diagnostic)) }
    var content = Fingerprint()
    content.add(Array(diagnostic.message.utf8))
    if onFinding(RecordFinding(diagnostic: diagnostic, content: content.value)) { counted += 1 }
  }

  private mutating func tell(
    _ diagnostic: Diagnostic, _ record: RejectedRecord,
    _ count: (inout (code: DiagnosticCode, rejected: Int, nulled: Int)) -> Void
  ) {
    guard let onFinding else {
      counted += 1
      return report(diagnostic, count)
    }
    var content = Fingerprint()
    content.add(record.raw)
    if onFinding(RecordFinding(diagnostic: diagnostic, content: content.value)) { counted += 1 }
  }

  private func checkCount() throws(Diagnostic) {
    if case .count(let maximum)? = handling.maximum, counted > maximum { throw tooMany(of: nil) }
  }

  private mutating func report(
    _ diagnostic: Diagnostic, _ count: (inout (code: DiagnosticCode, rejected: Int, nulled: Int)) -> Void
  ) {
    let index =
      counts.firstIndex { $0.code == diagnostic.code }
      ?? {
        counts.append((diagnostic.code, 0, 0))
        return counts.count - 1
      }()
    count(&counts[index])
    var warning = diagnostic
    warning.level = .warning
    onEvent(.diagnostic(warning))
  }

  /// Checks the budget once everything was read.
  func settle(read: Int) throws(Diagnostic) {
    if let maximum = handling.maximum, maximum.isExceeded(counted, of: read) { throw tooMany(of: read) }
  }

  private func tooMany(of read: Int?) -> Diagnostic {
    let kept = handling.rejectsPath ?? handling.rawRejectsPath
    return Diagnostic(
      .tooManyErrors,
      (counted == 1 ? "1 record is wrong" : "\(counted) records are wrong") + (read.map { " of \($0)" } ?? "")
        + ", \(handling.maximum?.text ?? "0") may be"
        + (onFinding == nil ? ": no output was published" : read == nil ? ": the check ended here" : ""),
      at: Location(context: "--max-errors"),
      notes: kept.map { ["\($0) has those that were met"] } ?? [],
      help: ["--max-errors allows more"])
  }

  // MARK: The files

  /// Completes the files: they are published with the outputs, or alone when there are too many errors.
  mutating func finish(_ header: RejectsHeader) async throws(DiagnosticList) -> [OutputWriter] {
    var writers: [OutputWriter] = []
    do throws(Diagnostic) {
      if let writer = try await file?.finish(header) { writers.append(writer) }
      if let writer = try await rawFile?.finish() { writers.append(writer) }
    } catch {
      throw DiagnosticList(error)
    }
    return writers
  }

  /// Ends a run without outputs: the files are published only when they say why there are none.
  mutating func end(isTooMany: Bool) async throws(DiagnosticList) {
    guard isTooMany else { return }
    try OutputWriter.publish(await finish(.unpublished))
  }

  /// Leaves nothing behind of files that were not published.
  func discard() {
    file?.discard()
    rawFile?.discard()
  }
}
