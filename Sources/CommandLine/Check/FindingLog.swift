import Diagnostics
import Pipelines
import Schemas
import Synchronization

/// Takes the findings of a check as they come and keeps what a report shows. Memory does not grow with the findings: counts,
/// and the first `examplesOfAKind` of each kind; a baseline to be written keeps a fingerprint each, up to its ceiling.
final class FindingLog: Sendable {
  static let examplesOfAKind = 100
  /// Examples beyond these lose the copy of their line.
  private static let excerptsOfAKind = 20

  private struct State {
    var result = CheckResult()
    var number = 0
    /// The last record that a finding is about: how far a check came that ended early.
    var lastRecord = 0
    /// How often each finding of the baseline was met.
    var met: [String: Int] = [:]
    var written: BaselineEntries?
  }

  private let baseline: Baseline?
  /// The path of an input as seen from the working directory.
  private let shown: @Sendable (String) -> String
  /// Protects everything that grows: findings come from the ordered stage, errors from wherever they happen.
  private let state: Mutex<State>

  init(_ baseline: Baseline?, keepsAll: Bool, shown: @escaping @Sendable (String) -> String) {
    self.baseline = baseline
    self.shown = shown
    state = Mutex(State(written: keepsAll ? BaselineEntries() : nil))
  }

  /// Notes a finding; false when the baseline knows it.
  func take(_ finding: RecordFinding) -> Bool {
    let diagnostic = placed(finding.diagnostic)
    let fingerprint = Baseline.fingerprint(of: finding)
    return state.withLock { state in
      state.number += 1
      state.lastRecord = max(state.lastRecord, diagnostic.location.record ?? 0)
      state.written?.add(diagnostic, fingerprint)
      let rules = state.result.rules
      let index = rules.firstIndex { $0.code == diagnostic.code } ?? rules.count
      if index == rules.count { state.result.rules.append(CheckResult.Rule(code: diagnostic.code)) }
      if let allowed = baseline?.counts[fingerprint] {
        let met = state.met[fingerprint, default: 0] + 1
        state.met[fingerprint] = met
        if met <= allowed {
          state.result.rules[index].known += 1
          return false
        }
      }
      let count = state.result.rules[index].examples.count
      state.result.rules[index].count += 1
      if count < Self.examplesOfAKind {
        var kept = diagnostic
        if count >= Self.excerptsOfAKind { kept.excerpt = nil }
        state.result.rules[index].examples.append(
          CheckResult.Example(diagnostic: kept, fingerprint: fingerprint, number: state.number))
      }
      return true
    }
  }

  /// Notes what ended the check.
  func note(_ event: RunEvent) {
    switch event {
    case .diagnostic(let diagnostic) where diagnostic.level == .error && diagnostic.code != .tooManyErrors:
      state.withLock { $0.result.errors.append(placed(diagnostic)) }
    case .progress(let progress): state.withLock { $0.result.records = max($0.result.records, progress.recordsRead) }
    default: break
    }
  }

  /// What was found.
  func result(files: [String], of report: RunReport, isComplete: Bool) -> CheckResult {
    state.withLock { state in
      var result = state.result
      result.files = files.map { $0 == "-" ? "standard input" : shown($0) }
      result.records = max(result.records, report.recordsRead)
      result.isComplete = isComplete
      if !isComplete { result.records = max(result.records, state.lastRecord) }
      if let baseline, isComplete {
        result.gone = baseline.counts.reduce(0) { $0 + $1.value - min($1.value, state.met[$1.key] ?? 0) }
      }
      result.exitCode = report.exitCode != 0 ? report.exitCode : result.count > 0 ? 1 : 0
      return result
    }
  }

  /// Every finding as a baseline keeps it.
  var entries: BaselineEntries { state.withLock { $0.written ?? BaselineEntries() } }

  private func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    var placed = diagnostic
    placed.location.file = diagnostic.location.file.map(shown)
    return placed
  }
}
