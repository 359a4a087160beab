import TestKit
import Testing

@testable import Geo

/// The predicates on polygons against `ExactTwin`.
@Suite struct PolygonTwinTests {
  /// Rings on a grid of a few lines: most edges touch, overlap or cross others, vertices repeat, areas vanish. Points on the
  /// grid and halfway.
  @Test func agreeOnGrids() throws {
    var random = SeededRandom(stream: 3)
    for round in SeededRandom.rounds(300) {
      let size = Int.random(in: 2...7, using: &random)
      let rings = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<Int.random(in: 1...12, using: &random)).map { _ in
          position(
            Double(Int.random(in: 0...size, using: &random)), Double(Int.random(in: 0...size, using: &random)))
        }
      }
      let shape = Shape(rings)
      let polygon = FilterPolygon(polygonsOf: shape)
      let edges = rings.flatMap { ExactTwin.edges($0) }
      for x in -1...2 * size + 1 {
        for y in -1...2 * size + 1 {
          let point = position(Double(x) / 2, Double(y) / 2)
          let expected = ExactTwin.contains(edges, point)
          #expect(polygon.contains(point) == expected, "seed \(SeededRandom.seed), round \(round): \(rings) \(point)")
          #expect(shape.contains(point) == expected, "seed \(SeededRandom.seed), round \(round): \(rings) \(point)")
        }
      }
    }
  }

  /// Rings of full digits, and points at most a step from their edges.
  @Test func agreeNextToEdges() throws {
    var random = SeededRandom(stream: 4)
    for round in SeededRandom.rounds(100) {
      let ring = (0..<Int.random(in: 3...40, using: &random)).map { _ in
        position(random.degrees(-80...80), random.degrees(-80...80))
      }
      let polygon = FilterPolygon(ring: ring)
      let edges = ExactTwin.edges(ring)
      for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
        let t = Double.random(in: 0...1, using: &random)
        let x = ((a.longitude + (b.longitude - a.longitude) * t) * 0x1p50).rounded() * 0x1p-50
        let y = ((a.latitude + (b.latitude - a.latitude) * t) * 0x1p50).rounded() * 0x1p-50
        for point in [
          a, position(x, y), position(x + 0x1p-44, y), position(x - 0x1p-44, y), position(x, y + 0x1p-44),
          position(a.longitude, y), position(x, a.latitude),
        ] {
          #expect(
            polygon.contains(point) == ExactTwin.contains(edges, point),
            "seed \(SeededRandom.seed), round \(round): \(ring) \(point)")
        }
      }
    }
  }

  /// Large rings: simple ones (the index bisects) and tangled ones (it counts).
  @Test(arguments: [20, 100, 1000, 5000], [true, false]) func agreeOnLargeRings(_ count: Int, _ isSimple: Bool) throws {
    var random = SeededRandom(stream: count * 2 + (isSimple ? 1 : 0))
    let ring =
      isSimple
      ? Self.star(count, &random)
      : (0..<count / 5).map { _ in
        position(random.degrees(-80...80), random.degrees(-80...80))
      }
    let polygon = FilterPolygon(ring: ring)
    let edges = ExactTwin.edges(ring)
    var inside = 0
    for _ in 0..<200 {
      var point = position(random.degrees(-80...80), random.degrees(-80...80))
      if Bool.random(using: &random), let vertex = ring.randomElement(using: &random) {
        point.latitude = vertex.latitude
      }
      let expected = ExactTwin.contains(edges, point)
      if expected { inside += 1 }
      #expect(polygon.contains(point) == expected, "seed \(SeededRandom.seed): \(point)")
    }
    #expect(inside > 10 && inside < 190 || count == 20)
  }

  /// A ring that does not cross itself: vertices around a middle, at distances that jump.
  static func star(_ count: Int, _ random: inout SeededRandom) -> [Coordinate] {
    (0..<count).map { i in
      let angle = Double(i) / Double(count) * 2 * .pi
      let radius = Double.random(in: 30...78, using: &random)
      func grid(_ value: Double) -> Double { (value * 0x1p50).rounded() * 0x1p-50 }
      return position(grid(radius * Circle.cosine(angle)), grid(radius * Circle.sine(angle)))
    }
  }

  @Test func agreeOnMeetings() throws {
    var random = SeededRandom(stream: 5)
    var count = 0
    for round in SeededRandom.rounds(6000) {
      let size = Double(Int.random(in: 3...9, using: &random))
      let isFine = round % 3 == 0
      func place() -> Coordinate {
        isFine
          ? position(random.degrees(0...size), random.degrees(0...size))
          : position(
            Double(Int.random(in: 0...Int(size), using: &random)), Double(Int.random(in: 0...Int(size), using: &random))
          )
      }
      func path(_ range: ClosedRange<Int>, shrunkBy factor: Double) -> [Coordinate] {
        let corner = place()
        return (0..<Int.random(in: range, using: &random)).map { _ in
          let found = place()
          let x = corner.longitude + (found.longitude * factor * 4).rounded() / 4
          let y = corner.latitude + (found.latitude * factor * 4).rounded() / 4
          return position((x * 0x1p50).rounded() * 0x1p-50, (y * 0x1p50).rounded() * 0x1p-50)
        }
      }
      func paths(_ range: ClosedRange<Int>) -> [[Coordinate]] {
        (0..<[1, 1, 2, 3][Int.random(in: 0...3, using: &random)]).map { _ in
          path(range, shrunkBy: [0.25, 0.5, 1, 2].randomElement(using: &random) ?? 1)
        }
      }
      let ring = paths(3...8)
      let isLine = Bool.random(using: &random)
      let other = paths(1...6)
      let polygon = FilterPolygon(polygonsOf: Shape(ring))
      let expected = ExactTwin.meet(ring, other, otherIsLine: isLine)
      if expected { count += 1 }
      #expect(
        polygon.meets(Shape(other, isLine: isLine)) == expected,
        "seed \(SeededRandom.seed), round \(round): \(ring) \(other) \(isLine)")
    }
    let rounds = SeededRandom.rounds(6000).count
    #expect(count > rounds / 6 && count < rounds * 5 / 6)
  }

  /// The same figures farther east, across the antimeridian, in other turns: the same answers. Every longitude is a multiple
  /// of 2⁻²⁰ degrees, so that no sum is rounded.
  @Test func agreeAcrossTheAntimeridian() throws {
    var random = SeededRandom(stream: 9)
    for round in SeededRandom.rounds(400) {
      func place() -> Coordinate {
        position(Double(Int.random(in: 0...24, using: &random)) / 4, Double(Int.random(in: 0...24, using: &random)) / 4)
      }
      let ring = (0..<Int.random(in: 3...9, using: &random)).map { _ in place() }
      let other = (0..<Int.random(in: 1...6, using: &random)).map { _ in place() }
      func moved(_ path: [Coordinate], _ degrees: Double, isMixed: Bool) -> [Coordinate] {
        // A step of exactly one turn would be an edge around the globe.
        let isMixed = isMixed && Set(path.map(\.longitude)).count == path.count
        let turns = Double(Int.random(in: -1...1, using: &random)) * 360
        return path.map {
          let turns = isMixed ? Double(Int.random(in: -1...1, using: &random)) * 360 : turns
          return position($0.longitude + degrees + turns, $0.latitude)
        }
      }
      let here = FilterPolygon(polygonsOf: Shape([ring]))
      let moves: [Double] = [177, -182, 357, -543]
      let degrees = moves[round % 4]
      let there = FilterPolygon(polygonsOf: Shape([moved(ring, degrees, isMixed: round % 8 < 4)]))
      let otherThere = moved(other, degrees - 360, isMixed: round % 2 == 1)
      for isLine in [true, false] {
        #expect(
          here.meets(Shape([other], isLine: isLine)) == there.meets(Shape([otherThere], isLine: isLine)),
          "seed \(SeededRandom.seed), round \(round): \(ring) \(other) \(isLine)")
      }
      for _ in 0..<20 {
        let point = place()
        #expect(
          here.contains(point) == there.contains(moved([point], degrees, isMixed: true)[0]),
          "seed \(SeededRandom.seed), round \(round): \(ring) \(point)")
      }
    }
  }

  /// A ring around a pole, and the same as a map draws it: cut along the antimeridian, which is led to the pole.
  @Test func agreeAroundPoles() throws {
    var random = SeededRandom(stream: 10)
    var meetings = 0
    for round in SeededRandom.rounds(400) {
      let sign: Double = round % 2 == 0 ? 1 : -1
      func latitude() -> Double { sign * Double(Int.random(in: 160...350, using: &random)) / 4 }
      let count = Int.random(in: 3...12, using: &random)
      var chain = (0..<count).map { i in
        // Not always from west to east.
        position(
          ((Double(i) + Double.random(in: -0.6...0.9, using: &random)) * 360 / Double(count) * 4).rounded() / 4 - 180,
          latitude())
      }
      chain[0].longitude = -180
      for i in chain.indices { chain[i].longitude = max(-180, min(179.75, chain[i].longitude)) }
      guard zip(chain, chain.dropFirst() + chain.prefix(1)).allSatisfy({ abs($1.longitude - $0.longitude) != 180 }),
        zip(chain, chain.dropFirst()).allSatisfy({ abs($1.longitude - $0.longitude) < 180 }),
        chain[count - 1].longitude > 0
      else { continue }
      let cut =
        chain + [
          position(180, chain[0].latitude), position(180, sign * 90), position(0, sign * 90), position(-180, sign * 90),
        ]
      if round % 3 == 0 { chain.reverse() }
      let start = Int.random(in: 0..<count, using: &random)
      let ring = Shape([Array(chain[start...] + chain[..<start])])
      let map = Shape([cut])
      #expect(ring.paths[0].isClosed == false && map.paths[0].isClosed)
      let (polygon, mapPolygon) = (FilterPolygon(polygonsOf: ring), FilterPolygon(polygonsOf: map))
      for _ in 0..<20 {
        func place() -> Coordinate {
          position(Double(Int.random(in: -1440...1440, using: &random)) / 4, latitude() - sign * 10)
        }
        let point = place()
        let comment = Comment(rawValue: "seed \(SeededRandom.seed), round \(round): \(chain) \(start) \(point)")
        #expect(polygon.contains(point) == mapPolygon.contains(point), comment)
        #expect(ring.contains(point) == map.contains(point), comment)
        #expect(polygon.contains(point) == ring.contains(point), comment)
        let other = Shape([[point, place(), place()]], isLine: Bool.random(using: &random))
        let meets = polygon.meets(other)
        if meets { meetings += 1 }
        #expect(meets == mapPolygon.meets(other), comment)
        let disc = try DistanceDisc(centre: point, radiusInMetres: 0)
        let (distance, mapDistance) = (disc.distance(to: ring) ?? -1, disc.distance(to: map) ?? -2)
        #expect(abs(distance - mapDistance) < 1e-7 + distance * 1e-9, comment)
      }
    }
    #expect(meetings > 100)
  }
}
