import Foundation
import Glibc

/// Ends runs at random moments. After SIGKILL every final name holds the old or the whole new content, and the next run
/// removes what was left; after SIGINT, SIGTERM and SIGHUP nothing is left, and they are answered soon.
struct Kills {
  let harness: Harness
  let count: Int
  let seed: UInt64
  /// How long a signal may stay unanswered, in milliseconds.
  let patience: Double

  private struct Tally {
    var killed = 0, finished = 0, old = 0, new = 0, left = 0, answered = 0
    var slowest = 0.0
    var failures: [String] = []
  }

  static let pipelines = TorturePipeline.all.filter { !$0.outputs.isEmpty }
  private static let old = Data("the old content\n".utf8)

  func run() throws -> Bool {
    var numbers = SeededNumbers(seed: seed)
    var tally = Tally()
    for (i, pipeline) in Self.pipelines.enumerated() {
      let scratch = try Scratch()
      defer { scratch.remove() }
      for (path, bytes) in pipeline.files { try scratch.write(bytes, to: path) }
      let began = ContinuousClock.now
      let ending = try start(pipeline, scratch).wait()
      let duration = max(2, (ContinuousClock.now - began) / .milliseconds(1))
      guard ending.exit == 0 else { throw TortureBench.Failure.reference(scratch.text("log/stderr")) }
      let bench = Bench(
        pipeline: pipeline, scratch: scratch, whole: scratch.contents("out"), inputs: scratch.contents("in"),
        duration: duration)
      for k in 0..<count where k % Self.pipelines.count == i { try kill(bench, &numbers, &tally) }
      for k in 0..<max(3, count / 5) where k % Self.pipelines.count == i || count < 20 {
        try ask(bench, [SIGINT, SIGTERM, SIGHUP][k % 3], &numbers, &tally)
      }
      if scratch.contents("in") != bench.inputs { tally.failures.append("\(pipeline.name): an input was changed") }
    }
    return report(tally)
  }

  private struct Bench {
    var pipeline: TorturePipeline, scratch: Scratch
    var whole: [String: Data], inputs: [String: Data]
    /// Milliseconds of a run that nobody ends.
    var duration: Double
  }

  private func start(_ pipeline: TorturePipeline, _ scratch: Scratch) throws -> ChildProcess {
    var environment = harness.environment(scratch)
    if !pipeline.environment.isEmpty {
      environment.merge(harness.faultEnvironment(scratch)) { $1 }
      environment.merge(pipeline.environment) { $1 }
    }
    return try ChildProcess(
      Launch(
        arguments: [harness.tool] + pipeline.arguments, environment: environment, directory: scratch.root,
        input: pipeline.input.map { scratch[$0] } ?? "/dev/null", output: scratch["log/stdout"],
        errors: scratch["log/stderr"]))
  }

  /// Starts over old content and waits for a random part of a run's length, and a little more.
  private func begin(_ bench: Bench, _ numbers: inout SeededNumbers) throws -> ChildProcess {
    bench.scratch.empty("out")
    for name in bench.pipeline.outputs { try bench.scratch.write(Self.old, to: "out/" + name) }
    let child = try start(bench.pipeline, bench.scratch)
    usleep(UInt32(Double.random(in: 0...(bench.duration * 1.1), using: &numbers) * 1000))
    return child
  }

  private func kill(_ bench: Bench, _ numbers: inout SeededNumbers, _ tally: inout Tally) throws {
    let child = try begin(bench, &numbers)
    child.signal(SIGKILL)
    let ending = child.wait(limit: 30)
    if ending.exit == 137 { tally.killed += 1 } else { tally.finished += 1 }
    if ending.exit != 137 && ending.exit != 0 {
      tally.failures.append("\(bench.pipeline.name) ends with \(ending.exit)")
    }
    look(bench, &tally)
    guard !bench.scratch.temporaries.isEmpty else { return }
    tally.left += 1
    _ = try start(bench.pipeline, bench.scratch).wait(limit: 30)
    if let left = bench.scratch.temporaries.first { tally.failures.append("the next run leaves \(left)") }
  }

  private func ask(_ bench: Bench, _ number: Int32, _ numbers: inout SeededNumbers, _ tally: inout Tally) throws {
    let child = try begin(bench, &numbers)
    let asked = ContinuousClock.now
    child.signal(number)
    let ending = child.wait(limit: 30)
    let milliseconds = (ContinuousClock.now - asked) / .milliseconds(1)
    tally.slowest = max(tally.slowest, milliseconds)
    if ending.exit == 128 + number { tally.answered += 1 } else { tally.finished += 1 }
    if ending.exit != 128 + number && ending.exit != 0 {
      tally.failures.append("\(bench.pipeline.name) ends with \(ending.exit) after signal \(number)")
    }
    if milliseconds > patience { tally.failures.append("signal \(number) was answered after \(Int(milliseconds)) ms") }
    look(bench, &tally)
    if let left = bench.scratch.temporaries.first { tally.failures.append("signal \(number) leaves \(left)") }
  }

  private func look(_ bench: Bench, _ tally: inout Tally) {
    for name in bench.pipeline.outputs {
      switch bench.scratch.read("out/" + name) {
      case Self.old: tally.old += 1
      case bench.whole[name]: tally.new += 1
      default: tally.failures.append("\(bench.pipeline.name): \(name) is corrupt")
      }
    }
  }

  private func report(_ tally: Tally) -> Bool {
    var failures = tally.failures
    let runs = tally.killed + tally.finished + tally.answered
    if runs < count { failures.append("\(runs) runs were ended, \(count) were asked for") }
    if tally.killed == 0 || tally.answered == 0 { failures.append("no run was ended in time") }
    for failure in failures.prefix(40) { say("FAILED kills: \(failure)") }
    say(
      "kills: \(tally.killed) killed, \(tally.answered) asked to end, \(tally.finished) had finished; outputs old \(tally.old), "
        + "new \(tally.new); \(tally.left) left a temporary, all swept by the next run; slowest answer "
        + "\(Int(tally.slowest)) ms; seed \(seed)")
    say("\(runs) passed, \(failures.count) failed")
    return failures.isEmpty
  }
}
