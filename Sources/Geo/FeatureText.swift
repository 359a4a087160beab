import Bytes

/// Where the parts of a GeoJSON feature stand in a text that is small enough to be looked at whole.
///
/// For files that belong to a question, such as the polygons to filter by. Records are read by the decoder of the format.
package struct FeatureText: Sendable, Equatable {
  /// The geometry: an object or `null`; nil where there is none.
  package var geometry: Range<Int>?
  /// The raw value of `id`.
  package var id: Range<Int>?
  /// The raw value of `properties`.
  package var properties: Range<Int>?

  /// The features of a collection, a feature, or a geometry on its own, which has neither id nor properties. Nil for a text
  /// that is no JSON, or no GeoJSON.
  package static func all(in source: Span<UInt8>, from start: Int, to end: Int) -> [FeatureText]? {
    let first = JSONTextCheck.skipSpace(source, start, end)
    guard let after = JSONTextCheck.endOfValue(source, from: first, to: end),
      JSONTextCheck.skipSpace(source, after, end) == end
    else { return nil }
    let object = first..<after
    guard let type = member(GeometryText.typeKey, of: object, source) else { return nil }
    if source.holds(collectionName, from: type.lowerBound, to: type.upperBound) {
      guard let features = member(featuresKey, of: object, source) else { return nil }
      return GeometryParts.elements(source, features).map { feature(source, $0) }
    }
    if source.holds(featureName, from: type.lowerBound, to: type.upperBound) { return [feature(source, object)] }
    return GeometryText.kind(source, type.lowerBound, type.upperBound) == nil ? nil : [FeatureText(geometry: object)]
  }

  /// The value of a property, raw; the last one of that name. `isName` is asked with each key, without its quotes.
  package func property(
    in source: Span<UInt8>, where isName: (Range<Int>) -> Bool
  ) -> Range<Int>? {
    guard let properties else { return nil }
    var found: Range<Int>?
    Self.forEachMember(of: properties, source) { key, value in
      if isName(key) { found = value }
    }
    return found
  }

  private static func feature(_ source: Span<UInt8>, _ object: Range<Int>) -> FeatureText {
    FeatureText(
      geometry: member(geometryKey, of: object, source), id: member(idKey, of: object, source),
      properties: member(propertiesKey, of: object, source))
  }

  private static func member(_ name: [UInt8], of object: Range<Int>, _ source: Span<UInt8>) -> Range<Int>? {
    var found: Range<Int>?
    forEachMember(of: object, source) { key, value in
      if source.holds(name, from: key.lowerBound, to: key.upperBound) { found = value }
    }
    return found
  }

  private static func forEachMember(
    of object: Range<Int>, _ source: Span<UInt8>, _ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void
  ) {
    guard object.lowerBound < object.upperBound, source[object.lowerBound] == ASCII.openBrace else { return }
    var i = object.lowerBound + 1
    while let (key, value) = GeometryParts.member(source, &i, object.upperBound) { body(key, value) }
  }

  private static let collectionName = Array("\"FeatureCollection\"".utf8)
  private static let featureName = Array("\"Feature\"".utf8)
  private static let featuresKey = Array("features".utf8)
  private static let geometryKey = Array("geometry".utf8)
  private static let idKey = Array("id".utf8)
  private static let propertiesKey = Array("properties".utf8)
}
