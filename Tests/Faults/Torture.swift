import Dispatch
import Foundation
import Synchronization

/// Fails every fallible call of every pipeline once, with every errno: the method of curl's torture tests.
///
/// After each run: the exit code is that of the fault; exactly one diagnostic names the system's reason; every output
/// is the old one, or absent, or after exit 0 the whole new one; no temporary name is left; inputs are untouched.
struct Torture {
  let harness: Harness
  /// How many points to sample; all of them when nil.
  let sample: Int?
  let seed: UInt64
  static let fewestPoints = 3_000

  private struct State {
    var injected: [String: Int] = [:]
    var missed = 0
    var failures: [String] = []
  }

  /// True when everything was handled right and enough was tried.
  func run() throws -> Bool {
    let points = pick(try TorturePipeline.all.flatMap { try pointsOf($0) })
    let state = Mutex(State())
    let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      do {
        try work(points, first: worker, step: workers, state)
      } catch {
        state.withLock { $0.failures.append("the harness failed: \(error)") }
      }
    }
    return report(state.withLock { $0 })
  }

  // MARK: Points

  /// Counts the calls of a run that nothing fails, in both states of its outputs.
  private func pointsOf(_ pipeline: TorturePipeline) throws -> [TorturePoint] {
    try [false, true].flatMap { replaces in
      let bench = try TortureBench(harness, pipeline, replaces: replaces)
      defer { bench.scratch.remove() }
      return TorturePoint.kinds.flatMap { kind in
        (0..<(bench.counts[kind.kind] ?? 0)).flatMap { i in
          TorturePoint.errors.map {
            TorturePoint(pipeline: pipeline, replaces: replaces, kind: kind.kind, nth: i + 1, error: $0)
          }
        }
      }
    }
  }

  /// A sample that has every pipeline, state and kind in it before any has a second point; in the order of the benches.
  private func pick(_ points: [TorturePoint]) -> [TorturePoint] {
    guard let sample, sample < points.count else { return points }
    var numbers = SeededNumbers(seed: seed)
    var groups: [String: [Int]] = [:]
    for (i, point) in points.enumerated() {
      groups["\(point.pipeline.name) \(point.replaces) \(point.kind)", default: []].append(i)
    }
    var queues = groups.sorted { $0.key < $1.key }.map { $0.value.shuffled(using: &numbers) }.shuffled(using: &numbers)
    var picked: [Int] = []
    while picked.count < sample {
      for i in queues.indices where !queues[i].isEmpty && picked.count < sample {
        picked.append(queues[i].removeLast())
      }
    }
    return picked.sorted().map { points[$0] }
  }

  // MARK: Work

  private func work(_ points: [TorturePoint], first: Int, step: Int, _ state: borrowing Mutex<State>) throws {
    var bench: TortureBench?
    defer { bench?.scratch.remove() }
    for i in stride(from: first, to: points.count, by: step) {
      let point = points[i]
      if bench?.isFor(point) != true {
        if let bench, let fault = bench.inputFault { state.withLock { $0.failures.append(fault) } }
        bench?.scratch.remove()
        bench = nil
        bench = try TortureBench(harness, point.pipeline, replaces: point.replaces)
      }
      guard let bench else { continue }
      let verdict = try bench.judge(point)
      state.withLock { state in
        switch verdict {
        case .passed: state.injected[point.operation, default: 0] += 1
        case .missed: state.missed += 1
        case .failed(let reason): state.failures.append("\(point.description): \(reason)")
        }
      }
    }
    if let bench, let fault = bench.inputFault { state.withLock { $0.failures.append(fault) } }
  }

  // MARK: Report

  private func report(_ state: State) -> Bool {
    var failures = state.failures
    let total = state.injected.values.reduce(0, +)
    for operation in TorturePoint.operations where state.injected[operation, default: 0] == 0 {
      failures.append("no \(operation) was failed")
    }
    let wanted = sample ?? Self.fewestPoints
    if total + state.failures.count < wanted * 95 / 100 || (sample == nil && total < wanted) {
      failures.append("\(total) faults were injected, \(wanted) were asked for")
    }
    for failure in failures.prefix(40) { say("FAILED torture: \(failure)") }
    let counts = state.injected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    say("torture: \(counts); \(state.missed) calls did not come; seed \(seed)")
    say("\(total) passed, \(failures.count) failed")
    return failures.isEmpty
  }
}
