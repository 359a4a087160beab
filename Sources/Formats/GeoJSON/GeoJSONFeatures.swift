import Bytes
import Diagnostics
import Records

/// Columns of a GeoJSON decoder: those of the properties and those of the feature's own members.
struct GeoJSONColumns {
  /// What a name in a feature is, where it is not simply a column.
  enum Member {
    static let ignored = -1
    static let type = -2
    static let geometry = -3
    static let properties = -4
  }

  var schema: Schema
  var propertyKeys: JSONKeyTable
  var featureKeys: JSONKeyTable
  var geometryColumn: Int?
  var reportsUnseen: Bool

  /// No columns: every name is learned, for the probe.
  static func learning(_ options: ReadOptions) -> GeoJSONColumns {
    let learning = JSONColumns.learning(options)
    var columns = GeoJSONColumns(
      schema: learning.schema, propertyKeys: learning.keys, featureKeys: JSONKeyTable(), geometryColumn: nil,
      reportsUnseen: false)
    columns.learnMembers()
    return columns
  }

  private init(
    schema: Schema, propertyKeys: JSONKeyTable, featureKeys: JSONKeyTable, geometryColumn: Int?, reportsUnseen: Bool
  ) {
    self.schema = schema
    self.propertyKeys = propertyKeys
    self.featureKeys = featureKeys
    self.geometryColumn = geometryColumn
    self.reportsUnseen = reportsUnseen
  }

  private mutating func learnMembers() {
    featureKeys.learn(GeoJSONNames.type, column: Member.type, isUnseen: false)
    featureKeys.learn(GeoJSONNames.geometry, column: Member.geometry, isUnseen: false)
    featureKeys.learn(GeoJSONNames.properties, column: Member.properties, isUnseen: false)
  }

  /// The columns of a demand over the probed fields. The geometry and the id are always there: a feature that is written
  /// again needs them.
  init(probed: [Field], demand: FieldDemand) {
    let properties = probed.filter { $0.role == .property }
    let foreign = probed.filter { $0.role == .foreignMember }
    var fields = demand.wantsAll ? properties : []
    for name in demand.names where !fields.contains(where: { $0.nameBytes == name }) {
      let isProperty = properties.contains { $0.nameBytes == name }
      let isMember = probed.contains { $0.nameBytes == name && $0.role != .property }
      if isProperty || !isMember { fields.append(Field(String(decoding: name, as: UTF8.self))) }
    }
    self.init(
      schema: Schema(fields, isOpen: true), propertyKeys: JSONKeyTable(), featureKeys: JSONKeyTable(),
      geometryColumn: fields.count, reportsUnseen: demand.reportsUnseenMembers)
    propertyKeys.ceiling = max(propertyKeys.ceiling, properties.count + demand.names.count + 4096)
    for (column, field) in fields.enumerated() { propertyKeys.learn(field.nameBytes, column: column, isUnseen: false) }
    for field in properties where propertyKeys.find(field.nameBytes) == nil {
      propertyKeys.learn(field.nameBytes, column: Member.ignored, isUnseen: false)
    }
    learnMembers()
    fields.append(Field("geometry", role: .geometry))
    if let id = probed.first(where: { $0.role == .featureID }) {
      featureKeys.learn(id.nameBytes, column: fields.count, isUnseen: false)
      fields.append(id)
    } else {
      featureKeys.learn(GeoJSONNames.id, column: Member.ignored, isUnseen: true)
    }
    for field in foreign {
      let isWanted = demand.wantsAll || demand.names.contains(field.nameBytes)
      featureKeys.learn(field.nameBytes, column: isWanted ? fields.count : Member.ignored, isUnseen: false)
      if isWanted { fields.append(field) }
    }
    schema = Schema(fields, isOpen: true, geometry: geometryColumn.map { .shape(column: $0) })
  }
}

/// Reads features into rows.
struct GeoJSONFeatures: Sendable {
  var members: JSONMembers
  var featureKeys: JSONKeyTable
  let geometryColumn: Int?
  var rows: JSONRows
  private var shapes = JSONShapes(.comma, isFeature: true)

  init(_ columns: GeoJSONColumns) {
    members = JSONMembers(keys: columns.propertyKeys)
    featureKeys = columns.featureKeys
    geometryColumn = columns.geometryColumn
    rows = JSONRows(columnCount: columns.schema.fields.count, reportsUnseen: columns.reportsUnseen, hasProperties: true)
  }

  private struct Seen {
    var type = false
    var geometry = false
    var properties = false
    var propertyExtent = JSONExtent()

    var missing: String? {
      if !type { return "type" }
      if !geometry { return "geometry" }
      return properties ? nil : "properties"
    }
  }

