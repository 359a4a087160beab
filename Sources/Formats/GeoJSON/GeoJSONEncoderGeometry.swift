import Bytes
import Diagnostics
import Geo
import Records

/// Writes the geometry of each record as a GeoJSON geometry, or `null` when the record has none.
///
/// Numbers keep their text unless they are rounded; what else may change is `GeometryRewriter`'s. A geometry of a GeoJSON
/// input that is not well formed stays as it came, one from a field is an error. Fields hold GeoJSON or WKT.
struct GeometryWriter: Sendable {
  private let source: GeometrySource?
  /// The input's own geometry member, which its reader has checked already.
  private let isMember: Bool
  /// The input's own geometry member, where another source goes before it.
  private let replaced: Int?
  private let names: [String]
  private var rewriter: GeometryRewriter
  private var scratch = ByteBuilder(capacity: 1024)

  /// What was changed since somebody took it.
  var changes: ChangeCounts {
    get { rewriter.changes }
    set { rewriter.changes = newValue }
  }

  /// `source`: where the geometry is read from, when it is not the schema's choice.
  init(_ context: EncoderContext, source chosen: GeometrySource? = nil) {
    let member = context.column(.geometry)
    let source = chosen ?? context.schema.geometry ?? member.map { .shape(column: $0) }
    self.source = source
    rewriter = GeometryRewriter(context.options)
    isMember = if case .shape(let column) = source { column == member } else { false }
    replaced = source.map { !$0.columns.contains(member ?? -1) } ?? false ? member : nil
    names = (source?.columns ?? []).map {
      context.schema.fields.indices.contains($0) ? context.schema.fields[$0].name : ""
    }
  }

  var hasSource: Bool { source != nil }

  /// A feature's geometry member as it must leave, and the extent it takes the place of; nil when it stays.
  mutating func rewritten(
    _ batch: borrowing RecordBatch, row: Int
  ) -> (start: Int, end: Int, text: ByteBuilder)? {
    guard rewriter.mayChange, isMember, case .shape(let column) = source else { return nil }
    let (start, end, flags) = batch.extent(row: row, column: column)
    guard flags & BatchLayout.absent == 0, batch.bytes[start] == ASCII.openBrace else { return nil }
    return rewriter.rewritten(batch.bytes.span, from: start, to: end).map { (start, end, $0) }
  }

  mutating func append(
    _ batch: borrowing RecordBatch, row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let start = output.count
    try appendSource(batch, row, into: &output)
    guard let replaced else { return }
    let content = batch.content(row: row, column: replaced)
    // One that says the same is not lost.
    if content.form == .nested, !output.holds(batch.bytes.span, from: content.start, to: content.end, since: start) {
      rewriter.changes.add(.geometryDropped)
    }
  }

  private mutating func appendSource(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    switch source {
    case nil: output.append(JSONValueWriter.null)
    case .shape(let column): try appendShape(batch, row, column, into: &output)
    case .point(let column, let order): try appendPoint(batch, row, column, order, into: &output)
    case .pair(let latitude, let longitude): try appendPair(batch, row, latitude, longitude, into: &output)
    }
  }

  // MARK: - Shapes

