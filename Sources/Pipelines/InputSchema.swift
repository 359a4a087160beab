import ByteIO
import Diagnostics
import Formats
import Records
import Schemas

/// The schema of an input, and what its file says of dialect and encoding.
struct InputSchema: Sendable {
  private(set) var table: TableSchema
  private let dialect: DeclaredDialect
  private let encoding: EncodingOption?
  /// The column of each field in the batches of the reader; nil: the input has none.
  private(set) var columns: [Int?] = []
  private(set) var findings: [Finding] = []
  /// Names of fields whose type a flag says: stronger than the schema.
  private var overridden: Set<[UInt8]> = []
  private var isJSON = false
  /// A flat output is to have the schema's fields and no others (`--columns schema`).
  let isExact: Bool

  /// The largest schema file that is read.
  private static let maximumBytes = 16 << 20

  /// Reads the schema that an input names, nil where it names none.
  init?(_ input: InputDeclaration, path: String) throws(DiagnosticList) {
    guard let named = input.options.schemaPath else {
      try Self.refuseWithout(input.options)
      return nil
    }
    try Self.refuseBeside(input.options)
    isExact = input.options.columns == .schema
    for setting in input.options.columnTypes + input.options.dates {
      if let column = setting.column { overridden.insert(Array(column.utf8)) }
    }
    let text = try Self.read(named, from: input.baseDirectory)
    let document = try PlacedJSON(text).root
    guard DataPackage.describes(document) else {
      table = try TableSchemaReader.read(document)
      (dialect, encoding) = (DeclaredDialect(), nil)
      describe()
      return
    }
    let resource = try DataPackage(document).resource(for: path)
    switch resource.schema {
    case .inline(let value): table = try TableSchemaReader.read(value)
    case .file(let reference, _):
      let directory = FilePaths.split(named).directory
      let target = Paths.resolve(reference, from: directory)
      table = try TableSchemaReader.read(try PlacedJSON(try Self.read(target, from: input.baseDirectory)).root)
    }
    dialect = resource.dialect
    encoding = try Self.encoding(resource)
    findings.append(Finding("resource", resource.name ?? resource.paths.first ?? "", evidence: named))
    describe()
  }

  /// What means nothing without a schema.
  private static func refuseWithout(_ options: ReadOptions) throws(DiagnosticList) {
    var errors: [Diagnostic] = []
    if options.types == .schema { errors.append(.needsSchema("--types schema")) }
    if options.columns == .schema { errors.append(.needsSchema("--columns schema")) }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }

  /// What contradicts a schema.
  private static func refuseBeside(_ options: ReadOptions) throws(DiagnosticList) {
    guard options.types == .text else { return }
    throw DiagnosticList(
      Diagnostic(
        .usage, "--types text makes every column text, and a schema says their types",
        at: Location(context: "--types"), help: ["--types schema, or leave out --types or --schema"]))
  }

  private mutating func describe() {
    findings.insert(Finding("schema", table.name, evidence: "\(table.fields.count) fields"), at: 0)
    findings += (dialect.remarks + table.remarks).map { Finding("schema", $0) }
    if !table.missingValues.contains("") {
      findings.append(
        Finding("schema", "an empty field is null", evidence: "'missingValues' does not list it, weir reads it so"))
    }
  }

