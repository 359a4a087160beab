import Diagnostics
import Formats

/// The JSON Schema (draft 2020-12) of the pipeline file, generated from `PipelineKeys`, printed by `weir help schema`.
public enum PipelineSchema {
  public static var json: String {
    var members: [(String, Node)] = [
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("title", .text("weir pipeline file, version 1")),
    ]
    members += object(PipelineKeys.root)
    var output = ""
    write(.object(members), indent: 0, to: &output)
    return output + "\n"
  }

  /// Just enough JSON to write a schema with its keys in order.
  indirect enum Node {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Node])
    case object([(String, Node)])
  }

  private static func object(_ keys: [PipelineKey]) -> [(String, Node)] {
    let required = keys.filter(\.isRequired).map { Node.text($0.name) }
    var members: [(String, Node)] = [("type", .text("object"))]
    if !required.isEmpty { members.append(("required", .list(required))) }
    members.append(("properties", .object(keys.map { ($0.name, property($0)) })))
    members.append(("additionalProperties", .flag(false)))
    return members
  }

  private static func property(_ key: PipelineKey) -> Node {
    .object([("description", .text(key.help))] + schema(key.kind))
  }

  private static func schema(_ kind: PipelineKey.Kind) -> [(String, Node)] {
    let text: [(String, Node)] = [("type", .text("string"))]
    switch kind {
    case .version: return [("const", .number(1))]
    case .text, .query: return text
    case .scalar: return [("type", .list([.text("string"), .text("number"), .text("boolean")]))]
    case .integer(let minimum): return [("type", .text("integer")), ("minimum", .number(minimum))]
    case .boolean: return [("type", .text("boolean"))]
    case .size:
      let units = Spelling.sizeUnits.map(\.name).joined(separator: "|")
      return [
        (
          "anyOf",
          .list([
            .object([("type", .text("integer")), ("minimum", .number(1))]),
            .object([("type", .text("string")), ("pattern", .text("^[0-9]+(\(units))?$"))]),
          ])
        )
      ]
    case .duration: return text + [("pattern", .text("^[0-9]+(ms|s|m|h)$"))]
    case .choice(let names): return [("enum", .list(names.map { .text($0) }))]
    case .character(let names):
      return [
        (
          "anyOf",
          .list([.object([("enum", .list(names.map { .text($0) }))]), .object(text + [("maxLength", .number(1))])])
        )
      ]
    case .jobs:
      return [
        (
          "anyOf",
          .list([
            .object([("type", .text("integer")), ("minimum", .number(1))]), .object([("const", .text("auto"))]),
          ])
        )
      ]
    case .textOrList, .queryOrList: return [("anyOf", .list([.object(text), .object(list(.object(text)))]))]
    case .settings, .counts:
      var value = text
      if case .counts = kind {
        value = [("type", .list([.text("string"), .text("integer")])), ("minimum", .number(1))]
      }
      let map: [(String, Node)] = [("type", .text("object")), ("additionalProperties", .object(value))]
      return [("anyOf", .list([.object(value), .object(list(.object(value))), .object(map)]))]
    case .conditions:
      let values = Node.object(schema(.textOrList))
      let map: [(String, Node)] = [("type", .text("object")), ("additionalProperties", values)]
      return [("anyOf", .list([.object(text), .object(list(.object(text))), .object(map)]))]
    case .fields:
      let rename: [(String, Node)] = [
        ("type", .text("object")), ("minProperties", .number(1)), ("maxProperties", .number(1)),
        ("additionalProperties", .object(text)),
      ]
      return [
        ("type", .text("array")), ("items", .object([("anyOf", .list([.object(text), .object(rename)]))])),
      ]
    case .map(let keys): return object(keys)
    case .mapOrList(let keys):
      let one = Node.object(object(keys))
      return [("anyOf", .list([one, .object(list(one))]))]
    case .named(let keys), .rules(let keys):
      return [("type", .text("object")), ("additionalProperties", .object(object(keys)))]
    case .list(let keys): return [("type", .text("array")), ("items", .object(object(keys)))]
    case .scalars:
      return [("anyOf", .list([.object(schema(.scalar)), .object(list(.object(schema(.scalar))))]))]
    case .assignments: return [("type", .text("object")), ("additionalProperties", .object(schema(.scalar)))]
    case .rows:
      let bound = Node.object([("type", .text("integer")), ("minimum", .number(0))])
      let range: [(String, Node)] = [
        ("type", .text("object")), ("minProperties", .number(1)),
        ("properties", .object([("min", bound), ("max", bound)])), ("additionalProperties", .flag(false)),
      ]
      return [
        ("anyOf", .list([bound, .object(text + [("pattern", .text("^(=|[<>]=?) *[0-9]+$"))]), .object(range)]))
      ]
    case .records: return [("anyOf", .list([.object(text), .object(records)]))]
    case .recordsList:
      let one = Node.object([("anyOf", .list([.object(text), .object(records)]))])
      return [("type", .text("array")), ("items", one)]
    }
  }

  private static var records: [(String, Node)] {
    [("type", .text("array")), ("items", .object([("type", .text("object"))]))]
  }

  private static func list(_ items: Node) -> [(String, Node)] {
    [("type", .text("array")), ("minItems", .number(1)), ("items", items)]
  }

  private static func write(_ node: Node, indent: Int, to output: inout String) {
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch node {
    case .text(let text): output += JSONRenderer.quoted(text)
    case .number(let number): output += String(number)
    case .flag(let flag): output += flag ? "true" : "false"
    case .list(let items):
      output += "["
      for (i, item) in items.enumerated() {
        if i > 0 { output += ", " }
        write(item, indent: indent, to: &output)
      }
      output += "]"
    case .object(let members):
      output += "{\n"
      for (i, member) in members.enumerated() {
        output += inner + JSONRenderer.quoted(member.0) + ": "
        write(member.1, indent: indent + 2, to: &output)
        output += i + 1 < members.count ? ",\n" : "\n"
      }
      output += outer + "}"
    }
  }
}
