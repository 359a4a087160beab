import Foundation
import TestKit

@testable import Geo

/// The predicates once more, plain and slow: whole numbers of 2⁻⁵⁰ degrees, every determinant in 128 bits, nothing indexed.
///
/// Takes longitudes and latitudes that are multiples of 2⁻⁵⁰: every double from 4 on is one.
enum ExactTwin {
  struct Point: Equatable {
    var x: Int128
    var y: Int128

    init(_ position: Coordinate) {
      x = Int128(exactly: position.longitude * 0x1p50) ?? 0
      y = Int128(exactly: position.latitude * 0x1p50) ?? 0
      precondition(Double(x) * 0x1p-50 == position.longitude && Double(y) * 0x1p-50 == position.latitude)
    }
  }

  static func side(_ a: Point, _ b: Point, of c: Point) -> Int {
    Int(((a.x - c.x) * (b.y - c.y) - (a.y - c.y) * (b.x - c.x)).signum())
  }

  static func holds(_ a: Point, _ b: Point, _ c: Point) -> Bool {
    side(a, b, of: c) == 0 && min(a.x, b.x) <= c.x && c.x <= max(a.x, b.x) && min(a.y, b.y) <= c.y
      && c.y <= max(a.y, b.y)
  }

  static func meet(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
    if holds(a, b, c) || holds(a, b, d) || holds(c, d, a) || holds(c, d, b) { return true }
    return side(a, b, of: c) * side(a, b, of: d) < 0 && side(c, d, of: a) * side(c, d, of: b) < 0
  }

  /// The edges of a ring, closed or not; a line has all but the last one.
  static func edges(_ ring: [Coordinate], isRing: Bool = true) -> [(Point, Point)] {
    let points = ring.map { Point($0) }
    guard let first = points.first, let last = points.last else { return [] }
    if points.count == 1 { return [(first, first)] }
    return Array(zip(points, points.dropFirst())) + (isRing ? [(last, first)] : [])
  }

  /// The even-odd rule with the border inside.
  static func contains(_ rings: [[Coordinate]], _ position: Coordinate) -> Bool {
    contains(rings.flatMap { edges($0) }, position)
  }

  static func contains(_ edges: [(Point, Point)], _ position: Coordinate) -> Bool {
    let p = Point(position)
    var isInside = false
    for (a, b) in edges where min(a.y, b.y) <= p.y && p.y <= max(a.y, b.y) {
      if holds(a, b, p) { return true }
      if (a.y > p.y) != (b.y > p.y), (side(a, b, of: p) > 0) == (b.y > a.y) { isInside.toggle() }
    }
    return isInside
  }

  /// Two polygons, or a polygon and a line.
  static func meet(_ polygon: [[Coordinate]], _ other: [[Coordinate]], otherIsLine: Bool) -> Bool {
    for (a, b) in polygon.flatMap({ edges($0) }) {
      for (c, d) in other.flatMap({ edges($0, isRing: !otherIsLine) }) where meet(a, b, c, d) { return true }
    }
    if other.contains(where: { $0.first.map { contains(polygon, $0) } ?? false }) { return true }
    return !otherIsLine && polygon.contains { $0.first.map { contains(other, $0) } ?? false }
  }
}

/// The seed of all random tests: `WEIR_PROPERTY_SEED`, else 1.
extension SeededRandom {
  static let seed = ProcessInfo.processInfo.environment["WEIR_PROPERTY_SEED"].flatMap(UInt64.init) ?? 1
  /// Rounds of a test, as many times more as `WEIR_PROPERTY_RUNS` is more than its default of 200.
  static func rounds(_ count: Int) -> Range<Int> {
    let runs = ProcessInfo.processInfo.environment["WEIR_PROPERTY_RUNS"].flatMap(Int.init) ?? 200
    return 0..<max(1, count * runs / 200)
  }

  /// A stream of its own for each number.
  init(stream: Int) {
    self.init(seed: Self.seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A multiple of 2⁻⁵⁰, with all the digits a double has room for.
  mutating func degrees(_ range: ClosedRange<Double>) -> Double {
    let value = Double.random(in: range, using: &self)
    return (value * 0x1p50).rounded() * 0x1p-50
  }
}

func position(_ longitude: Double, _ latitude: Double) -> Coordinate {
  Coordinate(longitude: longitude, latitude: latitude)
}

extension Shape {
  init(geoJSON text: String) {
    self.init()
    let bytes = Array(text.utf8)
    readGeoJSON(bytes.span, from: 0, to: bytes.count)
  }

  init(wellKnownText text: String) {
    self.init()
    let bytes = Array(text.utf8)
    readWellKnownText(bytes.span, from: 0, to: bytes.count)
  }

  init(_ paths: [[Coordinate]], isLine: Bool = false) {
    self.init()
    for (index, path) in paths.enumerated() {
      for position in path { append(position) }
      endPath(isLine ? .line : index == 0 ? .exterior : .hole)
    }
    finish(isLine ? .multiLineString : .polygon)
  }
}

extension FilterPolygon {
  init(text: String) throws(GeofilterFailure) {
    let bytes = Array(text.utf8)
    try self.init(bytes.span, from: 0, to: bytes.count)
  }

  init(boxText text: String) throws(GeofilterFailure) {
    let bytes = Array(text.utf8)
    try self.init(boxText: bytes.span, from: 0, to: bytes.count)
  }

  init(geoJSON text: String) throws(GeofilterFailure) {
    let bytes = Array(text.utf8)
    try self.init(geoJSON: bytes.span, from: 0, to: bytes.count)
  }
}

extension DistanceDisc {
  init(text: String) throws(GeofilterFailure) {
    let bytes = Array(text.utf8)
    try self.init(bytes.span, from: 0, to: bytes.count)
  }
}
