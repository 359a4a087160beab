import Formats
public import Pipelines
import Records

/// The `weir convert` spelling of a declaration, for `explain`: the same question as a command line, quoted for a shell.
///
/// A command writes one output. Several outputs become one command each (each reads the input again); what narrows an
/// output on top of the main fields, offset or limit has no flags, and the text says so.
public enum FlagSpelling {
  public static func render(_ declaration: PipelineDeclaration) -> String {
    var lines: [String] = []
    if declaration.outputs.count > 1 {
      lines.append("# one command for each output; the pipeline file reads the input once")
    }
    if declaration.expectations != nil { lines.append("# 'expect' has no flags: only the pipeline file checks it") }
    return (lines + declaration.outputs.map { command(declaration, $0) }).joined(separator: "\n")
  }

  private static func command(_ declaration: PipelineDeclaration, _ output: OutputDeclaration) -> String {
    if output.narrowsTwice(declaration) { return "# " + onlyInFiles(output) }
    let name = output.facets != nil ? "facets" : output.analyze != nil ? "analyze" : "convert"
    return (["weir", name] + words(declaration, output)).joined(separator: " ")
  }

  static func onlyInFiles(_ output: OutputDeclaration) -> String {
    "\(quoted(output.path)) narrows what the main fields, offset or limit left: only a pipeline file says that"
  }

  /// Paths and flags of one output; options whose flags are in `known` are left out.
  static func words(
    _ declaration: PipelineDeclaration, _ output: OutputDeclaration, besides known: Set<String> = []
  ) -> [String] {
    let paths = declaration.input.paths.map { PipelineFile.joined(declaration.input.baseDirectory, $0) }
    var flags = inputFlags(declaration)
    flags += filterFlags(declaration.filter, output.filter, besides: known)
    for filter in [declaration.filter, output.filter] {
      if let filter { flags += OptionTable.words(filter, OptionTable.geofilters) }
    }
    if let fields = output.fields ?? declaration.fields { flags += ["--fields", quoted(FieldItems.render(fields))] }
    flags += OptionTable.words(declaration, OptionTable.sort, besides: known)
    if let offset = declaration.offset { flags += ["--offset", String(offset)] }
    if let limit = output.limit ?? declaration.limit { flags += ["--limit", String(limit)] }
    flags += outputFlags(output, besides: known)
    flags += OptionTable.words(declaration.errors.seenFromHere, OptionTable.errors)
    flags += OptionTable.words(declaration.clock, OptionTable.clock, besides: known)
    flags += OptionTable.words(declaration.receipt.seenFromHere, OptionTable.receipt)
    if let jobs = declaration.jobs { flags += ["-j", String(jobs)] }
    let beginsWithDash = paths.contains { $0.hasPrefix("-") && $0 != "-" }
    return beginsWithDash ? flags + ["--"] + paths.map(quoted) : paths.map(quoted) + flags
  }

  private static func inputFlags(_ declaration: PipelineDeclaration) -> [String] {
    let input = declaration.input
    let options = input.options
    var flags: [String] = []
    if let format = input.format { flags += ["-f", format] }
    if input.compression != .auto { flags += ["--decompress", input.compression.rawValue] }
    flags += OptionTable.words(input.shardSeenFromHere, OptionTable.shard)
    flags += OptionTable.words(input.optionsSeenFromHere, OptionTable.read)
    switch options.geo {
    case .point(let field, let order):
      let suffix = order.map { ",order=\($0.rawValue)" } ?? ""
      flags += ["--geo", quoted("point=\(FieldItems.render(.include(field)))" + suffix)]
    case .pair(let latitude, let longitude):
      flags += [
        "--geo",
        quoted("lat=\(FieldItems.render(.include(latitude))),lon=\(FieldItems.render(.include(longitude)))"),
      ]
    case .shape(let field): flags += ["--geo", quoted("shape=\(FieldItems.render(.include(field)))")]
    case nil: break
    }
    return flags + OptionTable.words(declaration, OptionTable.limits)
  }

  private static func filterFlags(
    _ main: FilterDeclaration?, _ own: FilterDeclaration?, besides known: Set<String>
  ) -> [String] {
    let queries = (main?.queries ?? []) + (own?.queries ?? [])
    var flags = queries.flatMap { ["-q", quoted($0.text)] }
    flags += OptionTable.words(FilterDeclaration.joined(main, own), OptionTable.facetFilter, besides: known)
    let parameters = (main?.parameters ?? [:]).merging(own?.parameters ?? [:]) { first, _ in first }
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      flags += ["-p", quoted(ParameterFlag.render(name, value))]
    }
    return flags
  }

  private static func outputFlags(_ output: OutputDeclaration, besides known: Set<String>) -> [String] {
    var flags: [String] = []
    if let facets = output.facets { flags += OptionTable.words(facets, OptionTable.facets, besides: known) }
    if let analyze = output.analyze { flags += OptionTable.words(analyze, OptionTable.analyze, besides: known) }
    if output.path != "-" {
      let isPart = output.facets?.isPartial ?? output.analyze?.isPartial ?? false
      let flag = isPart ? "--partial" : "-o"
      flags += [flag, quoted(PipelineFile.joined(output.baseDirectory, output.path))]
    }
    if let format = output.format { flags += ["-t", format] }
    if output.compression != .auto { flags += ["--compress", output.compression.rawValue] }
    if !output.keepsGeometry { flags.append("--no-geometry") }
    flags += OptionTable.words(output.options, OptionTable.write, besides: known)
    return flags
  }

  /// A word of a POSIX shell: plain where no character has a meaning, else in single quotes.
  package static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || "_-./=,:@%+".utf8.contains($0)
      }
    if isPlain { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

extension OutputDeclaration {
  /// True when this output narrows records that the main fields, offset or limit narrowed before: one after the other,
  /// which only a pipeline file can say.
  func narrowsTwice(_ declaration: PipelineDeclaration) -> Bool {
    (filter != nil || fields != nil || limit != nil)
      && (declaration.fields != nil || declaration.offset != nil || declaration.limit != nil)
      || FilterDeclaration.areApart(declaration.filter, filter)
  }
}

/// The spelling of `-p name=value` where no file declares a type: `name:type=value`, or the type is what the value
/// looks like.
package enum ParameterFlag {
  package static func parse(_ text: String) -> (name: String, value: ParameterValue)? {
    guard let (head, value) = split(text) else { return nil }
    let parts = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard Parameters.isName(parts[0]) else { return nil }
    if parts.count == 2 {
      guard let typed = ParameterType(rawValue: parts[1])?.value(of: value) else { return nil }
      return (parts[0], typed)
    }
    return (parts[0], guess(value))
  }

  /// The two sides of the first `=`.
  package static func split(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  static func render(_ name: String, _ value: ParameterValue) -> String {
    switch value {
    case .text(let text): guess(text) == value ? "\(name)=\(text)" : "\(name):string=\(text)"
    case .number(let text): guess(text) == value ? "\(name)=\(text)" : "\(name):number=\(text)"
    case .boolean(let flag): "\(name)=\(flag)"
    }
  }

  private static func guess(_ text: String) -> ParameterValue {
    if let flag = ParameterType.boolean.value(of: text) { return flag }
    return ParameterType.number.value(of: text) ?? .text(text)
  }
}
