import Diagnostics
import Formats
import Records

/// Settles the type of every column, in one place: a guess of the probe, over it what a schema declares, over that what
/// the flags say.
struct ColumnTypes: Sendable {
  private let settings: TypeSettings
  /// Columns of a schema; names that the input lacks are nobody's business here.
  private let declared: [Field]
  private let isDelimited: Bool
  private let structures: FieldStructures

  /// Reads what is declared of `input`, and checks it against the columns that its first bytes show.
  init(
    _ input: OpenInput, options: ReadOptions, columns: ColumnContext = ColumnContext()
  ) throws(DiagnosticList) {
    settings = try TypeSettings(options)
    declared = input.declaredFields
    isDelimited = input.format.family == .delimited
    structures = FieldStructures(input.schema, options)
    try structures.check(columns.all(input.reader.schema))
    try Self.check(settings, options, columns.all(input.reader.schema), isDelimited: isDelimited)
  }

  /// The same columns with their types. The guesses are in the fields of `guessed`, for a schema with the same names.
  func settle(_ schema: Schema, guessed: Schema) -> Schema {
    var settled = schema
    for column in settled.fields.indices where settled.fields[column].role == .property {
      let name = settled.fields[column].nameBytes
      let guess = guessed.index(of: name).map { guessed.fields[$0].type }
      settled.fields[column].type = type(of: name, guess: guess ?? ColumnType())
      settled.fields[column].structure = structures.of(name)
    }
    return settled
  }

  private func type(of name: [UInt8], guess: ColumnType) -> ColumnType {
    let known = declared.first { $0.nameBytes == name }?.type ?? guess
    if let flag = settings.declared(name, known: known) { return flag }
    if known.basis == .declared || settings.mode == .infer || !isDelimited { return known }
    return ColumnType(
      declared: .text, spelling: settings.spelling(of: name), by: "--types \(settings.mode.rawValue)")
  }

  /// The columns whose types flags or a schema declare: they are read and checked whether anybody asks for them or not.
  func checkedNames(in schema: Schema) -> [[UInt8]] {
    let known = declared.filter { $0.type.isCheckable && schema.index(of: $0.nameBytes) != nil }
    return settings.columns.map { Array($0.name.utf8) } + known.map(\.nameBytes)
  }

  /// `id integer, price number; the others are text (guessed from the first 1 MiB)`
  static func description(of schema: Schema) -> String {
    let shown = 12
    let typed = schema.fields.filter {
      $0.role == .property && $0.kind != .unknown && ($0.kind != .text || $0.type.basis == .declared)
    }
    var text = typed.prefix(shown).map { field in
      "\(field.name) \(field.kind.rawValue)" + (field.type.basis == .declared ? " (declared)" : "")
    }.joined(separator: ", ")
    if typed.count > shown { text += " and \(typed.count - shown) more" }
    if typed.count < schema.fields.count { text += typed.isEmpty ? "text" : "; the others are text" }
    if let extent = schema.fields.lazy.compactMap(\.type.evidence?.extent).first { text += " (guessed from \(extent))" }
    return text
  }

  private static func check(
    _ settings: TypeSettings, _ options: ReadOptions, _ schema: Schema, isDelimited: Bool
  ) throws(DiagnosticList) {
    var errors: [Diagnostic] = []
    if !isDelimited {
      if settings.mode == .text {
        errors.append(
          nothingToDo("--types text", "values of JSON say their own type", "--type NAME=text for one field"))
      }
      if options.decimalMark != .point {
        errors.append(nothingToDo("--decimal", "numbers of JSON have a point", "leave it out"))
      }
      let hasDates = settings.columns.contains { $0.kind == .date || $0.kind == .datetime }
      if settings.spelling.dates != nil, !hasDates {
        errors.append(
          nothingToDo("--dates", "no field of JSON is guessed to be a date", "--dates NAME=FORMAT declares one"))
      }
    }
    if !schema.isOpen {
      for column in settings.columns where schema.index(of: Array(column.name.utf8)) == nil {
        errors.append(unknown(column, schema))
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }

  private static func nothingToDo(_ flag: String, _ reason: String, _ help: String) -> Diagnostic {
    Diagnostic(
      .notSupported, "\(flag) has nothing to do here: \(reason)",
      at: Location(context: String(flag.prefix { $0 != " " })), help: [help])
  }

  private static func unknown(_ column: TypeSettings.Column, _ schema: Schema) -> Diagnostic {
    let names = schema.fields.map(\.name)
    var help: [String] = []
    if let near = Suggestion.nearest(to: column.name, in: names) { help.append("did you mean '\(near)'?") }
    return Diagnostic(
      .unknownField, "no field '\(column.name)'", at: Location(context: column.origin),
      notes: ["fields: " + names.prefix(12).joined(separator: ", ")], help: help)
  }
}
