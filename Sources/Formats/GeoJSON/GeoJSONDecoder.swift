import Bytes
import Diagnostics
import Records

/// Decodes chunks of a feature collection, or a document that is one feature or one geometry.
struct GeoJSONDecoder: JSONTextDecoder {
  let kind: GeoJSONKind
  let maximumDepth: Int
  var records: JSONEnvelopeRecords
  private var workspace = JSONWorkspace()
  /// Members of the collection that no output keeps: `crs`, which RFC 7946 has none of, and `bbox`.
  private var droppedMembers = 0
  private var shapes: JSONShapes

  init(_ records: JSONEnvelopeRecords, kind: GeoJSONKind, maximumDepth: Int) {
    self.records = records
    self.kind = kind
    self.maximumDepth = maximumDepth
    shapes = JSONShapes(.comma, envelope: records.envelope)
  }

  mutating func decode(_ chunk: inout Chunk, into batch: inout RecordBatch) {
    let context = JSONContext(packed: chunk.context)
    var bytes: [UInt8] = []
    swap(&bytes, &chunk.bytes)
    records.rows.begin(&batch)
    droppedMembers = 0
    let fault = read(bytes.span, chunk, context)
    batch.failure = fault?.diagnostic(
      in: bytes.span, start: chunk.start, end: chunk.end, columnBase: context.columnBase,
      record: records.rows.rowCount + 1)
    batch.rejections = records.rows.rejections(
      in: bytes.span, start: chunk.start, end: chunk.end, columnBase: context.columnBase)
    records.rows.finish(&batch)
    batch.changes.add(.memberDropped, droppedMembers)
    batch.adopt(&bytes, of: &chunk, columns: records.rows.columnCount)
  }

  private mutating func read(_ bytes: Span<UInt8>, _ chunk: borrowing Chunk, _ context: JSONContext) -> JSONFault? {
    let (start, end) = (chunk.start, chunk.end)
    if var cursor = workspace.makeCursor(bytes, from: start, to: end, maximumDepth: maximumDepth) {
      let isDone = document(&cursor, bytes, context, isLast: chunk.isLast)
      workspace.take(from: &cursor)
      if isDone { return nil }
      records.rows.restart()
      droppedMembers = 0
    }
    var cursor = JSONTextCursor(
      bytes, from: start, to: end, maximumDepth: maximumDepth, endMeaning: chunk.isLast ? .input : .chunk)
    return document(&cursor, bytes, context, isLast: chunk.isLast) ? nil : cursor.fault
  }

