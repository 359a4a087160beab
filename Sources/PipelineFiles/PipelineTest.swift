package import Diagnostics
import Foundation

/// One example of a pipeline file's `tests`: what goes in, and what must come out. nil: the test does not look at it.
package struct PipelineTest: Sendable {
  package enum Output: Sendable, Equatable {
    /// The bytes that the output must have.
    case text(String)
    /// The records as JSON Lines, whatever the output's own format is.
    case records([String])
  }

  package struct Reject: Sendable {
    package var record: Int?
    package var line: Int?
    package var code: String?
    package var field: String?

    package init(record: Int?, line: Int?, code: String?, field: String?) {
      self.record = record
      self.line = line
      self.code = code
      self.field = field
    }
  }

  package var name: String
  package var location: Location
  package var input: String
  package var format: String?
  package var parameters: [String: String]
  /// In the order of the pipeline's outputs.
  package var outputs: [Output]?
  package var rejects: [Reject]?
  package var counts: [(name: String, count: Int)]
  package var error: String?
}

extension PipelineFile {
  /// The tests of a file, without reading anything else of it.
  package static func tests(text: String, path: String?) throws(DiagnosticList) -> [PipelineTest] {
    let (root, source) = try checked(text, path: path)
    guard let value = Section(root, path: "")["tests"] else { return [] }
    let items = if case .list(let items) = value.tree.content { items } else { [value.tree] }
    var reader = TestReading(source: source)
    let tests = items.enumerated().compactMap { reader.read(Value($1, path: "tests[\($0 + 1)]")) }
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return tests
  }
}

/// Reads the entries of `tests`; their shapes were checked.
private struct TestReading {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

  mutating func read(_ value: Value) -> PipelineTest? {
    guard let section = value.section, let name = section["name"]?.tree.scalar else { return nil }
    var test = PipelineTest(
      name: name, location: Location(file: source.path, line: value.tree.line, column: value.tree.column),
      input: section["input"]?.tree.scalar ?? "", format: section["format"]?.tree.scalar, parameters: [:],
      outputs: section["outputs"].map { value in
        if case .list(let items) = value.tree.content { items.map(output) } else { [] }
      }, rejects: section["rejects"].map { rejects($0) }, counts: counts(section["counts"]),
      error: code(section["error"]))
    if test.format == "auto" { test.format = nil }
    test.parameters = parameters(section["params"])
    if let one = section["output"] {
      if test.outputs != nil { wrong(one, "'output' is the first of 'outputs': say one of them") }
      test.outputs = [output(one.tree)]
    }
    if test.outputs == nil, test.rejects == nil, test.counts.isEmpty, test.error == nil {
      wrong(value, "the test '\(name)' expects nothing", help: ["say output, rejects, counts or error"])
    }
    return test
  }

  private func output(_ tree: YAMLTree) -> PipelineTest.Output {
    if case .list(let items) = tree.content { return .records(items.map(YAMLAsJSON.text)) }
    return .text(tree.scalar ?? "")
  }

  private mutating func rejects(_ value: Value) -> [PipelineTest.Reject] {
    let items = if case .list(let items) = value.tree.content { items } else { [value.tree] }
    return items.map { item in
      let section = Value(item, path: value.path).section
      return PipelineTest.Reject(
        record: section?["record"]?.tree.scalar.flatMap { Spelling.count($0) },
        line: section?["line"]?.tree.scalar.flatMap { Spelling.count($0) }, code: code(section?["code"]),
        field: section?["field"]?.tree.scalar)
    }
  }

  private func counts(_ value: Value?) -> [(name: String, count: Int)] {
    PipelineKeys.counts.compactMap { key in
      (value?.section?[key.name]?.tree.scalar).flatMap { Spelling.count($0) }.map { (key.name, $0) }
    }
  }

  /// A test for a code that does not exist would never fail for its reason.
  private mutating func code(_ value: Value?) -> String? {
    guard let value, let text = value.tree.scalar else { return nil }
    if DiagnosticCode(rawValue: text) == nil {
      wrong(value, "there is no error code '\(text)'", help: ["weir help errors lists them"])
    }
    return text
  }

  private func parameters(_ value: Value?) -> [String: String] {
    guard let value, case .map(let pairs) = value.tree.content else { return [:] }
    var values: [String: String] = [:]
    for pair in pairs { values[pair.key.scalar ?? ""] = pair.value.scalar ?? "" }
    return values
  }

  private mutating func wrong(_ value: Value, _ message: String, help: [String] = []) {
    diagnostics.append(
      source.diagnostic(
        .pipelineValue, message, line: value.tree.line, column: value.tree.column, length: value.tree.length,
        context: value.path, help: help))
  }
}
