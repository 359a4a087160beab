import Bytes
import Records

/// The names that GeoJSON (RFC 7946) gives a meaning.
enum GeoJSONNames {
  static let type = Array("type".utf8)
  static let features = Array("features".utf8)
  static let geometry = Array("geometry".utf8)
  static let properties = Array("properties".utf8)
  static let id = Array("id".utf8)
  static let crs = Array("crs".utf8)
  static let boundingBox = Array("bbox".utf8)
  static let coordinates = Array("coordinates".utf8)
  static let geometries = Array("geometries".utf8)
  static let feature = Array("Feature".utf8)
  static let featureCollection = Array("FeatureCollection".utf8)
  private static let point = Array("Point".utf8)
  private static let polygon = Array("Polygon".utf8)
  private static let lineString = Array("LineString".utf8)
  private static let multiPoint = Array("MultiPoint".utf8)
  private static let multiPolygon = Array("MultiPolygon".utf8)
  private static let multiLineString = Array("MultiLineString".utf8)
  private static let geometryCollection = Array("GeometryCollection".utf8)
  /// Every `type` of a geometry, for messages.
  static let geometryTypes = [
    point, polygon, lineString, multiPoint, multiPolygon, multiLineString, geometryCollection,
  ].map { String(decoding: $0, as: UTF8.self) }

  /// What a geometry's type asks of it.
  enum GeometryKind { case coordinates, collection }

  /// The kind of the geometry type that the quoted text spells, nil when it is none.
  static func geometryKind(_ bytes: Span<UInt8>, _ extent: JSONExtent) -> GeometryKind? {
    if extent.hasEscape {
      let text = text(bytes, extent)
      return kind(text.span, 0, text.count)
    }
    return kind(bytes, extent.start + 1, extent.end - 1)
  }

  private static func kind(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> GeometryKind? {
    func holds(_ name: [UInt8]) -> Bool { bytes.holds(name, from: start, to: end) }
    switch end - start {
    case 5: return holds(point) ? .coordinates : nil
    case 7: return holds(polygon) ? .coordinates : nil
    case 10: return holds(multiPoint) || holds(lineString) ? .coordinates : nil
    case 12: return holds(multiPolygon) ? .coordinates : nil
    case 15: return holds(multiLineString) ? .coordinates : nil
    case 18: return holds(geometryCollection) ? .collection : nil
    default: return nil
    }
  }

  /// True when the quoted text spells `name`.
  static func spells(_ name: [UInt8], _ bytes: Span<UInt8>, _ extent: JSONExtent) -> Bool {
    if extent.hasEscape { return text(bytes, extent) == name }
    return bytes.holds(name, from: extent.start + 1, to: extent.end - 1)
  }

  /// The text of a quoted string.
  static func text(_ bytes: Span<UInt8>, _ extent: JSONExtent) -> [UInt8] {
    var builder = ByteBuilder(capacity: 64)
    FieldText.unescape(bytes, extent.start + 1, extent.end - 1, .json, into: &builder)
    return builder.bytes
  }
}
