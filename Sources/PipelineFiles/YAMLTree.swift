import Diagnostics
import Yams

/// A YAML document as text and places, before anything is typed.
///
/// Yams resolves scalars by YAML 1.1 (`NO` is a boolean, `010` is 8), so only its composer is used: every scalar stays
/// text, and `PipelineKeys` says what it means.
struct YAMLTree {
  enum Content {
    case scalar(String, isPlain: Bool)
    case list([YAMLTree])
    case map([(key: YAMLTree, value: YAMLTree)])
  }

  var content: Content
  /// Both from 1; columns count Unicode scalars.
  var line: Int
  var column: Int
  /// Scalars that the node covers on its first line, for the caret.
  var length: Int
  /// Where the text of a scalar begins: after a quote, on the line after `|`.
  var textLine: Int
  var textColumn: Int

  /// An absent value: nothing, `~` or `null` without quotes.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { text.isEmpty || text == "~" || text == "null" } else { false }
  }

  var scalar: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// What the node is, for messages.
  var kindName: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : "'\(text.prefix(40))'"
    case .list: "a list"
    case .map: "a map"
    }
  }

  static let maximumBytes = 1 << 20
  static let maximumDepth = 32
}

extension YAMLTree {
  /// Composes the single document of `text`.
  static func compose(_ text: String, source: SourceText) throws(DiagnosticList) -> YAMLTree {
    guard text.utf8.count <= maximumBytes else {
      throw DiagnosticList(
        Diagnostic(
          .pipelineSyntax, "the pipeline file has \(text.utf8.count) bytes; the limit is 1 MiB",
          at: Location(file: source.path)))
    }
    if let place = YAMLDepth.firstTooDeep(text) {
      throw DiagnosticList(tooDeep(source, line: place.line, column: place.column))
    }
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text, encoding: .utf8)
      root = try parser.singleRoot()
    } catch let error as YamlError {
      throw DiagnosticList(diagnostic(of: error, source: source))
    } catch {
      throw DiagnosticList(Diagnostic(.pipelineSyntax, "\(error)", at: Location(file: source.path)))
    }
    guard let root else {
      throw DiagnosticList(
        Diagnostic(
          .pipelineSyntax, "the pipeline file is empty", at: Location(file: source.path, line: 1, column: 1),
          help: ["begin with 'weir: 1'; weir help schema describes the keys"]))
    }
    var reader = NodeReader(source: source)
    // Anchors are weak references into the parser: it must outlive the walk that refuses them.
    let tree = withExtendedLifetime(parser) { reader.read(root, depth: 1) }
    if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
    return tree
  }

  static func tooDeep(_ source: SourceText, line: Int, column: Int) -> Diagnostic {
    source.diagnostic(
      .pipelineSyntax, "the pipeline file is nested deeper than \(maximumDepth) levels", line: line, column: column)
  }

  private static func diagnostic(of error: YamlError, source: SourceText) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      return source.diagnostic(
        .pipelineSyntax, "this is not valid YAML: \(problem)", line: mark.line, column: mark.column,
        help: syntaxHelp(problem))
    case .composer(_, let problem, let mark, _):
      if problem.contains("alias") {
        return source.diagnostic(
          .pipelineAlias, "an alias of YAML ('*name') is not accepted in a pipeline file", line: mark.line,
          column: mark.column, help: ["write the value out, or quote it if it is text: '*.csv'"])
      }
      return source.diagnostic(
        .pipelineSyntax, "a pipeline file holds one YAML document; a second one begins here", line: mark.line,
        column: mark.column)
    case .duplicatedKeysInMapping(let names, let context):
      return duplicate(names.first ?? "", first: context.mark, source: source)
    case .reader(let problem, _, let value, _):
      // The parser stops at the first of them; its own offset is missing inside a grapheme.
      let place = source.firstPlace(ofScalar: value)
      return source.diagnostic(
        .pipelineSyntax, "this is not valid YAML: \(problem)", line: place?.line, column: place?.column)
    default:
      return Diagnostic(.pipelineSyntax, "this is not valid YAML", at: Location(file: source.path))
    }
  }

  private static func syntaxHelp(_ problem: String) -> [String] {
    if problem.contains("mapping values are not allowed") {
      return ["text that holds ': ' must be quoted: q: 'field: value'"]
    }
    if problem.contains("cannot start any token") { return ["indent with spaces; quote text that begins with @ or `"] }
    return []
  }

  /// Yams names the key and where it stands first; the second place is looked for in the lines that follow.
  private static func duplicate(_ name: String, first: Mark, source: SourceText) -> Diagnostic {
    var place = (line: first.line, column: first.column)
    for number in stride(from: first.line + 1, through: source.lineCount, by: 1) {
      guard let text = source.text(ofLine: number) else { break }
      let indentation = source.indentation(ofLine: number)
      let content = text.drop { $0 == " " }
      if content.isEmpty || content.hasPrefix("#") { continue }
      if indentation + 1 < first.column { break }
      let spellings = [name, "\"\(name)\"", "'\(name)'"]
      if indentation + 1 == first.column, spellings.contains(where: { content.hasPrefix($0 + ":") }) {
        place = (number, indentation + 1)
        break
      }
    }
    return source.diagnostic(
      .pipelineDuplicateKey, "the key '\(name)' appears twice in one map", line: place.line, column: place.column,
      length: name.unicodeScalars.count, notes: ["it stands first at line \(first.line), column \(first.column)"],
      help: ["keep one of them"])
  }
}

