import Bytes
import Diagnostics
import Geo
import Records

/// Writes the fields of a record as Opendatasoft writes them in JSON: Python spacing and escapes, no nulls, booleans as
/// text, points as `[lat, lon]`, doubles with a point.
///
/// Fields of a JSON source keep their order and the text of their numbers. Columns of a delimited one are written by their
/// types: numbers bare, points and shapes as JSON, everything else as text.
struct ODSFields: Sendable {
  /// What was changed since somebody took it.
  var changes = ChangeCounts()
  private let columns: [OutputColumn]
  private let copiesWhole: Bool
  private let keepsUnseen: Bool
  private let unseenNames: [[UInt8]]
  /// The field that leaves as the geometry.
  private let geometryName: [UInt8]?
  private let geometryColumn: Int?
  private let shapeColumn: Int?
  /// Computed, and a text in the portal's layout.
  private let distance: OutputColumn?
  private var python = PythonText()
  private var scratch = ByteBuilder(capacity: 1024)

  /// `geometryColumn`: a field that is written elsewhere.
  init(_ context: EncoderContext, geometryColumn: Int?) {
    let properties = context.projection.fields
      .filter { context.role(of: $0.column) == .property }
      .map {
        OutputColumn(column: $0.column, name: $0.nameBytes, type: context.type(of: $0.column), role: .property)
      }
    columns = properties.filter { $0.column != context.schema.distance }
    distance = properties.first { $0.column == context.schema.distance }
    copiesWhole = context.projection.isWhole && !context.schema.hasFlatNames
    keepsUnseen = context.projection.keepsUnseen && !context.projection.isWhole && !context.schema.hasFlatNames
    unseenNames = context.schema.fields.filter { $0.role == .property }.map(\.nameBytes)
    self.geometryColumn = geometryColumn
    geometryName = geometryColumn.map { context.schema.fields[$0].nameBytes }
    shapeColumn = if case .shape(let column) = context.schema.geometry { column } else { nil }
  }

  /// Appends the object of the fields, braces included.
  mutating func append(
    _ batch: borrowing RecordBatch, row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let start = output.count
    output.append(ASCII.openBrace)
    if batch.syntax == .json {
      appendObject(batch, row, into: &output)
    } else {
      for column in columns where column.column != geometryColumn {
        try appendDelimited(batch, row, column, into: &output)
      }
    }
    appendDistance(batch, row, into: &output)
    // Every member was written with the comma behind it.
    if output.count > start + 1 { output.truncate(to: output.count - 2) }
    output.append(ASCII.closeBrace)
    changes.add(.escapeRespelled, python.respelledStrings)
    python.respelledStrings = 0
  }

  /// `"dist": "812.5"`, behind the fields.
  private func appendDistance(_ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder) {
    guard let distance else { return }
    let (start, end, flags) = batch.extent(row: row, column: distance.column)
    if flags & BatchLayout.absent != 0 { return }
    PythonText.appendText(distance.name.span, into: &output)
    output.append(ASCII.colon, ASCII.space)
    output.append(ASCII.quote)
    output.append(batch.bytes.span, from: start, to: end)
    output.append(ASCII.quote)
    output.append(ASCII.comma, ASCII.space)
  }

  // MARK: - JSON sources

  private mutating func appendObject(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) {
    let bytes = batch.bytes.span
    let extent = batch.propertyExtents.isEmpty ? batch.recordExtent(row: row) : batch.propertyExtent(row: row)
    if !copiesWhole {
      for column in columns where column.column != geometryColumn {
        let (start, end, flags) = batch.extent(row: row, column: column.column)
        guard flags & BatchLayout.absent == 0, bytes[start] != Self.null[0] else { continue }
        PythonText.appendText(column.name.span, into: &output)
        output.append(ASCII.colon, ASCII.space)
        appendValue(bytes, from: start, to: end, into: &output)
      }
    }
    guard copiesWhole || keepsUnseen, let (start, end) = extent else { return }
    var walker = MemberWalker(from: start, to: end)
    while let member = walker.next(in: bytes) {
      if bytes[member.valueStart] == Self.null[0] { continue }
      if !copiesWhole, isAmong(unseenNames, member, bytes) { continue }
      if let geometryName, isAmong([geometryName], member, bytes) { continue }
      if let distance, isAmong([distance.name], member, bytes) { continue }
      python.appendString(bytes, from: member.keyStart, to: member.keyEnd, into: &output)
      output.append(ASCII.colon, ASCII.space)
      appendValue(bytes, from: member.valueStart, to: member.valueEnd, into: &output)
    }
  }

