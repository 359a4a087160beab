/// A run of positions of a `Shape`: points, a line, or a ring, unrolled.
///
/// Unrolling moves each position by whole turns, so that every edge is the short one, and the path as a whole, so that its
/// west lies between -180 and 180. Longitudes move by exact turns; the sum is rounded to the nearest double, which is
/// below 6e-14 degrees. What does not leave -180 ... 180 keeps its numbers.
package struct Path: Sendable {
  package enum Role: Sendable { case points, line, exterior, hole }

  let role: Role
  /// Indices in the arrays of the shape. A closed ring does not repeat its first position.
  let positions: Range<Int>
  /// True when an edge leads from the last position to the first one.
  let isClosed: Bool
  let box: MapBox
  /// Latitudes from where a ring around a pole begins up or down to that pole: a position at one of them has one more edge
  /// in the west, the one that would lead the ring to the pole.
  let seam: Range<Double>?

  var isRing: Bool { role == .exterior || role == .hole }

  /// Unrolls the positions from `first` on; those that a ring repeats at its end are dropped.
  ///
  /// - Parameter exterior: of the polygon that a hole is of; the hole moves to where that is.
  init(_ role: Role, from first: Int, _ xs: inout [Double], _ ys: inout [Double], in exterior: Path?) {
    self.role = role
    // Numbers beyond three turns would not survive the sums below.
    for i in first..<xs.count where abs(xs[i]) > 1080 { xs[i] = xs[i].remainder(dividingBy: 360) }
    switch role {
    case .points:
      for i in first..<xs.count { xs[i] = Turns.normalised(xs[i]) }
      isClosed = false
      seam = nil
    case .line:
      Self.unroll(&xs, from: first, keepingWholeTurns: true)
      isClosed = false
      seam = nil
    case .exterior, .hole:
      while xs.count > first + 1, xs[xs.count - 1] == xs[first], ys[ys.count - 1] == ys[first] {
        xs.removeLast()
        ys.removeLast()
      }
      let turns = Self.unrollRing(&xs, from: first)
      isClosed = turns == 0
      seam = isClosed ? nil : Self.seam(&xs, &ys, from: first, turns)
    }
    positions = first..<xs.count
    var box = MapBox()
    for i in positions { box.extend(xs[i], ys[i]) }
    if role != .points, !positions.isEmpty, box.west.isFinite {
      var shift = -((box.west + 180) / 360).rounded(.down)
      if let exterior, box.east + shift * 360 < exterior.box.west, box.west + shift * 360 + 360 <= exterior.box.east {
        shift += 1
      }
      if shift != 0 {
        for i in positions { xs[i] += shift * 360 }
        box.west += shift * 360
        box.east += shift * 360
      }
    }
    if let seam {
      box.extend(box.west, seam.lowerBound)
      box.extend(box.west, seam.upperBound)
    }
    self.box = box
  }

  /// The same path, its positions so many places farther on.
  func moved(by count: Int) -> Path {
    Path(
      role: role, positions: positions.lowerBound + count..<positions.upperBound + count, isClosed: isClosed, box: box,
      seam: seam)
  }

  private init(role: Role, positions: Range<Int>, isClosed: Bool, box: MapBox, seam: Range<Double>?) {
    self.role = role
    self.positions = positions
    self.isClosed = isClosed
    self.box = box
    self.seam = seam
  }

  /// Moves each position behind the first by the turns that make its edge short.
  private static func unroll(_ xs: inout [Double], from first: Int, keepingWholeTurns: Bool) {
    guard first < xs.count else { return }
    var previous = xs[first]
    var turns = 0.0
    for i in first..<xs.count {
      let x = xs[i]
      turns -= Turns.excess(of: x - previous, keepingWholeTurn: keepingWholeTurns)
      previous = x
      xs[i] = x + turns * 360
    }
  }

  /// Unrolls a ring; returns how many turns its end is away from its beginning.
  ///
  /// A step from 180 to -180 is an edge along the border of a map (a box around the globe) or two names of one place (a
  /// ring across the antimeridian). It is the one that closes the ring.
  private static func unrollRing(_ xs: inout [Double], from first: Int) -> Double {
    guard let last = xs.last, first < xs.count else { return 0 }
    func turns(keepingWholeTurns: Bool) -> Double {
      var previous = last
      var sum = 0.0
      for x in xs[first...] {
        sum += Turns.excess(of: x - previous, keepingWholeTurn: keepingWholeTurns)
        previous = x
      }
      return -sum
    }
    var keeps = true
    var turn = turns(keepingWholeTurns: true)
    if turn != 0 {
      let other = turns(keepingWholeTurns: false)
      if abs(other) < abs(turn) {
        turn = other
        keeps = false
      }
    }
    unroll(&xs, from: first, keepingWholeTurns: keeps)
    return turn
  }

  /// Ends a ring around a pole where it began, some turns on.
  private static func seam(
    _ xs: inout [Double], _ ys: inout [Double], from first: Int, _ turns: Double
  ) -> Range<Double>? {
    let isNorth = ys[first...].reduce(0, +) >= 0
    let y = ys[first]
    xs.append(xs[first] + turns * 360)
    ys.append(y)
    // An even number of turns covers everything twice: nothing by the even-odd rule.
    guard turns.truncatingRemainder(dividingBy: 2) != 0, y > -90, y < 90 else { return nil }
    return isNorth ? y..<90 : -90..<y
  }
}
