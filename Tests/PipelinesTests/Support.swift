import ByteIO
import Diagnostics
import Formats
import Foundation
import Records
import Synchronization

@testable import Pipelines

/// A directory of its own for one test.
struct Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "weir-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
  func path(_ name: String) -> String { url.appending(path: name).path }
  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: path(name)) }
  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try write(Data(text.utf8), name) }

  @discardableResult
  func write(_ data: Data, _ name: String) throws -> String {
    try data.write(to: url.appending(path: name))
    return path(name)
  }
}

/// What a run reported.
struct Outcome: Equatable {
  var report: RunReport
  var diagnostics: [Diagnostic]
  var codes: [DiagnosticCode] { diagnostics.map(\.code) }
  var exit: Int32 { report.exitCode }
}

private final class Findings: Sendable {
  /// Protects what the run has said so far.
  private let all = Mutex<[Diagnostic]>([])
  func add(_ diagnostic: Diagnostic) { all.withLock { $0.append(diagnostic) } }
  var diagnostics: [Diagnostic] { all.withLock { $0 } }
}

extension PipelineDeclaration {
  /// Runs this declaration and keeps what it said.
  func outcome(_ options: RunOptions = RunOptions()) async -> Outcome {
    let findings = Findings()
    let report = await PipelineRunner(self, options: options).run { event in
      if case .diagnostic(let diagnostic) = event { findings.add(diagnostic) }
    }
    return Outcome(report: report, diagnostics: findings.diagnostics)
  }

  /// From one file into others, as flags would say it.
  static func convert(
    _ input: String, to outputs: [OutputDeclaration], query: String? = nil, limit: Int? = nil, jobs: Int? = nil,
    _ adjust: (inout PipelineDeclaration) -> Void = { _ in }
  ) -> PipelineDeclaration {
    var declaration = PipelineDeclaration(
      input: InputDeclaration(paths: [input]), filter: query.map { FilterDeclaration($0) }, limit: limit,
      outputs: outputs,
      jobs: jobs)
    adjust(&declaration)
    return declaration
  }
}

/// A source that reads as a pipe does: on a thread of its own, in pieces, and perhaps failing after the last one.
struct PieceSource: ByteSource {
  var base: MemorySource
  var isRegularFile: Bool
  var failure: Diagnostic?

  init(_ bytes: [UInt8], largestRead: Int = .max, isRegularFile: Bool = true, failure: Diagnostic? = nil) {
    base = MemorySource(bytes, largestRead: largestRead)
    self.isRegularFile = isRegularFile
    self.failure = failure
  }

  var name: String { base.name }
  var byteCount: Int? { base.byteCount }
  var fileBytesRead: Int { base.fileBytesRead }

  mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken = try base.read(into: &buffer, at: offset, upTo: count)
    if taken == 0, let failure { throw failure }
    return taken
  }

  mutating func close() { base.close() }
}
