import ByteIO
import Diagnostics
public import Formats

/// What happens to records that are wrong, and how many there may be (`on_error`).
public struct ErrorHandling: Sendable, Equatable {
  public var policy = ErrorPolicy.fail
  /// nil: as many as there are.
  public var maximum: ErrorBudget?
  /// Rejected records as JSON Lines, each with its reason.
  public var rejectsPath: String?
  /// Rejected records as they were read, under the input's header: to be repaired in a spreadsheet.
  public var rawRejectsPath: String?
  /// Directory that relative paths start from (the pipeline file's); nil: the working directory.
  public var baseDirectory: String?
  /// Set by the run: where rejects are kept until they are complete.
  var spill = SpillDeclaration()

  public init() {}
}

extension ErrorHandling {
  /// What is kept needs a place, and a place needs something to keep.
  func check(_ declaration: PipelineDeclaration) throws(DiagnosticList) {
    var errors: [Diagnostic] = []
    func wrong(_ flag: String, _ message: String, _ help: String) {
      errors.append(Diagnostic(.usage, message, at: Location(context: flag), help: [help]))
    }
    let paths = [("--rejects", rejectsPath), ("--rejects-raw", rawRejectsPath)].compactMap { flag, path in
      path.map { (flag: flag, path: $0) }
    }
    if policy == .quarantine, paths.isEmpty {
      wrong("--on-error", "--on-error quarantine needs a file", "--rejects FILE says where wrong records go")
    }
    for (flag, path) in paths {
      if policy != .quarantine {
        wrong(
          flag, "\(flag) keeps the records that --on-error quarantine leaves out, and it is \(policy.rawValue)",
          "--on-error quarantine keeps them")
      }
      if path == "-" { wrong(flag, "\(flag) needs a file: standard output is for records", "name a file") }
      if path.isEmpty { wrong(flag, "the path of \(flag) is empty", "name a file") }
      if declaration.outputs.contains(where: { $0.path == path }) {
        wrong(flag, "'\(path)' is an output already", "name another file")
      }
      if declaration.input.paths.contains(path) {
        wrong(flag, "'\(path)' is the input: writing it would destroy what is read", "name another file")
      }
    }
    if paths.count == 2, paths[0].path == paths[1].path {
      wrong("--rejects-raw", "'\(paths[1].path)' cannot hold both kinds of rejects", "name another file")
    }
    if maximum != nil, !policy.rejectsRecords {
      wrong(
        "--max-errors", "--max-errors is about records that are left out, and --on-error is \(policy.rawValue)",
        "--on-error skip or quarantine leaves them out")
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }
}

/// How many records may be wrong (`--max-errors`).
public enum ErrorBudget: Sendable, Equatable {
  case count(Int)
  /// Percent of the records that were read. The text is the one that was given.
  case share(Double, text: String)

  /// Reads `10`, `0.5%`.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent >= 0, percent <= 100,
        text.utf8.dropLast().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E })
      else { return nil }
      self = .share(percent, text: text)
    } else {
      guard let count = Int(text), count >= 0, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      self = .count(count)
    }
  }

  public var text: String {
    switch self {
    case .count(let count): String(count)
    case .share(_, let text): text
    }
  }

  /// True when `errors` of `records` are more than that.
  func isExceeded(_ errors: Int, of records: Int) -> Bool {
    switch self {
    case .count(let count): errors > count
    case .share(let percent, _): Double(errors) * 100 > percent * Double(records)
    }
  }
}
