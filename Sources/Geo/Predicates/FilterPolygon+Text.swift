import Bytes

/// Why a text is no polygon to filter by, and which bytes are to blame.
package struct PolygonFailure: Error, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// What would have been accepted at the position.
    case expected(Expected)
    case latitudeBeyondPole(Double)
    /// More than three turns away: no longitude.
    case longitudeBeyondMap(Double)
    /// A ring needs three distinct points.
    case tooFewPoints(Int)
    /// A geometry that has no inside.
    case notAPolygon(GeometryText.Kind)
    /// No GeoJSON geometry, or one with a latitude beyond a pole.
    case malformedGeometry
    /// No text, `null`, or a geometry without positions.
    case empty
  }

  package enum Expected: Sendable, Equatable {
    case openParenthesis, number, comma, closeParenthesis, commaOrCloseParenthesis, commaOrEnd, end
  }

  package var reason: Reason
  package var range: Range<Int>
}

extension FilterPolygon {
  /// Reads `(lat,lon),(lat,lon),…` in `start..<end`, the ring of `geofilter.polygon` (SPEC 3.2).
  ///
  /// Spaces may stand anywhere but in numbers, the whole may be in parentheses once more, and the ring need not be closed.
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(PolygonFailure) {
    let ring = try RingText.read(source, start, end)
    try self.init(ring: ring, textAt: start..<end)
  }

  /// One ring of positions, closed or not.
  package init(ring: [Coordinate]) throws(PolygonFailure) {
    for position in ring {
      if !(abs(position.latitude) <= 90) {
        throw PolygonFailure(reason: .latitudeBeyondPole(position.latitude), range: 0..<0)
      }
      if !(abs(position.longitude) <= 1080) {
        throw PolygonFailure(reason: .longitudeBeyondMap(position.longitude), range: 0..<0)
      }
    }
    try self.init(ring: ring, textAt: 0..<0)
  }

  private init(ring: [Coordinate], textAt range: Range<Int>) throws(PolygonFailure) {
    let distinct = Self.distinctCount(ring)
    guard distinct >= 3 else { throw PolygonFailure(reason: .tooFewPoints(distinct), range: range) }
    var shape = Shape()
    for position in ring { shape.append(position) }
    shape.endPath(.exterior)
    shape.finish(.polygon)
    self.init(polygonsOf: shape)
  }

  /// The polygons of a GeoJSON geometry, holes and all: a polygon, a multipolygon, or a collection with nothing but them.
  package init(geoJSON source: Span<UInt8>, from start: Int, to end: Int) throws(PolygonFailure) {
    var shape = Shape()
    shape.readGeoJSON(source, from: start, to: end)
    try self.init(shape, textAt: start..<end)
  }

  /// The polygons of a shape that was read from the text in `range`.
  package init(_ shape: Shape, textAt range: Range<Int>) throws(PolygonFailure) {
    switch shape.content {
    case .null, .empty: throw PolygonFailure(reason: .empty, range: range)
    case .malformed: throw PolygonFailure(reason: .malformedGeometry, range: range)
    case .geometry: break
    }
    guard shape.paths.allSatisfy(\.isRing) else {
      throw PolygonFailure(reason: .notAPolygon(shape.kind ?? .collection), range: range)
    }
    self.init(polygonsOf: shape)
  }

  /// The box between two corners, for `geofilter.bbox`. A western longitude above the eastern one crosses the antimeridian
  /// (RFC 7946 section 5.2).
  package init(southWest: Coordinate, northEast: Coordinate) throws(PolygonFailure) {
    var east = northEast.longitude
    if southWest.longitude > east { east += 360 }
    // Positions half way, so that no edge is the long way round.
    let longitudes = [southWest.longitude, (southWest.longitude + east) / 2, east]
    let south = longitudes.map { Coordinate(longitude: $0, latitude: southWest.latitude) }
    let north = longitudes.reversed().map { Coordinate(longitude: $0, latitude: northEast.latitude) }
    try self.init(ring: south + north)
  }

  /// As written: on the border of a map, 180 and -180 are two points.
  private static func distinctCount(_ ring: [Coordinate]) -> Int {
    var found: [Coordinate] = []
    for position in ring where !found.contains(position) {
      found.append(position)
      if found.count == 3 { break }
    }
    return found.count
  }
}

/// The written form of a ring.
private enum RingText {
  private static let open: UInt8 = 0x28
  private static let close: UInt8 = 0x29

  static func read(_ source: Span<UInt8>, _ start: Int, _ end: Int) throws(PolygonFailure) -> [Coordinate] {
    var i = skipSpace(source, start, end)
    if i == end { throw PolygonFailure(reason: .empty, range: start..<end) }
    var ring: [Coordinate] = []
    func take(_ byte: UInt8) -> Bool {
      i = skipSpace(source, i, end)
      guard i < end, source[i] == byte else { return false }
      i += 1
      return true
    }
    func expect(_ byte: UInt8, _ expected: PolygonFailure.Expected) throws(PolygonFailure) {
      if !take(byte) { throw PolygonFailure(reason: .expected(expected), range: i..<min(i + 1, end)) }
    }
    try expect(open, .openParenthesis)
    let isWrapped = take(open)
    while true {
      let latitude = try number(source, &i, end)
      if abs(latitude.value) > 90 {
        throw PolygonFailure(reason: .latitudeBeyondPole(latitude.value), range: latitude.range)
      }
      try expect(ASCII.comma, .comma)
      let longitude = try number(source, &i, end)
      if abs(longitude.value) > 1080 {
        throw PolygonFailure(reason: .longitudeBeyondMap(longitude.value), range: longitude.range)
      }
      try expect(close, .closeParenthesis)
      ring.append(Coordinate(longitude: longitude.value, latitude: latitude.value))
      guard take(ASCII.comma) else { break }
      try expect(open, .openParenthesis)
    }
    if isWrapped { try expect(close, .commaOrCloseParenthesis) }
    i = skipSpace(source, i, end)
    if i < end { throw PolygonFailure(reason: .expected(isWrapped ? .end : .commaOrEnd), range: i..<i + 1) }
    return ring
  }

  private static func number(
    _ source: Span<UInt8>, _ i: inout Int, _ end: Int
  ) throws(PolygonFailure) -> (value: Double, range: Range<Int>) {
    let first = skipSpace(source, i, end)
    i = first
    while i < end, source[i] > ASCII.space, source[i] != ASCII.comma, source[i] != open, source[i] != close { i += 1 }
    guard let value = NumberText.double(source, from: first, to: i) else {
      throw PolygonFailure(reason: .expected(.number), range: first..<min(max(i, first + 1), end))
    }
    return (value, first..<i)
  }

  private static func skipSpace(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end, source[i] <= ASCII.space { i += 1 }
    return i
  }
}
