import Dispatch
import Foundation
import Synchronization

/// Runs the rows, one for each processor at a time, and says which held.
struct RowRunner {
  let harness: Harness
  /// Only rows whose ID begins so.
  let filter: String?
  /// Leaves out what takes long.
  let isQuick: Bool
  /// Says how long each row took.
  var isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil

  /// The number of IDs that the list of faults has in each family. A family with fewer has lost a row.
  static let families: [(name: String, rows: [FaultRow], identifiers: Int)] = [
    ("F-OUT", outputRows, 15), ("F-IN", inputRows, 9), ("F-GZ", gzipRows, 3), ("F-CSV", csvRows, 9),
    ("F-JSON", jsonRows, 7), ("F-GEO", geometryRows, 2), ("F-NUM", numberRows, 3), ("F-TXT", textRows, 4),
    ("F-Q", queryRows, 5), ("F-YAML", pipelineFileRows, 7), ("F-MEM", memoryRows, 6), ("F-CPU", processorRows, 2),
    ("F-ENV", environmentRows, 2),
  ]

  func run() throws -> Bool {
    let tally = Mutex(Tally())
    for family in Self.families {
      let identifiers = Set(family.rows.map(\.id))
      let expected = Set((1...family.identifiers).map { "\(family.name)-\($0)" })
      if identifiers != expected {
        tally.withLock { $0.failed += 1 }
        say("FAILED \(family.name): rows are missing or unknown: \(identifiers.symmetricDifference(expected).sorted())")
      }
    }
    let rows = Self.families.flatMap(\.rows).filter { row in filter.map { row.id.hasPrefix($0) } ?? true }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, ProcessInfo.processInfo.activeProcessorCount)) { _ in
      while true {
        let i = next.add(1, ordering: .relaxed).oldValue
        guard i < rows.count else { return }
        judge(rows[i], tally)
      }
    }
    let (passed, failed, skipped) = tally.withLock { ($0.passed, $0.failed, $0.skipped) }
    say("\(passed) passed, \(failed) failed, \(skipped) skipped")
    return failed == 0 && passed > 0
  }

  private struct Tally { var passed = 0, failed = 0, skipped = 0 }

  private func judge(_ row: FaultRow, _ tally: borrowing Mutex<Tally>) {
    let reason =
      isQuick && row.isLong ? "it is long, make faults runs it" : row.needs.compactMap { harness.lacks($0) }.first
    if let reason {
      say("\(row.id) \(row.name): skipped: \(reason)")
      return tally.withLock { $0.skipped += 1 }
    }
    let start = ContinuousClock.now
    do {
      if let fault = try fault(of: row) {
        say("FAILED \(row.id) \(row.name): \(fault)")
        return tally.withLock { $0.failed += 1 }
      }
      tally.withLock { $0.passed += 1 }
    } catch {
      say("FAILED \(row.id) \(row.name): \(error)")
      tally.withLock { $0.failed += 1 }
    }
    if isVerbose { say("\(row.id) \(row.name): \((ContinuousClock.now - start) / .milliseconds(1)) ms") }
  }

  private func fault(of row: FaultRow) throws -> String? {
    let scratch = try Scratch()
    defer { scratch.remove() }
    for (path, content) in row.files { try scratch.write(harness.bytes(content), to: path) }
    let (inputs, old) = (scratch.contents("in"), scratch.contents("out"))
    var environment = row.environment.merging([
      "HELPER": harness.helper, "WEIR": harness.tool, "SHARED": harness.shared,
    ]) { $1 }
    var script = row.run
    if let fault = row.fault {
      environment["SHIM"] = harness.shim
      for (name, value) in harness.faultEnvironment(scratch) where name != "LD_PRELOAD" { environment[name] = value }
      environment.merge(fault.environment) { $1 }
      environment["FAULT_TRACE"] = scratch["log/trace"]
      // The tool alone is under the shim, not the shell.
      script = "weir() { LD_PRELOAD=\"$SHIM\" command weir \"$@\"; }\n" + script
    }
    let ending = try harness.run(["bash", "-c", script], in: scratch, environment: environment, limit: row.limit)
    let ran = FaultRow.Ran(scratch: scratch, ending: ending, report: harness.report(scratch))
    return wrongEnd(row, ran) ?? wrongText(row, ran) ?? wrongFiles(row, ran, inputs: inputs, old: old)
      ?? row.check.flatMap { $0(ran) }
  }

  private func wrongEnd(_ row: FaultRow, _ ran: FaultRow.Ran) -> String? {
    let ending = ran.ending
    if ending.hung { return "hangs" }
    if ending.exit != row.exit {
      return "exit \(ending.exit), not \(row.exit): \(ran.errors.prefix(400))\(ran.output.prefix(100))"
    }
    if let most = row.peakMiB, ending.peakKiB > most << 10 {
      return "peak memory \(ending.peakKiB >> 10) MiB, not \(most)"
    }
    if let fault = row.fault, !fault.kind.isEmpty, fault.signal != SIGKILL, ran.report["hit"] == 0 {
      return "the \(fault.kind) call never came: \(ran.report)"
    }
    return nil
  }

  private func wrongText(_ row: FaultRow, _ ran: FaultRow.Ran) -> String? {
    let (errors, output) = (ran.errors, ran.output)
    for words in row.says where !errors.contains(words) { return "does not say '\(words)': \(errors.prefix(600))" }
    let found = errors.split(separator: "\n").count { $0.hasPrefix("weir: error[") }
    let expected = row.diagnostics ?? (row.exit == 0 || row.exit > 128 ? 0 : 1)
    if found != expected { return "\(found) diagnostics, not \(expected): \(errors.prefix(600))" }
    switch row.prints {
    case .anything: return nil
    case .nothing: return output.isEmpty ? nil : "prints \(output.prefix(200))"
    case .exactly(let text): return output == text ? nil : "prints \(output.prefix(400))"
    case .containing(let parts):
      return parts.first { !output.contains($0) }.map { "does not print '\($0)': \(output.prefix(400))" }
    }
  }

  private func wrongFiles(
    _ row: FaultRow, _ ran: FaultRow.Ran, inputs: [String: Data], old: [String: Data]
  ) -> String? {
    let scratch = ran.scratch
    if let left = scratch.temporaries.first { return "leaves \(left)" }
    if row.keepsInputs, scratch.contents("in") != inputs { return "an input was changed" }
    let found = scratch.contents("out")
    switch row.out {
    case .anything: return nil
    case .nothing: return found.isEmpty ? nil : "out holds \(found.keys.sorted())"
    case .old: return found == old ? nil : "out holds other than before: \(found.keys.sorted())"
    case .whole(let commands): return wrongOutputs(commands, scratch, found, may: [:])
    case .oldOr(let commands): return wrongOutputs(commands, scratch, found, may: old)
    }
  }

  /// Compares each output with what its command prints when nothing fails.
  private func wrongOutputs(
    _ commands: [String: String], _ scratch: Scratch, _ found: [String: Data], may old: [String: Data]
  ) -> String? {
    let extra = Set(found.keys).subtracting(commands.keys)
    if !extra.isEmpty { return "out also holds \(extra.sorted())" }
    for (name, command) in commands.sorted(by: { $0.key < $1.key }) {
      if let before = old[name], found[name] == before { continue }
      guard let ending = try? harness.run(["bash", "-c", command], in: scratch, output: scratch["log/reference"]),
        ending.exit == 0, let whole = scratch.read("log/reference")
      else { return "the reference of \(name) fails: \(scratch.text("log/stderr").prefix(300))" }
      if found[name] != whole {
        return "out/\(name) has \(found[name]?.count ?? -1) bytes, not the \(whole.count) of '\(command)'"
      }
    }
    return nil
  }
}

