import Foundation

/// One fault, what is run under it, and what must come of it.
///
/// Whatever the row says, the harness also checks: no trap, no hang, one diagnostic when there is an error and none when
/// not, no temporary name left anywhere, inputs untouched.
struct FaultRow: Sendable {
  /// `F-OUT-1` and so on, as the list of faults calls it; several rows may share one.
  var id: String
  var name: String
  /// Files before the run: `in/…`, `conf/…`, `out/…`.
  var files: [String: Content] = [:]
  /// A bash script in a scratch directory; `weir` is the release binary, `$HELPER` has small tools.
  var run: String
  var exit: Int32 = 0
  /// What standard error has in it.
  var says: [String] = []
  /// What standard output is, or has in it.
  var prints: Printed = .anything
  /// What `out` holds in the end.
  var out: Out = .nothing
  /// A call that fails, for a run under the shim.
  var fault: Fault?
  var environment: [String: String] = [:]
  /// The most memory that any process of the row may have, in MiB.
  var peakMiB: Int?
  /// Diagnostics of level error on standard error; nil: 1 if the exit is not 0 and no signal, else 0.
  var diagnostics: Int?
  /// False where the fault is that an input changes.
  var keepsInputs = true
  var needs: [Need] = []
  /// True when `make test` leaves it to `make faults`.
  var isLong = false
  /// Seconds after which the run hangs. It only ends what would not: growth is shown by sizes, never by this.
  var limit = 120.0
  /// What else must hold after the run; the reason when it does not.
  var check: (@Sendable (Ran) -> String?)?

  enum Content: Sendable {
    case text(String)
    case bytes([UInt8])
    /// Made when the row runs, because it is large.
    case made(@Sendable () -> [UInt8])
    case shared(String)
    static let old = Content.text("the old content\n")
  }

  enum Printed: Sendable {
    case anything, nothing
    case exactly(String)
    case containing([String])
  }

  enum Out: Sendable {
    case nothing
    /// The files of `out/` that stood there before, unchanged, and no others.
    case old
    /// These names, each with what a clean run of the command prints (`weir` is found on the PATH).
    case whole([String: String])
    /// Either the old content or the whole new one.
    case oldOr([String: String])
    case anything
  }

  struct Fault: Sendable {
    var kind = "", nth = 1, error: Int32 = 0, signal: Int32 = 0
    /// Further variables of the shim.
    var more: [String: String] = [:]
  }

  enum Need: Sendable {
    case root, mounts, shared
    case command(String)
    case threadSanitizer
  }

  /// What a check of a row may look at.
  struct Ran {
    var scratch: Scratch
    var ending: Ending
    var report: [String: Int]
    var output: String { scratch.text("log/stdout") }
    var errors: String { scratch.text("log/stderr") }
    var trace: [String] { scratch.text("log/trace").split(separator: "\n").map(String.init) }
  }
}

extension FaultRow.Fault {
  static func failing(_ kind: String, _ error: Int32, nth: Int = 1, _ more: [String: String] = [:]) -> Self {
    Self(kind: kind, nth: nth, error: error, more: more)
  }

  /// The process gets a signal just before the call.
  static func signalled(_ number: Int32, _ kind: String, nth: Int = 1, _ more: [String: String] = [:]) -> Self {
    Self(kind: kind, nth: nth, signal: number, more: more)
  }

  static func mode(_ more: [String: String]) -> Self { Self(more: more) }

  var environment: [String: String] {
    var variables = more
    if !kind.isEmpty { variables["FAULT_KIND"] = kind }
    variables["FAULT_NTH"] = "\(nth)"
    if error != 0 { variables["FAULT_ERRNO"] = "\(error)" }
    if signal != 0 { variables["FAULT_SIGNAL"] = "\(signal)" }
    return variables
  }
}
