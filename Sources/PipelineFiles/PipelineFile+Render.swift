import Formats
public import Pipelines
import Records

extension PipelineFile {
  /// The YAML spelling of a declaration, for `explain`: reading it back gives the same declaration, except that paths
  /// are relative to the working directory and texts have their parameters replaced.
  public static func render(_ declaration: PipelineDeclaration) -> String {
    var writer = YAMLWriter()
    writer.line(0, "weir", "1")
    if let name = declaration.name { writer.text(0, "name", name) }
    if let summary = declaration.summary { writer.text(0, "description", summary) }
    writeParameters(declaration, to: &writer)
    write(declaration.input, to: &writer)
    if let filter = declaration.filter { write(filter, 0, to: &writer) }
    if let fields = declaration.fields { write(fields, 0, to: &writer) }
    write(declaration, OptionTable.sort, 0, to: &writer)
    if let offset = declaration.offset { writer.line(0, "offset", String(offset)) }
    if let limit = declaration.limit { writer.line(0, "limit", String(limit)) }
    if declaration.outputs.count == 1 {
      writer.line(0, "output", nil)
      write(declaration.outputs[0], 2, to: &writer)
    } else {
      writer.line(0, "output", nil)
      for output in declaration.outputs {
        writer.beginsItem = true
        write(output, 4, to: &writer)
      }
    }
    write(declaration.errors.seenFromHere, OptionTable.errors, 0, to: &writer)
    write(declaration.clock, OptionTable.clock, 0, to: &writer)
    write(declaration.receipt.seenFromHere, OptionTable.receipt, 0, to: &writer)
    writeLimits(declaration, to: &writer)
    if let expectations = declaration.expectations { write(expectations, to: &writer) }
    return writer.output
  }

  /// `path` as seen from the working directory.
  static func joined(_ base: String?, _ path: String) -> String {
    guard let base, path != "-", !path.hasPrefix("/") else { return path }
    return base.hasSuffix("/") ? base + path : base + "/" + path
  }

