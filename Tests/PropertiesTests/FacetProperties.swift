import Diagnostics
import Formats
import Foundation
import Pipelines

/// Counting, in one run and in parts.
extension Property {
  private static func line(_ choices: inout Choices) -> String {
    let tags = choices.list(0...3) { choices in "\"\(choices.pick(["oak", "elm", "é/x", "a,b"]))\"" }
    let day = "20\(choices.int(10...12))-0\(choices.int(1...3))-1\(choices.int(0...2))"
    let members = [
      "\"a\":\(choices.pick(["1", "1.0", "10", "-0", "2e0"]))",
      "\"b\":\"\(choices.pick(["x", "x/y", "x/y/z", "x/q", "é", ""]))\"",
      "\"day\":\"\(day)\(choices.pick(["", "T23:30:00Z", "T22:00:00"]))\"", "\"tags\":[\(tags.joined(separator: ","))]",
      "\"n\":\(choices.pick(["null", "true", "\"x\"", "\"2012\"", "{\"k\":1}"]))",
    ].filter { _ in !choices.oneIn(6) }
    return "{" + members.joined(separator: ",") + "}\n"
  }

  private static let fields = ["a", "b", "day", "tags", "n"]
  private static let values = [
    "a": ["1", "2", "10"], "b": ["x", "x/y", "é"], "day": ["2010", "2011/02", "2012/03/11"], "tags": ["oak", "é"],
    "n": ["true", "x", "2012"],
  ]

  private static func question(_ path: String, _ choices: inout Choices) -> PipelineDeclaration {
    var declaration = PipelineDeclaration(input: InputDeclaration(paths: [path], format: "jsonl"))
    declaration.input.options.hierarchical = [ColumnSetting(column: "b", value: "/")]
    declaration.clock.timezone = choices.pick([nil, "Europe/Paris", "-10:00"])
    var filter = FilterDeclaration(queries: [])
    for _ in 0..<choices.int(0...2) {
      let field = choices.pick(fields)
      let condition = FacetCondition(field: field, value: choices.pick(values[field] ?? ["x"]))
      if choices.oneIn(3) { filter.facets.excluded.append(condition) } else { filter.facets.refined.append(condition) }
    }
    if choices.oneIn(2) { filter.facets.disjunctive.append(FacetCondition(field: choices.pick(fields), value: "")) }
    declaration.filter = filter
    var facets = FacetDeclaration()
    facets.fields = fields.map { FacetCondition(field: $0, value: "") }
    facets.sorts = [ColumnSetting(column: nil, value: choices.pick(["-count", "num", "alphanum"]))]
    declaration.outputs[0].facets = facets
    declaration.outputs[0].format = choices.pick(["json", "csv", "table"])
    return declaration
  }

  /// The bytes of a run, or what was wrong with it.
  private static func answer(
    _ declaration: PipelineDeclaration, workers: Int, to path: String, partial: Bool = false
  ) async throws -> [UInt8] {
    var declaration = declaration
    declaration.jobs = workers
    declaration.outputs[0].path = path
    declaration.outputs[0].facets?.isPartial = partial
    let wrong = Findings()
    let report = await PipelineRunner(declaration).run { wrong.note($0) }
    if report.exitCode != 0 { throw wrong.error }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static let facets: [Property] = [
    Property("parts of facets, joined in any order, are the bytes of one run") { choices in
      let directory = FileManager.default.temporaryDirectory.appending(path: "weir-facets-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let lines = choices.list(1...30) { line(&$0) }
      let count = choices.int(1...4)
      // Each part begins with a record that has every field, and is no copy of another.
      let firsts = (0..<count).map {
        "{\"id\":\($0),\"a\":1,\"b\":\"x\",\"day\":\"2010-01-01\",\"tags\":[\"oak\"],\"n\":\"x\"}\n"
      }
      let whole = directory.appending(path: "all.jsonl").path
      try Data((firsts + lines).joined().utf8).write(to: URL(fileURLWithPath: whole))
      let declaration = question(whole, &choices)
      let single = try await answer(declaration, workers: 1, to: directory.appending(path: "1").path)
      let several = try await answer(declaration, workers: choices.int(2...8), to: directory.appending(path: "8").path)
      if single != several { return "another number of workers: \(single.shown) \(several.shown)" }
      var parts = firsts.map { [$0] }
      for line in lines { parts[choices.int(0...(count - 1))].append(line) }
      var joined: Part?
      for (index, part) in parts.enumerated() {
        let path = directory.appending(path: "\(index).jsonl").path
        try Data(part.joined().utf8).write(to: URL(fileURLWithPath: path))
        var one = declaration
        one.input.paths = [path]
        let state = directory.appending(path: "\(index).part").path
        _ = try await answer(one, workers: choices.int(1...3), to: state, partial: true)
        let read = try Part(contentsOf: state)
        if var known = joined {
          if choices.oneIn(2) {
            try known.merge(read, named: state)
            joined = known
          } else {
            var other = read
            try other.merge(known, named: "the others")
            joined = other
          }
        } else {
          joined = read
        }
      }
      guard let joined else { return "no part" }
      let pieces = try joined.payload.document(
        format: declaration.outputs[0].format, path: "-", options: WriteOptions())
      let merged = Array(pieces.joined())
      return merged == single ? nil : "parts: \(single.shown) \(merged.shown)"
    },
    Property("a value is refined to as many records as its facet counts") { choices in
      let directory = FileManager.default.temporaryDirectory.appending(path: "weir-facets-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let path = directory.appending(path: "in.jsonl").path
      // A field that no record has is an error: the first one has them all.
      let first = "{\"a\":1,\"b\":\"x\",\"day\":\"2010-01-01\",\"tags\":[\"oak\"],\"n\":\"x\"}\n"
      try Data((first + choices.list(1...20) { line(&$0) }.joined()).utf8).write(to: URL(fileURLWithPath: path))
      var declaration = PipelineDeclaration(input: InputDeclaration(paths: [path], format: "jsonl"))
      declaration.input.options.hierarchical = [ColumnSetting(column: "b", value: "/")]
      let field = choices.pick(fields)
      var facets = FacetDeclaration()
      facets.fields = [FacetCondition(field: field, value: "")]
      declaration.outputs[0].facets = facets
      declaration.outputs[0].format = "jsonl"
      let rows = String(
        decoding: try await answer(declaration, workers: 1, to: directory.appending(path: "a").path), as: UTF8.self)
      for row in rows.split(separator: "\n").prefix(5) {
        let node = try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any]
        guard let value = node?["path"] as? String, let count = node?["count"] as? Int else { return "\(row)" }
        var refined = PipelineDeclaration(input: declaration.input)
        var filter = FilterDeclaration(queries: [])
        filter.facets.refined = [FacetCondition(field: field, value: value)]
        refined.filter = filter
        refined.outputs = [OutputDeclaration(path: directory.appending(path: "b").path, format: "jsonl")]
        let report = await PipelineRunner(refined).run()
        if report.recordsWritten != [count] { return "\(field)=\(value): \(report.recordsWritten), counted \(count)" }
      }
      return nil
    },
  ]
}

/// The errors of a run.
private final class Findings: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [Diagnostic] = []

  func note(_ event: RunEvent) {
    guard case .diagnostic(let diagnostic) = event else { return }
    lock.withLock { found.append(diagnostic) }
  }

  var error: DiagnosticList { lock.withLock { DiagnosticList(found) } }
}