  private mutating func appendShape(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent, .null: output.append(JSONValueWriter.null)
    case .nested:
      let bytes = batch.bytes.span
      if !isMember, !rewriter.isWellFormed(bytes, from: content.start, to: content.end) {
        throw badShape(batch, row, column)
      }
      appendGeometry(bytes, from: content.start, to: content.end, into: &output)
    case .plain, .escaped, .number, .boolean:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      try appendShapeText(batch, row, column, into: &output)
    }
  }

  /// Appends a valid geometry on one line, changed as it must be.
  private mutating func appendGeometry(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) {
    if let text = rewriter.rewritten(bytes, from: start, to: end) {
      text.withSpan { JSONLayout.appendValue($0, from: 0, to: $0.count, into: &output, &rewriter.changes) }
    } else {
      JSONLayout.appendValue(bytes, from: start, to: end, into: &output, &rewriter.changes)
    }
  }

  /// Appends the GeoJSON or WKT in `scratch`: it did not come through a JSON reader, so it is checked here.
  private mutating func appendShapeText(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let text = scratch
    if text.withSpan({ WellKnownText.mayBe($0, from: 0, to: $0.count) }) {
      return try appendWellKnownText(text, batch, row, column, into: &output)
    }
    let isWritten = text.withSpan { bytes in
      if PointText.isBlank(bytes, from: 0, to: bytes.count) {
        output.append(JSONValueWriter.null)
        return true
      }
      guard let end = JSONTextCheck.endOfValue(bytes, from: 0, to: bytes.count),
        PointText.isBlank(bytes, from: end, to: bytes.count), rewriter.isWellFormed(bytes, from: 0, to: end)
      else { return false }
      appendGeometry(bytes, from: 0, to: end, into: &output)
      return true
    }
    if !isWritten { throw badShape(batch, row, column) }
  }

  private mutating func appendWellKnownText(
    _ text: ByteBuilder, _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    var reader = WellKnownText()
    var shape = ByteBuilder(capacity: text.count * 2)
    let outcome = text.withSpan { reader.append($0, from: 0, to: $0.count, into: &shape) }
    switch outcome {
    case .written:
      rewriter.changes.add(.numberRespelled, reader.respelledNumbers)
      rewriter.changes.add(.memberDropped, reader.droppedMeasures)
      shape.withSpan { appendGeometry($0, from: 0, to: $0.count, into: &output) }
    case .malformed(let offset, let expected):
      throw badShape(batch, row, column, notes: ["as WKT: expected \(expected) at character \(offset + 1)"])
    case .foreign(let srid):
      let (start, end, _) = batch.extent(row: row, column: column)
      throw EncodingPlace(batch).diagnostic(
        .foreignCRS, "SRID \(srid) is another coordinate system than WGS 84 (4326)", in: batch, row: row, from: start,
        to: end, field: names.first, notes: ["RFC 7946 GeoJSON is longitude and latitude on WGS 84"],
        help: ["convert it first: ST_Transform(geom, 4326) in PostGIS, ogr2ogr -t_srs EPSG:4326"])
    case .outside(let latitude, let longitude):
      try settle(.outside(latitude: latitude, longitude: longitude), batch, row, [column], order: nil, into: &output)
    }
  }

  private func badShape(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, notes: [String] = []
  ) -> Diagnostic {
    let (start, end, _) = batch.extent(row: row, column: column)
    return EncodingPlace(batch).diagnostic(
      .geojsonBadGeometry, "field '\(names.first ?? "")' does not hold a geometry: GeoJSON or WKT", in: batch,
      row: row, from: start, to: end, field: names.first, notes: notes,
      help: ["--geo point=NAME or --geo lat=NAME,lon=NAME when the geometry stands in other fields"])
  }

  // MARK: - Points

  private mutating func appendPoint(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, _ order: CoordinateOrder,
    into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let content = batch.content(row: row, column: column)
    if content.form == .absent || content.form == .null { return output.append(JSONValueWriter.null) }
    if content.form == .nested, batch.bytes[content.start] == ASCII.openBrace {
      return try appendPointObject(batch, row, column, content, into: &output)
    }
    scratch.clear()
    batch.appendText(of: content, to: &scratch)
    let text = scratch
    let outcome = text.withSpan { bytes -> PointOutcome in
      if PointText.isBlank(bytes, from: 0, to: bytes.count) { return .none }
      let point = PointText.parse(bytes, from: 0, to: bytes.count, latitudeFirst: order == .latlon)
      guard let point else { return .unreadable }
      return write(point.latitude, bytes, point.longitude, bytes, into: &output)
    }
    try settle(outcome, batch, row, [column], order: order, into: &output)
  }

  /// `{"lon":2.35,"lat":48.85}`, as version 2 of the Opendatasoft API writes points.
  private mutating func appendPointObject(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, _ content: FieldContent,
    into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let bytes = batch.bytes.span
    var latitude: PointText.Number?
    var longitude: PointText.Number?
    var walker = MemberWalker(from: content.start, to: content.end)
    while let member = walker.next(in: bytes) {
      let value = PointText.number(bytes, from: member.valueStart, to: member.valueEnd)
      if bytes.holds(Self.latitudeName, from: member.keyStart, to: member.keyEnd) { latitude = value }
      if bytes.holds(Self.longitudeName, from: member.keyStart, to: member.keyEnd) { longitude = value }
    }
    let outcome: PointOutcome =
      if let latitude, let longitude { write(latitude, bytes, longitude, bytes, into: &output) } else { .unreadable }
    try settle(outcome, batch, row, [column], order: nil, into: &output)
  }

  private mutating func appendPair(
    _ batch: borrowing RecordBatch, _ row: Int, _ latitude: Int, _ longitude: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    scratch.clear()
    batch.appendText(of: batch.content(row: row, column: latitude), to: &scratch)
    let middle = scratch.count
    batch.appendText(of: batch.content(row: row, column: longitude), to: &scratch)
    let text = scratch
    let outcome = text.withSpan { bytes -> PointOutcome in
      if PointText.isBlank(bytes, from: 0, to: middle) || PointText.isBlank(bytes, from: middle, to: bytes.count) {
        return .none
      }
      guard let first = PointText.number(bytes, from: 0, to: middle),
        let second = PointText.number(bytes, from: middle, to: bytes.count)
      else { return .unreadable }
      return write(first, bytes, second, bytes, into: &output)
    }
    try settle(outcome, batch, row, [latitude, longitude], order: nil, into: &output)
  }

  private enum PointOutcome {
    case written
    case none
    case unreadable
    case outside(latitude: Double, longitude: Double)
  }

  private func write(
    _ latitude: PointText.Number, _ latitudeText: Span<UInt8>, _ longitude: PointText.Number,
    _ longitudeText: Span<UInt8>, into output: inout ByteBuilder
  ) -> PointOutcome {
    guard abs(latitude.value) <= 90 else { return .outside(latitude: latitude.value, longitude: longitude.value) }
    output.append(Self.pointStart)
    output.append(longitudeText, from: longitude.start, to: longitude.end)
    output.append(ASCII.comma)
    output.append(latitudeText, from: latitude.start, to: latitude.end)
    output.append(ASCII.closeBracket, ASCII.closeBrace)
    return .written
  }

  /// `columns` is only made where the outcome is an error: an array for each point would be an allocation for each record.
  private func settle(
    _ outcome: PointOutcome, _ batch: borrowing RecordBatch, _ row: Int, _ columns: @autoclosure () -> [Int],
    order: CoordinateOrder?, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    if case .written = outcome { return }
    if case .none = outcome { return output.append(JSONValueWriter.null) }
    let columns = columns()
    let message: String
    var notes: [String] = []
    var help: [String] = []
    switch outcome {
    case .written, .none: return
    case .unreadable:
      message =
        columns.count == 1
        ? "field '\(names.first ?? "")' does not hold a point: two numbers with a comma between them"
        : "fields \(names.map { "'\($0)'" }.joined(separator: " and ")) do not hold a latitude and a longitude"
      help.append("--geo point=NAME, lat=NAME,lon=NAME or shape=NAME says where the geometry stands")
    case .outside(let latitude, let longitude):
      message = "latitude \(latitude) is not between -90 and 90"
      if abs(longitude) <= 90 { notes.append("\(longitude) could be a latitude: the two numbers look swapped") }
      help.append(swapHelp(order))
    }
    let column = unreadable(batch, row, columns)
    let (start, end, _) = batch.extent(row: row, column: column)
    throw EncodingPlace(batch).diagnostic(
      .geometryBadPoint, message, in: batch, row: row, from: start, to: end, field: names.first, notes: notes,
      help: help)
  }

  /// The column to point at: the first one that is no number, else the first.
  private func unreadable(_ batch: borrowing RecordBatch, _ row: Int, _ columns: [Int]) -> Int {
    for column in columns where columns.count > 1 {
      let content = batch.content(row: row, column: column)
      let bytes = batch.bytes.span
      if PointText.number(bytes, from: content.start, to: content.end) == nil { return column }
    }
    return columns.first ?? 0
  }

  private func swapHelp(_ order: CoordinateOrder?) -> String {
    if let order { return "--geo-order \(order == .latlon ? "lonlat" : "latlon") reads them the other way" }
    if names.count == 2 { return "--geo lat=\(names[1]),lon=\(names[0]) reads them the other way" }
    return "--geo says where the geometry stands"
  }

  private static let pointStart = Array(#"{"type":"Point","coordinates":["#.utf8)
  private static let latitudeName = Array("lat".utf8)
  private static let longitudeName = Array("lon".utf8)
}
