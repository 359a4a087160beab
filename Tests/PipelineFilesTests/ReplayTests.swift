import Diagnostics
import Foundation
import PipelineFiles
import Pipelines
import Testing

/// A file with wrong records, converted, its rejects mended and replayed, is the conversion of the mended file: byte for
/// byte, whatever is wrong and wherever.
@Suite struct ReplayTests {
  enum Source: String, CaseIterable, Sendable { case csv, jsonl, json, geojson }

  /// A table of records, some of them wrong.
  struct Table {
    var good: [String] = []
    /// The wrong text of a record, nil where it is right.
    var wrong: [String?] = []
    var source: Source

    func text(_ lines: [String]) -> String {
      switch source {
      case .csv: "id,name,n,lat,lon\n" + lines.map { $0 + "\n" }.joined()
      case .jsonl: lines.map { $0 + "\n" }.joined()
      case .json: "[" + lines.joined(separator: ",\n") + "]\n"
      case .geojson:
        "{\"type\":\"FeatureCollection\",\"note\":\"kept\",\"features\":[\n" + lines.joined(separator: ",\n") + "\n]}\n"
      }
    }

    var rightText: String { text(good) }
    var wrongText: String { text(zip(good, wrong).map { $1 ?? $0 }) }
  }

  /// `positions`: nil: at random.
  private static func table(_ source: Source, count: Int, positions: Set<Int>?, _ random: inout Random) -> Table {
    var table = Table(source: source)
    let kinds = random.pick([["width"], ["type"], ["quote"], ["width", "type"], ["type", "quote"]])
    for index in 0..<count {
      let number = Int(random.next() % 9)
      let name = random.pick(["plain", "Zoë", "a, b", "say \"hi\"", kinds.contains("quote") ? "x;y" : "two\nlines"])
      let (lat, lon) = (Double(random.next() % 80), Double(random.next() % 170) + 0.5)
      let isWrong = positions.map { $0.contains(index) } ?? (random.next() % 3 == 0)
      let kind = random.pick(kinds)
      let json = name.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      let properties = "\"id\":\(index),\"name\":\"\(json)\",\"n\":\(number)"
      switch source {
      case .csv:
        table.good.append("\(index),\"\(name.replacing("\"", with: "\"\""))\",\(number),\(lat),\(lon)")
        switch kind {
        case "width": table.wrong.append(isWrong ? "\(index),bad\(index)w,1" : nil)
        case "type": table.wrong.append(isWrong ? "\(index),bad,x\(index)x,1,2" : nil)
        default: table.wrong.append(isWrong ? "\(index),\"bad\"\(index)q,1,2,3" : nil)
        }
      case .json, .jsonl:
        table.good.append("{\(properties),\"lat\":\(lat),\"lon\":\(lon)}")
        let mistake = kind == "type" ? "\"n\":\"x\(index)x\"" : "\"n\":,,\(index)"
        table.wrong.append(isWrong ? "{\"id\":\(index),\(mistake),\"lat\":1,\"lon\":2}" : nil)
      case .geojson:
        let point = "{\"type\":\"Point\",\"coordinates\":[\(lon),\(lat)]}"
        table.good.append("{\"type\":\"Feature\",\"geometry\":\(point),\"properties\":{\(properties)}}")
        let mistake = kind == "type" ? "\"n\":\"x\(index)x\"" : "\"n\":,,\(index)"
        table.wrong.append(
          isWrong
            ? "{\"type\":\"Feature\",\"geometry\":\(point),\"properties\":{\"id\":\(index),\(mistake)}}" : nil)
      }
    }
    return table
  }

  private static let outputs: [(name: String, options: String)] = [
    ("a.csv", ""), ("b.csv", ", preset: excel-eu"), ("c.tsv", ""), ("d.json", ""), ("e.json", ", json: {pretty: true}"),
    ("f.jsonl", ""), ("g.geojson", ""), ("h.geojson", ", json: {pretty: true}"), ("i.csv.gz", ""), ("j.json.gz", ""),
    ("k.geojson.gz", ""), ("l.geojsonl", ""),
  ]

  /// The pipeline that reads `input` and writes two outputs into `directory`.
  private static func pipeline(_ table: Table, input: String, directory: String, _ random: inout Random) -> String {
    var text = "weir: 1\ninput:\n  path: \(input)\n"
    text +=
      table.source == .csv
      ? "  type: [id=integer, n=integer, name=text, lat=number, lon=number]\n"
      : "  type: n=integer\n"
    if table.source != .geojson { text += "  geo: {lat: lat, lon: lon}\n" }
    // Where every record of JSON is wrong nobody knows its names: they cannot be asked for.
    let isKnown = table.source == .csv || table.wrong.isEmpty || table.wrong.contains(nil)
    if isKnown, random.next() % 2 == 0 { text += "filter: {q: 'n > 2'}\n" }
    if isKnown, table.source != .csv {
      text += "fields: [id, name, n\(table.source == .geojson ? "" : ", lat, lon")]\n"
    }
    text += "output:\n"
    let outputs = isKnown ? outputs : outputs.filter { !$0.name.contains(".csv") && !$0.name.contains(".tsv") }
    let first = Int(random.next() % UInt64(outputs.count))
    let second = (first + 1 + Int(random.next() % UInt64(outputs.count - 1))) % outputs.count
    for (place, output) in [outputs[first], outputs[second]].enumerated() {
      let narrow = place == 1 && isKnown && random.next() % 2 == 0 ? ", filter: {q: 'n < 7'}" : ""
      text += "  - {path: \(directory)/\(output.name)\(output.options)\(narrow)}\n"
    }
    return text
  }

  @Test(arguments: Source.allCases, 0..<25) func mendedRejectsAreTheRunOverTheMendedInput(
    _ source: Source, _ seed: Int
  ) async throws {
    var random = Random(state: UInt64(seed) &* 977 &+ UInt64(source.rawValue.utf8.count))
    let count = seed < 2 ? seed : Int(random.next() % 40) + 1
    let positions: Set<Int>? =
      switch seed % 6 {
      case 1: []
      case 2: [0]
      case 3: [count - 1]
      case 4: Set(0..<count)
      default: nil
      }
    let table = Self.table(source, count: count, positions: positions, &random)
    let scratch = FileManager.default.temporaryDirectory.appending(path: "weir-replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    for name in ["wrong", "right"] {
      try FileManager.default.createDirectory(
        at: scratch.appending(path: name), withIntermediateDirectories: true)
    }
    let (wrong, right) = (scratch.appending(path: "wrong").path, scratch.appending(path: "right").path)
    let input = "\(wrong)/in.\(source.rawValue)"
    let text = Self.pipeline(table, input: input, directory: wrong, &random)
    let rejects = "\(wrong)/r.jsonl"
    try table.wrongText.write(toFile: input, atomically: true, encoding: .utf8)
    try await Self.run(text + "on_error: {policy: quarantine, rejects: \(rejects)}\n")
    try Self.mend(rejects, table)
    let names = try FileManager.default.contentsOfDirectory(atPath: wrong).filter {
      !$0.hasPrefix("in.") && $0 != "r.jsonl"
    }
    #expect(names.count == 2)
    let replay = Replay(rejects, into: names.map { "\(wrong)/\($0)" }) { (text: String) throws(DiagnosticList) in
      try PipelineFile.parse(text: text)
    }
    _ = try await replay.run()
    try table.rightText.write(toFile: "\(right)/in.\(source.rawValue)", atomically: true, encoding: .utf8)
    try await Self.run(text.replacing(wrong, with: right))
    for name in names {
      let found = try Data(contentsOf: URL(filePath: "\(wrong)/\(name)"))
      let expected = try Data(contentsOf: URL(filePath: "\(right)/\(name)"))
      #expect(
        found == expected,
        "\(name) of\n\(text)\n\(table.wrongText)\n\(String(decoding: found, as: UTF8.self))")
    }
  }

  private static func run(_ pipeline: String) async throws {
    let declaration = try PipelineFile.parse(text: pipeline)
    var options = RunOptions()
    options.spelling = { PipelineFile.render($0) }
    let report = await PipelineRunner(declaration, options: options).run { event in
      if case .diagnostic(let diagnostic) = event, diagnostic.level == .error {
        Issue.record("\(diagnostic.message)\n\(pipeline)")
      }
    }
    #expect(report.exitCode == 0)
  }

  /// Does what a user does in an editor: wrong texts become right ones.
  private static func mend(_ path: String, _ table: Table) throws {
    var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    for index in lines.indices.dropFirst() {
      var object = try #require(try JSONSerialization.jsonObject(with: Data(lines[index].utf8)) as? [String: Any])
      var raw = try #require(object["raw"] as? String)
      for (good, wrong) in zip(table.good, table.wrong) {
        if let wrong { raw = raw.replacing(wrong, with: good) }
      }
      object["raw"] = raw
      lines[index] = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}

/// The same numbers for the same seed (SplitMix64).
struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next() % UInt64(values.count))] }
}
