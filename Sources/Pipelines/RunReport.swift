public import Diagnostics
public import Records

/// What the caller may choose about a run beside its declaration.
public struct RunOptions: Sendable {
  /// A batch publishes its good outputs even when an input failed.
  public var keepsGoing = false
  /// False: an output that exists already is an error.
  public var overwrites = true
  /// True: records are read, filtered and encoded, and nothing is written.
  public var discardsOutputs = false
  /// Is told of every wrong record and every broken expectation, in input order; false: it is known and does not count.
  /// nil: the first of each kind become diagnostics.
  public var onFinding: (@Sendable (RecordFinding) -> Bool)?
  /// The spelling of a declaration as a pipeline file, for receipts and rejects; nil: they are without one.
  public var spelling: (@Sendable (PipelineDeclaration) -> String)?
  public init() {}
}

/// Something that is wrong with one record, and what the record holds.
public struct RecordFinding: Sendable {
  public var diagnostic: Diagnostic
  /// The record's bytes as a fingerprint: the same record has it wherever it stands.
  public var content: UInt128

  public init(diagnostic: Diagnostic, content: UInt128) {
    self.diagnostic = diagnostic
    self.content = content
  }
}

/// What happens while a run goes on.
public enum RunEvent: Sendable {
  case diagnostic(Diagnostic)
  case progress(RunProgress)
  /// Something that was guessed or chosen, for `-v`.
  case finding(String)
}

public struct RunProgress: Sendable {
  /// Bytes of the input files (compressed ones for gzip).
  public var bytesRead: Int
  public var totalBytes: Int?
  public var recordsRead: Int

  public init(bytesRead: Int, totalBytes: Int?, recordsRead: Int) {
    self.bytesRead = bytesRead
    self.totalBytes = totalBytes
    self.recordsRead = recordsRead
  }
}

/// How a run ended.
public struct RunReport: Sendable, Equatable {
  public var exitCode: Int32 = 0
  public var recordsRead = 0
  /// Records written to each output, in declaration order (added up over a batch).
  public var recordsWritten: [Int] = []
  /// Records that were left out because they are wrong, and wrong values that became null.
  public var recordsRejected = 0
  public var valuesNulled = 0
  /// Records that passed filter, fields and limit, and how often they broke an expectation.
  public var recordsPassed = 0
  public var expectationsBroken = 0
  /// What became of the records of each input.
  public var ledgers: [InputLedger] = []
  /// What was changed while reading, and in each output (added up over a batch).
  public var readChanges = ChangeCounts()
  public var writtenChanges: [ChangeCounts] = []
  /// Jobs whose outputs were published, and jobs that failed: one for each input where outputs are named with `{stem}`,
  /// else one for all.
  public var converted = 0
  public var failed = 0
  /// True when the run had one output for each of several inputs.
  public var isBatch = false
  public init() {}

  /// The report of a run that has written nothing yet.
  init(outputs: Int) {
    recordsWritten = Array(repeating: 0, count: outputs)
    writtenChanges = Array(repeating: ChangeCounts(), count: outputs)
  }

  /// Adds a job that is done.
  mutating func add(_ tally: StreamExecution.Tally) {
    recordsRead += tally.recordsRead
    recordsPassed += tally.recordsPassed
    for index in tally.recordsWritten.indices { recordsWritten[index] += tally.recordsWritten[index] }
    readChanges.add(tally.readChanges)
    ledgers += tally.ledgers
    for index in tally.writtenChanges.indices { writtenChanges[index].add(tally.writtenChanges[index]) }
    converted += 1
  }
}
