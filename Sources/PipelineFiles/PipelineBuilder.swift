import Diagnostics
import Formats
import Pipelines
import Records

/// Turns a checked tree into a declaration. Shapes were checked; what is left are parameters and combinations.
struct PipelineBuilder {
  let source: SourceText
  let parameters: Parameters
  let baseDirectory: String?
  var diagnostics: [Diagnostic] = []

  init(source: SourceText, parameters: Parameters, baseDirectory: String?) {
    self.source = source
    self.parameters = parameters
    self.baseDirectory = baseDirectory
  }

  mutating func build(_ root: YAMLTree) -> PipelineDeclaration {
    let section = Section(root, path: "")
    var declaration = PipelineDeclaration(input: input(section["input"]))
    declaration.name = text(section["name"])
    declaration.summary = text(section["description"])
    declaration.filter = filter(section["filter"])
    declaration.fields = fields(section["fields"])
    declaration.offset = count(section["offset"])
    declaration.limit = count(section["limit"])
    if let output = section["output"] {
      if case .list(let items) = output.tree.content {
        declaration.outputs = items.enumerated().map { self.output(Value($1, path: "output[\($0 + 1)]")) }
      } else {
        declaration.outputs = [self.output(output)]
      }
    } else {
      declaration.outputs = [self.output(nil)]
    }
    read(OptionTable.errors, from: section, into: &declaration.errors)
    declaration.errors.baseDirectory = baseDirectory
    var expectations = ExpectationReading(source: source)
    declaration.expectations = expectations.read(section["expect"])
    diagnostics += expectations.diagnostics
    read(OptionTable.clock, from: section, into: &declaration.clock)
    read(OptionTable.receipt, from: section, into: &declaration.receipt)
    declaration.receipt.baseDirectory = baseDirectory
    read(OptionTable.limits, from: section, into: &declaration)
    read(OptionTable.sort, from: section, into: &declaration)
    declaration.spill.baseDirectory = baseDirectory
    declaration.jobs = count(section["limits"]?.section?["jobs"])
    return declaration
  }

  private mutating func input(_ value: Value?) -> InputDeclaration {
    guard let section = value?.section else { return InputDeclaration(paths: []) }
    var paths: [String] = []
    if let path = section["path"] {
      if case .list(let items) = path.tree.content {
        for item in items { paths.append(text(Value(item, path: path.path)) ?? "") }
      } else {
        paths = [text(path) ?? ""]
      }
      if paths.contains("") { wrong(path, "a path is empty") }
    }
    var input = InputDeclaration(paths: paths, baseDirectory: baseDirectory)
    input.format = name(section["format"])
    input.compression = name(section["compression"]).flatMap(Compression.init) ?? .auto
    read(OptionTable.read, from: section, into: &input.options)
    read(OptionTable.shard, from: section, into: &input)
    input.options.geo = geo(section["geo"])
    return input
  }

  /// Reads every option of a table from its section.
  private mutating func read<Options>(
    _ table: [DeclaredOption<Options>], from section: Section, into options: inout Options
  ) {
    for option in table {
      let home = option.section.isEmpty ? section : section[option.section]?.section
      guard let value = home?[option.name] else { continue }
      if let read = option.readPlaced {
        diagnostics += read(placedTexts(value), .pipelineValue, &options)
        continue
      }
      if let problem = option.read(texts(value, option.kind), &options) {
        wrong(value, "'\(value.path)' \(problem), found '\(texts(value).joined(separator: ", "))'")
      }
    }
  }

  /// The texts of a scalar, of a list, or `key=value` of a map.
  private mutating func texts(_ value: Value, _ kind: PipelineKey.Kind = .textOrList) -> [String] {
    switch value.tree.content {
    case .scalar: return [text(value) ?? ""]
    case .list(let items): return items.map { text(Value($0, path: value.path)) ?? "" }
    case .map(let pairs):
      return pairs.flatMap { pair in
        let key = text(Value(pair.key, path: value.path)) ?? ""
        let values = texts(Value(pair.value, path: value.path))
        if case .conditions = kind { return values.map { FacetConditionText.render(key, $0) } }
        return values.map { key + "=" + $0 }
      }
    }
  }

