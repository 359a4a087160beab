import Bytes
import Diagnostics

/// Reads a geometry object: a known type, `coordinates` made of numbers, or `geometries` made of geometries.
///
/// Iterative: collections may nest as deep as the limit allows. Positions are not checked further here; whoever computes
/// with a geometry parses it.
enum GeoJSONGeometryCheck {
  private struct Frame {
    var kind: GeoJSONNames.GeometryKind?
    var hasCoordinates = false
    var hasGeometries = false
  }

  private enum State { case open, member, afterMember, close }

  /// Reads the object at the cursor's position; its extent is then `cursor.extent`.
  static func read<Cursor: JSONCursor>(_ cursor: inout Cursor, _ bytes: Span<UInt8>) -> Bool {
    let start = cursor.position
    var parents: [Frame] = []
    var frame = Frame()
    var frameStart = start
    var state = State.open
    while true {
      switch state {
      case .open:
        frameStart = cursor.position
        guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
        cursor.baseDepth += 1
        cursor.step()
        state = cursor.peek(bytes) == ASCII.closeBrace ? .close : .member
      case .member:
        guard cursor.key(bytes) else { return false }
        let name = cursor.extent
        let byte = cursor.peek(bytes)
        state = .afterMember
        if GeoJSONNames.spells(GeoJSONNames.coordinates, bytes, name) {
          guard byte == ASCII.openBracket else { return refuse(&cursor, bytes, "coordinates", byte) }
          guard cursor.nested(bytes, numbersOnly: true) else {
            if cursor.fault?.code == .jsonSyntax, cursor.fault?.message.hasPrefix("expected a number") == true {
              cursor.fault?.code = .geojsonBadGeometry
            }
            return false
          }
          frame.hasCoordinates = true
        } else if GeoJSONNames.spells(GeoJSONNames.type, bytes, name) {
          guard cursor.value(bytes) else { return false }
          guard byte == ASCII.quote, let kind = GeoJSONNames.geometryKind(bytes, cursor.extent) else {
            return refuseType(&cursor, bytes, byte)
          }
          frame.kind = kind
        } else if GeoJSONNames.spells(GeoJSONNames.geometries, bytes, name) {
          guard byte == ASCII.openBracket else { return refuse(&cursor, bytes, "geometries", byte) }
          guard cursor.baseDepth < cursor.maximumDepth else { return cursor.refuseDepth() }
          cursor.step()
          frame.hasGeometries = true
          let first = cursor.peek(bytes)
          if first == ASCII.closeBracket {
            cursor.step()
          } else {
            guard first == ASCII.openBrace else { return cursor.refuse(bytes, expected: "a geometry object") }
            cursor.baseDepth += 1
            parents.append(frame)
            frame = Frame()
            state = .open
          }
        } else {
          guard cursor.value(bytes) else { return false }
        }
      case .afterMember:
        switch cursor.peek(bytes) {
        case ASCII.comma:
          cursor.step()
          state = .member
        case ASCII.closeBrace: state = .close
        default: return cursor.refuse(bytes, expected: "',' or '}'")
        }
      case .close:
        let end = cursor.position + 1
        if let missing = missing(frame) {
          return cursor.refuse(
            JSONFault(
              code: .geojsonBadGeometry, offset: frameStart, length: end - frameStart,
              message: "the geometry has no \"\(missing)\""))
        }
        cursor.step()
        cursor.baseDepth -= 1
        guard let parent = parents.popLast() else {
          cursor.extent = JSONExtent(start: start, end: end)
          return true
        }
        switch cursor.peek(bytes) {
        case ASCII.comma:
          cursor.step()
          guard cursor.peek(bytes) == ASCII.openBrace else {
            return cursor.refuse(bytes, expected: "a geometry object")
          }
          parents.append(parent)
          frame = Frame()
          state = .open
        case ASCII.closeBracket:
          cursor.step()
          cursor.baseDepth -= 1
          frame = parent
          state = .afterMember
        default: return cursor.refuse(bytes, expected: "',' or ']'")
        }
      }
    }
  }

  private static func missing(_ frame: Frame) -> String? {
    switch frame.kind {
    case nil: "type"
    case .coordinates: frame.hasCoordinates ? nil : "coordinates"
    case .collection: frame.hasGeometries ? nil : "geometries"
    }
  }

  private static func refuse<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ name: String, _ byte: UInt8
  ) -> Bool {
    guard cursor.value(bytes) else { return false }
    let extent = cursor.extent
    return cursor.refuse(
      JSONFault(
        code: .geojsonBadGeometry, offset: extent.start, length: extent.end - extent.start,
        message: "\"\(name)\" is \(JSONWords.kind(byte)), not an array"))
  }

  private static func refuseType<Cursor: JSONCursor>(
    _ cursor: inout Cursor, _ bytes: Span<UInt8>, _ byte: UInt8
  ) -> Bool {
    let extent = cursor.extent
    let found =
      byte == ASCII.quote
      ? JSONWords.quoted(bytes, from: extent.start + 1, to: extent.end - 1) : JSONWords.kind(byte)
    return cursor.refuse(
      JSONFault(
        code: .geojsonBadGeometry, offset: extent.start, length: extent.end - extent.start,
        message: "the geometry's type is \(found)",
        notes: [
          "types are Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon, GeometryCollection"
        ]))
  }
}
