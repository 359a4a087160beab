package import Bytes

/// The structure of a GeoJSON geometry found in its text: rings and positions as extents, nothing copied.
///
/// Use it to learn whether a geometry follows the winding rule of RFC 7946 section 3.1.6 and to write it rewound with
/// every number as it stood. Keep one and parse into it again: its arrays keep their storage. The text must be valid
/// JSON (see `JSONTextCheck`); text that is not gives `isWellFormed == false`, never a trap.
package struct GeometryText: Sendable {
  /// One position of a ring: its raw extent, brackets included, and its first two numbers.
  package struct Position: Sendable, Equatable {
    package var start: Int
    package var end: Int
    package var longitude: Double
    package var latitude: Double
  }

  /// One ring of a polygon.
  package struct Ring: Sendable, Equatable {
    /// Indices in `positions`.
    package var positions: Range<Int>
    package var isExterior: Bool
    /// True when the ring is closed but runs the other way round than RFC 7946 wants.
    package var mustTurn: Bool
  }

  /// Positions that belong together: the points of a multipoint, one line, one ring.
  package struct Run: Sendable, Equatable {
    /// Indices in `positions`.
    package var positions: Range<Int>
    /// The kind of the geometry that it is of.
    package var kind: Kind
    /// True for every ring of a polygon but the first one.
    package var isHole: Bool
  }

  package enum Kind: Int, Sendable, CaseIterable {
    case point, multiPoint, lineString, multiLineString, polygon, multiPolygon, collection

    /// Nesting of arrays around a position's numbers.
    var depth: Int {
      switch self {
      case .point: 1
      case .lineString, .multiPoint: 2
      case .polygon, .multiLineString: 3
      case .multiPolygon: 4
      case .collection: 0
      }
    }

    var hasRings: Bool { self == .polygon || self == .multiPolygon }
  }

  /// The kind of the outermost geometry, nil when its type is unknown.
  package private(set) var kind: Kind?
  /// Known types, and positions of at least two numbers at the right depth, all the way down.
  package private(set) var isWellFormed = false
  /// Every ring of the geometry and of the geometries in it, in text order.
  package private(set) var rings: [Ring] = []
  /// With `keepsEveryPosition`: what the positions are of. The rings of one polygon follow each other.
  package private(set) var runs: [Run] = []
  /// Positions of rings; of every geometry with `keepsEveryPosition`.
  package private(set) var positions: [Position] = []
  /// Winding needs the positions of rings only; bounds need them all.
  package var keepsEveryPosition = false

  /// Geometries still to read: a collection adds its members. A list, because the input controls the nesting.
  private var pending: [Range<Int>] = []

  package init() {}

  /// True when `appendRewound` would change something.
  package var needsRewinding: Bool { rings.contains { $0.mustTurn } }

  /// Reads the geometry object in `start..<end`.
  package mutating func parse(_ source: Span<UInt8>, from start: Int, to end: Int) {
    kind = nil
    isWellFormed = true
    rings.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
    pending.append(start..<end)
    var isOutermost = true
    while let extent = pending.popLast() {
      let found = parseOne(source, extent.lowerBound, extent.upperBound)
      if isOutermost { kind = found }
      isOutermost = false
      if found == nil { isWellFormed = false }
      guard isWellFormed else {
        rings.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        return
      }
    }
    // A collection's members were read last to first: `appendRewound` walks the rings in text order.
    rings.sort { positions[$0.positions.lowerBound].start < positions[$1.positions.lowerBound].start }
    for i in rings.indices { rings[i].mustTurn = mustTurn(rings[i]) }
  }

  /// Appends the geometry parsed last, with the positions of wrongly wound rings in reverse order. Position texts are
  /// copied as they stand; everything outside those rings is too.
  package func appendRewound(_ source: Span<UInt8>, from start: Int, to end: Int, into builder: inout ByteBuilder) {
    var copied = start
    for ring in rings where ring.mustTurn {
      builder.append(source, from: copied, to: positions[ring.positions.lowerBound].start)
      for (i, index) in ring.positions.reversed().enumerated() {
        if i > 0 { builder.append(ASCII.comma) }
        builder.append(source, from: positions[index].start, to: positions[index].end)
      }
      copied = positions[ring.positions.upperBound - 1].end
    }
    builder.append(source, from: copied, to: end)
  }

  // MARK: - What the parser finds

  mutating func enqueue(_ extent: Range<Int>) { pending.append(extent) }

  mutating func addRing(_ extent: Range<Int>, isExterior: Bool) {
    rings.append(Ring(positions: extent, isExterior: isExterior, mustTurn: false))
  }

  mutating func addRun(_ extent: Range<Int>, of kind: Kind, isHole: Bool) {
    guard keepsEveryPosition, !extent.isEmpty else { return }
    runs.append(Run(positions: extent, kind: kind, isHole: isHole))
  }

  mutating func add(_ position: Position) { positions.append(position) }

  // MARK: - Winding

  /// Only closed rings of four positions or more are turned: what is not a ring stays as it came.
  private func mustTurn(_ ring: Ring) -> Bool {
    guard ring.positions.count >= 4, let first = ring.positions.first, let last = ring.positions.last,
      positions[first].longitude == positions[last].longitude, positions[first].latitude == positions[last].latitude,
      let area = signedArea(ring)
    else { return false }
    return ring.isExterior ? area < 0 : area > 0
  }

  /// Twice the signed area in square degrees (shoelace formula, relative to the first position), positive when
  /// counter-clockwise. Nil when an edge spans more than half the globe without being a whole turn: such a ring
  /// crosses the antimeridian and the plane says nothing about its direction.
  private func signedArea(_ ring: Ring) -> Double? {
    guard let first = ring.positions.first else { return nil }
    let origin = positions[first]
    var sum = 0.0
    for i in ring.positions.dropLast() {
      let a = positions[i]
      let b = positions[i + 1]
      let step = abs(b.longitude - a.longitude)
      if step > 180, step < 360 { return nil }
      sum += (a.longitude - origin.longitude) * (b.latitude - origin.latitude)
      sum -= (b.longitude - origin.longitude) * (a.latitude - origin.latitude)
    }
    return sum
  }
}
