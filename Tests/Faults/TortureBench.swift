import Foundation

/// A scratch directory with a pipeline's inputs, and what a run of it without a fault makes.
struct TortureBench {
  let scratch: Scratch
  let counts: [String: Int]
  private let harness: Harness
  private let pipeline: TorturePipeline
  private let replaces: Bool
  private let whole: [String: Data]
  private let printed: Data
  private let inputs: [String: Data]

  enum Failure: Error { case reference(String) }
  enum Verdict {
    case passed, missed
    case failed(String)
  }

  private static let old = Data("the old content\n".utf8)

  init(_ harness: Harness, _ pipeline: TorturePipeline, replaces: Bool) throws {
    self.harness = harness
    self.pipeline = pipeline
    self.replaces = replaces
    scratch = try Scratch()
    for (path, bytes) in pipeline.files { try scratch.write(bytes, to: path) }
    inputs = scratch.contents("in")
    try Self.reset(scratch, pipeline, replaces)
    let ending = try Self.perform(harness, scratch, pipeline, [:])
    guard ending.exit == 0 else {
      throw Failure.reference("\(pipeline.name) ends with \(ending.exit): \(scratch.text("log/stderr"))")
    }
    counts = harness.report(scratch)
    whole = scratch.contents("out")
    printed = scratch.read("log/stdout") ?? Data()
    guard Set(whole.keys) == Set(pipeline.outputs) else {
      throw Failure.reference("\(pipeline.name) made \(whole.keys)")
    }
  }

  func isFor(_ point: TorturePoint) -> Bool { point.pipeline.name == pipeline.name && point.replaces == replaces }

  var inputFault: String? { scratch.contents("in") == inputs ? nil : "\(pipeline.name): an input was changed" }

  private static func reset(_ scratch: Scratch, _ pipeline: TorturePipeline, _ replaces: Bool) throws {
    scratch.empty("out")
    if replaces { for name in pipeline.outputs { try scratch.write(old, to: "out/" + name) } }
  }

  private static func perform(
    _ harness: Harness, _ scratch: Scratch, _ pipeline: TorturePipeline, _ faults: [String: String]
  ) throws -> Ending {
    var environment = harness.faultEnvironment(scratch).merging(pipeline.environment) { $1 }.merging(faults) { $1 }
    if pipeline.input != nil { environment["FAULT_STDIN"] = "1" }
    if pipeline.writesToStandardOutput { environment["FAULT_STDOUT"] = "1" }
    return try harness.run(
      [harness.tool] + pipeline.arguments, in: scratch, environment: environment,
      input: pipeline.input.map { scratch[$0] } ?? "/dev/null", limit: 60)
  }

  func judge(_ point: TorturePoint) throws -> Verdict {
    try Self.reset(scratch, pipeline, replaces)
    let ending = try Self.perform(harness, scratch, pipeline, point.environment)
    let wasHit = harness.report(scratch)["hit"] == 1
    if let reason = fault(point, ending, wasHit: wasHit) { return .failed(reason) }
    return wasHit ? .passed : .missed
  }

  private func fault(_ point: TorturePoint, _ ending: Ending, wasHit: Bool) -> String? {
    let errors = scratch.text("log/stderr")
    if ending.hung { return "hangs" }
    guard (wasHit ? point.exits : [0]).contains(ending.exit) else {
      return "exit \(ending.exit): \(errors.prefix(300))"
    }
    let diagnostics = errors.split(separator: "\n").count { $0.hasPrefix("weir: error[") }
    guard diagnostics == (ending.exit == 0 ? 0 : 1) else { return "\(diagnostics) diagnostics: \(errors.prefix(500))" }
    if ending.exit != 0, !errors.contains(point.words) { return "does not say '\(point.words)': \(errors.prefix(300))" }
    return outputFault(ending, mayLeave: point.kind == "unlink")
  }

  private func outputFault(_ ending: Ending, mayLeave: Bool) -> String? {
    if pipeline.writesToStandardOutput {
      let found = scratch.read("log/stdout") ?? Data()
      let isRight = ending.exit == 0 ? found == printed : printed.starts(with: found)
      return isRight ? nil : "standard output is neither whole nor a beginning"
    }
    if mayLeave, !scratch.temporaries.isEmpty {
      // The name could not be removed; whoever runs next does it.
      guard (try? Self.perform(harness, scratch, pipeline, [:]))?.exit == 0 else { return "the next run fails" }
    }
    if let left = scratch.temporaries.first { return "leaves \(left)" }
    let old = replaces ? Dictionary(uniqueKeysWithValues: pipeline.outputs.map { ($0, Self.old) }) : [:]
    let found = scratch.contents("out")
    guard found == (ending.exit == 0 ? whole : old) else {
      return "after exit \(ending.exit) out holds "
        + found.map { "\($0.key) (\($0.value == Self.old ? "old" : $0.value == whole[$0.key] ? "new" : "neither"))" }
        .sorted().joined(separator: ", ")
    }
    return nil
  }
}
