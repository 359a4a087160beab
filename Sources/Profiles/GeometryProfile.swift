package import Geo

/// What is known of the geometries of a source: kinds, bounds, and positions that are hardly meant.
package struct GeometryProfile: Sendable, Equatable {
  /// What is worth a place.
  package enum Topic: Int, Sendable, CaseIterable {
    /// No geometry could be read from the value.
    case malformed
    /// A position at 0,0.
    case nullIsland
    /// A latitude beyond 90 that would be a longitude.
    case latitudeBeyond90
    /// Numbers that are no degrees: metres of a projection.
    case metres
    /// Longitudes between 180 and 360: data across the antimeridian, or counted from 0.
    case longitudeBeyond180
    /// A ring whose last position is not its first, or of fewer than four positions.
    case openRing
    /// A ring that runs the other way round than RFC 7946 wants.
    case wrongWinding
  }

  package var geometries = 0
  package var nulls = 0
  package var positions = 0
  package var rings = 0
  package private(set) var bounds: GeometryBounds?
  /// Positions whose longitude could not be a latitude: they contradict a swap.
  package var longitudesBeyond90 = 0
  private var kinds = [Int](repeating: 0, count: GeometryText.Kind.allCases.count)
  private var counts = [Int](repeating: 0, count: Topic.allCases.count)
  private var firsts = [Sighting?](repeating: nil, count: Topic.allCases.count)

  package init() {}

  /// Geometries of a kind.
  package subscript(kind: GeometryText.Kind) -> Int {
    get { kinds[kind.rawValue] }
    set { kinds[kind.rawValue] = newValue }
  }

  /// How often something was found.
  package subscript(topic: Topic) -> Int { counts[topic.rawValue] }
  /// Where it was found first.
  package func first(_ topic: Topic) -> Sighting? { firsts[topic.rawValue] }

  /// True when every position becomes a valid one by exchanging its numbers, and some are valid only then.
  package var isSwapped: Bool {
    self[.latitudeBeyond90] > 0 && self[.metres] == 0 && longitudesBeyond90 == 0
  }

  mutating func add(_ topic: Topic, _ sighting: @autoclosure () -> Sighting) {
    if counts[topic.rawValue] == 0 { firsts[topic.rawValue] = sighting() }
    counts[topic.rawValue] += 1
  }

  @inline(__always)
  mutating func add(longitude: Double, latitude: Double, _ sighting: @autoclosure () -> Sighting) {
    positions &+= 1
    bounds =
      bounds?.including(longitude: longitude, latitude: latitude)
      ?? GeometryBounds(longitude: longitude, latitude: latitude)
    if abs(longitude) > 90 {
      longitudesBeyond90 &+= 1
      if abs(longitude) > 360 { return add(.metres, sighting()) }
      if abs(longitude) > 180 { add(.longitudeBeyond180, sighting()) }
    }
    if abs(latitude) > 90 {
      add(abs(latitude) > 180 ? .metres : .latitudeBeyond90, sighting())
    } else if latitude == 0, longitude == 0 {
      add(.nullIsland, sighting())
    }
  }

  package mutating func merge(_ later: GeometryProfile, records: Int, lines: Int) {
    geometries += later.geometries
    nulls += later.nulls
    positions += later.positions
    rings += later.rings
    longitudesBeyond90 += later.longitudesBeyond90
    bounds = bounds.map { mine in later.bounds.map { mine.union($0) } ?? mine } ?? later.bounds
    for index in kinds.indices { kinds[index] += later.kinds[index] }
    for index in counts.indices {
      counts[index] += later.counts[index]
      firsts[index] = firsts[index] ?? later.firsts[index]?.placed(records: records, lines: lines)
    }
  }
}

/// The smallest rectangle around positions. It never goes over longitude 180: west is the least longitude.
package struct GeometryBounds: Sendable, Equatable {
  package var west: Double
  package var south: Double
  package var east: Double
  package var north: Double

  init(longitude: Double, latitude: Double) {
    (west, south, east, north) = (longitude, latitude, longitude, latitude)
  }

  func including(longitude: Double, latitude: Double) -> GeometryBounds {
    var wider = self
    wider.west = min(west, longitude)
    wider.south = min(south, latitude)
    wider.east = max(east, longitude)
    wider.north = max(north, latitude)
    return wider
  }

  func union(_ other: GeometryBounds) -> GeometryBounds {
    including(longitude: other.west, latitude: other.south).including(longitude: other.east, latitude: other.north)
  }
}
