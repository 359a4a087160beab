import Glibc

/// One call of one run that fails once.
struct TorturePoint: Sendable {
  var pipeline: TorturePipeline
  /// Whether the outputs exist before the run: an existing one is exchanged, a new one renamed.
  var replaces: Bool
  var kind: String
  var nth: Int
  var error: Int32

  var description: String {
    "\(pipeline.name), \(replaces ? "replacing" : "new"): \(kind) \(nth) fails with errno \(error)"
  }

  var environment: [String: String] {
    ["FAULT_KIND": kind, "FAULT_NTH": "\(nth)", "FAULT_ERRNO": "\(error)"]
  }

  /// The system's words for the error, which the diagnostic must have.
  var words: String {
    // SAFETY: strerror gives a NUL-terminated string, copied at once; every worker asks for known numbers only.
    unsafe String(cString: strerror(error))
  }

  static let errors: [Int32] = [EIO, ENOSPC, EDQUOT, EACCES, EROFS, ENOMEM, ESTALE]

  /// Kinds of calls that the shim counts, the operation they belong to, and the exit codes that are right when one fails.
  /// 0 is right only where nothing is lost: a close of what was only read or is on disk already, and the two steps that
  /// have another way (an unnamed file, an exchange of names).
  static let kinds: [(kind: String, operation: String, exits: [Int32])] = [
    ("open-in", "open", [4]), ("read-in", "read", [4]), ("close-in", "close", [0]),
    ("open-conf", "open", [3, 4]), ("read-conf", "read", [3, 4]), ("close-conf", "close", [0]),
    ("open-unnamed", "open", [0]), ("open-named", "open", [5]), ("open-dir", "open", [0, 5]),
    ("open-tmp", "open", [0, 5]), ("write-tmp", "write", [5]), ("read-tmp", "read", [4, 5]),
    ("close-tmp", "close", [0]),
    ("write-out", "write", [5]), ("fsync-out", "fsync", [5]), ("fsync-dir", "fsync", [0, 5]),
    ("close-out", "close", [0, 5]), ("close-synced", "close", [0]), ("close-dir", "close", [0]),
    ("link", "linkat", [0, 5]), ("rename", "rename", [0, 5]), ("exchange", "rename", [0]), ("unlink", "unlink", [0]),
  ]

  /// Operations that must have points in every run of the torture.
  static let operations = ["open", "read", "write", "fsync", "close", "linkat", "rename"]

  var operation: String { Self.kinds.first { $0.kind == kind }?.operation ?? kind }
  var exits: [Int32] { Self.kinds.first { $0.kind == kind }?.exits ?? [] }
}
