import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// Takes the wrong records of a run in their order: reports them, counts them, keeps them in files, and ends the run when
/// there are too many. Nothing is accumulated but counts.
struct RejectCollector: Sendable {
  let handling: ErrorHandling
  private let onEvent: @Sendable (RunEvent) -> Void
  private var counts: [(code: DiagnosticCode, rejected: Int, nulled: Int)] = []
  private(set) var rejected = 0
  private(set) var nulled = 0
  private var file: RejectsFile?
  private var rawFile: RawRejectsFile?

  /// For a run that ends with the first wrong record.
  init() {
    handling = ErrorHandling()
    onEvent = { _ in }
  }

  init(
    _ handling: ErrorHandling, overwrites: Bool, onEvent: @escaping @Sendable (RunEvent) -> Void
  ) throws(DiagnosticList) {
    self.handling = handling
    self.onEvent = onEvent
    if let path = handling.rejectsPath {
      file = try RejectsFile(Paths.resolve(path, from: handling.baseDirectory), overwrites: overwrites)
    }
    if let path = handling.rawRejectsPath {
      rawFile = try RawRejectsFile(Paths.resolve(path, from: handling.baseDirectory), overwrites: overwrites)
    }
  }

  mutating func beginInput(_ input: OpenInput) { rawFile?.begin(input.reader.headerText, of: input.path.displayName) }

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
    report(diagnostic) { $0.rejected += 1 }
    try await file?.write(record, diagnostic, byte: origin.bytes + record.byte, output: output, places: places)
    try await rawFile?.write(record, diagnostic)
    if case .count(let maximum)? = handling.maximum, rejected > maximum { throw tooMany(of: nil) }
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
    if let maximum = handling.maximum, maximum.isExceeded(rejected, of: read) { throw tooMany(of: read) }
  }

  private func tooMany(of read: Int?) -> Diagnostic {
    let kept = handling.rejectsPath ?? handling.rawRejectsPath
    return Diagnostic(
      .tooManyErrors,
      "\(rejected) \(rejected == 1 ? "record is" : "records are") wrong" + (read.map { " of \($0)" } ?? "")
        + ", \(handling.maximum?.text ?? "0") may be: no output was published",
      at: Location(context: "--max-errors"),
      notes: kept.map { ["\($0) has those that were met"] } ?? [],
      help: ["--max-errors allows more"])
  }

  // MARK: The files

  /// Completes the files: they are published with the outputs, or alone when there are too many errors.
  mutating func finish() async throws(DiagnosticList) -> [OutputWriter] {
    var writers: [OutputWriter] = []
    do throws(Diagnostic) {
      if let writer = try await file?.finish() { writers.append(writer) }
      if let writer = try await rawFile?.finish() { writers.append(writer) }
    } catch {
      throw DiagnosticList(error)
    }
    return writers
  }

  /// Ends a run without outputs: the files are published only when they say why there are none.
  mutating func end(isTooMany: Bool) async throws(DiagnosticList) {
    guard isTooMany else { return discard() }
    try OutputWriter.publish(await finish())
  }

  func discard() {
    file?.discard()
    rawFile?.discard()
  }
}
