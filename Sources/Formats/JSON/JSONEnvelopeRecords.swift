import Bytes
import Diagnostics
import Records

/// Reads GeoJSON features, or records of an Opendatasoft export, into rows.
struct JSONEnvelopeRecords: JSONRecords {
  let envelope: JSONEnvelope
  var members: JSONMembers
  var memberKeys: JSONKeyTable
  let geometryColumn: Int?
  var rows: JSONRows
  /// A record had a geometry: the probe asks.
  private(set) var sawGeometry = false

  init(_ columns: JSONEnvelopeColumns) {
    envelope = columns.envelope
    members = JSONMembers(keys: columns.propertyKeys, ignoresNames: columns.ignoresFields)
    memberKeys = columns.memberKeys
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

  /// The id and the foreign members that were learned; the first names are not theirs.
  var memberFields: [Field] {
    let first = envelope.names.count
    return (first..<max(first, min(memberKeys.count, 256))).map { entry in
      let name = memberKeys.name(entry)
      let isID = envelope == .feature && name == GeoJSONNames.id
      return Field(String(decoding: name, as: UTF8.self), role: isID ? .featureID : .foreignMember)
    }
  }

  /// Without a column for the geometry a shape could not tell its kind.
  var learnsShapes: Bool { geometryColumn != nil || (envelope != .feature && !sawGeometry) }

  mutating func record<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    if envelope == .feature {
      guard cursor.peek(bytes) == ASCII.openBrace else { return refuseElement(&cursor, bytes) }
    }
    let start = cursor.position
    guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
    cursor.baseDepth &+= 1
    rows.beginRow()
    memberKeys.beginRecord()
    cursor.step()
    var seen = Seen()
    var previous = -1
    if cursor.peek(bytes) != ASCII.closeBrace {
      while true {
        guard member(&cursor, bytes, after: &previous, &seen) else { return false }
        let byte = cursor.peek(bytes)
        if byte == ASCII.closeBrace { break }
        guard byte == ASCII.comma else { return cursor.refuse(bytes, expected: "',' or '}'") }
        cursor.step()
      }
    }
    let end = cursor.position &+ 1
    guard envelope == .feature ? seen.missing == nil : seen.properties else {
      return refuseIncomplete(&cursor, at: start, seen)
    }
    cursor.step()
    cursor.baseDepth &-= 1
    rows.endRow(start: start, end: end, properties: seen.propertyExtent)
    return true
  }

  private func refuseIncomplete<Cursor: JSONCursor>(_ cursor: inout Cursor, at start: Int, _ seen: Seen) -> Bool {
    if envelope == .opendatasoft {
      return cursor.refuse(
        Opendatasoft.fault(offset: start, length: 1, message: "the record has no \"fields\" member"))
    }
    let missing = seen.missing ?? ""
    return cursor.refuse(
      JSONFault(
        code: .geojsonNotGeoJSON, offset: start, length: 1, message: "the feature has no \"\(missing)\" member",
        notes: missing == "type" ? [] : ["it may be null, but must be there (RFC 7946 section 3.2)"]))
  }

  @inline(__always)
  private mutating func member<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, after previous: inout Int, _ seen: inout Seen
  ) -> Bool {
    guard cursor.key(bytes) else { return false }
    let entry = memberKeys.entry(bytes, cursor.extent, after: previous)
    previous = entry ?? -1
    let column = entry.map { memberKeys.columns[$0] } ?? JSONEnvelope.Member.ignored
    if let entry, memberKeys.isDuplicate(entry) { rows.noteDuplicate() }
    switch column {
    case JSONEnvelope.Member.type:
      let byte = cursor.peek(bytes)
      guard cursor.value(bytes) else { return false }
      guard byte == ASCII.quote, GeoJSONNames.spells(GeoJSONNames.feature, bytes, cursor.extent) else {
        return refuseType(&cursor, bytes, expected: "Feature")
      }
      seen.type = true
    case JSONEnvelope.Member.geometry:
      guard geometry(&cursor, bytes) else { return false }
      seen.geometry = true
    case JSONEnvelope.Member.properties:
      if seen.properties { clearProperties() }
      guard properties(&cursor, bytes) else { return false }
      seen.properties = true
      seen.propertyExtent = cursor.extent
    default:
      guard cursor.value(bytes) else { return false }
      if column >= 0 { rows.put(column: column, cursor.extent) }
      if entry.map({ memberKeys.isUnseen[$0] }) ?? true { rows.noteUnseen() }
    }
    return true
  }

  private mutating func geometry<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let byte = cursor.peek(bytes)
    sawGeometry = true
    if byte == ASCII.openBrace {
      guard GeoJSONGeometryCheck.read(&cursor, bytes) else { return false }
    } else {
      guard cursor.value(bytes) else { return false }
      guard byte == 0x6E else {
        return refuseKind(
          &cursor, .geojsonBadGeometry, "\"geometry\" is \(JSONWords.kind(byte)), not an object or null")
      }
    }
    if let geometryColumn { rows.put(column: geometryColumn, cursor.extent) } else { rows.noteUnseen() }
    return true
  }

  private mutating func properties<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let byte = cursor.peek(bytes)
    if byte == ASCII.openBrace { return members.read(&cursor, bytes, into: &rows) }
    guard cursor.value(bytes) else { return false }
    if envelope == .opendatasoft {
      let extent = cursor.extent
      return cursor.refuse(
        Opendatasoft.fault(
          offset: extent.start, length: extent.end - extent.start,
          message: "\"fields\" is \(JSONWords.kind(byte)), not an object"))
    }
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
    var help: [String] = []
    if isText, expected == "Feature" {
      help = Self.wayOut(of: bytes, from: extent.start + 1, to: extent.end - 1)
    }
    return cursor.refuse(
      JSONFault(
        code: .geojsonNotGeoJSON, offset: extent.start, length: extent.end - extent.start,
        message: "\"type\" is \(found), not \"\(expected)\"", help: help))
  }

  /// What to do with GeoJSON that stands where a feature should.
  private static func wayOut(of bytes: Span<UInt8>, from start: Int, to end: Int) -> [String] {
    let type = String(decoding: bytes.array(from: start, to: end), as: UTF8.self)
    if type == "FeatureCollection" {
      return ["-f geojson reads an input that is one FeatureCollection; several are several inputs"]
    }
    guard GeoJSONNames.geometryTypes.contains(type) else { return [] }
    return [
      #"a feature around the geometry makes it a record: {"type":"Feature","geometry":…,"properties":{}}"#,
      "-f geojson reads an input that is one geometry",
    ]
  }
}
