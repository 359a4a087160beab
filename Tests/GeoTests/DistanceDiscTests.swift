import Foundation
import TestKit
import Testing

@testable import Geo

@Suite struct GreatCircleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var from: Coordinate
    var to: Coordinate
    /// The central angle in degrees.
    var angle: Double
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "same place", from: position(2.35, 48.85), to: position(2.35, 48.85), angle: 0),
    Case(name: "along a meridian", from: position(10, 0), to: position(10, 90), angle: 90),
    Case(name: "along the equator", from: position(0, 0), to: position(120, 0), angle: 120),
    Case(name: "a tiny step", from: position(7, 45), to: position(7, 45 + 0x1p-45), angle: 0x1p-45),
    Case(name: "opposite points", from: position(0, 0), to: position(180, 0), angle: 180),
    Case(name: "pole to pole", from: position(13, 90), to: position(-77, -90), angle: 180),
    Case(name: "almost opposite", from: position(0, 0), to: position(180, 1e-9), angle: 180 - 1e-9),
    Case(name: "across the antimeridian", from: position(179.5, 0), to: position(-179.5, 0), angle: 1),
    Case(name: "turns away", from: position(179, 0), to: position(-541, 0), angle: 0),
    Case(name: "181 is -179", from: position(181, 0), to: position(-179, 0), angle: 0),
    Case(name: "the pole by another name", from: position(0, 90), to: position(123, 90), angle: 0),
    Case(name: "over the pole", from: position(0, 89), to: position(180, 89), angle: 2),
  ]

  @Test(arguments: cases) func measures(_ test: Case) {
    let expected = test.angle * .pi / 180 * GreatCircle.earthRadius
    #expect(abs(GreatCircle.distance(from: test.from, to: test.to) - expected) <= 2e-9 + expected * 1e-15)
    #expect(GreatCircle.distance(from: test.to, to: test.from) == GreatCircle.distance(from: test.from, to: test.to))
  }

  /// The distance of `turf-distance`, whose radius is 6371008.8.
  @Test func agreesWithTurf() {
    let distance = GreatCircle.distance(from: position(-75.343, 39.984), to: position(-75.534, 39.123))
    #expect(abs(distance / GreatCircle.earthRadius - 0.015245501024842149) < 1e-15)
  }
}

@Suite struct DistanceDiscTests {
  @Test func refuses() throws {
    typealias Refusal = DistanceDisc.Refusal
    let paris = position(2.35, 48.85)
    for (centre, radius, refusal) in [
      (paris, -1, Refusal.radiusNegative), (paris, .nan, .radiusNotFinite), (paris, .infinity, .radiusNotFinite),
      (position(2.35, 90.5), 1, .centreBeyondPole), (position(.nan, 0), 1, .centreNotFinite),
      (position(0, .infinity), 1, .centreNotFinite),
    ] {
      #expect(throws: refusal) { try DistanceDisc(centre: centre, radiusInMetres: radius) }
    }
    _ = try DistanceDisc(centre: paris, radiusInMetres: 1e300)
  }

  struct TextCase: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: GeofilterFailure.Reason?
    var range = 0..<0
    var testDescription: String { text }

    init(_ text: String, _ reason: GeofilterFailure.Reason? = nil, _ range: Range<Int> = 0..<0) {
      self.text = text
      self.reason = reason
      self.range = range
    }
  }

  static let texts = [
    TextCase("46.5,1.9,1500"), TextCase("46.5, 1.9, 1500"), TextCase(" 46.5 , 1.9 , 1.5 km "),
    TextCase("46.5,1.9,15e2m"),
    TextCase("", .place(.empty), 0..<0), TextCase("46.5", .place(.expected(.comma)), 4..<4),
    TextCase("46.5,1.9", .radiusMissing, 0..<8),
    TextCase("46.5,1.9,", .radiusMissing, 0..<9), TextCase("46.5,1.9 1500", .place(.expected(.comma)), 9..<10),
    TextCase("46.5,1.9,-1", .radius(.negative), 9..<11), TextCase("46.5,1.9,1 league", .radius(.unknownUnit), 11..<17),
    TextCase("46.5,1.9,inf", .radius(.notANumber), 9..<12), TextCase("46.5,1.9,1e999", .radius(.tooLarge), 9..<14),
    TextCase("96.5,1.9,1", .place(.latitudeBeyondPole(96.5)), 0..<4),
    TextCase("north,1.9,1", .place(.expected(.number)), 0..<5),
    TextCase("46.5,1.9,1,2", .radius(.unknownUnit), 10..<12),
  ]

  @Test(arguments: texts) func readsText(_ test: TextCase) {
    do throws(GeofilterFailure) {
      let disc = try DistanceDisc(text: test.text)
      #expect(test.reason == nil && disc.centre == position(1.9, 46.5) && disc.radiusInMetres == 1500)
    } catch {
      #expect(error == GeofilterFailure(reason: test.reason ?? .place(.empty), range: test.range))
    }
  }

  @Test func readsCentres() throws {
    for text in ["48.866667,2.333333", " 48.866667 , 2.333333 "] {
      let bytes = Array(text.utf8)
      #expect(try DistanceDisc.centre(bytes.span, from: 0, to: bytes.count) == position(2.333333, 48.866667))
    }
    for text in ["48.866667", "48.866667,2.3,7", "", "48.866667;2.3"] {
      let bytes = Array(text.utf8)
      #expect(throws: GeofilterFailure.self) { try DistanceDisc.centre(bytes.span, from: 0, to: bytes.count) }
    }
  }

  @Test func whatIsNoPlaceIsOutside() throws {
    let world = try DistanceDisc(centre: position(0, 0), radiusInMetres: 3e7)
    #expect(world.contains(position(180, 0)) && world.contains(position(77, -90)) && world.contains(position(541, 12)))
    for point in [position(0, 90.1), position(.nan, 0), position(0, .nan), position(.infinity, 0)] {
      #expect(!world.contains(point))
    }
  }

  /// The box never rejects what the distance accepts, and `contains` is `distance(to:) <= radius` to the last bit: with
  /// the radius at the distance itself, and one step below it.
  @Test func containsWhatIsNearEnough() throws {
    var random = SeededRandom(stream: 1)
    for round in SeededRandom.rounds(10_000) {
      let latitudes = [-90, -89.999999, -45, 0, 45, 89.9, 90]
      let centre = position(
        Double.random(in: -540...540, using: &random),
        round % 3 == 0 ? latitudes.randomElement(using: &random) ?? 0 : Double.random(in: -90...90, using: &random))
      let reach = pow(10, Double.random(in: -9...2.25, using: &random))
      let point = position(
        centre.longitude + Double.random(in: -reach...reach, using: &random),
        max(-90, min(90, centre.latitude + Double.random(in: -reach...reach, using: &random))))
      let distance = GreatCircle.distance(from: centre, to: point)
      let comment = Comment(rawValue: "seed \(SeededRandom.seed), round \(round): \(centre) \(point)")
      #expect(try DistanceDisc(centre: centre, radiusInMetres: distance).contains(point), comment)
      if distance > 0 {
        #expect(try !DistanceDisc(centre: centre, radiusInMetres: distance.nextDown).contains(point), comment)
      }
      #expect(try DistanceDisc(centre: centre, radiusInMetres: distance * 1.5).contains(point), comment)
    }
  }
}
