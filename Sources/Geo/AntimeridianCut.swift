package import Bytes

/// Cuts geometry that crosses longitude 180 (RFC 7946 section 3.1.9): lines and polygons become Multi ones whose parts
/// each stay on one side.
///
/// An edge of more than 180 degrees of longitude (and less than 360) goes the short way, across the antimeridian;
/// longitudes beyond 180 are read as the continuation of the map. The cut lies where the straight edge in longitude and
/// latitude meets the line; every other position keeps its numbers, or moves by exactly 360 degrees. A ring that goes
/// once around the globe encloses a pole: the one its positions are nearer to; it is closed along the antimeridian and
/// that pole. Parts wind as RFC 7946 wants. Points and multipoints have nothing to cut.
package enum AntimeridianCut {
  /// Appends the geometry in `start..<end` and returns how many geometries in it were cut; nothing is appended for 0.
  package static func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) -> Int {
    var count = 0
    var copied = start
    for part in GeometryParts(source, from: start, to: end).parts {
      guard let cut = cut(source, part) else { continue }
      count += 1
      let pieces = [(part.type, cut.type), (part.coordinates, cut.coordinates)]
      for (extent, text) in pieces.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
        output.append(source, from: copied, to: extent.lowerBound)
        output.append(text)
        copied = extent.upperBound
      }
    }
    if count > 0 { output.append(source, from: copied, to: end) }
    return count
  }

  /// The new type and coordinates; nil when nothing crosses.
  private static func cut(_ source: Span<UInt8>, _ part: GeometryParts.Part) -> (type: [UInt8], coordinates: [UInt8])? {
    switch part.kind {
    case .point, .multiPoint, .collection: return nil
    case .lineString, .multiLineString:
      let extents =
        part.kind == .lineString ? [part.coordinates] : GeometryParts.elements(source, part.coordinates)
      let lines = extents.map { GlobePath(source, $0) }
      guard lines.contains(where: \.crosses) else { return nil }
      let pieces = lines.flatMap { $0.cutAsLine() }
      return text("LineString", pieces.map(\.text))
    case .polygon, .multiPolygon:
      let extents =
        part.kind == .polygon ? [part.coordinates] : GeometryParts.elements(source, part.coordinates)
      let polygons = extents.map { GlobePolygon(GeometryParts.elements(source, $0).map { GlobePath(source, $0) }) }
      guard polygons.contains(where: \.crosses) else { return nil }
      var pieces: [[UInt8]] = []
      for polygon in polygons {
        guard let cut = polygon.cut() else { return nil }
        pieces += cut
      }
      return text("Polygon", pieces)
    }
  }

  private static func text(_ kind: String, _ pieces: [[UInt8]]) -> (type: [UInt8], coordinates: [UInt8])? {
    guard let first = pieces.first else { return nil }
    if pieces.count == 1 { return (Array("\"\(kind)\"".utf8), first) }
    return (
      Array("\"Multi\(kind)\"".utf8),
      [ASCII.openBracket] + pieces.joined(separator: [ASCII.comma]) + [ASCII.closeBracket]
    )
  }
}
