import CZlib
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a process ends that is told to: its temporary names are removed, then it dies by the signal, so that the shell
/// sees 130, 143, 129 or 141.
///
/// SIGINT, SIGTERM and SIGHUP are blocked in every thread and taken by one that waits for them: no code runs inside a
/// handler, where hardly anything is allowed. A reader that went away is met as EPIPE by the thread that writes.
package enum TerminationSignals {
  /// Held while final names are replaced: who is told to end meanwhile ends after that, with all of them or none.
  private static let replacing = Mutex(())
  private static let isWatching = Atomic(false)

  static func publishing<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
    try replacing.withLock { _ throws(Failure) in try body() }
  }

  /// Begins to wait for the signals. Call once, before the process has a second thread: later threads inherit what the
  /// first one blocks. A signal that the parent has told us to ignore stays ignored.
  static func watch() {
    isWatching.store(true, ordering: .relaxed)
    SystemCalls.ignore(SIGPIPE)
    let watched = [SIGINT, SIGTERM, SIGHUP].filter { weir_is_ignored($0) == 0 }
    guard !watched.isEmpty else { return }
    for number in watched { weir_block(number, 1) }
    guard weir_start_waiting(waitForSignals) == 0 else {
      for number in watched { weir_block(number, 0) }
      return
    }
  }

  /// Ends a process that writes for a reader that has gone. Returns where nobody watches, as in a process that only uses
  /// this library.
  static func readerHasGone() {
    if isWatching.load(ordering: .relaxed) { die(by: SIGPIPE) }
  }

  fileprivate static func die(by number: Int32) {
    replacing.withLock { _ in
      TemporaryFiles.removeAll {
        _ = signal(number, SIG_DFL)
        weir_block(number, 0)
        raise(number)
        _exit(128 + number)
      }
    }
  }
}

/// The life of the waiting thread: one signal.
private func waitForSignals() {
  TerminationSignals.die(by: weir_wait_for_signal())
}
