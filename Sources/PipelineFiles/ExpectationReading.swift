import Diagnostics
import Pipelines
import Schemas

/// Reads `expect`. The rules of fields become a Table Schema whose places are those of the pipeline file, so that its
/// reader reports mistakes where they stand.
struct ExpectationReading {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

  mutating func read(_ value: Value?) -> Expectations? {
    guard let value, let section = value.section else { return nil }
    let unique = texts(section["unique"])
    var fields: [Expectations.FieldRules] = []
    var members: [PlacedJSON.Tree] = []
    if let rules = section["fields"], case .map(let pairs) = rules.tree.content {
      for (key, value) in pairs {
        guard let name = key.scalar else { continue }
        fields.append(.init(name: name, rules: YAMLAsJSON.text(value)))
        members.append(field(key, name, value))
      }
    }
    // Fields that are only compared need no rule of their own.
    for (tree, name) in unique where !fields.contains(where: { $0.name == name }) {
      if let first = unique.first(where: { $0.name == name })?.tree,
        first.line != tree.line || first.column != tree.column
      {
        continue
      }
      members.append(field(tree, name, nil))
    }
    guard let table = table(members, value, unique) else { return nil }
    return Expectations(rows: rows(section["rows"]), unique: unique.map(\.name), fields: fields, table: table)
  }

  private func texts(_ value: Value?) -> [(tree: YAMLTree, name: String)] {
    guard let tree = value?.tree else { return [] }
    let items = if case .list(let items) = tree.content { items } else { [tree] }
    return items.compactMap { item in item.scalar.map { (item, $0) } }
  }

  private func rows(_ value: Value?) -> RowExpectation? {
    guard let value else { return nil }
    if let text = value.tree.scalar { return RowExpectation(text) }
    func bound(_ name: String) -> Int? { value.section?[name]?.tree.scalar.flatMap { Spelling.count($0) } }
    return RowExpectation(minimum: bound("min"), maximum: bound("max"))
  }

  // MARK: The schema

  private mutating func table(
    _ members: [PlacedJSON.Tree], _ value: Value, _ unique: [(tree: YAMLTree, name: String)]
  ) -> TableSchema? {
    let text = DescriptorText(name: source.path ?? "pipeline file", bytes: Array(source.text.utf8))
    guard !members.isEmpty else { return TableSchema(name: text.name, fields: []) }
    let at = range(value.tree)
    var keys: [PlacedJSON.Tree.Member] = [.init("fields", at: at, .list(members, at: at))]
    if let first = unique.first {
      let names = unique.map { PlacedJSON.Tree.scalar(.string, $0.name, at: range($0.tree)) }
      keys.append(.init("uniqueKeys", at: range(first.tree), .list([.list(names, at: range(first.tree))], at: at)))
    }
    do throws(DiagnosticList) {
      let table = try TableSchemaReader.read(PlacedJSON(.object(keys, at: at), of: text).root)
      for remark in table.remarks {
        wrong(value.tree, value.path, remark, help: ["a rule that is not checked is no expectation: say its 'type'"])
      }
      return table
    } catch {
      for var diagnostic in error.diagnostics {
        diagnostic.code = .pipelineValue
        diagnostic.location.context = value.path
        diagnostics.append(diagnostic)
      }
      return nil
    }
  }

  /// A field of Table Schema: what is about its values goes into `constraints`.
  private func field(_ key: YAMLTree, _ name: String, _ rules: YAMLTree?) -> PlacedJSON.Tree {
    let at = range(key)
    var members: [PlacedJSON.Tree.Member] = [.init("name", at: at, .scalar(.string, name, at: at))]
    var constraints: [PlacedJSON.Tree.Member] = []
    if let rules, case .map(let pairs) = rules.content {
      for (key, value) in pairs where !value.isNull {
        guard let word = key.scalar, let known = PipelineKeys.rules.first(where: { $0.name == word }) else { continue }
        let member = PlacedJSON.Tree.Member(word, at: range(key), tree(value, as: known.kind))
        if PipelineKeys.constraints.contains(where: { $0.name == word }) {
          constraints.append(member)
        } else {
          members.append(member)
        }
      }
    }
    if !constraints.isEmpty { members.append(.init("constraints", at: at, .object(constraints, at: at))) }
    return .object(members, at: at)
  }

  private func tree(_ value: YAMLTree, as kind: PipelineKey.Kind) -> PlacedJSON.Tree {
    switch value.content {
    case .list(let items): return .list(items.map { tree($0, as: .text) }, at: range(value))
    case .map: return .object([], at: range(value))
    case .scalar(let text, _):
      switch kind {
      case .boolean: return .scalar(.boolean, text, at: range(value))
      case .integer: return .scalar(.number, text, at: range(value))
      case .textOrList, .scalars: return .list([.scalar(.string, text, at: range(value))], at: range(value))
      default: return .scalar(.string, text, at: range(value))
      }
    }
  }

  private func range(_ tree: YAMLTree) -> Range<Int> {
    let start = source.byte(line: tree.line, column: tree.column)
    return start..<max(start, source.byte(line: tree.line, column: tree.column + tree.length))
  }

  private mutating func wrong(_ tree: YAMLTree, _ path: String, _ message: String, help: [String]) {
    diagnostics.append(
      source.diagnostic(
        .pipelineValue, message, line: tree.line, column: tree.column, length: tree.length, context: path, help: help))
  }
}
