/// What happens when a record is wrong (`--on-error`).
public enum ErrorPolicy: String, Sendable, CaseIterable {
  /// The run ends: nothing is published.
  case fail
  /// The record is left out, reported and counted.
  case skip
  /// A value of another type, or one that breaks a constraint, becomes null; every other error ends the run.
  case null
  /// The record is left out, reported, counted, and kept in the rejects file.
  case quarantine

  /// True when a wrong record is left out and the run goes on.
  public var rejectsRecords: Bool { self == .skip || self == .quarantine }
}
