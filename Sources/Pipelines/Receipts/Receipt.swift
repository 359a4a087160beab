import ByteIO
import Diagnostics
import Formats
import Records

/// The receipt of a run: digests and counts of everything that went in and came out, what was guessed, what was changed.
///
///     {"weir": "receipt", "version": 1, "deterministic": {…}, "run": {…}}
///
/// The deterministic part is the same for any number of workers, on any machine. `run` is what is measured.
struct Receipt: Sendable {
  /// What an output of a finished job is.
  struct Output: Sendable {
    var path: String
    var format: String
    var digest: FileDigest
    var records: Int
    var changes: ChangeCounts
  }

  /// An input, its digest (nil: a pipe that was not read to its end) and what became of its records.
  struct Input: Sendable {
    var trace: InputTrace
    var digest: FileDigest?
    var ledger: InputLedger
    /// The paths of the outputs that the ledger is about.
    var outputs: [String]
  }

  static let version = 1

  private(set) var inputs: [Input] = []
  private(set) var outputs: [Output] = []
  private var readChanges = ChangeCounts()
  private(set) var jobs = 0
  /// Of the last job.
  private(set) var trace: JobTrace?

  /// Adds a job whose outputs are complete, not yet published, and takes the digests of what it read and wrote.
  mutating func add(
    _ job: InputJob, _ tally: StreamExecution.Tally, _ writers: [OutputWriter]
  ) async throws(DiagnosticList) {
    guard let trace = tally.trace else { return }
    do throws(Diagnostic) {
      for (input, ledger) in zip(trace.inputs, tally.ledgers) {
        inputs.append(Input(trace: input, digest: try await input.digest(), ledger: ledger, outputs: job.outputs))
      }
      for (index, writer) in writers.enumerated() {
        outputs.append(
          Output(
            path: job.outputs[index], format: trace.formats[index], digest: try await writer.digest(),
            records: tally.recordsWritten[index], changes: tally.writtenChanges[index]))
      }
    } catch {
      throw DiagnosticList(error)
    }
    readChanges.add(tally.readChanges)
    jobs += 1
    self.trace = trace
  }

  func text(
    pipeline: String?, rejects: RejectCollector, measure: RunMeasure
  ) -> String {
    JSONValue.object([
      ("weir", .text("receipt")),
      ("version", .integer(Self.version)),
      ("deterministic", deterministic(pipeline, rejects)),
      (
        "run",
        measure.json(bytesRead: inputs.map { (path: $0.trace.resolved, bytes: $0.trace.bytesRead) })
      ),
    ]).text
  }

  private func deterministic(_ pipeline: String?, _ rejects: RejectCollector) -> JSONValue {
    .object([
      ("tool", .text("weir \(WeirVersion.current)")),
      (
        "pipeline",
        pipeline.map { .object([("sha256", .text(FileDigest.hex(of: $0))), ("text", .text($0))]) } ?? .null
      ),
      ("inputs", .array(inputs.map(describe))),
      ("outputs", .array(outputs.map(describe))),
      ("ledger", .array(inputs.flatMap(ledger))),
      ("guesses", .array(inputs.flatMap(guesses))),
      ("changed_while_reading", Self.changes(readChanges)),
      ("rejected", Self.counts(rejects.counts.map { ($0.code, $0.rejected) })),
      ("nulled", Self.counts(rejects.counts.map { ($0.code, $0.nulled) })),
    ])
  }

  private func describe(_ input: Input) -> JSONValue {
    .object(
      [("path", .text(input.trace.resolved)), ("format", .text(input.trace.format))]
        + Self.members(input.digest) + [("records", .integer(input.ledger.read))])
  }

  private func describe(_ output: Output) -> JSONValue {
    .object(
      [("path", .text(output.path)), ("format", .text(output.format))] + Self.members(output.digest)
        + [("records", .integer(output.records)), ("changed", Self.changes(output.changes))])
  }

  private func ledger(_ input: Input) -> [JSONValue] {
    zip(input.outputs, input.ledger.outputs).map { output, ledger in
      .object(
        [("input", .text(input.trace.resolved)), ("output", .text(output)), ("read", .integer(ledger.read))]
          + ledger.parts.map { ($0.name, .integer($0.records)) })
    }
  }

  private func guesses(_ input: Input) -> [JSONValue] {
    input.trace.findings.map { finding in
      .object([
        ("input", .text(input.trace.resolved)), ("topic", .text(finding.topic)), ("value", .text(finding.value)),
        ("evidence", .text(finding.evidence)),
      ])
    }
  }

  static func members(_ digest: FileDigest?) -> [(String, JSONValue)] {
    [
      ("sha256", digest.map { .text($0.sha256) } ?? .null),
      ("bytes", digest.map { .integer($0.bytes) } ?? .null),
    ]
  }

  private static func changes(_ changes: ChangeCounts) -> JSONValue {
    .object(changes.made.map { ("\($0.change)", .integer($0.count)) })
  }

  private static func counts(_ counts: [(DiagnosticCode, Int)]) -> JSONValue {
    .object(
      counts.filter { $0.1 > 0 }.sorted { $0.0.rawValue < $1.0.rawValue }.map { ($0.0.rawValue, .integer($0.1)) })
  }
}

extension RecordLedger {
  /// The places where a record can be, by their names in a receipt.
  package var parts: [(name: String, records: Int)] {
    [
      ("written", written), ("filtered", filtered), ("limited", limited), ("aggregated", aggregated),
      ("rejected", rejected),
    ]
  }
}

/// The version of weir, in receipts and rejects too.
public enum WeirVersion {
  public static let current = "0.1.0"
}
