import Diagnostics
import Formats
import Foundation
import Pipelines

/// A file read in parts.
extension Property {
  /// A text in some format, and the options that leave nothing to chance.
  private static func drawn(_ choices: inout Choices) -> (format: String, text: String, options: ReadOptions) {
    var options = ReadOptions()
    let eol = choices.pick(["\n", "\r\n"])
    let last = choices.bool() ? eol : ""
    switch choices.int(0...5) {
    case 0, 1:
      options.delimiter = 0x2C
      options.header = .rows(1)
      options.lineEnds = .lf
      options.encoding = choices.pick([.utf8, .utf8, .utf16LittleEndian, .utf16BigEndian, .iso885915])
      let wide = options.encoding == .iso885915 ? ["a", "é", "€", "\"", ",", "\n", "\r\n", "x", "1"] : Choices.pieces
      let table = choices.table(columns: 2...4, rows: 0...12, pieces: wide)
      let rows = [(0..<table.names.count).map { "c\($0)" }] + table.rows.map { $0.map { $0 ?? "" } }
      let text = rows.map { $0.map(quoted).joined(separator: ",") }.joined(separator: eol) + last
      return ("csv", text, options)
    case 2:
      let rows = choices.list(0...12) { choices in
        choices.list(2...2) { $0.text(["a", "b", "é", "\\t", "\\n", "\\\\", " ", "\"", "1"]) }.joined(separator: "\t")
      }
      return ("tsv", (["x\ty"] + rows).joined(separator: "\n") + "\n", options)
    case 3:
      let lines = choices.list(1...12) { $0.jsonObject() }
      return ("jsonl", lines.joined(separator: eol) + last, options)
    case 4:
      let objects = choices.list(1...12) { $0.jsonObject() }
      let space = choices.pick(["", " ", "\n", "\n  "])
      if choices.oneIn(3) { return ("json", objects.joined(separator: space) + last, options) }
      if choices.oneIn(3) {
        options.root = "/data/items"
        let items = objects.joined(separator: "," + space)
        return ("json", #"{"n":[1,{"a":2}],"data":{"b":"]","items":[\#(items)],"c":{}},"d":1}"# + last, options)
      }
      return ("json", "[" + space + objects.joined(separator: "," + space) + space + "]" + last, options)
    default:
      let features = choices.list(1...9) { choices in
        #"{"type":"Feature","properties":\#(choices.jsonObject()),"geometry":"#
          + #"{"type":"Point","coordinates":\#(choices.coordinates(0))}}"#
      }
      let space = choices.pick(["", "\n", " "])
      let type = #""type":"FeatureCollection""#
      let members = "\"features\":[" + features.joined(separator: "," + space) + "]"
      let both = choices.bool() ? [type, #""name":"x]""#, members] : [members, #""note":{"a":[]}"#, type]
      return ("geojson", "{" + both.joined(separator: "," + space) + "}" + last, options)
    }
  }

  private static func quoted(_ cell: String) -> String {
    let marked = Set("\",\n\r# \t\u{FEFF}".unicodeScalars)
    let needsQuotes = cell.isEmpty || cell.unicodeScalars.contains { marked.contains($0) }
    return needsQuotes ? "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : cell
  }

  private static func encoded(_ text: String, _ encoding: EncodingOption) -> Data {
    switch encoding {
    case .utf16LittleEndian: text.data(using: .utf16LittleEndian) ?? Data()
    case .utf16BigEndian: text.data(using: .utf16BigEndian) ?? Data()
    case .iso885915:
      Data(text.unicodeScalars.map { $0 == "€" ? 0xA4 : UInt8(truncatingIfNeeded: $0.value) })
    default: Data(text.utf8)
    }
  }

  /// Groups and numbers: integers, or anything that a double may be.
  private static func measured(_ choices: inout Choices) -> (format: String, text: String, isInteger: Bool) {
    let isInteger = choices.oneIn(3)
    let rows = choices.list(1...25) { choices -> (group: String, number: String) in
      let group = choices.pick(["a", "b", "é", "2", "2.0", "x y"])
      let wide = choices.pick(["1e308", "-1e308", "9007199254740993", "1e-320", "0.1", "-0", "1e16", "1000000000.1"])
      let number = isInteger ? "\(choices.int(-9...9))" : choices.oneIn(3) ? wide : choices.number()
      return (group, choices.oneIn(8) ? "" : number)
    }
    if choices.bool() {
      let first = isInteger ? "a,1\n" : ""
      return ("csv", "g,n\n" + first + rows.map { "\($0.group),\($0.number)\n" }.joined(), isInteger)
    }
    // The first record has every field: one that no record has is an error.
    let lines = [(group: "a", number: "1")] + rows
    let text = lines.map { "{\"g\":\"\($0.group)\"" + ($0.number.isEmpty ? "" : ",\"n\":\($0.number)") + "}\n" }
      .joined()
    return ("jsonl", text, isInteger)
  }

  private static func series(_ choices: inout Choices) -> AnalyzeDeclaration {
    var analyze = AnalyzeDeclaration()
    if !choices.oneIn(4) { analyze.groups = [AnalyzeText("g")] }
    if choices.oneIn(4) { analyze.groups.append(AnalyzeText("n")) }
    let functions = ["COUNT", "AVG", "SUM", "MIN", "MAX", "STDDEV", "SUMSQUARES", "QUANTILES"]
    for (index, function) in functions.enumerated() where choices.bool() || index == 0 {
      let expression = choices.pick(["n", "n * 0.1", "n + n"])
      var one = SeriesDeclaration(
        name: "y\(index)", function: function, expression: function == "COUNT" ? nil : AnalyzeText(expression))
      if function == "QUANTILES" { one.subsets = [25, 50, 99.5] } else { one.isCumulative = choices.oneIn(4) }
      analyze.series.append(one)
    }
    analyze.maximumPoints = choices.oneIn(3) ? choices.int(1...4) : nil
    return analyze
  }

  /// The bytes that a declaration writes.
  private static func written(_ declaration: PipelineDeclaration, _ path: String, jobs: Int) async throws -> [UInt8] {
    var declaration = declaration
    declaration.jobs = jobs
    declaration.outputs[0].path = path
    let wrong = ShardFindings()
    let report = await PipelineRunner(declaration).run { wrong.note($0) }
    if report.exitCode != 0 { throw wrong.error }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static let shards: [Property] = [
    Property("the shards of a file are its bytes and its records, each once") { choices in
      let directory = FileManager.default.temporaryDirectory.appending(path: "weir-shards-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let (format, text, options) = drawn(&choices)
      let path = directory.appending(path: "in.\(format)").path
      let bytes = encoded(text, options.encoding)
      try bytes.write(to: URL(fileURLWithPath: path))
      var whole = PipelineDeclaration(input: InputDeclaration(paths: [path], format: format, options: options))
      whole.outputs[0].format = format == "geojson" ? "geojsonl" : "jsonl"
      let output = directory.appending(path: "out").path
      let expected = try await written(whole, output, jobs: 1)
      let count = choices.int(1...9)
      let plan = try await ShardPlanner(whole.input, parts: count, options: [], jobs: choices.int(1...4)).run()
      if plan.count != count { return "\(plan.count) shards of \(count)" }
      var (end, records) = (0, 0)
      var joined: [UInt8] = []
      for shard in plan {
        let place = "shard \(shard.number) of \(count), \(shard.range), \(format): \(text)"
        if shard.range.lowerBound != end { return "a gap before \(place)" }
        if shard.records != records { return "\(shard.records) records before \(place), not \(records)" }
        (end, records) = (shard.range.upperBound, records + shard.recordCount)
        if try ShardSpec(shard.line) != shard { return "another one was read of \(shard.line)" }
        var part = whole
        part.input.shard = ShardDeclaration(shard.line)
        let wrote = try await written(part, output, jobs: choices.int(1...3))
        if wrote.count(where: { $0 == 0x0A }) != shard.recordCount { return "\(wrote.shown) of \(place)" }
        joined += wrote
      }
      if end != bytes.count { return "\(end) bytes of \(bytes.count)" }
      return joined == expected ? nil : "\(format) \(text)\n\(count): \(joined.shown)\nwhole: \(expected.shown)"
    },
    Property("facets and series of the shards of a file, joined in any order, are those of one run") { choices in
      let directory = FileManager.default.temporaryDirectory.appending(path: "weir-shards-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let (format, text, isInteger) = measured(&choices)
      let path = directory.appending(path: "in.\(format)").path
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      var options = ReadOptions()
      if format == "csv" { (options.header, options.delimiter) = (.rows(1), 0x2C) }
      if format == "csv", !isInteger { options.columnTypes = [ColumnSetting(column: "n", value: "number")] }
      var whole = PipelineDeclaration(input: InputDeclaration(paths: [path], format: format, options: options))
      if choices.oneIn(3) {
        var facets = FacetDeclaration()
        facets.fields = ["g", "n"].map { FacetCondition(field: $0, value: "") }
        whole.outputs[0].facets = facets
      } else {
        whole.outputs[0].analyze = series(&choices)
      }
      let output = directory.appending(path: "out.json").path
      let expected = try await written(whole, output, jobs: 1)
      var partial = whole
      partial.outputs[0].facets?.isPartial = true
      partial.outputs[0].analyze?.isPartial = true
      let state = try await written(partial, output, jobs: choices.int(1...4))
      let plan = try await ShardPlanner(whole.input, parts: choices.int(1...9), options: []).run()
      var parts: [(path: String, part: Part)] = []
      for shard in plan {
        var one = partial
        one.input.shard = ShardDeclaration(shard.line)
        let path = directory.appending(path: "\(shard.number).part").path
        _ = try await written(one, path, jobs: choices.int(1...3))
        parts.append((path, try Part(contentsOf: path)))
      }
      while parts.count > 1 {
        // Any two, in either order, sometimes by way of a file: joining is commutative and associative.
        let first = parts.remove(at: choices.int(0...(parts.count - 1)))
        let place = choices.int(0...(parts.count - 1))
        var joined = first.part
        try joined.merge(parts[place].part, named: parts[place].path)
        if choices.oneIn(3) {
          try Data(joined.bytes).write(to: URL(fileURLWithPath: first.path))
          joined = try Part(contentsOf: first.path)
        }
        parts[place].part = joined
      }
      try parts[0].part.checkWhole()
      if parts[0].part.bytes != state { return "\(text)\n\(parts[0].part.bytes.shown)\n\(state.shown)" }
      let merged = Array(
        try parts[0].part.payload.document(format: nil, path: "out.json", options: WriteOptions()).joined())
      return merged == expected ? nil : "\(text)\n\(merged.shown)\n\(expected.shown)"
    },
  ]
}

/// The errors of a run.
private final class ShardFindings: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [Diagnostic] = []

  func note(_ event: RunEvent) {
    guard case .diagnostic(let diagnostic) = event else { return }
    lock.withLock { found.append(diagnostic) }
  }

  var error: DiagnosticList { lock.withLock { DiagnosticList(found) } }
}
