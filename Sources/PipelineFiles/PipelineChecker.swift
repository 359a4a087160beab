import Diagnostics
import Pipelines

/// Compares a YAML tree with the table of keys and collects every difference: unknown and later keys, wrong values.
///
/// What passes here can be read by the builder without further checks of shape.
struct PipelineChecker {
  let source: SourceText
  var diagnostics: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

  /// `path` is the dotted name of the node, empty for the root.
  mutating func check(_ tree: YAMLTree, keys: [PipelineKey], path: String) {
    guard case .map(let pairs) = tree.content else {
      return wrong(
        tree, path, "\(path.isEmpty ? "the pipeline file" : "'\(path)'") must be a map, found \(tree.kindName)")
    }
    var seen: Set<String> = []
    for (key, value) in pairs {
      guard let name = key.scalar else {
        wrong(key, path, "a key must be a word, found \(key.kindName)")
        continue
      }
      if !seen.insert(name).inserted {
        report(.pipelineDuplicateKey, "the key '\(name)' appears twice in one map", key, path)
      } else if let known = keys.first(where: { $0.name == name }) {
        if !value.isNull { check(value, kind: known.kind, path: path.isEmpty ? name : path + "." + name) }
      } else {
        unknown(key, name, keys: keys, path: path)
      }
    }
    for key in keys where key.isRequired {
      let isGiven = pairs.contains { $0.key.scalar == key.name && !$0.value.isNull }
      if isGiven { continue }
      if case .version = key.kind {
        report(
          .pipelineVersion, "the file does not say its version", tree, path, help: ["begin the file with weir: 1"])
      } else {
        wrong(tree, path, "\(path.isEmpty ? "the pipeline file" : "'\(path)'") needs the key '\(key.name)'")
      }
    }
  }

  private mutating func unknown(_ key: YAMLTree, _ name: String, keys: [PipelineKey], path: String) {
    if PipelineKeys.later.contains(name) {
      report(
        .pipelineNotSupported, "the key '\(name)' is not supported in this version", key, path,
        help: ["remove it; weir help schema lists what is supported"])
      return
    }
    let near = Suggestion.nearest(to: name, in: keys.map(\.name))
    report(
      .pipelineUnknownKey, "no key '\(name)' \(path.isEmpty ? "in a pipeline file" : "in '\(path)'")", key, path,
      label: near.map { "did you mean '\($0)'?" }, notes: ["keys here: \(keys.map(\.name).joined(separator: " "))"],
      help: ["weir help schema"])
  }

  private mutating func check(_ tree: YAMLTree, kind: PipelineKey.Kind, path: String) {
    switch kind {
    case .version, .text, .query, .scalar, .integer, .boolean, .size, .duration, .choice, .character, .jobs:
      guard let text = tree.scalar else {
        return wrong(tree, path, "'\(path)' must be a single value, found \(tree.kindName)")
      }
      checkScalar(text, tree, kind: kind, path: path)
    case .textOrList:
      guard case .list(let items) = tree.content else { return check(tree, kind: .text, path: path) }
      if items.isEmpty { wrong(tree, path, "'\(path)' is an empty list") }
      for item in items { check(item, kind: .text, path: path) }
    case .queryOrList:
      guard case .list(let items) = tree.content else { return check(tree, kind: .query, path: path) }
      if items.isEmpty { wrong(tree, path, "'\(path)' is an empty list") }
      for item in items { check(item, kind: .query, path: path) }
    case .settings, .counts:
      switch tree.content {
      case .scalar: break
      case .list(let items): for item in items { check(item, kind: .text, path: path) }
      case .map(let pairs): for pair in pairs { check(pair.value, kind: .text, path: path) }
      }
    case .conditions:
      guard case .map(let pairs) = tree.content else { return check(tree, kind: .textOrList, path: path) }
      for pair in pairs { check(pair.value, kind: .textOrList, path: path) }
    case .fields:
      guard case .list(let items) = tree.content else {
        return wrong(
          tree, path, "'\(path)' must be a list, found \(tree.kindName)",
          help: ["write [a, b, -c] or one '- name' a line"])
      }
      for item in items { checkField(item, path: path) }
    case .map(let keys):
      check(tree, keys: keys, path: path)
    case .mapOrList(let keys):
      guard case .list(let items) = tree.content else { return check(tree, keys: keys, path: path) }
      if items.isEmpty { wrong(tree, path, "'\(path)' is an empty list") }
      for (i, item) in items.enumerated() { check(item, keys: keys, path: "\(path)[\(i + 1)]") }
    case .named(let keys):
      guard case .map(let pairs) = tree.content else {
        return wrong(tree, path, "'\(path)' must be a map, found \(tree.kindName)")
      }
      for (key, value) in pairs {
        guard let name = key.scalar, Parameters.isName(name) else {
          wrong(key, path, "a parameter's name is a word of letters, digits and _, found \(key.kindName)")
          continue
        }
        check(value, keys: keys, path: path + "." + name)
      }
    case .rules(let keys):
      guard case .map(let pairs) = tree.content else {
        return wrong(tree, path, "'\(path)' must be a map of fields, found \(tree.kindName)")
      }
      for (key, value) in pairs {
        guard let name = key.scalar, !name.isEmpty else {
          wrong(key, path, "a field's name is a text, found \(key.kindName)")
          continue
        }
        check(value, keys: keys, path: path + "." + name)
      }
    case .list(let keys):
      guard case .list(let items) = tree.content else {
        return wrong(tree, path, "'\(path)' must be a list, found \(tree.kindName)")
      }
      for (i, item) in items.enumerated() { check(item, keys: keys, path: "\(path)[\(i + 1)]") }
    case .scalars:
      guard case .list(let items) = tree.content else { return check(tree, kind: .scalar, path: path) }
      for item in items { check(item, kind: .scalar, path: path) }
    case .assignments:
      guard case .map(let pairs) = tree.content else {
        return wrong(tree, path, "'\(path)' must be a map of values, found \(tree.kindName)")
      }
      for pair in pairs { check(pair.value, kind: .scalar, path: path) }
    case .rows: checkRows(tree, path: path)
    case .records: checkRecords(tree, path: path)
    case .recordsList:
      guard case .list(let items) = tree.content else {
        return wrong(tree, path, "'\(path)' must be a list, one entry for each output, found \(tree.kindName)")
      }
      for (i, item) in items.enumerated() { checkRecords(item, path: "\(path)[\(i + 1)]") }
    }
  }

