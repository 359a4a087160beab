import Bytes
import Diagnostics
import Formats
import Records

/// What the columns of one input's batches must agree with: the other inputs of the run, and a column that names the
/// input.
struct ColumnContext: Sendable {
  /// The columns of all inputs, nil where there is only this one.
  var union: ColumnUnion?
  /// Columns that this input lacks are added; no record of it has a value there.
  var addsMissing = false
  var source: SourceColumn?
  /// The column `dist` is added; a kernel fills it.
  var addsDistance = false

  /// The reader of an input, told of the columns that are added.
  func reader(of input: OpenInput) -> any BoundReader {
    guard addsMissing, let union else { return input.reader }
    return input.reader.knowing(union.fields)
  }

  /// True when some input is known to have that column.
  func knows(_ field: Field, _ schema: Schema) -> Bool {
    if field.name == source?.name { return true }
    return union?.contains(field.nameBytes) ?? (schema.index(of: field.nameBytes) != nil)
  }

  /// The columns of all inputs, where this one is among several.
  func all(_ schema: Schema) -> Schema {
    var all = schema
    if let union { all.fields = union.fields }
    return all
  }

  /// `schema` with the types that the first bytes of all inputs suggest.
  func guessed(_ schema: Schema) -> Schema {
    guard let union, !schema.isOpen else { return schema }
    return Schema(union.fields)
  }

  /// The visible columns in the order of all inputs, the source column last.
  func ordered(_ projection: Projection, of schema: Schema) -> Projection {
    guard union != nil || source != nil else { return projection }
    var ordered = projection
    func place(_ field: ProjectedField) -> Int {
      if field.name == source?.name { return .max }
      return union.map { $0.place(of: schema.fields[field.column]) ?? .max - 1 } ?? 0
    }
    ordered.fields = projection.fields.enumerated()
      .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    return ordered
  }
}

/// `--source-column`: a column that holds the path of the input, as it was given, in each record.
struct SourceColumn: Sendable, Equatable {
  var name: String
  var path: String

  /// G020 when the input has such a field already.
  func check(_ schema: Schema) throws(DiagnosticList) {
    guard schema.index(of: name) != nil else { return }
    throw DiagnosticList(collision(at: Location(field: name), excerpt: nil))
  }

  func collision(at location: Location, excerpt: Excerpt?) -> Diagnostic {
    Diagnostic(
      .nameCollision, "the input has a field '\(name)' already", at: location, excerpt: excerpt,
      help: ["--source-column takes a name that no field has"])
  }
}

/// Fits decoded batches to the columns of a run: adds what the input lacks, and the column that names it.
///
/// Nothing is done per record where there is nothing to add. Columns that only stand in another order are not moved: the
/// projection puts them in order.
struct ColumnFitting: Sendable {
  /// The columns after fitting.
  let fields: [Field]
  /// nil: every column stays where it is.
  private let origins: [ColumnOrigin]?
  private let source: SourceColumn?
  /// The column of JSON records that is filled with the path.
  private let filledColumn: Int?
  private var scratch: [UInt32] = []

  init(_ decoded: Schema, _ context: ColumnContext) {
    var columns: [(field: Field, origin: ColumnOrigin)] = []
    for (index, field) in decoded.fields.enumerated() { columns.append((field, .decoded(index))) }
    if context.addsMissing, let union = context.union { Self.addMissing(union, to: &columns) }
    source = context.source
    if let source, !decoded.isOpen {
      columns.append((Field(source.name), .constant(source.path)))
    }
    if context.addsDistance, !decoded.isOpen { columns.append((Field(DistanceColumn.name, kind: .number), .absent)) }
    fields = columns.map(\.field)
    filledColumn = decoded.isOpen ? context.source.flatMap { decoded.index(of: $0.name) } : nil
    let isUnchanged = columns.enumerated().allSatisfy { $0.element.origin == .decoded($0.offset) }
    origins = isUnchanged ? nil : columns.map(\.origin)
  }

  /// Missing columns follow the others; what a feature has beside its properties comes last, in the order of the union.
  private static func addMissing(_ union: ColumnUnion, to columns: inout [(field: Field, origin: ColumnOrigin)]) {
    func isThere(_ field: Field) -> Bool {
      columns.contains { $0.field.nameBytes == field.nameBytes && $0.field.role == field.role }
    }
    for field in union.fields where field.role == .property && !isThere(field) {
      columns.append((field, .absent))
    }
    let members = union.fields.filter { $0.role != .property }
    guard !members.isEmpty else { return }
    let beside = members.map { member in
      columns.first { $0.field.nameBytes == member.nameBytes && $0.field.role == member.role } ?? (member, .absent)
    }
    columns = columns.filter { $0.field.role == .property } + beside
  }

  mutating func apply(_ batch: inout RecordBatch) {
    if let origins { batch.arrange(origins, scratch: &scratch) }
    guard let source, let filledColumn, let row = batch.fill(column: filledColumn, with: source.path) else { return }
    let (start, end, _) = batch.extent(row: row, column: filledColumn)
    let place = Excerpt.locate(
      in: batch.bytes.span, start: batch.byteStart, end: batch.byteCount, offset: start, length: end - start, label: nil
    )
    let location = Location(
      line: place.line, column: place.column, record: row + 1, byte: start - batch.byteStart, field: source.name)
    batch.failure = source.collision(at: location, excerpt: place.excerpt)
    batch.keepRecords(row)
  }
}
