import ByteIO
package import Diagnostics
import Dispatch
import Synchronization

/// Ends the tool when a run has not ended in time (`--max-time`), whatever it waits for: a producer that is stuck, a reader that
/// does not read, itself.
///
///     let time = TimeLimit(declaration.maximumTime) { onEvent(.diagnostic($0)) }
///     defer { time?.lift() }
///
/// A call that blocks cannot be taken back, so the process ends as by a signal: temporary names are removed, and no output is
/// published. `lift` comes before publishing, which is not interrupted.
package final class TimeLimit: Sendable {
  /// Held while the process ends: a run that is done by then waits for that.
  private let isLifted = Mutex(false)
  private let lifted = DispatchSemaphore(value: 0)

  /// nil: no limit.
  package init?(_ duration: Duration?, say: @escaping @Sendable (Diagnostic) -> Void) {
    guard let duration else { return nil }
    let end = DispatchTime.now() + .milliseconds(Int(clamping: duration.milliseconds))
    // Not a task: the cooperative pool may be what is stuck.
    DispatchQueue(label: "weir.time").async { [self] in
      if lifted.wait(timeout: end) == .timedOut { expire(duration, say) }
    }
  }

  /// The run is over, but for publishing. May be called again.
  package func lift() {
    isLifted.withLock { $0 = true }
    lifted.signal()
  }

  private func expire(_ duration: Duration, _ say: (Diagnostic) -> Void) {
    isLifted.withLock { isLifted in
      if isLifted { return }
      let diagnostic = Diagnostic(
        .timeExceeded, "the run has not ended after \(duration.formatted)", at: Location(context: "--max-time"),
        notes: ["no output was published"], help: ["--max-time allows more"])
      TerminationSignals.end(exitCode: diagnostic.code.exitCode) { say(diagnostic) }
    }
  }
}

extension Duration {
  /// Whole milliseconds.
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflows) = seconds.multipliedReportingOverflow(by: 1000)
    return overflows ? .max : product + attoseconds / 1_000_000_000_000_000
  }

  /// `500ms`, `2s`, `5m`, `1h`: as an option has it.
  package var formatted: String {
    let count = milliseconds
    for unit in Self.units where count % unit.milliseconds == 0 { return "\(count / unit.milliseconds)\(unit.name)" }
    return "\(count)ms"
  }

  /// Reads what `formatted` writes; nil for anything else, and for no time at all.
  package init?(formatted text: String) {
    guard let unit = Self.units.last(where: { text.hasSuffix($0.name) }) else { return nil }
    let digits = text.dropLast(unit.name.count)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(digits), count > 0
    else { return nil }
    let (milliseconds, overflows) = count.multipliedReportingOverflow(by: unit.milliseconds)
    if overflows { return nil }
    self = .milliseconds(milliseconds)
  }

  /// The largest first; of two that a text may end with, the later one counts.
  private static var units: [(name: String, milliseconds: Int64)] {
    [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
  }
}
