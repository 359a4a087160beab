import ByteIO
import Diagnostics
import Foundation
import PipelineFiles
import Pipelines
import Synchronization

/// Runs one example of a pipeline file in a temporary directory: its input is the example's text, its outputs and rejects
/// go there, and nothing that the file names is read or written but its schema.
struct TestRun {
  private let test: PipelineTest
  private let pipeline: String
  private let path: String
  private let jobs: Int?

  init(_ test: PipelineTest, pipeline: String, path: String, jobs: Int?) {
    self.test = test
    self.pipeline = pipeline
    self.path = path
    self.jobs = jobs
  }

  /// What is not as expected, a line each; empty when the example holds.
  func run() async throws(DiagnosticList) -> [String] {
    var declaration: PipelineDeclaration
    do throws(DiagnosticList) {
      declaration = try PipelineFile.parse(text: pipeline, path: path, parameters: test.parameters)
    } catch {
      // The parameters are the example's own; everything else is wrong with the file.
      guard error.diagnostics.allSatisfy({ $0.code == .pipelineParameter }) else { throw error }
      return error.diagnostics.map(Self.sentence)
    }
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("weir-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let places = Places(directory: directory.path, declaration)
    do {
      try places.makeDirectories()
      try Data(test.input.utf8).write(to: URL(fileURLWithPath: places.input))
    } catch {
      throw DiagnosticList(
        Diagnostic(.outputUnwritable, "the test cannot write its input", at: Location(file: places.input)))
    }
    places.redirect(&declaration, test)
    if let jobs { declaration.jobs = jobs }
    // Ending the run would end the other examples, too: --max-time of the command is for all of them.
    declaration.maximumTime = nil
    return await compare(declaration, places)
  }

  private func compare(_ declaration: PipelineDeclaration, _ places: Places) async -> [String] {
    let errors = Mutex<[Diagnostic]>([])
    let report = await Task.detached(executorPreference: ThreadExecutor.whereNeeded) { () -> RunReport in
      await PipelineRunner(declaration).run { event in
        guard case .diagnostic(let diagnostic) = event, diagnostic.level == .error else { return }
        errors.withLock { if $0.count < 20 { $0.append(diagnostic) } }
      }
    }.value
    let found = errors.withLock { $0 }
    var problems: [String] = []
    if let expected = test.error {
      if report.exitCode == 0 {
        problems.append("error \(expected) was expected, the run succeeded")
      } else if !found.contains(where: { $0.code.rawValue == expected }) {
        problems += ["error \(expected) was expected"] + found.map(Self.sentence)
      }
    } else if report.exitCode != 0 {
      return ["the run ended with exit code \(report.exitCode)"] + found.map(Self.sentence)
    }
    problems += counts(report)
    problems += rejects(places)
    problems += outputs(places)
    return problems
  }

  private func counts(_ report: RunReport) -> [String] {
    let actual = [
      "read": report.recordsRead, "written": report.recordsWritten.first ?? 0, "rejected": report.recordsRejected,
      "nulled": report.valuesNulled,
    ]
    return test.counts.compactMap { name, count in
      actual[name] == count ? nil : "\(name): \(count) expected, found \(actual[name] ?? 0)"
    }
  }

  private func outputs(_ places: Places) -> [String] {
    guard let expected = test.outputs else { return [] }
    guard expected.count <= places.outputs.count else {
      return ["\(expected.count) outputs are expected, the pipeline has \(places.outputs.count)"]
    }
    return zip(expected, places.outputs).enumerated().flatMap { index, pair -> [String] in
      let (output, path) = pair
      let name = expected.count > 1 ? "output \(index + 1)" : "output"
      guard let data = FileManager.default.contents(atPath: path) else { return ["\(name) was not written"] }
      let text = String(decoding: data, as: UTF8.self)
      switch output {
      case .text(let wanted): return LineDifference.lines(name, expected: wanted, found: text)
      case .records(let records):
        return LineDifference.lines(name, expected: records.map { $0 + "\n" }.joined(), found: text)
      }
    }
  }

  private func rejects(_ places: Places) -> [String] {
    guard let expected = test.rejects else { return [] }
    let text = FileManager.default.contents(atPath: places.rejects).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let found = text.split(separator: "\n").compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
    }.filter { $0["code"] != nil }
    var problems: [String] = []
    for index in 0..<max(expected.count, found.count) {
      let wanted = index < expected.count ? expected[index] : nil
      let actual = index < found.count ? found[index] : nil
      if let wanted, let actual, Self.fits(wanted, actual) { continue }
      if let wanted { problems.append("- reject " + Self.words(wanted)) }
      if let actual { problems.append("+ reject " + Self.words(actual)) }
    }
    return problems
  }

  private static func fits(_ wanted: PipelineTest.Reject, _ actual: [String: Any]) -> Bool {
    (wanted.record == nil || wanted.record == actual["record"] as? Int)
      && (wanted.line == nil || wanted.line == actual["line"] as? Int)
      && (wanted.code == nil || wanted.code == actual["code"] as? String)
      && (wanted.field == nil || wanted.field == actual["field"] as? String)
  }

  private static func words(_ reject: PipelineTest.Reject) -> String {
    let parts = [
      reject.record.map { "record \($0)" }, reject.line.map { "line \($0)" }, reject.code,
      reject.field.map { "field \($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  private static func words(_ actual: [String: Any]) -> String {
    let reject = PipelineTest.Reject(
      record: actual["record"] as? Int, line: actual["line"] as? Int, code: actual["code"] as? String,
      field: actual["field"] as? String)
    return VisibleText.sanitised(words(reject) + ": \(actual["message"] as? String ?? "")")
  }

  private static func sentence(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.line.map { " (line \($0))" } ?? ""
    return VisibleText.sanitised("error[\(diagnostic.code.rawValue)]: \(diagnostic.message)\(place)")
  }
}
