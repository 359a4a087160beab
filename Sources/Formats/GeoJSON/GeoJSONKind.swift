import Bytes

/// What the top-level object of a GeoJSON document is: a FeatureCollection with its members in any order, one Feature, or
/// one geometry (a record without properties).
enum GeoJSONKind: Sendable, Equatable {
  case collection, feature, geometry

  /// What the top-level object is: its `type`, or else the members that only one kind has.
  static func find(_ probe: Span<UInt8>, from start: Int, maximumDepth: Int) -> GeoJSONKind {
    var cursor = JSONTextCursor(probe, from: start, to: probe.count, maximumDepth: maximumDepth, endMeaning: .chunk)
    var guess = GeoJSONKind.collection
    guard cursor.peek(probe) == ASCII.openBrace else { return guess }
    repeat {
      cursor.step()
      guard cursor.key(probe) else { return guess }
      let name = cursor.extent
      let byte = cursor.peek(probe)
      if byte == ASCII.openBracket, GeoJSONNames.spells(GeoJSONNames.features, probe, name) { return .collection }
      if byte == ASCII.openBrace {
        if GeoJSONNames.spells(GeoJSONNames.geometry, probe, name) { guess = .feature }
        if GeoJSONNames.spells(GeoJSONNames.properties, probe, name) { guess = .feature }
      } else if byte == ASCII.openBracket {
        if GeoJSONNames.spells(GeoJSONNames.coordinates, probe, name) { guess = .geometry }
        if GeoJSONNames.spells(GeoJSONNames.geometries, probe, name) { guess = .geometry }
      }
      guard cursor.value(probe) else { return guess }
      if byte == ASCII.quote, GeoJSONNames.spells(GeoJSONNames.type, probe, name) {
        if GeoJSONNames.spells(GeoJSONNames.feature, probe, cursor.extent) { return .feature }
        return GeoJSONNames.geometryKind(probe, cursor.extent) == nil ? .collection : .geometry
      }
    } while cursor.peek(probe) == ASCII.comma
    return .collection
  }
}
