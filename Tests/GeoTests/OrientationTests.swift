import TestKit
import Testing

@testable import Geo

@Suite struct OrientationTests {
  private func check(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ comment: Comment) {
    let expected = ExactTwin.side(.init(a), .init(b), of: .init(c))
    func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
    #expect(
      sign(Orientation.side(a.longitude, a.latitude, b.longitude, b.latitude, of: c.longitude, c.latitude)) == expected,
      comment)
    #expect(
      sign(Orientation.exactSide(a.longitude, a.latitude, b.longitude, b.latitude, c.longitude, c.latitude))
        == expected,
      comment)
  }

  /// The plain formula is wrong for many of these (Kettner et al., "Classroom Examples of Robustness Problems in Geometric
  /// Computations", 2008).
  @Test func decidesNextToADiagonal() {
    var wrong = 0
    for i in -64...64 {
      for j in -64...64 {
        let point = position(4.5 + Double(i) * 0x1p-50, 4.5 + Double(j) * 0x1p-50)
        check(position(12, 12), position(24, 24), point, "\(i) \(j)")
        let plain =
          (12 - point.longitude) * (24 - point.latitude) - (12 - point.latitude) * (24 - point.longitude)
        if (plain > 0) != (j > i) || (plain < 0) != (j < i) { wrong += 1 }
      }
    }
    #expect(wrong > 100, "the cases are hard")
  }

  @Test func decidesRandomly() {
    var random = SeededRandom(stream: 2)
    for round in SeededRandom.rounds(5000) {
      let a = position(random.degrees(-180...180), random.degrees(-90...90))
      let b = position(random.degrees(-180...180), random.degrees(-90...90))
      var c = position(random.degrees(-180...180), random.degrees(-90...90))
      if round % 2 == 0 {
        // On the line but for rounding, or one step beside it.
        let t = Double.random(in: 0...1, using: &random)
        let x = a.longitude + (b.longitude - a.longitude) * t
        let y = a.latitude + (b.latitude - a.latitude) * t
        c = position((x * 0x1p50).rounded() * 0x1p-50, (y * 0x1p50).rounded() * 0x1p-50)
        if round % 4 == 0, abs(c.latitude) >= 4 { c.latitude = c.latitude.nextUp }
      }
      check(a, b, c, "seed \(SeededRandom.seed), round \(round)")
    }
  }

  @Test func tinyNumbersDoNotVanish() {
    let tiny = 0x1p-900
    #expect(Orientation.side(0, 0, 1, 0, of: 0.5, tiny) > 0)
    #expect(Orientation.side(0, 0, 1, 0, of: 0.5, -tiny) < 0)
    #expect(Orientation.side(0, 0, tiny, tiny, of: tiny / 2, tiny / 2) == 0)
    #expect(Orientation.side(0, 0, tiny, tiny, of: tiny, tiny.nextUp) > 0)
    #expect(Orientation.side(0, 0, 180, tiny, of: 90, tiny) > 0)
  }
}
