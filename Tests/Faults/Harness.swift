import Foundation
import Synchronization

/// What every part of the harness needs: the tool, the shim, and the count of traps seen anywhere.
struct Harness: Sendable {
  let tool: String
  let shim: String
  /// This program, which also has small tools for rows (`HelperTools`).
  let helper: String
  let project: String

  /// Exits by a trap or an abort, in any run.
  static let traps = Atomic<Int>(0)

  enum Failure: Error {
    case noTool(String)
    case noShim
  }

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    project =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    tool = environment["WEIR_BINARY"] ?? project + "/.build/release/weir"
    guard FileManager.default.isExecutableFile(atPath: tool) else { throw Failure.noTool(tool) }
    helper = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    shim = try Self.compile(project + "/Tests/Faults/Shim/faultshim.c")
  }

  /// Compiles the shim, which is a test's own and so is not part of the package.
  private static func compile(_ source: String) throws -> String {
    let target = NSTemporaryDirectory() + "/weir-faultshim-\(ProcessInfo.processInfo.processIdentifier).so"
    for compiler in ["cc", "clang"] {
      let launch = Launch(
        arguments: [compiler, "-shared", "-fPIC", "-O1", "-o", target, source, "-ldl"],
        environment: ProcessInfo.processInfo.environment, directory: "/", output: "/dev/null")
      if let child = try? ChildProcess(launch), child.wait().exit == 0 { return target }
    }
    throw Failure.noShim
  }

  func removeShim() { try? FileManager.default.removeItem(atPath: shim) }

  /// The environment of a run: little, and always the same.
  func environment(_ scratch: Scratch) -> [String: String] {
    [
      "PATH": URL(fileURLWithPath: tool).deletingLastPathComponent().path + ":"
        + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
      "LC_ALL": "C.UTF-8", "HOME": scratch.root, "TMPDIR": scratch["tmp"], "TZ": "Pacific/Auckland",
      "SWIFT_BACKTRACE": "enable=no",
    ]
  }

  /// What makes the shim watch the directories of `scratch`.
  func faultEnvironment(_ scratch: Scratch) -> [String: String] {
    [
      "LD_PRELOAD": shim, "FAULT_IN": scratch["in"], "FAULT_OUT": scratch["out"], "FAULT_TMP": scratch["tmp"],
      "FAULT_CONF": scratch["conf"], "FAULT_REPORT": scratch["log/report"],
    ]
  }

  /// Runs a program to its end.
  func run(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:], input: String = "/dev/null",
    output: String? = nil, limit: Double = 120
  ) throws -> Ending {
    try? FileManager.default.removeItem(atPath: scratch["log/report"])
    let launch = Launch(
      arguments: arguments, environment: self.environment(scratch).merging(environment) { $1 },
      directory: scratch.root, input: input, output: output ?? scratch["log/stdout"], errors: scratch["log/stderr"])
    let ending = try ChildProcess(launch).wait(limit: limit)
    if ending.isTrap { Self.traps.add(1, ordering: .relaxed) }
    return ending
  }

  /// Calls of each kind that the shim counted in the last run; `hit` is 1 when the fault came to pass.
  func report(_ scratch: Scratch) -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in scratch.text("log/report").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, let count = Int(words[1]) { counts[String(words[0])] = count }
    }
    return counts
  }
}

/// Numbers that look random and are the same for a seed on every machine (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
