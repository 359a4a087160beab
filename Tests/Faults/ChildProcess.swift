import Foundation
import Glibc

/// A program to start: what it is given, and where its standard streams go.
struct Launch {
  var arguments: [String]
  var environment: [String: String]
  var directory: String
  var input = "/dev/null"
  var output: String
  /// nil: where our own go.
  var errors: String?
}

/// How a program ended.
struct Ending {
  /// As a shell says it: 128 and the number of the signal it died by.
  var exit: Int32
  /// The most memory that it or a program it waited for had, in KiB.
  var peakKiB: Int
  /// True when it had to be killed because it did not end.
  var hung = false

  /// Codes of a trap, an abort, a bus error or a segmentation fault: no input may cause them.
  var isTrap: Bool { [132, 133, 134, 135, 136, 139].contains(exit) }
}

/// A running program, in a process group of its own.
struct ChildProcess {
  let identifier: pid_t

  enum Failure: Error { case notStarted(String, Int32) }

  /// Starts a program with no signal blocked or ignored.
  init(_ launch: Launch) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var identifier: pid_t = 0
    // SAFETY: every structure is initialised before use and destroyed at the end; strings are copied by the calls.
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, launch.input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, launch.output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if let errors = launch.errors {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    }
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigdelset(&all, SIGKILL)
    unsafe sigdelset(&all, SIGSTOP)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    // `env` changes the directory; what is preloaded is for the program, not for `env`.
    var environment = launch.environment
    let preloaded = environment.removeValue(forKey: "LD_PRELOAD").map { ["LD_PRELOAD=" + $0] } ?? []
    let arguments = ["env", "--chdir=" + launch.directory] + preloaded + launch.arguments
    let texts = environment.map { "\($0.key)=\($0.value)" }
    let result = unsafe Self.withPointers(arguments) { arguments in
      unsafe Self.withPointers(texts) { environment in
        unsafe posix_spawnp(&identifier, "env", &actions, &attributes, arguments, environment)
      }
    }
    guard result == 0 else { throw Failure.notStarted(launch.arguments[0], result) }
    self.identifier = identifier
  }

  /// Copies of strings as C wants them, ended by a null pointer, for the length of a call.
  private static func withPointers<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { for index in unsafe pointers.indices { unsafe free(pointers[index]) } }
    // SAFETY: the array has at least the null pointer, so it has a base address.
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress.unsafelyUnwrapped) }
  }

  func signal(_ number: Int32) { kill(identifier, number) }

  /// Waits for the end. What has not ended after `limit` seconds hangs, and is killed with all it started.
  func wait(limit: Double = 120) -> Ending {
    let start = ContinuousClock.now
    var pause: UInt32 = 100
    while true {
      if let ending = reap(WNOHANG) { return ending }
      if ContinuousClock.now - start > .seconds(limit) {
        kill(-identifier, SIGKILL)
        var ending = reap(0) ?? Ending(exit: 137, peakKiB: 0)
        ending.hung = true
        return ending
      }
      usleep(pause)
      pause = min(pause * 2, 2_000)
    }
  }

  private func reap(_ flags: Int32) -> Ending? {
    var status: Int32 = 0
    var usage = rusage()
    // SAFETY: both outlive the call, which fills them.
    guard unsafe wait4(identifier, &status, flags, &usage) == identifier else { return nil }
    let signal = status & 0x7F
    return Ending(exit: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, peakKiB: Int(usage.ru_maxrss))
  }
}
