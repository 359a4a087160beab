package import Records

/// Everything an encoder is bound to, once: the columns it will see, which of them leave, and how.
package struct EncoderContext: Sendable {
  /// Columns of the batches that will come.
  package var schema: Schema
  package var projection: Projection
  package var options: WriteOptions
  /// Registry name of the input's format.
  package var inputFormat: String
  /// How the input's header spells its names; nil: it has none.
  package var header: HeaderSpelling?

  package init(
    schema: Schema, projection: Projection, options: WriteOptions = WriteOptions(), inputFormat: String,
    header: HeaderSpelling? = nil
  ) {
    self.schema = schema
    self.projection = projection
    self.options = options
    self.inputFormat = inputFormat
    self.header = header
  }

  /// What the values of a column are. JSON values know their own type.
  func type(of column: Int) -> ColumnType {
    schema.fields.indices.contains(column) ? schema.fields[column].type : ColumnType()
  }

  private var inputFamily: FormatFamily? { FormatRegistry.all.first { $0.name == inputFormat }?.family }

  /// True when the records' own text is that of GeoJSON features.
  var inputHasFeatures: Bool { inputFamily == .features }

  /// True when the records' own text is that of JSON objects, and all of it should leave.
  var copiesObjects: Bool {
    inputFamily == .objects && projection.isWhole && (projection.keepsGeometry || column(.geometry) == nil)
  }

  /// True when geometry, id or foreign members stand beside the fields: features, and records of Opendatasoft exports.
  var hasFeatures: Bool { inputHasFeatures || schema.fields.contains { $0.role != .property } }

  func role(of column: Int) -> FieldRole {
    schema.fields.indices.contains(column) ? schema.fields[column].role : .property
  }

  /// First column with that role.
  func column(_ role: FieldRole) -> Int? { schema.fields.firstIndex { $0.role == role } }
}
