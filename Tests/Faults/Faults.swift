import Foundation
import Synchronization

/// `faults rows|torture|kills|jobs`: what the release binary does when the world around it fails.
///
/// ```
/// make faults                    every row of every family
/// make torture N=300 SEED=7      every call fails once, or a sample of them
/// make kills N=50 SEED=7         SIGKILL at random moments, and the signals that ask
/// faults jobs                    one worker and eight write the same bytes
/// ```
@main
enum Faults {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let part = arguments.isEmpty ? "rows" : arguments.removeFirst()
    if part == "tool" { exit(HelperTools.run(arguments)) }
    let environment = ProcessInfo.processInfo.environment
    let isQuick = environment["QUICK"] != nil
    let number = environment["N"].flatMap { Int($0) }
    let seed = environment["SEED"].flatMap { UInt64($0) } ?? 1
    let harness = try Harness()
    let isGood =
      switch part {
      case "torture": try Torture(harness: harness, sample: number, seed: seed).run()
      case "rows": try RowRunner(harness: harness, filter: arguments.first, isQuick: isQuick).run()
      case "kills":
        try Kills(harness: harness, count: number ?? 1_000, seed: seed, patience: isQuick ? 2_000 : 200).run()
      case "jobs": try JobEquality(harness: harness).run()
      default: false
      }
    harness.removeShim()
    let traps = Harness.traps.load(ordering: .relaxed)
    if traps > 0 { say("FAILED: \(traps) runs ended by a trap or an abort") }
    exit(isGood && traps == 0 ? 0 : 1)
  }
}

/// A line of the report, seen at once even when it goes into a file.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