extension Harness {
  func bytes(_ content: FaultRow.Content) -> [UInt8] {
    switch content {
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    case .made(let make): make()
    case .shared(let path): (try? Data(contentsOf: URL(fileURLWithPath: shared + "/" + path))).map { Array($0) } ?? []
    }
  }

  /// Data that lies beside the project on the machines of its developers.
  var shared: String { project + "/../shared/data" }

  /// Why the host cannot run a row; nil when it can.
  func lacks(_ need: FaultRow.Need) -> String? {
    switch need {
    case .root: return geteuid() == 0 ? nil : "needs root"
    case .mounts: return Self.canMount ? nil : "needs mount namespaces (unshare)"
    case .shared: return FileManager.default.fileExists(atPath: shared) ? nil : "needs the data beside the project"
    case .command(let name): return Self.succeeds("command -v \(name)") ? nil : "needs \(name)"
    case .threadSanitizer:
      return ProcessInfo.processInfo.environment["WEIR_TSAN_BINARY"] == nil
        ? "needs WEIR_TSAN_BINARY, a build with --sanitize thread" : nil
    }
  }

  private static let canMount = succeeds("unshare -rm sh -c 'mount -t tmpfs -o size=64k t /mnt'")

  private static func succeeds(_ script: String) -> Bool {
    let launch = Launch(
      arguments: ["sh", "-c", script], environment: ProcessInfo.processInfo.environment, directory: "/",
      output: "/dev/null", errors: "/dev/null")
    return (try? ChildProcess(launch).wait().exit) == 0
  }
}