  /// Reads the feature at the cursor's position into a row, and those after it that look like it.
  @inline(__always)
  mutating func features<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    if shapes.read(&cursor, bytes, into: &rows) { return true }
    let mark = cursor.mark
    guard feature(&cursor, bytes) else { return false }
    // The probe has no column for the geometry, without which a shape could not tell its kind.
    if geometryColumn != nil { shapes.learn(cursor, bytes, from: mark, rows) }
    return true
  }

  /// Reads the feature at the cursor's position into a row.
  mutating func feature<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    guard cursor.peek(bytes) == ASCII.openBrace else { return refuseElement(&cursor, bytes) }
    let start = cursor.position
    guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
    cursor.baseDepth &+= 1
    rows.beginRow()
    featureKeys.beginRecord()
    cursor.step()
    var seen = Seen()
    var place = 0
    if cursor.peek(bytes) != ASCII.closeBrace {
      while true {
        guard member(&cursor, bytes, place: place, &seen) else { return false }
        place &+= 1
        let byte = cursor.peek(bytes)
        if byte == ASCII.closeBrace { break }
        guard byte == ASCII.comma else { return cursor.refuse(bytes, expected: "',' or '}'") }
        cursor.step()
      }
    }
    let end = cursor.position &+ 1
    if let missing = seen.missing {
      return cursor.refuse(
        JSONFault(
          code: .geojsonNotGeoJSON, offset: start, length: 1, message: "the feature has no \"\(missing)\" member",
          notes: missing == "type" ? [] : ["it may be null, but must be there (RFC 7946 section 3.2)"]))
    }
    cursor.step()
    cursor.baseDepth &-= 1
    rows.endRow(start: start, end: end, properties: seen.propertyExtent)
    return true
  }

  @inline(__always)
  private mutating func member<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, place: Int, _ seen: inout Seen
  ) -> Bool {
    guard cursor.key(bytes) else { return false }
    let entry = featureKeys.entry(bytes, cursor.extent, place: place)
    let column = entry.map { featureKeys.columns[$0] } ?? GeoJSONColumns.Member.ignored
    if let entry, featureKeys.isDuplicate(entry) { rows.noteDuplicate() }
    switch column {
    case GeoJSONColumns.Member.type:
      let byte = cursor.peek(bytes)
      guard cursor.value(bytes) else { return false }
      guard byte == ASCII.quote, GeoJSONNames.spells(GeoJSONNames.feature, bytes, cursor.extent) else {
        return refuseType(&cursor, bytes, expected: "Feature")
      }
      seen.type = true
    case GeoJSONColumns.Member.geometry:
      guard geometry(&cursor, bytes) else { return false }
      seen.geometry = true
    case GeoJSONColumns.Member.properties:
      if seen.properties { clearProperties() }
      guard properties(&cursor, bytes) else { return false }
      seen.properties = true
      seen.propertyExtent = cursor.extent
    default:
      guard cursor.value(bytes) else { return false }
      if column >= 0 { rows.put(column: column, cursor.extent) }
      if entry.map({ featureKeys.isUnseen[$0] }) ?? true { rows.noteUnseen() }
    }
    return true
  }

  private mutating func geometry<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let byte = cursor.peek(bytes)
    if byte == ASCII.openBrace {
      guard GeoJSONGeometryCheck.read(&cursor, bytes) else { return false }
    } else {
      guard cursor.value(bytes) else { return false }
      guard byte == 0x6E else {
        return refuseKind(
          &cursor, .geojsonBadGeometry, "\"geometry\" is \(JSONWords.kind(byte)), not an object or null")
      }
    }
    if let geometryColumn { rows.put(column: geometryColumn, cursor.extent) }
    return true
  }

  private mutating func properties<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let byte = cursor.peek(bytes)
    if byte == ASCII.openBrace { return members.read(&cursor, bytes, into: &rows) }
    guard cursor.value(bytes) else { return false }
    guard byte == 0x6E else {
      return refuseKind(
        &cursor, .geojsonNotGeoJSON, "\"properties\" is \(JSONWords.kind(byte)), not an object or null")
    }
    return true
  }

  /// A second `properties` member replaces the first.
  private mutating func clearProperties() {
    for column in members.keys.columns where column >= 0 { rows.clear(column: column) }
  }

  /// Reads a bare geometry as the one record of the document.
  mutating func bareGeometry<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    rows.beginRow()
    guard GeoJSONGeometryCheck.read(&cursor, bytes) else { return false }
    if let geometryColumn { rows.put(column: geometryColumn, cursor.extent) }
    rows.endRow(start: cursor.extent.start, end: cursor.extent.end, properties: JSONExtent())
    return true
  }

  private func refuseElement<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let byte = cursor.peek(bytes)
    guard cursor.value(bytes) else { return false }
    return refuseKind(
      &cursor, .geojsonNotGeoJSON, "an element of \"features\" is \(JSONWords.kind(byte)), not a Feature")
  }

  private func refuseKind<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ code: DiagnosticCode, _ message: @autoclosure () -> String
  ) -> Bool {
    let extent = cursor.extent
    return cursor.refuse(
      JSONFault(code: code, offset: extent.start, length: extent.end - extent.start, message: message()))
  }

  /// Refuses the value in `cursor.extent` as a `type`.
  func refuseType<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>, expected: String) -> Bool {
    let extent = cursor.extent
    let isText = bytes[extent.start] == ASCII.quote
    let found =
      isText
      ? JSONWords.quoted(bytes, from: extent.start + 1, to: extent.end - 1) : JSONWords.kind(bytes[extent.start])
    return refuseKind(&cursor, .geojsonNotGeoJSON, "\"type\" is \(found), not \"\(expected)\"")
  }
}
