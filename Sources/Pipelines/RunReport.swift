public import Diagnostics
public import Records

/// What the caller may choose about a run beside its declaration.
public struct RunOptions: Sendable {
  /// A batch publishes its good outputs even when an input failed.
  public var keepsGoing = false
  /// False: an output that exists already is an error.
  public var overwrites = true
  public init() {}
}

/// What happens while a run goes on.
public enum RunEvent: Sendable {
  case diagnostic(Diagnostic)
  case progress(RunProgress)
  /// Something that was guessed or chosen, for `-v`.
  case finding(String)
}

public struct RunProgress: Sendable {
  /// Bytes of the input file (compressed ones for gzip).
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
  /// What was changed while reading, and in each output (added up over a batch).
  public var readChanges = ChangeCounts()
  public var writtenChanges: [ChangeCounts] = []
  /// Inputs whose outputs were published, and inputs that failed.
  public var converted = 0
  public var failed = 0
  /// True when the run had one output for each of several inputs.
  public var isBatch = false
  public init() {}
}
