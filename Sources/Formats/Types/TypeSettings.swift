package import Diagnostics
package import Records

/// What the options of an input say of types: `--types`, `--type`, `--dates`, `--decimal`, `--null`, read once.
package struct TypeSettings: Sendable {
  /// What `--type` and `--dates` say of one column.
  package struct Column: Sendable {
    package var name: String
    package var kind: FieldKind?
    package var dates: DatePattern?
    /// The words that said it, for messages.
    package var origin: String
  }

  package let mode: TypeMode
  /// How values are spelled where nothing is said of their column.
  package let spelling: ValueSpelling
  package private(set) var columns: [Column] = []

  /// Reads the options; a date format that is none is an error.
  package init(_ options: ReadOptions) throws(DiagnosticList) {
    mode = options.types
    var spelling = ValueSpelling()
    spelling.decimalMark = options.decimalMark.byte
    spelling.nullTexts = options.nullTexts.map { Array($0.utf8) }
    spelling.order = options.geoOrder ?? .latlon
    var errors: [Diagnostic] = []
    var columns: [Column] = []
    for setting in options.columnTypes {
      guard let name = setting.column, let kind = FieldKind(rawValue: setting.value) else { continue }
      Self.note(name, "--type \(name)=\(setting.value)", in: &columns) { $0.kind = kind }
    }
    for setting in options.dates {
      do throws(DatePatternError) {
        let pattern = try DatePattern(parsing: setting.value)
        if let name = setting.column {
          Self.note(name, "--dates \(name)=\(setting.value)", in: &columns) { $0.dates = pattern }
        } else {
          spelling.dates = pattern
        }
      } catch {
        errors.append(
          Diagnostic(
            .usage, "--dates: '\(setting.value)' is no spelling of dates: \(error.message)",
            at: Location(context: "--dates"),
            help: ["dmy, mdy and ymd name an order; a format names its parts: %d.%m.%Y, or %d.%m.%Y %H:%M"]))
      }
    }
    for column in columns {
      guard let kind = column.kind, column.dates != nil, kind != .date, kind != .datetime else { continue }
      errors.append(
        Diagnostic(
          .usage, "column '\(column.name)' cannot be \(kind.rawValue) and have dates", at: Location(context: "--dates"),
          help: ["--type \(column.name)=date, or leave out --dates \(column.name)=…"]))
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
    self.spelling = spelling
    self.columns = columns
  }

  private static func note(_ name: String, _ origin: String, in columns: inout [Column], _ set: (inout Column) -> Void)
  {
    let bytes = Array(name.utf8)
    if let index = columns.firstIndex(where: { Array($0.name.utf8) == bytes }) {
      set(&columns[index])
      columns[index].origin += " " + origin
    } else {
      var column = Column(name: name, origin: origin)
      set(&column)
      columns.append(column)
    }
  }

  /// What was said of the column with that name.
  package func column(named name: [UInt8]) -> Column? { columns.first { Array($0.name.utf8) == name } }

  /// How the values of that column are spelled.
  package func spelling(of name: [UInt8]) -> ValueSpelling {
    var spelling = spelling
    if let dates = column(named: name)?.dates { spelling.dates = dates }
    return spelling
  }

  /// The type that flags declare of a column; `known` is what a schema or a guess says of it. nil: nothing was declared.
  package func declared(_ name: [UInt8], known: ColumnType) -> ColumnType? {
    guard let column = column(named: name) else { return nil }
    var spelling = known.basis == .declared ? known.spelling : spelling(of: name)
    if let dates = column.dates { spelling.dates = dates }
    if let kind = column.kind { return ColumnType(declared: kind, spelling: spelling, by: column.origin) }
    // `--dates` alone: a time where the format has one, or where the first values have one.
    let usual: FieldKind = known.kind == .datetime ? .datetime : .date
    return ColumnType(declared: column.dates?.kind ?? usual, spelling: spelling, by: column.origin)
  }
}
