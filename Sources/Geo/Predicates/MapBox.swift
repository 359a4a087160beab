/// A box on the unrolled map: longitudes beyond 180 go on to the east of it. A new one is empty.
package struct MapBox: Sendable, Equatable {
  package var west = Double.infinity
  package var south = Double.infinity
  package var east = -Double.infinity
  package var north = -Double.infinity

  package var isEmpty: Bool { !(west <= east) }

  mutating func extend(_ x: Double, _ y: Double) {
    west = min(west, x)
    east = max(east, x)
    south = min(south, y)
    north = max(north, y)
  }

  mutating func extend(_ other: MapBox) {
    west = min(west, other.west)
    east = max(east, other.east)
    south = min(south, other.south)
    north = max(north, other.north)
  }

  func contains(_ x: Double, _ y: Double) -> Bool { x >= west && x <= east && y >= south && y <= north }

  /// True when the boxes share a point, borders included.
  func meets(_ other: MapBox) -> Bool {
    west <= other.east && other.west <= east && south <= other.north && other.south <= north
  }

  /// The shifts in degrees, all whole turns, that bring a box of longitudes `west...east` onto this one.
  func shifts(toMeet west: Double, _ east: Double) -> StrideThrough<Double> {
    let first = ((self.west - east) / 360).rounded(.up) * 360
    let last = ((self.east - west) / 360).rounded(.down) * 360
    return stride(from: first, through: last, by: 360)
  }
}
