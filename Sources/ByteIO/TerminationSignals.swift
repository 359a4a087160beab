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
/// The handler of SIGINT, SIGTERM and SIGHUP, where hardly anything is allowed, only passes them on to a thread that
/// waits for them. (Blocked signals would not do: the main thread of a program of Swift tasks unblocks all of them.) A
/// reader that went away is met as EPIPE by the thread that writes.
package enum TerminationSignals {
  /// Held while final names are replaced: who is told to end meanwhile ends after that, with all of them or none.
  private static let replacing = Mutex(())
  private static let isWatching = Atomic(false)
  /// The signal that was taken, 0 before. Whoever was publishing then ends by it, and not by the end of its work.
  private static let taken = Atomic<Int32>(0)

  static func publishing<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
    defer {
      let number = taken.load(ordering: .acquiring)
      if number != 0 { die(by: number) }
    }
    try replacing.withLock { _ throws(Failure) in try body() }
  }

  /// Begins to wait for the signals. Call once. One that the parent has told us to ignore stays ignored.
  static func watch() {
    isWatching.store(true, ordering: .relaxed)
    SystemCalls.ignore(SIGPIPE)
    let watched = [SIGINT, SIGTERM, SIGHUP].filter { weir_is_ignored($0) == 0 }
    // Without a pipe or a thread they end the process as they always did.
    guard !watched.isEmpty, weir_open_signal_pipe() == 0, weir_start_waiting(waitForSignals) == 0 else { return }
    for number in watched { _ = weir_forward(number) }
  }

  /// Ends a process that writes for a reader that has gone. Returns where nobody watches, as in a process that only uses
  /// this library.
  static func readerHasGone() {
    if isWatching.load(ordering: .relaxed) { die(by: SIGPIPE) }
  }

  /// Ends a process whose time is over as a signal does, but with an exit code, after `message` was said. Returns where nobody
  /// watches.
  package static func end(exitCode: Int32, saying message: () -> Void) {
    guard isWatching.load(ordering: .relaxed) else { return }
    replacing.withLock { _ in
      message()
      TemporaryFiles.removeAll { _exit(exitCode) }
    }
  }

  fileprivate static func take(_ number: Int32) {
    taken.store(number, ordering: .releasing)
    die(by: number)
  }

  private static func die(by number: Int32) {
    replacing.withLock { _ in
      TemporaryFiles.removeAll {
        _ = signal(number, SIG_DFL)
        weir_unblock(number)
        raise(number)
        _exit(128 + number)
      }
    }
  }
}

/// The life of the waiting thread: one signal.
private func waitForSignals() {
  TerminationSignals.take(weir_wait_for_signal())
}