  private static func read(_ path: String, from directory: String?) throws(DiagnosticList) -> DescriptorText {
    let resolved = Paths.resolve(path, from: directory)
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: resolved, compression: .none)
      guard let bytes = try source.readAll(below: maximumBytes) else {
        throw Diagnostic(
          .schemaUnreadable, "a schema has less than \(maximumBytes >> 20) MiB", at: Location(file: path))
      }
      return DescriptorText(name: path, bytes: bytes)
    } catch {
      var diagnostic = error
      // A schema is part of the declaration, not of the data.
      diagnostic.code = .schemaUnreadable
      throw DiagnosticList(diagnostic)
    }
  }

  /// The encoding by the labels of the WHATWG Encoding Standard: ISO-8859-1 is windows-1252 there.
  private static func encoding(_ resource: DataPackage.Resource) throws(DiagnosticList) -> EncodingOption? {
    guard let (name, value) = resource.encoding else { return nil }
    switch name.lowercased() {
    case "utf-8", "utf8", "unicode-1-1-utf-8": return .utf8
    case "utf-16", "utf-16le", "utf16": return .utf16
    case "iso-8859-15", "iso8859-15", "latin9", "l9": return .iso885915
    case "windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii":
      return .windows1252
    default:
      throw DiagnosticList(
        value.diagnostic(
          .schemaValue, "weir does not read the encoding '\(name)'",
          notes: ["encodings: " + EncodingOption.allCases.map(\.rawValue).joined(separator: ", ")],
          help: ["convert the data first: iconv -f \(name) -t utf-8, and correct 'encoding'"]))
    }
  }

  // MARK: Reading

  /// The encoding that the package says, unless the user said one.
  func applyEncoding(to options: inout ReadOptions) {
    if options.encoding == .utf8, let encoding { options.encoding = encoding }
  }

  /// Fills in what else the user left open.
  mutating func apply(to options: inout ReadOptions, format: FormatDescriptor) {
    isJSON = format.family != .delimited
    options.declaredNames = table.fields.map { DeclaredName(name: $0.name, label: $0.label) }
    guard format.family == .delimited else { return }
    options.nullTexts += (table.missingValues + [dialect.nullText ?? ""]).filter { text in
      !text.isEmpty && !options.nullTexts.contains(text)
    }
    table.settleSpelling(options)
    // TSV has a spelling of its own; a dialect describes CSV.
    guard format.name != "tsv" else { return }
    if format.name == "csv" { options.delimiter = options.delimiter ?? dialect.delimiter }
    options.quote = options.quote ?? dialect.quote
    options.escape = options.escape ?? dialect.escape
    if options.header == .auto {
      if dialect.hasHeader == false { options.header = .none }
      if let rows = dialect.headerRows { options.header = .rows(rows) }
    }
    options.spaceFollowsDelimiter = options.spaceFollowsDelimiter || dialect.spaceFollowsDelimiter
    options.comment = options.comment ?? dialect.comment
    options.endsLinesWithCR = options.endsLinesWithCR || dialect.endsLinesWithCR
  }

  /// `projection` with the labels of the fields instead of their names; a field that was renamed keeps its new name.
  ///
  /// `keepsMembers`: the output is of JSON, where a record copied whole would keep its names.
  func labelled(
    _ projection: Projection, over schema: Schema, keepsMembers: Bool
  ) throws(DiagnosticList) -> Projection {
    var labelled = projection
    labelled.fields = projection.fields.map { field in
      guard let known = table.index(of: field.nameBytes).map({ table.fields[$0] }), let label = known.label,
        schema.fields[field.column].nameBytes == known.nameBytes
      else { return field }
      return ProjectedField(column: field.column, name: label)
    }
    for (index, field) in labelled.fields.enumerated()
    where labelled.fields[..<index].contains(where: { $0.nameBytes == field.nameBytes }) {
      throw DiagnosticList(
        Diagnostic(
          .nameCollision, "two fields would be called '\(field.name)'", at: Location(context: "--use-labels"),
          notes: ["the labels are those of \(table.name)"], help: ["give the fields of the schema labels of their own"])
      )
    }
    if keepsMembers, projection.isWhole {
      // What a whole record has beside its fields is named one by one.
      labelled.isWhole = false
      for column in schema.fields.indices where [.featureID, .foreignMember].contains(schema.fields[column].role) {
        labelled.fields.append(ProjectedField(column: column, name: schema.fields[column].name))
      }
    }
    return labelled
  }

  /// The columns that the schema types.
  var declaredFields: [Field] {
    table.fields.filter { $0.type != .any }.map { field in
      Field(
        field.name,
        type: ColumnType(
          declared: field.type.kind, spelling: field.spelling, by: "field '\(field.name)', \(table.name):\(field.place)"
        ))
    }
  }

  /// The columns whose values are lists or paths by the schema.
  var structures: [(name: [UInt8], structure: FieldStructure)] {
    table.fields.filter { $0.structure != FieldStructure() }.map { ($0.nameBytes, $0.structure) }
  }

  /// Finds the fields among the columns of the input, and refuses the differences that the schema does not allow.
  mutating func match(_ schema: Schema) throws(DiagnosticList) {
    columns = table.fields.map { schema.index(of: $0.nameBytes) }
    let others = schema.fields.indices.filter { column in
      schema.fields[column].role == .property && !columns.contains(column)
    }
    for field in table.fields where overridden.contains(field.nameBytes) {
      findings.append(Finding("schema", "field '\(field.name)' has the type that a flag says", evidence: field.place))
    }
    var errors: [Diagnostic] = []
    let names = schema.fields.filter { $0.role == .property }.map(\.name)
    if !table.fieldsMatch.allowsOtherColumns || isExact && !schema.isOpen {
      errors += others.map { unknown(schema.fields[$0].name) }
    } else if !others.isEmpty, !schema.isOpen {
      let list = others.prefix(6).map { schema.fields[$0].name }.joined(separator: ", ")
      findings.append(Finding("columns outside the schema", "\(others.count)", evidence: list))
    }
    // The records of an open input may lack members: only constraints refuse that.
    if !schema.isOpen {
      let missing = table.fields.indices.filter { columns[$0] == nil }
      if !table.fieldsMatch.allowsMissingFields || isExact {
        errors += missing.map { self.missing(table.fields[$0], names) }
      } else {
        errors += missing.filter { table.fields[$0].isRequired }.map { self.missing(table.fields[$0], names) }
        if table.fieldsMatch == .partial, missing.count == columns.count {
          errors.append(self.missing(table.fields[0], names))
        }
      }
      if errors.isEmpty, table.fieldsMatch == .exact, names != table.fields.map(\.name) {
        errors.append(
          Diagnostic(
            .fieldMissing, "the columns stand in another order than the fields of the schema",
            notes: ["columns: " + names.prefix(12).joined(separator: ", ")],
            help: ["\"fieldsMatch\": \"equal\" in the schema allows any order"]))
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }

  private func missing(_ field: SchemaField, _ names: [String]) -> Diagnostic {
    var help: [String] = []
    if let near = Suggestion.nearest(to: field.label ?? field.name, in: names) {
      help.append("is it '\(near)'? a \"title\" in the schema may say what the header calls the field")
    }
    help.append("\"fieldsMatch\": \"superset\" in the schema allows fewer columns")
    return Diagnostic(
      .fieldMissing, "the input has no column for field '\(field.name)' of the schema", at: Location(field: field.name),
      notes: ["field: \(table.name):\(field.place)", "columns: " + names.prefix(12).joined(separator: ", ")], help: help
    )
  }

  private func unknown(_ name: String) -> Diagnostic {
    Diagnostic(
      .fieldUnknown, "column '\(name)' is no field of the schema", at: Location(field: name),
      notes: ["schema: \(table.name), fieldsMatch \(table.fieldsMatch.rawValue)"],
      help: ["\"fieldsMatch\": \"subset\" in the schema allows more columns"])
  }

  /// What must be decoded so that every field is checked.
  var demand: FieldDemand { FieldDemand(wantsAll: false, names: table.fields.map(\.nameBytes)) }

  /// True for the same schema of the same file.
  func isSame(as other: InputSchema?) -> Bool {
    guard let other else { return false }
    return table.name == other.table.name && table.fields.map(\.place) == other.table.fields.map(\.place)
      && table.fields.map(\.nameBytes) == other.table.fields.map(\.nameBytes)
  }

  /// True where values must be unique.
  var hasKeys: Bool { !table.keys.isEmpty }

  /// Reads the keys from batches of `schema`; nil where there are none.
  func makeKeyReader(over schema: Schema) -> KeyReader? {
    hasKeys ? KeyReader(table, columns: table.fields.map { schema.index(of: $0.nameBytes) }) : nil
  }

  /// The check of one worker over batches of `schema`.
  func makeCheck(over schema: Schema, policy: ErrorPolicy) -> SchemaCheck {
    var table = table
    for index in table.fields.indices where overridden.contains(table.fields[index].nameBytes) {
      table.fields[index].forgetType()
    }
    return SchemaCheck(
      table, columns: table.fields.map { schema.index(of: $0.nameBytes) }, isJSON: isJSON,
      isKindChecked: !isJSON, consequence: policy.consequence)
  }

  /// Every column of `schema`; for `--columns schema` the fields in their order.
  func projection(over schema: Schema) -> Projection {
    var projection = Projection(all: schema)
    guard isExact else { return projection }
    projection.fields = table.fields.compactMap { field in
      schema.index(of: field.nameBytes).map { ProjectedField(column: $0, name: field.name) }
    }
    return projection
  }
}

extension TableSchema {
  /// Says of each field what the table, the dialect and the flags say of all.
  mutating func settleSpelling(_ options: ReadOptions) {
    for index in fields.indices {
      if fields[index].spelling.nullTexts.isEmpty {
        fields[index].spelling.nullTexts = options.nullTexts.map { Array($0.utf8) }
      }
      fields[index].spelling.holdsJSON = fields[index].type.isJSONText
      if options.decimalMark == .comma, fields[index].spelling.decimalMark == ASCIIMark.point.byte {
        fields[index].spelling.decimalMark = options.decimalMark.byte
      }
    }
  }
}

extension ErrorPolicy {
  /// What becomes of a record that breaks a rule of a schema.
  fileprivate var consequence: SchemaCheck.Consequence {
    switch self {
    case .fail: .failure
    case .null: .null
    case .skip, .quarantine: .rejection
    }
  }
}

extension Diagnostic {
  /// U001: an option that means nothing without a schema.
  static func needsSchema(_ option: String) -> Diagnostic {
    Diagnostic(
      .usage, "\(option) needs a schema", at: Location(context: option.split(separator: " ").first.map(String.init)),
      help: ["--schema FILE names a Table Schema or a data package"])
  }
}
