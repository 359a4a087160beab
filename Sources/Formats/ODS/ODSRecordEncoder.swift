import Bytes
package import Diagnostics
package import Records

/// Writes the JSON download of an Opendatasoft portal (version 1): an array of records joined by bare commas, each as
/// Python's `json.dumps` spells it.
///
///     [{"datasetid": "trees", "recordid": "65aa…", "fields": {…}, "geometry": {…}, "record_timestamp": "…"},…]
///
/// `datasetid` is written when it was read or given, the other members of the envelope when they were read. The geometry
/// is the record's own point, else that of its first point field; a shape that stood beside the fields becomes the field
/// `geo_shape`, as the portal keeps it.
package struct ODSRecordEncoder: RecordEncoder {
  package var prologue: [UInt8] { [ASCII.openBracket] }
  package var separator: [UInt8] { [ASCII.comma] }
  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { [ASCII.closeBracket] }

  /// `{"datasetid": "…", ` where it is the same for all.
  private let dataset: [UInt8]?
  private let datasetColumn: Int?
  private let recordID: Int?
  private let timestamp: Int?
  /// Columns of the envelope that a record has no place for.
  private let dropped: [Int]
  private let geometryColumn: Int?
  private var fields: ODSFields
  private var python = PythonText()
  private var geometry: GeometryWriter
  private var rewriter: GeometryRewriter
  private let usesWriter: Bool

  package init(_ context: EncoderContext) throws(DiagnosticList) {
    let schema = context.schema
    func column(_ name: String) -> Int? {
      guard context.projection.isWhole else { return nil }
      return schema.fields.firstIndex { $0.role == .foreignMember && $0.name == name }
    }
    dataset = context.options.dataset.map { name in
      var text = ByteBuilder(capacity: 64)
      PythonText.appendText(Array(name.utf8).span, into: &text)
      return text.bytes
    }
    let known = ["datasetid", "recordid", "record_timestamp"].map { column($0) }
    (datasetColumn, recordID, timestamp) = (known[0], known[1], known[2])
    dropped =
      context.projection.isWhole
      ? schema.fields.indices.filter { index in
        let role = schema.fields[index].role
        return (role == .foreignMember || role == .featureID) && !known.contains(index)
      } : []
    let point = Self.point(context)
    // Where the fields are chosen, the geometry leaves with a point among them; that of a feature is no field.
    let hasGeometry =
      context.projection.keepsGeometry && (context.projection.isWhole || context.inputHasFeatures || point != nil)
    geometryColumn = hasGeometry ? context.column(.geometry) : nil
    fields = ODSFields(context, geometryColumn: nil)
    geometry = GeometryWriter(context, source: point)
    rewriter = GeometryRewriter(context.options)
    usesWriter = hasGeometry && point != nil
  }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    for index in 0..<rows.count {
      let start = output.bytes.count
      output.bytes.append(ASCII.comma)
      do throws(Diagnostic) {
        try appendRecord(batch, rows[index], into: &output)
      } catch {
        output.bytes.truncate(to: start)
        throw error
      }
      output.take(&fields.changes)
      output.take(&geometry.changes)
      output.take(&rewriter.changes)
      output.note(.escapeRespelled, python.respelledStrings)
      python.respelledStrings = 0
      output.endRecord()
    }
  }

  private mutating func appendRecord(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    output.bytes.append(ASCII.openBrace)
    if let dataset {
      output.bytes.append(#""datasetid": "#)
      output.bytes.append(dataset)
      output.bytes.append(ASCII.comma, ASCII.space)
    } else {
      appendMember("datasetid", datasetColumn, batch, row, into: &output.bytes)
    }
    appendMember("recordid", recordID, batch, row, into: &output.bytes)
    output.bytes.append(#""fields": "#)
    try fields.append(batch, row: row, into: &output.bytes)
    output.bytes.append(ASCII.comma, ASCII.space)
    try appendGeometry(batch, row, into: &output)
    appendMember("record_timestamp", timestamp, batch, row, into: &output.bytes)
    output.bytes.truncate(to: output.bytes.count - 2)
    output.bytes.append(ASCII.closeBrace)
    for column in dropped where batch.extent(row: row, column: column).flags & BatchLayout.absent == 0 {
      output.note(.memberDropped)
    }
  }

  /// Appends `"name": value, ` of a member that the record has.
  private mutating func appendMember(
    _ name: String, _ column: Int?, _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) {
    guard let column else { return }
    let (start, end, flags) = batch.extent(row: row, column: column)
    guard flags & BatchLayout.absent == 0, batch.bytes[start] != 0x6E else { return }
    output.append("\"\(name)\": ")
    python.append(batch.bytes.span, from: start, to: end, into: &output)
    output.append(ASCII.comma, ASCII.space)
  }

  // MARK: - Geometry

  /// The first point among the fields that leave.
  private static func point(_ context: EncoderContext) -> GeometrySource? {
    if case .point(let column, let order) = context.schema.geometry,
      context.projection.isWhole || context.projection.fields.contains(where: { $0.column == column })
    {
      return .point(column: column, order: order)
    }
    for field in context.projection.fields where context.role(of: field.column) == .property {
      let type = context.type(of: field.column)
      if type.kind == .geopoint { return .point(column: field.column, order: type.spelling.order) }
      if field.nameBytes == ODSFields.pointName { return .point(column: field.column, order: .latlon) }
    }
    return nil
  }

  private mutating func appendGeometry(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout EncodedChunk
  ) throws(Diagnostic) {
    var shape = ByteBuilder(capacity: 256)
    if let geometryColumn {
      let (start, end, flags) = batch.extent(row: row, column: geometryColumn)
      guard flags & BatchLayout.absent == 0, batch.bytes[start] == ASCII.openBrace else { return }
      if let text = rewriter.rewritten(batch.bytes.span, from: start, to: end) {
        shape.append(text)
      } else {
        shape.append(batch.bytes.span, from: start, to: end)
      }
      if !isPoint(shape) { return insertShape(shape, into: &output) }
    } else if usesWriter {
      try geometry.append(batch, row: row, into: &shape)
      if shape.count == 4 { return }
    } else {
      return
    }
    output.bytes.append(#""geometry": "#)
    shape.withSpan { python.append($0, from: 0, to: $0.count, into: &output.bytes) }
    output.bytes.append(ASCII.comma, ASCII.space)
  }

  private func isPoint(_ shape: ByteBuilder) -> Bool {
    shape.withSpan { bytes in
      var walker = MemberWalker(from: 0, to: bytes.count)
      while let member = walker.next(in: bytes) {
        if bytes.holds(GeoJSONNames.type, from: member.keyStart, to: member.keyEnd) {
          return bytes.holds(Self.pointType, from: member.valueStart, to: member.valueEnd)
        }
      }
      return false
    }
  }

  /// The fields are written, their brace and `, ` last: the shape becomes the last of them.
  private mutating func insertShape(_ shape: ByteBuilder, into output: inout EncodedChunk) {
    output.bytes.truncate(to: output.bytes.count - 3)
    if output.bytes[output.bytes.count - 1] != ASCII.openBrace { output.bytes.append(ASCII.comma, ASCII.space) }
    output.bytes.append(#""geo_shape": "#)
    shape.withSpan { python.append($0, from: 0, to: $0.count, into: &output.bytes) }
    output.bytes.append("}, ")
  }

  private static let pointType = Array("\"Point\"".utf8)
}
