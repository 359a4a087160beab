import Diagnostics
import Records

/// One field of every output record: where its value stands in a batch and the name it is written under.
struct OutputColumn: Sendable, Equatable {
  var column: Int
  var name: [UInt8]
  /// What the values of a delimited column are. JSON values know their own type.
  var type: ColumnType
  var role: FieldRole

  /// True when the values are numbers, guessed or declared.
  var isNumber: Bool { type.kind == .integer || type.kind == .number }

  /// The fields of a flat record (CSV, TSV, JSON): the visible properties, then what a GeoJSON feature has beside its
  /// properties: geometry, id, foreign members. A selection of fields never removes the geometry; id and foreign members
  /// leave while nothing was selected, or when they were named.
  static func flat(_ context: EncoderContext) throws(DiagnosticList) -> [OutputColumn] {
    var columns = context.projection.fields.map { field in
      OutputColumn(
        column: field.column, name: field.nameBytes, type: context.type(of: field.column),
        role: context.role(of: field.column))
    }
    let properties = columns.count
    for role in [FieldRole.geometry, .featureID, .foreignMember] {
      guard role == .geometry ? context.projection.keepsGeometry : context.projection.isWhole else { continue }
      for (index, field) in context.schema.fields.enumerated() where field.role == role {
        if columns.contains(where: { $0.column == index }) { continue }
        columns.append(OutputColumn(column: index, name: field.nameBytes, type: ColumnType(), role: role))
      }
    }
    try checkNames(columns, properties: properties)
    return columns
  }

  /// A flat output without a column has a place for no record: an empty line would be none when it is read.
  static func refuseRecords(
    without columns: [OutputColumn], in batch: borrowing RecordBatch, _ rows: VisibleRows
  ) throws(Diagnostic) {
    guard columns.isEmpty, rows.count > 0 else { return }
    let extents = batch.recordExtents
    let (start, end) =
      extents.isEmpty
      ? batch.fieldExtents(row: rows[0])
      : (Int(extents[2 * rows[0]]), Int(extents[2 * rows[0] + 1]))
    throw EncodingPlace(batch).diagnostic(
      .recordWithoutField, "no record has a field, and a flat output needs a column", in: batch, row: rows[0],
      from: start, to: end, label: "a record without fields", help: ["-t jsonl keeps records without fields"])
  }

  /// A member that stands beside the properties may not take the name of one of them.
  private static func checkNames(_ columns: [OutputColumn], properties: Int) throws(DiagnosticList) {
    var found: [Diagnostic] = []
    for (index, extra) in columns.enumerated().dropFirst(properties) {
      guard columns[..<index].contains(where: { $0.name == extra.name }) else { continue }
      let name = String(decoding: extra.name, as: UTF8.self)
      let what =
        switch extra.role {
        case .geometry: "geometry"
        case .featureID: "id"
        default: "member '\(name)'"
        }
      var help = ["--fields NEW=\(name) and the other fields you want: renames the property"]
      if extra.role == .geometry { help.append("--no-geometry leaves the geometry out") }
      found.append(
        Diagnostic(
          .nameCollision, "the feature's \(what) would be written as field '\(name)', and a property has that name",
          at: Location(field: name), help: help))
    }
    if !found.isEmpty { throw DiagnosticList(found) }
  }
}
