import Foundation
import PipelineFiles
import Testing
import Yams

/// The generated JSON Schema against every file in Pipelines and against files that the parser refuses.
@Suite struct PipelineSchemaTests {
  static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let pipelines: [String] = {
    let folder = project.appendingPathComponent("Pipelines").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  static func schema() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(PipelineSchema.json.utf8)) as? [String: Any])
  }

  @Test(arguments: pipelines) func everyPipelineIsValid(_ name: String) throws {
    let url = Self.project.appendingPathComponent("Pipelines").appendingPathComponent(name)
    let text = try String(contentsOf: url, encoding: .utf8)
    let value = try JSONValue(#require(try Yams.compose(yaml: text)))
    let schema = try Self.schema()
    #expect(Validator.problems(value, schema, at: name) == [])
    _ = try PipelineFile.load(path: url.path)
  }

  @Test func thereArePipelines() { #expect(Self.pipelines.count >= 4) }

  @Test func everythingTheParserReadsIsValid() throws {
    for test in RoundTrips.cases {
      let value = try JSONValue(#require(try Yams.compose(yaml: test.text)))
      let schema = try Self.schema()
      #expect(Validator.problems(value, schema, at: test.name) == [])
    }
  }

  struct Invalid: CustomTestStringConvertible {
    var text: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Invalid(text: "{input: {path: a}}"), Invalid(text: "{weir: 1}"), Invalid(text: "{weir: 2, input: {path: a}}"),
    Invalid(text: "{weir: 1, input: {path: a}, filds: [a]}"), Invalid(text: "{weir: 1, input: {path: a}, limit: -1}"),
    Invalid(text: "{weir: 1, input: {path: a, format: xml}}"), Invalid(text: "{weir: 1, input: {path: []}}"),
    Invalid(text: "{weir: 1, input: {path: a}, sort: {a: b}}"), Invalid(text: "{weir: 1, input: {path: a}, fields: a}"),
    Invalid(text: "{weir: 1, input: {path: a}, output: [{pth: a}]}"),
    Invalid(text: "{weir: 1, input: {path: a}, limits: {record_size: big}}"),
    Invalid(text: "{weir: 1, input: {path: a}, params: {a: {default: 1}}}"),
  ]) func refusesWhatTheParserRefuses(_ test: Invalid) throws {
    let value = try JSONValue(#require(try Yams.compose(yaml: test.text)))
    let schema = try Self.schema()
    #expect(Validator.problems(value, schema, at: "") != [])
    #expect(throws: (any Error).self) { try PipelineFile.parse(text: test.text) }
  }
}

/// A YAML node as JSON sees it: YAML 1.2's core types.
indirect enum JSONValue {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(_ node: Node) throws {
    switch node {
    case .scalar(let scalar):
      let text = scalar.string
      if scalar.style != .plain {
        self = .text(text)
      } else if text.isEmpty || text == "~" || text == "null" {
        self = .null
      } else if text == "true" || text == "false" {
        self = .flag(text == "true")
      } else if let value = Int(text) {
        self = .integer(value)
      } else if let value = Double(text) {
        self = .number(value)
      } else {
        self = .text(text)
      }
    case .sequence(let items): self = .list(try items.map { try JSONValue($0) })
    case .mapping(let pairs):
      var members: [String: JSONValue] = [:]
      for (key, value) in pairs { members[key.string ?? ""] = try JSONValue(value) }
      self = .object(members)
    case .alias: throw CocoaError(.coderInvalidValue)
    }
  }
}

/// The part of JSON Schema 2020-12 that `PipelineSchema` uses; any other keyword is a problem of its own.
enum Validator {
  static let known: Set<String> = [
    "$schema", "title", "description", "type", "const", "enum", "anyOf", "properties", "required",
    "additionalProperties",
    "items", "minItems", "minimum", "pattern", "maxLength", "minProperties", "maxProperties",
  ]

  static func problems(_ value: JSONValue, _ schema: [String: Any], at path: String) -> [String] {
    var found = schema.keys.filter { !known.contains($0) }.map { "unknown keyword \($0)" }
    if let type = schema["type"] {
      let names = type as? [String] ?? [type as? String ?? ""]
      if !names.contains(where: { matches(value, $0) }) { found.append("\(path): not \(names)") }
    }
    if let wanted = schema["const"], !equals(value, wanted) { found.append("\(path): not \(wanted)") }
    if let options = schema["enum"] as? [Any], !options.contains(where: { equals(value, $0) }) {
      found.append("\(path): not one of \(options)")
    }
    if let options = schema["anyOf"] as? [[String: Any]] {
      let all = options.map { problems(value, $0, at: path) }
      if !all.contains([]) { found.append("\(path): none of \(all)") }
    }
    switch value {
    case .integer(let number):
      if let minimum = schema["minimum"] as? Int, number < minimum { found.append("\(path): below \(minimum)") }
    case .text(let text):
      if let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
        found.append("\(path): does not match \(pattern)")
      }
      if let length = schema["maxLength"] as? Int, text.unicodeScalars.count > length { found.append("\(path): long") }
    case .list(let items):
      if let minimum = schema["minItems"] as? Int, items.count < minimum { found.append("\(path): too few") }
      if let inner = schema["items"] as? [String: Any] {
        for (i, item) in items.enumerated() { found += problems(item, inner, at: "\(path)[\(i)]") }
      }
    case .object(let members): found += objectProblems(members, schema, at: path)
    default: break
    }
    return found
  }

  private static func objectProblems(_ members: [String: JSONValue], _ schema: [String: Any], at path: String)
    -> [String]
  {
    var found: [String] = []
    for name in schema["required"] as? [String] ?? [] where members[name] == nil { found.append("\(path): no \(name)") }
    if let minimum = schema["minProperties"] as? Int, members.count < minimum { found.append("\(path): too few") }
    if let maximum = schema["maxProperties"] as? Int, members.count > maximum { found.append("\(path): too many") }
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    for (name, member) in members {
      if let inner = properties[name] {
        found += problems(member, inner, at: "\(path).\(name)")
      } else if let inner = schema["additionalProperties"] as? [String: Any] {
        found += problems(member, inner, at: "\(path).\(name)")
      } else if let allows = schema["additionalProperties"] as? Bool, !allows {
        found.append("\(path): unexpected \(name)")
      }
    }
    return found
  }

  private static func matches(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.flag, "boolean"), (.integer, "integer"), (.integer, "number"), (.number, "number"),
      (.text, "string"), (.list, "array"), (.object, "object"):
      true
    default: false
    }
  }

  private static func equals(_ value: JSONValue, _ other: Any) -> Bool {
    switch value {
    case .text(let text): other as? String == text
    case .integer(let number): other as? Int == number
    case .flag(let flag): other as? Bool == flag
    default: false
    }
  }
}