  private mutating func document<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ context: JSONContext, isLast: Bool
  ) -> Bool {
    switch context.state {
    case .start: return begin(&cursor, bytes, isLast: isLast)
    case .afterElement, .concatenated:
      cursor.baseDepth = 2
      var seen = Seen(type: context.sawType, features: true)
      return elements(&cursor, bytes, isLast: isLast, isAfterElement: true, &seen)
    case .closed, .afterRecords: return finish(&cursor, bytes)
    }
  }

  /// Members of the collection that were met.
  private struct Seen {
    var type = false
    var features = false
  }

  private mutating func begin<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, isLast: Bool
  ) -> Bool {
    let byte = cursor.peek(bytes)
    guard byte == ASCII.openBrace else { return refuseDocument(&cursor, bytes, byte) }
    switch kind {
    case .feature, .geometry:
      let start = cursor.position
      let isRead = kind == .feature ? records.record(&cursor, bytes) : records.bareGeometry(&cursor, bytes)
      guard isRead else { return false }
      guard checkRoot(&cursor, bytes, from: start) else {
        records.rows.dropLastRow()
        return false
      }
      return finish(&cursor, bytes)
    case .collection:
      cursor.baseDepth = 1
      cursor.step()
      var seen = Seen()
      if cursor.peek(bytes) == ASCII.closeBrace { return endCollection(&cursor, bytes, seen) }
      return collectionMembers(&cursor, bytes, isLast: isLast, &seen)
    }
  }

  private func refuseDocument<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>, _ byte: UInt8) -> Bool {
    let offset = cursor.position
    if byte == 0 {
      return cursor.refuse(
        JSONFault(code: .jsonEmpty, offset: offset, length: 0, message: "the input is empty: there is no GeoJSON in it")
      )
    }
    guard cursor.value(bytes), finish(&cursor, bytes) else { return false }
    return cursor.refuse(
      JSONFault(
        code: .geojsonNotGeoJSON, offset: offset, length: 1,
        message: "the document is \(JSONWords.kind(byte)), not a GeoJSON object",
        help: byte == ASCII.openBracket ? ["-f json reads an array of objects"] : []))
  }

  /// Reads members of the collection, from a name on.
  private mutating func collectionMembers<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, isLast: Bool, _ seen: inout Seen
  ) -> Bool {
    while true {
      guard cursor.key(bytes) else { return false }
      let name = cursor.extent
      let byte = cursor.peek(bytes)
      if GeoJSONNames.spells(GeoJSONNames.features, bytes, name) {
        guard !seen.features else {
          return cursor.refuse(
            JSONFault(
              code: .geojsonNotGeoJSON, offset: name.start, length: name.end - name.start,
              message: "the collection has a second \"features\" member"))
        }
        guard byte == ASCII.openBracket else { return refuseFeatures(&cursor, bytes, byte) }
        guard cursor.maximumDepth > 1 else { return cursor.refuseDepth() }
        seen.features = true
        cursor.step()
        cursor.baseDepth = 2
        guard cursor.peek(bytes) == ASCII.closeBracket else {
          return elements(&cursor, bytes, isLast: isLast, isAfterElement: false, &seen)
        }
        cursor.step()
        cursor.baseDepth = 1
      } else {
        guard cursor.value(bytes), checkMember(&cursor, bytes, name, byte, &seen) else { return false }
      }
      switch cursor.peek(bytes) {
      case ASCII.comma: cursor.step()
      case ASCII.closeBrace: return endCollection(&cursor, bytes, seen)
      default: return cursor.refuse(bytes, expected: "',' or '}'")
      }
    }
  }

  /// Checks the member whose value was just read.
  private mutating func checkMember<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ name: JSONExtent, _ byte: UInt8, _ seen: inout Seen
  ) -> Bool {
    if GeoJSONNames.spells(GeoJSONNames.type, bytes, name) {
      guard byte == ASCII.quote, GeoJSONNames.spells(GeoJSONNames.featureCollection, bytes, cursor.extent) else {
        return records.refuseType(&cursor, bytes, expected: "FeatureCollection")
      }
      seen.type = true
    } else if GeoJSONNames.spells(GeoJSONNames.crs, bytes, name) {
      droppedMembers += 1
      let extent = cursor.extent
      guard CoordinateSystem.isWGS84(bytes, from: extent.start, to: extent.end) else {
        return refuseSystem(&cursor, from: extent.start, to: extent.end)
      }
    } else if GeoJSONNames.spells(GeoJSONNames.boundingBox, bytes, name) {
      // Of the features that were read: it says nothing of those that leave.
      droppedMembers += 1
    }
    return true
  }

  /// Checks the `crs` of a document that is one feature or one geometry: a foreign member of it.
  private func checkRoot<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>, from start: Int) -> Bool {
    var scratch = ByteBuilder(capacity: 64)
    var walker = MemberWalker(from: start, to: cursor.position)
    while let member = walker.next(in: bytes) {
      guard member.isNamed(GeoJSONNames.crs, in: bytes, scratch: &scratch),
        !CoordinateSystem.isWGS84(bytes, from: member.valueStart, to: member.valueEnd)
      else { continue }
      return refuseSystem(&cursor, from: member.valueStart, to: member.valueEnd)
    }
    return true
  }

  private func refuseSystem<Cursor: JSONCursor>(_ cursor: inout Cursor, from start: Int, to end: Int) -> Bool {
    cursor.refuse(
      JSONFault(
        code: .foreignCRS, offset: start, length: end - start,
        message: "\"crs\" names another coordinate system than WGS 84",
        notes: ["RFC 7946 GeoJSON is longitude and latitude on WGS 84"],
        help: ["convert it first: ogr2ogr -t_srs EPSG:4326 -lco RFC7946=YES"]))
  }

  private func refuseFeatures<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>, _ byte: UInt8) -> Bool {
    guard cursor.value(bytes) else { return false }
    let extent = cursor.extent
    return cursor.refuse(
      JSONFault(
        code: .geojsonNotGeoJSON, offset: extent.start, length: extent.end - extent.start,
        message: "\"features\" is \(JSONWords.kind(byte)), not an array"))
  }

  /// Reads features to the closing bracket or the end of the chunk, then the rest of the collection.
  private mutating func elements<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, isLast: Bool, isAfterElement: Bool, _ seen: inout Seen
  ) -> Bool {
    var isAfterElement = isAfterElement
    while true {
      if isAfterElement {
        let byte = cursor.peek(bytes)
        if byte == 0, !isLast { return true }
        if byte == ASCII.closeBracket { break }
        guard byte == ASCII.comma else { return cursor.refuse(bytes, expected: "',' or ']' after a feature") }
        cursor.step()
      }
      isAfterElement = true
      _ = cursor.peek(bytes)
      let (start, depth) = (cursor.position, cursor.baseDepth)
      guard shapes.records(&cursor, bytes, &records) || records.reject(&cursor, bytes, from: start, depth: depth) else {
        return false
      }
    }
    cursor.step()
    cursor.baseDepth = 1
    switch cursor.peek(bytes) {
    case ASCII.comma:
      cursor.step()
      return collectionMembers(&cursor, bytes, isLast: isLast, &seen)
    case ASCII.closeBrace: return endCollection(&cursor, bytes, seen)
    default: return cursor.refuse(bytes, expected: "',' or '}'")
    }
  }

  private func endCollection<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>, _ seen: Seen) -> Bool {
    let offset = cursor.position
    guard seen.type, seen.features else {
      let missing = seen.type ? "features" : "type"
      return cursor.refuse(
        JSONFault(
          code: .geojsonNotGeoJSON, offset: offset, length: 1,
          message: "the document has no \"\(missing)\" member: it is not GeoJSON",
          help: seen.type ? [] : ["-f json reads any objects"]))
    }
    cursor.step()
    return finish(&cursor, bytes)
  }

  private func finish<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    guard cursor.peek(bytes) == 0 else { return cursor.refuse(bytes, expected: "the end after the document") }
    return true
  }
}
