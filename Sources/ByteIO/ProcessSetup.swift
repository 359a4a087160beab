package import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a process does before it opens its first file.
package enum ProcessSetup {
  /// Fills closed standard descriptors, so that no data file ever becomes standard output or error, and lets a file
  /// size limit be an error of `write` instead of a signal. Call once, at the start of a tool's main.
  ///
  /// A filled descriptor refuses its own direction: writing to a standard output that was closed still fails with
  /// "Bad file descriptor".
  ///
  /// Large blocks of memory go back to the system as soon as they are free, and all threads share one arena: the peak
  /// of a run says what it holds, whatever the threads did before.
  ///
  /// A process that is told to end, by a signal or by a reader that went away, removes its temporary files first.
  package static func prepare() {
    for number in Int32(0)...2 where !SystemCalls.isOpen(number) { SystemCalls.fill(number) }
    SystemCalls.ignore(SIGXFSZ)
    SystemCalls.returnLargeBlocks()
    TerminationSignals.watch()
  }

  /// What the process was given, without its name.
  package static var arguments: [String] { Array((StartArguments.all ?? Swift.CommandLine.arguments).dropFirst()) }

  /// Descriptors that a run needs at most beside its outputs: the runtime traps where it cannot have its own.
  private static let fewestDescriptors = 12

  /// Why nothing can be done here, nil when all is well.
  package static var obstacle: Diagnostic? {
    let allowed = SystemCalls.descriptorLimit
    guard allowed < fewestDescriptors else { return nil }
    return Diagnostic(
      .inputUnreadable,
      "at most \(allowed) files may be open here, and a run needs \(fewestDescriptors): Too many open files",
      help: ["ulimit -n 64"])
  }
}
