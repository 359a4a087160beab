import Bytes
package import Diagnostics
import Geo
package import Records

/// Writes a GeoJSON FeatureCollection (RFC 7946), the same in a call (`geojsonp`), or features one by one: a line each
/// (`geojsonl`), or in a text sequence (`geojson-seq`, RFC 8142).
///
/// Features of a GeoJSON source leave as they came while nothing was selected, but for rings that run the wrong way. Under
/// a selection the geometry stays, id and foreign members leave only when they were named. Records of other sources become
/// features: the geometry is read from the columns of `Schema.geometry`, which stay among the properties.
package struct GeoJSONEncoder: RecordEncoder {
  package let prologue: [UInt8]
  package let separator: [UInt8]

  private let properties: [JSONMember]
  private let featureID: OutputColumn?
  private let foreign: [JSONMember]
  private let isWhole: Bool
  private let keepsUnseen: Bool
  private let keepsGeometry: Bool
  private let hasFeatures: Bool
  /// A feature may leave as it came.
  private let copiesFeatures: Bool
  private let isPretty: Bool
  private let framing: GeoJSONFraming
  private let recordStart: [UInt8]
  private let recordEnd: [UInt8]
  private let finish: JSONFinish
  private var geometry: GeometryWriter
  /// Reads what was written, to put a box around it; nil: nobody asked for one.
  private var boxed: Shape?
  private var features: FeatureReader
  private var unseen: UnseenMembers
  private var flattening: UnseenMembers?
  private var unflattening: JSONUnflattening?
  private var values = JSONValueWriter()
  private var scratch = ByteBuilder(capacity: 4096)
  /// The fast path for the properties of the batch at hand.
  private var gather: JSONGather?

  package init(_ context: EncoderContext, framing: GeoJSONFraming) throws(DiagnosticList) {
    let columns = context.projection.fields.map { field in
      OutputColumn(
        column: field.column, name: field.nameBytes, type: context.type(of: field.column),
        role: context.role(of: field.column))
    }
    isWhole = context.projection.isWhole
    keepsUnseen = context.projection.keepsUnseen
    keepsGeometry = context.projection.keepsGeometry
    hasFeatures = context.hasFeatures
    copiesFeatures =
      context.inputHasFeatures && isWhole && keepsGeometry && !context.schema.hasFlatNames
      && !context.options.unflattens && !context.options.writesBoundingBox
    boxed = context.options.writesBoundingBox ? Shape() : nil
    properties = columns.filter { $0.role == .property }.map { JSONMember($0) }
    featureID = Self.member(.featureID, columns, context).first
    let written = context.options.writesBoundingBox ? [GeoJSONNames.boundingBox] : []
    foreign = Self.member(.foreignMember, columns, context).filter { !written.contains($0.name) }.map { JSONMember($0) }
    geometry = GeometryWriter(context)
    features = FeatureReader(context, besides: written)
    unseen = UnseenMembers(context.schema)
    flattening = UnseenMembers.flattening(context.schema)
    unflattening = context.options.unflattens ? JSONUnflattening() : nil
    isPretty = context.options.isPretty
    self.framing = framing
    switch framing {
    case .collection, .call:
      let isCall = framing == .call
      finish = JSONFinish(isPretty: isPretty, isCall: isCall, level: isPretty ? 2 : 0)
      let opening =
        isPretty
        ? "{\n  \"type\": \"FeatureCollection\",\n  \"features\": [" : #"{"type":"FeatureCollection","features":["#
      let call = isCall ? Array("/**/".utf8) + (try JSONCallback.check(context.options.callback)) + Array("(".utf8) : []
      prologue = call + Array(opening.utf8)
      separator = [ASCII.comma]
      var lineBreak = ByteBuilder(capacity: 8)
      JSONLayout.appendLineBreak(level: isPretty ? 2 : 0, into: &lineBreak)
      (recordStart, recordEnd) = (lineBreak.bytes, [])
    case .lines, .sequence:
      if isPretty, framing == .lines { throw JSONEncoder.prettyLines("geojsonl") }
      finish = JSONFinish(isPretty: isPretty, isCall: false, level: 0)
      (prologue, separator) = ([], [])
      (recordStart, recordEnd) = (framing == .lines ? [] : [JSONTextFraming.recordSeparator], [ASCII.lineFeed])
    }
    if keepsGeometry, !geometry.hasSource, !hasFeatures { throw Self.missingGeometry(context) }
  }

  /// Members of that role: those that were named, or all of them while nothing was selected.
  private static func member(
    _ role: FieldRole, _ columns: [OutputColumn], _ context: EncoderContext
  ) -> [OutputColumn] {
    let named = columns.filter { $0.role == role }
    guard named.isEmpty, context.projection.isWhole else { return named }
    let fields = context.schema.fields
    return fields.indices.filter { fields[$0].role == role }.map {
      OutputColumn(column: $0, name: fields[$0].nameBytes, type: ColumnType(), role: role)
    }
  }

  static func missingGeometry(_ context: EncoderContext) -> DiagnosticList {
    DiagnosticList(
      Diagnostic(
        .geometryMissing, "geojson needs a geometry, and no column is known to hold one",
        notes: ["columns: " + context.schema.fields.prefix(12).map(\.name).joined(separator: ", ")],
        help: [
          "--geo lat=NAME,lon=NAME for two columns, --geo point=NAME for \"lat,lon\" text, --geo shape=NAME for GeoJSON",
          "--no-geometry writes features without one",
        ]))
  }

  /// Features one by one have no collection around them.
  package var keepsOuterMembers: Bool { framing == .collection || framing == .call }
  package func epilogue(outerMembers: [UInt8]) -> [UInt8] { epilogue(outerMembers, lineBreak: true) }
  package func epilogueWithoutRecords(outerMembers: [UInt8]) -> [UInt8] { epilogue(outerMembers, lineBreak: false) }

  private func epilogue(_ outerMembers: [UInt8], lineBreak: Bool) -> [UInt8] {
    if framing == .lines || framing == .sequence { return [] }
    let isCall = framing == .call
    var text = ByteBuilder(capacity: outerMembers.count + 64)
    if lineBreak { JSONLayout.appendLineBreak(level: isPretty ? 1 : 0, into: &text) }
    text.append(ASCII.closeBracket)
    if !outerMembers.isEmpty {
      var members = ByteBuilder(capacity: outerMembers.count + 1)
      members.append(ASCII.comma)
      var changes = ChangeCounts()
      JSONLayout.appendOnOneLine(
        outerMembers.span, from: 0, to: outerMembers.count, valueDepth: 0, into: &members, &changes)
      let finish = JSONFinish(isPretty: isPretty, isCall: isCall, level: 1)
      finish.append(members, into: &text, &changes)
    }
    if isPretty { text.append(ASCII.lineFeed) }
    text.append(ASCII.closeBrace)
    text.append(isCall ? ");\n" : "\n")
    return text.bytes
  }

  package mutating func encode(_ batch: borrowing RecordBatch, into output: inout EncodedChunk) throws(Diagnostic) {
    let rows = VisibleRows(batch)
    gather = JSONGather(properties, of: batch, prefix: [ASCII.openBrace], suffix: [ASCII.closeBrace])
    let duplicates = isWhole ? nil : DuplicateMembers(batch, properties.map(\.column))
    for index in 0..<rows.count {
      let start = output.bytes.count
      output.bytes.append(separator)
      output.bytes.append(recordStart)
      do throws(Diagnostic) {
        try appendRecord(batch, rows[index], into: &output.bytes)
      } catch {
        output.bytes.truncate(to: start)
        throw error
      }
      output.bytes.append(recordEnd)
      output.take(&values.changes)
      output.take(&geometry.changes)
      if let duplicates { output.note(.duplicateKeyDropped, duplicates.count(batch, row: rows[index])) }
      output.endRecord()
    }
  }

  private mutating func appendRecord(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    if finish == .plain { return try appendFeature(batch, row, into: &output) }
    scratch.clear()
    // Moved out and back: the feature is written by this very struct.
    var feature = ByteBuilder(capacity: 0)
    swap(&feature, &scratch)
    defer { swap(&feature, &scratch) }
    try appendFeature(batch, row, into: &feature)
    finish.append(feature, into: &output, &values.changes)
  }

  private mutating func appendFeature(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    // A document that is one geometry is no feature yet: it has no properties.
    if copiesFeatures, batch.propertyExtent(row: row) != nil, let extent = batch.recordExtent(row: row) {
      return appendWholeFeature(batch, row, extent, into: &output)
    }
    output.append(Self.featureStart)
    if let featureID {
      let (start, end, flags) = batch.extent(row: row, column: featureID.column)
      if flags & BatchLayout.absent == 0 {
        output.append(Self.idKey)
        output.append(batch.bytes.span, from: start, to: end)
      }
    }
    output.append(Self.geometryKey)
    if keepsGeometry {
      let start = output.count
      try geometry.append(batch, row: row, into: &output)
      appendBoundingBox(ofGeometryFrom: start, to: &output)
    } else {
      output.append(JSONValueWriter.null)
    }
    output.append(Self.propertiesKey)
    if unflattening == nil {
      try appendProperties(batch, row, into: &output)
    } else {
      var properties = ByteBuilder(capacity: 1024)
      try appendProperties(batch, row, into: &properties)
      try unflattening?.append(properties, of: batch, row: row, into: &output)
    }
    if hasFeatures {
      _ = try values.appendMembers(foreign, of: batch, row: row, needsComma: true, into: &output)
      if isWhole { _ = features.appendUnseenForeign(batch, row: row, needsComma: true, into: &output, &values.changes) }
    }
    output.append(ASCII.closeBrace)
  }

  /// A box around the geometry that was written, if it has a position and somebody asked for one.
  private mutating func appendBoundingBox(ofGeometryFrom start: Int, to output: inout ByteBuilder) {
    guard boxed != nil else { return }
    output.withSpan { boxed?.readGeoJSON($0, from: start, to: $0.count, isJSON: true) }
    guard let box = boxed.flatMap({ BoundingBox($0) }) else { return }
    output.append(Self.boundingBoxKey)
    box.append(to: &output)
    values.changes.add(.boundingBoxAdded)
  }

  /// The feature as it came, its geometry rewound where it must be.
  private mutating func appendWholeFeature(
    _ batch: borrowing RecordBatch, _ row: Int, _ extent: (start: Int, end: Int), into output: inout ByteBuilder
  ) {
    let bytes = batch.bytes.span
    guard let (start, end, text) = geometry.rewritten(batch, row: row) else {
      return JSONLayout.appendOnOneLine(
        bytes, from: extent.start, to: extent.end, valueDepth: 2, into: &output, &values.changes)
    }
    JSONLayout.appendOnOneLine(bytes, from: extent.start, to: start, valueDepth: 2, into: &output, &values.changes)
    text.withSpan { JSONLayout.appendValue($0, from: 0, to: $0.count, into: &output, &values.changes) }
    JSONLayout.appendOnOneLine(
      bytes, from: end, to: extent.end, depth: 1, valueDepth: 2, into: &output, &values.changes)
  }

  private mutating func appendProperties(
    _ batch: borrowing RecordBatch, _ row: Int, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let bytes = batch.bytes.span
    if isWhole, batch.syntax == .json, flattening != nil {
      guard let (start, end) = batch.fieldsExtent(row: row), bytes[start] == ASCII.openBrace else {
        return output.append(JSONValueWriter.null)
      }
      output.append(ASCII.openBrace)
      _ = flattening?.append(bytes, from: start, to: end, needsComma: false, into: &output, &values.changes)
      return output.append(ASCII.closeBrace)
    }
    if isWhole, batch.syntax == .json {
      if hasFeatures, let (start, end) = batch.propertyExtent(row: row) {
        return JSONLayout.appendOnOneLine(
          bytes, from: start, to: end, valueDepth: 1, into: &output, &values.changes)
      }
      if !hasFeatures, let (start, end) = batch.recordExtent(row: row) {
        return JSONLayout.appendOnOneLine(
          bytes, from: start, to: end, valueDepth: 1, into: &output, &values.changes)
      }
    }
    if let gather {
      var ends: [Int] = []
      let copied = gather.copy(
        bytes, batch.slots, rows: nil, from: row, to: row + 1, into: &output, ends: &ends, wantsEnds: false)
      if copied == 1 { return }
    }
    output.append(ASCII.openBrace)
    let needsComma = try values.appendMembers(properties, of: batch, row: row, needsComma: false, into: &output)
    if keepsUnseen, !isWhole, batch.syntax == .json,
      let (start, end) = hasFeatures ? batch.propertyExtent(row: row) : batch.recordExtent(row: row)
    {
      _ = unseen.append(
        bytes, from: start, to: end, needsComma: needsComma, into: &output, &values.changes)
    }
    output.append(ASCII.closeBrace)
  }

  private static let featureStart = Array(#"{"type":"Feature""#.utf8)
  private static let idKey = Array(#","id":"#.utf8)
  private static let boundingBoxKey = Array(#","bbox":"#.utf8)
  private static let geometryKey = Array(#","geometry":"#.utf8)
  private static let propertiesKey = Array(#","properties":"#.utf8)
}

/// What stands around the features of a GeoJSON output.
package enum GeoJSONFraming: Sendable {
  case collection
  /// `/**/callback({…});`
  case call
  case lines
  /// A record separator before each feature (RFC 8142).
  case sequence
}
