import Bytes

extension DistanceDisc {
  /// Reads `lat,lon,radius` in `start..<end`, the disc of `geofilter.distance` (SPEC 3.1), such as `48.86,2.35,1000` or
  /// `48.86, 2.35, 1.5 km`. See `Length` for the units. A disc without a radius is refused: its meaning was never written
  /// down.
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    var text = try GeofilterText(source, from: start, to: end)
    let centre = try text.coordinate(source)
    guard text.take(source, ASCII.comma) else {
      try text.finish(source, or: .comma)
      throw GeofilterFailure(reason: .radiusMissing, range: start..<end)
    }
    do throws(Length.Failure) {
      let radius = try Length(source, from: text.position, to: end)
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
    var text = try GeofilterText(source, from: start, to: end)
    let centre = try text.coordinate(source)
    try text.finish(source)
    return centre
  }
}