/// Copies Yams nodes, refusing what a pipeline file does not use: anchors, aliases, tags, merge keys, deep nesting.
private struct NodeReader {
  let source: SourceText
  var diagnostics: [Diagnostic] = []

  init(source: SourceText) { self.source = source }

  mutating func read(_ node: Node, depth: Int, isKey: Bool = false) -> YAMLTree {
    let mark = (line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    var tree = YAMLTree(
      content: .list([]), line: mark.line, column: mark.column, length: 1, textLine: mark.line,
      textColumn: mark.column)
    if node.anchor != nil {
      refuse(tree, "anchors and aliases of YAML ('&name', '*name') are not accepted in a pipeline file")
      return tree
    }
    guard depth <= YAMLTree.maximumDepth else {
      diagnostics.append(YAMLTree.tooDeep(source, line: tree.line, column: tree.column))
      return tree
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      // Looking for duplicates made Yams resolve the tags of keys; theirs no longer say who wrote them.
      if !isKey, let tag = explicitTag(scalar.tag, isScalar: true, isPlain: isPlain) { refuseTag(tree, tag) }
      place(scalar, in: &tree)
      tree.content = .scalar(scalar.string, isPlain: isPlain)
    case .sequence(let sequence):
      if let tag = explicitTag(sequence.tag, isScalar: false, isPlain: false) { refuseTag(tree, tag) }
      tree.content = .list(sequence.map { read($0, depth: depth + 1) })
    case .mapping(let mapping):
      if let tag = explicitTag(mapping.tag, isScalar: false, isPlain: false) { refuseTag(tree, tag) }
      var pairs: [(key: YAMLTree, value: YAMLTree)] = []
      for (key, value) in mapping {
        let keyTree = read(key, depth: depth + 1, isKey: true)
        if keyTree.scalar == "<<" {
          refuse(keyTree, "merge keys of YAML ('<<') are not accepted in a pipeline file")
          continue
        }
        pairs.append((keyTree, read(value, depth: depth + 1)))
      }
      tree.content = .map(pairs)
    case .alias:
      refuse(tree, "aliases of YAML ('*name') are not accepted in a pipeline file")
    }
    return tree
  }

  private func place(_ scalar: Node.Scalar, in tree: inout YAMLTree) {
    switch scalar.style {
    case .singleQuoted, .doubleQuoted:
      tree.textColumn = tree.column + 1
      tree.length = scalar.string.unicodeScalars.count + 2
    case .literal, .folded:
      tree.textLine = tree.line + 1
      tree.textColumn = source.indentation(ofLine: tree.line + 1) + 1
    default:
      tree.length = max(1, scalar.string.unicodeScalars.count)
    }
  }

  /// libyaml gives plain scalars no tag and quoted ones `str`; anything else was written by the author.
  private func explicitTag(_ tag: Tag, isScalar: Bool, isPlain: Bool) -> String? {
    let name = tag.description
    if name.isEmpty || name == "!" && !isPlain { return nil }
    if isScalar && !isPlain && name == "tag:yaml.org,2002:str" { return nil }
    return name
  }

  private mutating func refuseTag(_ tree: YAMLTree, _ tag: String) {
    refuse(tree, "tags of YAML ('\(tag)') are not accepted in a pipeline file")
  }

  private mutating func refuse(_ tree: YAMLTree, _ message: String) {
    diagnostics.append(
      source.diagnostic(
        .pipelineAlias, message, line: tree.line, column: tree.column, help: ["write the value out"]))
  }
}