  private mutating func isAmong(_ names: [[UInt8]], _ member: RecordMember, _ bytes: Span<UInt8>) -> Bool {
    for name in names where member.isNamed(name, in: bytes, scratch: &scratch) { return true }
    return false
  }

  /// Appends a value and the comma behind it. A point of version 2 becomes one of version 1; there is no boolean there.
  private mutating func appendValue(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) {
    switch bytes[start] {
    case 0x74, 0x66:
      output.append(ASCII.quote)
      output.append(bytes, from: start, to: end)
      output.append(ASCII.quote)
      changes.add(.booleanRespelled)
    case ASCII.openBrace:
      if let point = ODSPoint(bytes, from: start, to: end) {
        appendPoint(point, bytes, into: &output)
      } else {
        python.append(bytes, from: start, to: end, into: &output)
      }
    default: python.append(bytes, from: start, to: end, into: &output)
    }
    output.append(ASCII.comma, ASCII.space)
  }

  private func appendPoint(_ point: ODSPoint, _ bytes: Span<UInt8>, into output: inout ByteBuilder) {
    output.append(ASCII.openBracket)
    output.append(bytes, from: point.latitude.start, to: point.latitude.end)
    output.append(ASCII.comma, ASCII.space)
    output.append(bytes, from: point.longitude.start, to: point.longitude.end)
    output.append(ASCII.closeBracket)
  }

  // MARK: - Delimited sources

  private mutating func appendDelimited(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let content = batch.content(row: row, column: column.column)
    if content.form == .absent || content.form == .null { return }
    scratch.clear()
    batch.appendText(of: content, to: &scratch)
    let isNull =
      !content.isQuoted && scratch.withSpan { TypedText.isNull($0, from: 0, to: $0.count, column.type.spelling) }
    if isNull { return changes.add(.nullTextRead) }
    PythonText.appendText(column.name.span, into: &output)
    output.append(ASCII.colon, ASCII.space)
    switch column.type.kind {
    case .integer, .number: try appendNumber(batch, row, column, into: &output)
    case _ where isPoint(column) || column.column == shapeColumn || column.type.kind == .shape:
      try appendGeometry(batch, row, column, into: &output)
    default: scratch.withSpan { PythonText.appendText($0, into: &output) }
    }
    output.append(ASCII.comma, ASCII.space)
  }

  private mutating func appendNumber(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let first = output.count
    let written = scratch.withSpan {
      TypedText.appendCanonical($0, from: 0, to: $0.count, type: column.type, to: &output)
    }
    switch written {
    case .refused: throw TypeConflict.diagnostic(batch, row: row, column: column.column, type: column.type)
    case .changed(let change): changes.add(change)
    case .unchanged: break
    }
    guard column.type.kind == .number else { return }
    for i in first..<output.count where output[i] == ASCII.dot || output[i] | 0x20 == 0x65 { return }
    output.append(ASCII.dot, ASCII.zero)
    if written == .unchanged { changes.add(.numberRespelled) }
  }

  private func isPoint(_ column: OutputColumn) -> Bool {
    column.type.kind == .geopoint || column.name == Self.pointName
  }

  /// A point text as `[lat, lon]`, a shape text as the JSON it is; any other text stays text.
  private mutating func appendGeometry(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let text = scratch
    text.withSpan { bytes in
      let isLatitudeFirst = column.type.kind != .geopoint || column.type.spelling.order == .latlon
      if isPoint(column),
        let point = PointText.parse(bytes, from: 0, to: bytes.count, latitudeFirst: isLatitudeFirst)
      {
        output.append(ASCII.openBracket)
        output.append(bytes, from: point.latitude.start, to: point.latitude.end)
        output.append(ASCII.comma, ASCII.space)
        output.append(bytes, from: point.longitude.start, to: point.longitude.end)
        output.append(ASCII.closeBracket)
      } else if let end = JSONTextCheck.endOfValue(bytes, from: 0, to: bytes.count),
        PointText.isBlank(bytes, from: end, to: bytes.count)
      {
        python.append(bytes, from: 0, to: end, into: &output)
      } else {
        PythonText.appendText(bytes, into: &output)
      }
    }
  }

  static let pointName = Array("geo_point_2d".utf8)
  static let null = Array("null".utf8)
}