  private static func writeParameters(_ declaration: PipelineDeclaration, to writer: inout YAMLWriter) {
    var values = declaration.filter?.parameters ?? [:]
    for output in declaration.outputs {
      values.merge(output.filter?.parameters ?? [:]) { first, _ in first }
    }
    if values.isEmpty { return }
    writer.line(0, "params", nil)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .text(let text):
        writer.line(2, name, "{type: string, default: \(YAMLWriter.doubleQuoted(text))}")
      case .number(let text):
        let type = ParameterType.isNumber(text, allowsFraction: false) ? "integer" : "number"
        writer.line(2, name, "{type: \(type), default: \(text)}")
      case .boolean(let flag): writer.line(2, name, "{type: boolean, default: \(flag)}")
      }
    }
  }

  private static func write(_ input: InputDeclaration, to writer: inout YAMLWriter) {
    writer.line(0, "input", nil)
    let paths = input.paths.map { YAMLWriter.spelled(joined(input.baseDirectory, $0)) }
    writer.line(2, "path", paths.count == 1 ? paths[0] : "[\(paths.joined(separator: ", "))]")
    if let format = input.format { writer.text(2, "format", format) }
    if input.compression != .auto { writer.line(2, "compression", input.compression.rawValue) }
    let options = input.options
    write(input.shardSeenFromHere, OptionTable.shard, 2, to: &writer)
    write(input.optionsSeenFromHere, OptionTable.read, 2, to: &writer)
    switch options.geo {
    case .point(let field, let order):
      writer.line(2, "geo", "{point: \(YAMLWriter.spelled(field))\(order.map { ", order: \($0.rawValue)" } ?? "")}")
    case .pair(let latitude, let longitude):
      writer.line(2, "geo", "{lat: \(YAMLWriter.spelled(latitude)), lon: \(YAMLWriter.spelled(longitude))}")
    case .shape(let field): writer.line(2, "geo", "{shape: \(YAMLWriter.spelled(field))}")
    case nil: break
    }
  }

  private static func write(_ filter: FilterDeclaration, _ indent: Int, to writer: inout YAMLWriter) {
    writer.line(indent, "filter", nil)
    write(filter, OptionTable.facetFilter, indent + 2, to: &writer)
    let queries = filter.queries.map { YAMLWriter.quoted($0.text) }
    if !queries.isEmpty {
      writer.line(indent + 2, "q", queries.count == 1 ? queries[0] : "[\(queries.joined(separator: ", "))]")
    }
    write(filter, OptionTable.geofilters, indent + 2, to: &writer)
  }

  private static func write(_ fields: [FieldSelector], _ indent: Int, to writer: inout YAMLWriter) {
    let items = fields.map { selector in
      if case .rename(let new, let old) = selector {
        "{\(YAMLWriter.spelled(new)): \(YAMLWriter.spelled(old))}"
      } else {
        YAMLWriter.spelled(FieldItems.render(selector))
      }
    }
    writer.line(indent, "fields", "[\(items.joined(separator: ", "))]")
  }

  private static func write(_ output: OutputDeclaration, _ indent: Int, to writer: inout YAMLWriter) {
    writer.text(indent, "path", joined(output.baseDirectory, output.path))
    if let format = output.format { writer.text(indent, "format", format) }
    if output.compression != .auto { writer.line(indent, "compression", output.compression.rawValue) }
    if let filter = output.filter { write(filter, indent, to: &writer) }
    if let fields = output.fields { write(fields, indent, to: &writer) }
    if let limit = output.limit { writer.line(indent, "limit", String(limit)) }
    if let facets = output.facets {
      writer.line(indent, "facets", nil)
      write(facets, OptionTable.facets + OptionTable.partialFacets, indent + 2, to: &writer)
    }
    if let analyze = output.analyze {
      writer.line(indent, "analyze", nil)
      write(analyze, OptionTable.analyze + OptionTable.partialAnalyze, indent + 2, to: &writer)
    }
    if !output.keepsGeometry { writer.line(indent, "geometry", "drop") }
    write(output.options, OptionTable.write, indent, to: &writer)
  }

  /// Every option that is not usual: a line for each, one flow map for each section.
  private static func write<Options>(
    _ options: Options, _ table: [DeclaredOption<Options>], _ indent: Int, to writer: inout YAMLWriter
  ) {
    var sections: [(name: String, items: [String])] = []
    for option in table {
      let texts = option.spell(options)
      guard !texts.isEmpty else { continue }
      let value = spelled(texts, as: option.kind)
      if option.section.isEmpty {
        writer.line(indent, option.name, value)
      } else if let known = sections.firstIndex(where: { $0.name == option.section }) {
        sections[known].items.append("\(option.name): \(value)")
      } else {
        sections.append((option.section, ["\(option.name): \(value)"]))
      }
    }
    for section in sections { writer.line(indent, section.name, "{\(section.items.joined(separator: ", "))}") }
  }

  private static func spelled(_ texts: [String], as kind: PipelineKey.Kind) -> String {
    switch kind {
    case .boolean, .integer, .scalar: return texts[0]
    case .textOrList, .settings, .counts, .conditions:
      let items = texts.map { YAMLWriter.spelled($0) }
      return items.count == 1 ? items[0] : "[\(items.joined(separator: ", "))]"
    default: return YAMLWriter.spelled(texts[0])
    }
  }

  private static func write(_ expectations: Expectations, to writer: inout YAMLWriter) {
    writer.line(0, "expect", nil)
    switch (expectations.rows?.minimum, expectations.rows?.maximum) {
    case (let low?, let high?): writer.line(2, "rows", low == high ? String(low) : "{min: \(low), max: \(high)}")
    case (let low?, nil): writer.line(2, "rows", "{min: \(low)}")
    case (nil, let high?): writer.line(2, "rows", "{max: \(high)}")
    case (nil, nil): break
    }
    if !expectations.unique.isEmpty {
      let names = expectations.unique.map { YAMLWriter.spelled($0) }
      writer.line(2, "unique", "[\(names.joined(separator: ", "))]")
    }
    if expectations.fields.isEmpty { return }
    writer.line(2, "fields", nil)
    // JSON is YAML.
    for field in expectations.fields { writer.line(4, YAMLWriter.spelled(field.name), field.rules) }
  }

  private static func writeLimits(_ declaration: PipelineDeclaration, to writer: inout YAMLWriter) {
    var limits = OptionTable.limits.flatMap { option in option.spell(declaration).map { "\(option.name): \($0)" } }
    if let jobs = declaration.jobs { limits.append("jobs: \(jobs)") }
    if !limits.isEmpty { writer.line(0, "limits", "{\(limits.joined(separator: ", "))}") }
  }
}

