/// What became of the records of one input in one output: every record that was read is in exactly one place.
public struct RecordLedger: Sendable, Equatable {
  /// Records read, up to the one at which every output had what it asked for.
  public var read = 0
  public var written = 0
  /// Records that a filter left out.
  public var filtered = 0
  /// Records before an offset or beyond a limit.
  public var limited = 0
  /// Records that went into a series or a cluster.
  public var aggregated = 0
  /// Records that were wrong, and left out for that.
  public var rejected = 0

  public init() {}

  public var isBalanced: Bool { read == written + filtered + limited + aggregated + rejected }

  public mutating func add(_ other: RecordLedger) {
    read += other.read
    written += other.written
    filtered += other.filtered
    limited += other.limited
    aggregated += other.aggregated
    rejected += other.rejected
  }

  /// `read 5 = written 3 + filtered 1 + rejected 1`
  public var equation: String {
    let shown = parts.filter { $0.records != 0 || $0.name == "written" }
    return "read \(read) \(isBalanced ? "=" : "≠") "
      + shown.map { "\($0.name) \($0.records)" }.joined(separator: " + ")
  }
}

/// The ledgers of one input: one for each output, in declaration order.
public struct InputLedger: Sendable, Equatable {
  public var file: String
  public var read = 0
  /// Records that were left out before any output saw them.
  public var rejected = 0
  public var outputs: [RecordLedger]

  public init(file: String, outputs: Int) {
    self.file = file
    self.outputs = Array(repeating: RecordLedger(), count: outputs)
  }
}
