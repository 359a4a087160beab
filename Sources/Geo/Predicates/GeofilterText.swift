import Bytes

extension DistanceDisc {
  /// Reads `lat,lon,radius` in `start..<end`, the disc of `geofilter.distance` (SPEC 3.1), such as `48.86,2.35,1000` or
  /// `48.86, 2.35, 1.5 km`. See `Length` for the units. A disc without a radius is refused: its meaning was never written
  /// down.
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    var text = try PlaceText(source, from: start, to: end)
    let centre = try text.coordinate(source)
    let radiusStart = text.take(source, ASCII.comma) ? text.position : nil
    if radiusStart == nil { try text.finish(source, or: .comma) }
    guard let radiusStart else { throw GeofilterFailure(reason: .radiusMissing, range: start..<end) }
    do throws(Length.Failure) {
      let radius = try Length(source, from: radiusStart, to: end)
      self.init(centre: centre, checkedRadius: radius.metres)
    } catch {
      let isMissing = error.reason == .empty
      throw GeofilterFailure(
        reason: isMissing ? .radiusMissing : .radius(error.reason), range: isMissing ? start..<end : error.range)
    }
  }

  /// Reads `lat,lon` in `start..<end`, the centre of `#distance` (SPEC 2.5).
  package static func centre(
    _ source: Span<UInt8>, from start: Int, to end: Int
  ) throws(GeofilterFailure) -> Coordinate {
    var text = try PlaceText(source, from: start, to: end)
    let centre = try text.coordinate(source)
    try text.finish(source)
    return centre
  }
}

extension FilterPolygon {
  /// Reads `latSW,lonSW,latNE,lonNE` in `start..<end`, the box of `geofilter.bbox` (SPEC 3.3), its border inside.
  ///
  /// A first longitude above the second one crosses the antimeridian (RFC 7946 section 5.2).
  package init(boxText source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    var text = try PlaceText(source, from: start, to: end)
    let southWest = try text.coordinate(source)
    try text.expect(source, ASCII.comma, .comma)
    let northEast = try text.coordinate(source)
    try text.finish(source)
    guard southWest.latitude <= northEast.latitude else {
      throw GeofilterFailure(reason: .southAboveNorth, range: start..<end)
    }
    var (west, east) = (southWest.longitude, northEast.longitude)
    while east < west { east += 360 }
    if east - west > 360 { (west, east) = (-180, 180) }
    // Positions half way, so that no edge is the long way round.
    let longitudes = [west, (west + east) / 2, east]
    self.init(
      ring: longitudes.map { Coordinate(longitude: $0, latitude: southWest.latitude) }
        + longitudes.reversed().map { Coordinate(longitude: $0, latitude: northEast.latitude) })
  }
}