extension InputDeclaration {
  /// The options with paths as seen from the working directory.
  var optionsSeenFromHere: ReadOptions {
    var options = options
    options.schemaPath = options.schemaPath.map { PipelineFile.joined(baseDirectory, $0) }
    return options
  }
}

extension InputDeclaration {
  /// The declaration whose shard is named as seen from the working directory.
  var shardSeenFromHere: InputDeclaration {
    var input = self
    if let shard, !shard.isText { input.shard?.text = PipelineFile.joined(baseDirectory, shard.text) }
    return input
  }
}

extension ErrorHandling {
  /// The same with paths as seen from the working directory.
  var seenFromHere: ErrorHandling {
    var handling = self
    handling.rejectsPath = rejectsPath.map { PipelineFile.joined(baseDirectory, $0) }
    handling.rawRejectsPath = rawRejectsPath.map { PipelineFile.joined(baseDirectory, $0) }
    return handling
  }
}

extension ReceiptDeclaration {
  /// The same with a path as seen from the working directory.
  var seenFromHere: ReceiptDeclaration {
    ReceiptDeclaration(path: path.map { PipelineFile.joined(baseDirectory, $0) })
  }
}

/// Writes block maps line by line, and scalars with the least quoting that every YAML reader agrees on.
private struct YAMLWriter {
  var output = ""
  /// The next line begins an item of a list.
  var beginsItem = false

  mutating func line(_ indent: Int, _ key: String, _ value: String?) {
    if beginsItem {
      output += String(repeating: " ", count: max(0, indent - 2)) + "- "
      beginsItem = false
    } else {
      output += String(repeating: " ", count: indent)
    }
    output += key + ":" + (value.map { " " + $0 } ?? "") + "\n"
  }

  mutating func text(_ indent: Int, _ key: String, _ value: String) {
    line(indent, key, Self.spelled(value))
  }

  private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"]

  /// A text in which `${` is literal.
  static func spelled(_ text: String) -> String {
    var escaped = ""
    var rest = text[...]
    while let found = rest.firstRange(of: "${") {
      escaped += rest[..<found.lowerBound] + "$${"
      rest = rest[found.upperBound...]
    }
    escaped += rest
    let isPlain =
      escaped.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
          || $0 == 0x2E || $0 == 0x2F || $0 == 0x2D
      } && (escaped.utf8.first.map { $0 == 0x5F || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) } ?? false)
      && !words.contains(escaped.lowercased())
    return isPlain ? escaped : quoted(escaped)
  }

  /// Single quotes where they can hold the text, else double ones.
  static func quoted(_ text: String) -> String {
    guard
      text.unicodeScalars.allSatisfy({
        $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) && $0.value != 0xFEFF
          && $0.value != 0x2028 && $0.value != 0x2029
      })
    else { return doubleQuoted(text) }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        let value = scalar.value
        if value < 0x20 || (0x7F...0x9F).contains(value) || value == 0xFEFF || value == 0x2028 || value == 0x2029 {
          let digits = String(value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
