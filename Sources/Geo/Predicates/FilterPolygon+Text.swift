import Bytes

extension FilterPolygon {
  /// Reads `(lat,lon),(lat,lon),…` in `start..<end`, the ring of `geofilter.polygon` (SPEC 3.2).
  ///
  /// Spaces may stand anywhere but in numbers, the whole may be in parentheses once more, and the ring need not be closed.
  /// A text that begins with a brace is a GeoJSON geometry: polygons, holes and all, longitude first.
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    let first = JSONTextCheck.skipSpace(source, start, end)
    if first < end, source[first] == ASCII.openBrace {
      try self.init(geoJSON: source, from: start, to: end)
      return
    }
    let ring = try Self.ring(source, start, end)
    let distinct = Self.distinctCount(ring)
    guard distinct >= 3 else { throw GeofilterFailure(reason: .tooFewPoints(distinct), range: start..<end) }
    self.init(ring: ring)
  }

  private static func ring(_ source: Span<UInt8>, _ start: Int, _ end: Int) throws(GeofilterFailure) -> [Coordinate] {
    var text = try PlaceText(source, from: start, to: end)
    var ring: [Coordinate] = []
    try text.expect(source, PlaceText.openParenthesis, .openParenthesis)
    let isWrapped = text.take(source, PlaceText.openParenthesis)
    while true {
      ring.append(try text.coordinate(source))
      try text.expect(source, PlaceText.closeParenthesis, .closeParenthesis)
      guard text.take(source, ASCII.comma) else { break }
      try text.expect(source, PlaceText.openParenthesis, .openParenthesis)
    }
    if isWrapped { try text.expect(source, PlaceText.closeParenthesis, .commaOrCloseParenthesis) }
    try text.finish(source, or: isWrapped ? .end : .commaOrEnd)
    return ring
  }

  /// Reads the polygons of a GeoJSON geometry, holes and all: a polygon, a multipolygon, or a collection of nothing else.
  package init(geoJSON source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    var shape = Shape()
    shape.readGeoJSON(source, from: start, to: end)
    try self.init(shape, textAt: start..<end)
  }

  /// The polygons of a shape that was read from the text in `range`.
  package init(_ shape: Shape, textAt range: Range<Int>) throws(GeofilterFailure) {
    switch shape.content {
    case .null, .empty: throw GeofilterFailure(reason: .place(.empty), range: range)
    case .malformed: throw GeofilterFailure(reason: .malformedGeometry, range: range)
    case .geometry: break
    }
    guard shape.paths.allSatisfy(\.isRing) else {
      throw GeofilterFailure(reason: .notAPolygon(shape.kind ?? .collection), range: range)
    }
    self.init(polygonsOf: shape)
  }

  /// One ring of places on the globe, closed or not.
  init(ring: [Coordinate]) {
    var shape = Shape()
    for position in ring { shape.append(position) }
    shape.endPath(.exterior)
    shape.finish(.polygon)
    self.init(polygonsOf: shape)
  }

  /// As written: on the border of a map, 180 and -180 are two points. Counts no further than three.
  private static func distinctCount(_ ring: [Coordinate]) -> Int {
    var found: [Coordinate] = []
    for position in ring where !found.contains(position) {
      found.append(position)
      if found.count == 3 { break }
    }
    return found.count
  }
}
