package import Records

/// Everything an encoder is bound to, once: the columns it will see, which of them leave, and how.
package struct EncoderContext: Sendable {
  /// Columns of the batches that will come.
  package var schema: Schema
  package var projection: Projection
  package var options: WriteOptions
  /// Registry name of the input's format.
  package var inputFormat: String

  package init(
    schema: Schema, projection: Projection, options: WriteOptions = WriteOptions(), inputFormat: String
  ) {
    self.schema = schema
    self.projection = projection
    self.options = options
    self.inputFormat = inputFormat
  }

  /// What the values of a column are. JSON values know their own type.
  func type(of column: Int) -> ColumnType {
    schema.fields.indices.contains(column) ? schema.fields[column].type : ColumnType()
  }

  /// True when records are GeoJSON features: geometry, id and foreign members beside the properties.
  var hasFeatures: Bool { inputFormat == "geojson" || schema.fields.contains { $0.role != .property } }

  func role(of column: Int) -> FieldRole {
    schema.fields.indices.contains(column) ? schema.fields[column].role : .property
  }

  /// First column with that role.
  func column(_ role: FieldRole) -> Int? { schema.fields.firstIndex { $0.role == role } }
}