  /// The texts of a scalar, of a list or of a map, each with the key it stands under and its place.
  private mutating func placedTexts(_ value: Value) -> [OptionText] {
    switch value.tree.content {
    case .scalar: [OptionText(readText(value))]
    case .list(let items): items.map { OptionText(readText(Value($0, path: value.path))) }
    case .map(let pairs):
      pairs.map { key, text in
        OptionText(readText(Value(text, path: value.path)), name: readText(Value(key, path: value.path)))
      }
    }
  }

  private mutating func readText(_ value: Value) -> ReadText {
    ReadText(
      text(value) ?? "",
      origin: Location(
        file: source.path, context: value.path, line: value.tree.textLine, column: value.tree.textColumn))
  }

  private mutating func geo(_ value: Value?) -> GeoOption? {
    guard let value, let section = value.section else { return nil }
    let point = text(section["point"])
    let latitude = text(section["lat"])
    let longitude = text(section["lon"])
    let shape = text(section["shape"])
    let order = name(section["order"]).flatMap(CoordinateOrder.init)
    switch (point, latitude, longitude, shape) {
    case (let point?, nil, nil, nil): return .point(field: point, order: order)
    case (nil, let latitude?, let longitude?, nil) where order == nil:
      return .pair(latitude: latitude, longitude: longitude)
    case (nil, nil, nil, let shape?) where order == nil: return .shape(field: shape)
    default:
      wrong(
        value, "'\(value.path)' must be {point: f, order: latlon}, {lat: f, lon: f} or {shape: f}",
        notes: order != nil && point == nil ? ["'order' belongs to 'point'"] : [])
      return nil
    }
  }

  private mutating func filter(_ value: Value?) -> FilterDeclaration? {
    guard let section = value?.section else { return nil }
    var filter = FilterDeclaration(queries: [])
    read(OptionTable.facetFilter, from: section, into: &filter)
    readQueries(section["q"], into: &filter)
    readGeofilters(section["geofilter"]?.section, into: &filter)
    return filter.isEmpty ? nil : filter
  }

  private mutating func readQueries(_ query: Value?, into filter: inout FilterDeclaration) {
    guard let query else { return }
    var trees = [query.tree]
    if case .list(let items) = query.tree.content { trees = items }
    for tree in trees {
      guard let text = tree.scalar else { continue }
      diagnostics += parameters.unknownReferences(in: tree, context: query.path, source: source)
      for case .reference(let name, _) in Parameters.pieces(of: text).pieces {
        filter.parameters[name] = parameters.values[name]
      }
      let place = Location(file: source.path, context: query.path, line: tree.textLine, column: tree.textColumn)
      filter.queries.append(QueryDeclaration(text, place: WrittenPlace(place)))
    }
  }

  /// Filters by place: each knows where its text stands, and where its paths start.
  private mutating func readGeofilters(_ section: Section?, into filter: inout FilterDeclaration) {
    for option in OptionTable.geofilters {
      guard let value = section?[option.name] else { continue }
      var trees = [value.tree]
      if case .list(let items) = value.tree.content { trees = items }
      for tree in trees {
        var read = FilterDeclaration(queries: [])
        _ = option.read([text(Value(tree, path: value.path)) ?? ""], &read)
        for var geofilter in read.geofilters {
          geofilter.baseDirectory = geofilter.kind == .within ? baseDirectory : nil
          geofilter.place = WrittenPlace(
            Location(file: source.path, context: value.path, line: tree.textLine, column: tree.textColumn))
          filter.add(geofilter)
        }
      }
    }
  }