  private mutating func checkRows(_ tree: YAMLTree, path: String) {
    switch tree.content {
    case .map:
      check(
        tree,
        keys: [
          PipelineKey("min", .integer(atLeast: 0), "At least."), PipelineKey("max", .integer(atLeast: 0), "At most."),
        ], path: path)
    case .scalar(let text, _) where RowExpectation(text) != nil: break
    default:
      wrong(
        tree, path, "'\(path)' must be a number of records, found \(tree.kindName)",
        help: ["write 223, '>= 1000' or {min: 1, max: 300}"])
    }
  }

  /// A text, or a list of flat or nested maps.
  private mutating func checkRecords(_ tree: YAMLTree, path: String) {
    switch tree.content {
    case .scalar: break
    case .list(let items):
      for item in items {
        if case .map = item.content { continue }
        wrong(item, path, "a record in '\(path)' must be a map, found \(item.kindName)")
      }
    case .map: wrong(tree, path, "'\(path)' must be a text or a list of records, found a map")
    }
  }

  private mutating func checkScalar(_ text: String, _ tree: YAMLTree, kind: PipelineKey.Kind, path: String) {
    switch kind {
    case .version:
      if text != "1" {
        report(
          .pipelineVersion, "this file is for version '\(text)' of the pipeline language; this weir reads version 1",
          tree, path, help: ["write weir: 1"])
      }
    case .integer(let minimum):
      if Spelling.count(text, atLeast: minimum) == nil {
        wrong(
          tree, path, "'\(path)' must be an integer of at least \(minimum), found '\(text)'",
          help: text.contains("${") ? ["parameters stand inside text only"] : [])
      }
    case .boolean:
      if text != "true" && text != "false" {
        wrong(tree, path, "'\(path)' must be true or false, found '\(text)'")
      }
    case .size:
      if Spelling.size(text) == nil {
        wrong(
          tree, path, "'\(path)' must be a size, found '\(text)'", help: ["write 64MiB, 512KiB or a number of bytes"])
      }
    case .duration:
      if Duration(formatted: text) == nil {
        wrong(tree, path, "'\(path)' must be a time, found '\(text)'", help: ["write 500ms, 30s, 5m or 1h"])
      }
    case .choice(let names):
      if !names.contains(text) {
        wrong(
          tree, path, "'\(path)' cannot be '\(text)'",
          label: Suggestion.nearest(to: text, in: names).map { "did you mean '\($0)'?" },
          notes: ["values: \(names.joined(separator: " "))"])
      }
    case .character(let names):
      let isQuote = path.hasSuffix("quote")
      let isSpaced = !isQuote && text.utf8.count == 2 && text.hasSuffix(" ")
      let spelled = isSpaced ? String(text.dropLast()) : text
      let isValid = names.contains(text) || (isQuote ? Spelling.quote(text) : Spelling.delimiter(spelled)) != nil
      if !isValid {
        wrong(
          tree, path, "'\(path)' must be one ASCII character or one of \(names.joined(separator: " ")), found '\(text)'"
        )
      }
    case .jobs:
      if text != "auto" && Spelling.count(text, atLeast: 1) == nil {
        wrong(tree, path, "'\(path)' must be auto or a number of at least 1, found '\(text)'")
      }
    default: break
    }
  }

  private mutating func checkField(_ tree: YAMLTree, path: String) {
    switch tree.content {
    case .scalar(let text, _):
      do throws(FieldItems.Failure) {
        let items = try FieldItems.parse(text)
        if items.count != 1 {
          wrong(
            tree, path, "one field an item, found \(items.count) in '\(text)'",
            help: ["write [a, b]; a name that holds a comma is written '\"a,b\"'"])
        }
      } catch {
        diagnostics.append(
          source.diagnostic(
            .projection, error.message, line: tree.textLine, column: tree.textColumn + error.offset, context: path))
      }
    case .map(let pairs):
      if pairs.count != 1 || pairs[0].key.scalar == nil || pairs[0].value.scalar == nil || pairs[0].value.isNull {
        wrong(tree, path, "a rename is one pair {new: old}")
      }
    case .list: wrong(tree, path, "an item of '\(path)' is a name or {new: old}, found a list")
    }
  }

  private mutating func wrong(
    _ tree: YAMLTree, _ path: String, _ message: String, label: String? = nil, notes: [String] = [], help: [String] = []
  ) {
    report(.pipelineValue, message, tree, path, label: label, notes: notes, help: help)
  }

  private mutating func report(
    _ code: DiagnosticCode, _ message: String, _ tree: YAMLTree, _ path: String, label: String? = nil,
    notes: [String] = [], help: [String] = []
  ) {
    diagnostics.append(
      source.diagnostic(
        code, message, line: tree.line, column: tree.column, length: tree.length,
        context: path.isEmpty ? nil : path, label: label, notes: notes, help: help))
  }
}
