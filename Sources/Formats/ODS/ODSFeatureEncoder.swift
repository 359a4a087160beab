import Bytes
package import Diagnostics
package import Records

/// Writes the GeoJSON download of an Opendatasoft portal (version 1): features as Python's `json.dumps` spells them.
///
/// The geometry is the record's shape, which then leaves the properties, else its point, which stays there as
/// `[lat, lon]`. Rings stay as they were read unless `--winding rfc7946` is said. A portal writes neither ids nor foreign
/// members: they are dropped, and counted.
package struct ODSFeatureEncoder: RecordEncoder {
  package var prologue: [UInt8] { Array(#"{"type":"FeatureCollection","features":["#.utf8) }
  package var separator: [UInt8] { [ASCII.comma] }
  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [ASCII.closeBracket, ASCII.closeBrace] }

  private let dropped: [Int]
  private let keepsGeometry: Bool
  private var geometry: GeometryWriter
  private var fields: ODSFields
  private var python = PythonText()
  private var shape = ByteBuilder(capacity: 1024)

  package init(_ context: EncoderContext) throws(DiagnosticList) {
    let schema = context.schema
    keepsGeometry = context.projection.keepsGeometry
    dropped =
      context.projection.isWhole
      ? schema.fields.indices.filter {
        schema.fields[$0].role == .foreignMember || schema.fields[$0].role == .featureID
      } : []
    geometry = GeometryWriter(context)
    var shapeColumn: Int?
    if keepsGeometry, case .shape(let column) = schema.geometry, context.role(of: column) == .property {
      shapeColumn = column
    }
    fields = ODSFields(context, geometryColumn: shapeColumn)
    if keepsGeometry, !geometry.hasSource, !context.hasFeatures {
      throw GeoJSONEncoder.missingGeometry(context)
    }
  }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    for index in 0..<rows.count {
      let start = output.bytes.count
      output.bytes.append(ASCII.comma)
      do throws(Diagnostic) {
        try appendFeature(batch, rows[index], into: &output)
      } catch {
        output.bytes.truncate(to: start)
        throw error
      }
      output.take(&fields.changes)
      output.take(&geometry.changes)
      output.endRecord()
    }
  }

  private mutating func appendFeature(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    output.bytes.append(#"{"type": "Feature", "geometry": "#)
    if keepsGeometry {
      shape.clear()
      try geometry.append(batch, row: row, into: &shape)
      shape.withSpan { python.append($0, from: 0, to: $0.count, into: &output.bytes) }
    } else {
      output.bytes.append(JSONValueWriter.null)
    }
    output.bytes.append(#", "properties": "#)
    try fields.append(batch, row: row, into: &output.bytes)
    output.bytes.append(ASCII.closeBrace)
    for column in dropped where batch.extent(row: row, column: column).flags & BatchLayout.absent == 0 {
      output.note(.memberDropped)
    }
  }
}
