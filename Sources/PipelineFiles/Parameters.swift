import Diagnostics
import Pipelines

/// The parameters of a file with the values they have in this run.
struct Parameters {
  private(set) var values: [String: ParameterValue] = [:]
  private(set) var names: [String] = []

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isWord(first), !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy(isWord)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  /// Types the declared parameters: a given text wins over the default; a missing, unknown or wrong one is reported.
  init(_ declared: YAMLTree?, given: [String: String], source: SourceText, into diagnostics: inout [Diagnostic]) {
    var pairs: [(key: YAMLTree, value: YAMLTree)] = []
    if let declared, case .map(let found) = declared.content { pairs = found }
    for (key, value) in pairs {
      guard let name = key.scalar, case .map(let entries) = value.content else { continue }
      names.append(name)
      let typeName = entries.first { $0.key.scalar == "type" }?.value.scalar ?? ""
      guard let type = ParameterType(rawValue: typeName) else { continue }
      let fallback = entries.first { $0.key.scalar == "default" && !$0.value.isNull }?.value
      if let text = given[name] {
        values[name] = type.value(of: text)
        if values[name] == nil {
          diagnostics.append(
            Diagnostic(
              .pipelineParameter, "the parameter '\(name)' must be \(type.expectation), found '\(text)'",
              at: Location(context: "-p \(name)=\(text)")))
        }
      } else if let fallback, let text = fallback.scalar {
        values[name] = type.value(of: text)
        if values[name] == nil {
          diagnostics.append(
            source.diagnostic(
              .pipelineParameter, "the default of '\(name)' must be \(type.expectation), found '\(text)'",
              line: fallback.line, column: fallback.column, length: fallback.length, context: "params.\(name).default"))
        }
      } else {
        diagnostics.append(
          source.diagnostic(
            .pipelineParameter, "the parameter '\(name)' has no value", line: key.line, column: key.column,
            length: key.length, context: "params.\(name)", notes: ["it has no default and -p does not give it"],
            help: ["-p \(name)=VALUE (\(type.expectation))"]))
      }
    }
    for name in given.keys.sorted() where !names.contains(name) {
      let near = Suggestion.nearest(to: name, in: names)
      diagnostics.append(
        Diagnostic(
          .pipelineParameter, "the pipeline declares no parameter '\(name)'", at: Location(context: "-p \(name)"),
          notes: [names.isEmpty ? "it declares none" : "declared: \(names.joined(separator: " "))"],
          help: near.map { ["did you mean -p \($0)=VALUE?"] } ?? []))
    }
  }

  /// The text that stands for `${name}` outside queries.
  func text(of name: String) -> String? {
    switch values[name] {
    case .text(let text), .number(let text): text
    case .boolean(let value): value ? "true" : "false"
    case nil: nil
    }
  }

  /// One piece of a text: literal, or a reference with its scalar offset.
  enum Piece: Equatable {
    case literal(String)
    case reference(String, offset: Int)
  }

  /// Splits at `${name}`; `$${` is a literal `${`. Nil offset: an unclosed reference begins there.
  static func pieces(of text: String) -> (pieces: [Piece], unclosed: Int?) {
    let scalars = Array(text.unicodeScalars)
    var pieces: [Piece] = []
    var literal = String.UnicodeScalarView()
    var i = 0
    while i < scalars.count {
      if scalars[i] == "$", i + 2 < scalars.count, scalars[i + 1] == "$", scalars[i + 2] == "{" {
        literal.append(contentsOf: "${".unicodeScalars)
        i += 3
      } else if scalars[i] == "$", i + 1 < scalars.count, scalars[i + 1] == "{" {
        guard let end = scalars[i...].firstIndex(of: "}") else { return (pieces, i) }
        if !literal.isEmpty { pieces.append(.literal(String(literal))) }
        literal = String.UnicodeScalarView()
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[(i + 2)..<end])
        pieces.append(.reference(String(name), offset: i))
        i = end + 1
      } else {
        literal.append(scalars[i])
        i += 1
      }
    }
    if !literal.isEmpty { pieces.append(.literal(String(literal))) }
    return (pieces, nil)
  }

  /// The references of a text that nothing declares, as diagnostics at their places.
  func unknownReferences(in tree: YAMLTree, context: String, source: SourceText) -> [Diagnostic] {
    guard let text = tree.scalar else { return [] }
    let (pieces, unclosed) = Self.pieces(of: text)
    var found: [Diagnostic] = []
    for case .reference(let name, let offset) in pieces where !names.contains(name) {
      let near = Suggestion.nearest(to: name, in: names)
      found.append(
        source.diagnostic(
          .pipelineParameter, "the file declares no parameter '\(name)'", line: tree.textLine,
          column: tree.textColumn + offset, length: name.unicodeScalars.count + 3, context: context,
          label: near.map { "did you mean '${\($0)}'?" },
          help: ["declare it under params, or write $${ for a literal ${"]))
    }
    if let unclosed {
      found.append(
        source.diagnostic(
          .pipelineParameter, "'${' is not closed by '}'", line: tree.textLine, column: tree.textColumn + unclosed,
          length: 2, context: context, help: ["write $${ for a literal ${"]))
    }
    return found
  }
}