  private mutating func output(_ value: Value?) -> OutputDeclaration {
    var output = OutputDeclaration()
    output.baseDirectory = baseDirectory
    guard let value, let section = value.section else { return output }
    if let path = section["path"] {
      output.path = text(path) ?? "-"
      if output.path.isEmpty { wrong(path, "a path is empty") }
    }
    output.format = name(section["format"])
    output.compression = name(section["compression"]).flatMap(Compression.init) ?? .auto
    output.filter = filter(section["filter"])
    output.fields = fields(section["fields"])
    output.limit = count(section["limit"])
    output.keepsGeometry = name(section["geometry"]) != "drop"
    if let counted = section["facets"]?.section {
      var facets = FacetDeclaration()
      read(OptionTable.facets + OptionTable.partialFacets, from: counted, into: &facets)
      output.facets = facets
    }
    if let computed = section["analyze"]?.section {
      var analyze = AnalyzeDeclaration()
      read(OptionTable.analyze + OptionTable.partialAnalyze, from: computed, into: &analyze)
      output.analyze = analyze
    }
    read(OptionTable.write, from: section, into: &output.options)
    return output
  }

  private mutating func fields(_ value: Value?) -> [FieldSelector]? {
    guard let value, case .list(let items) = value.tree.content else { return nil }
    var selectors: [FieldSelector] = []
    for item in items {
      switch item.content {
      case .scalar:
        let spelled = text(Value(item, path: value.path)) ?? ""
        if let parsed = try? FieldItems.parse(spelled) { selectors += parsed }
      case .map(let pairs):
        guard let pair = pairs.first, let new = text(Value(pair.key, path: value.path)),
          let old = text(Value(pair.value, path: value.path))
        else { continue }
        selectors.append(.rename(new: new, old: old))
      case .list: break
      }
    }
    return selectors
  }

  /// A text with its parameters replaced.
  private mutating func text(_ value: Value?) -> String? {
    guard let value, let raw = value.tree.scalar else { return nil }
    guard raw.contains("${") else { return raw }
    let unknown = parameters.unknownReferences(in: value.tree, context: value.path, source: source)
    diagnostics += unknown
    var result = ""
    for piece in Parameters.pieces(of: raw).pieces {
      switch piece {
      case .literal(let text): result += text
      case .reference(let name, _): result += parameters.text(of: name) ?? ""
      }
    }
    // An unknown parameter was reported: its hole must not make a second finding.
    return unknown.isEmpty ? result : raw
  }

  /// A word of a choice; `auto` is nil.
  private func name(_ value: Value?) -> String? {
    value?.tree.scalar.flatMap { $0 == "auto" ? nil : $0 }
  }

  private func count(_ value: Value?) -> Int? {
    value?.tree.scalar.flatMap { Spelling.count($0) }
  }

  private mutating func wrong(_ value: Value, _ message: String, notes: [String] = []) {
    diagnostics.append(
      source.diagnostic(
        .pipelineValue, message, line: value.tree.line, column: value.tree.column, length: value.tree.length,
        context: value.path, notes: notes))
  }
}

/// A node with its dotted name.
struct Value {
  let tree: YAMLTree
  let path: String

  init(_ tree: YAMLTree, path: String) {
    self.tree = tree
    self.path = path
  }

  var section: Section? {
    if case .map = tree.content { Section(tree, path: path) } else { nil }
  }
}

/// A map whose values are looked up by key; null counts as absent.
struct Section {
  private let pairs: [(key: YAMLTree, value: YAMLTree)]
  private let path: String

  init(_ tree: YAMLTree, path: String) {
    if case .map(let pairs) = tree.content { self.pairs = pairs } else { pairs = [] }
    self.path = path
  }

  subscript(name: String) -> Value? {
    guard let value = pairs.first(where: { $0.key.scalar == name })?.value, !value.isNull else { return nil }
    return Value(value, path: path.isEmpty ? name : "\(path).\(name)")
  }
}
