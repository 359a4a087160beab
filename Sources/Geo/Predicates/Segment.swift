/// An edge on the unrolled map, its lower end first.
struct Segment: Sendable {
  let ax: Double
  let ay: Double
  let bx: Double
  let by: Double

  init(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) {
    let isUpward = ay <= by
    (self.ax, self.ay) = isUpward ? (ax, ay) : (bx, by)
    (self.bx, self.by) = isUpward ? (bx, by) : (ax, ay)
  }

  /// Positive when the position lies to the west of the edge (of its line), negative to the east, 0 on it.
  @inline(__always)
  func side(of x: Double, _ y: Double) -> Double { Orientation.side(ax, ay, bx, by, of: x, y) }

  /// True for positions on the edge, its ends included.
  func holds(_ x: Double, _ y: Double) -> Bool {
    y >= ay && y <= by && x >= min(ax, bx) && x <= max(ax, bx) && side(of: x, y) == 0
  }

  /// True when a leftward ray from a position at latitude `y` may meet it. The lower end counts, the upper one does not,
  /// so that a ray through a vertex meets one of two edges that go on upward and none or both of others.
  func spans(_ y: Double) -> Bool { ay <= y && y < by }

  /// Its longitude at a latitude that it has, rounded.
  func x(at y: Double) -> Double { ax + (bx - ax) * ((y - ay) / (by - ay)) }

  /// True when the edges share a position. Rule: each has its ends on different sides of the other's line, or an end of
  /// one lies on the other (Cormen et al., "Introduction to Algorithms", section 33.1), every side decided exactly.
  func meets(_ other: Segment) -> Bool {
    guard ay <= other.by, other.ay <= by, min(ax, bx) <= max(other.ax, other.bx),
      min(other.ax, other.bx) <= max(ax, bx)
    else { return false }
    let a = other.side(of: ax, ay)
    let b = other.side(of: bx, by)
    if a > 0 && b > 0 || a < 0 && b < 0 { return false }
    let c = side(of: other.ax, other.ay)
    let d = side(of: other.bx, other.by)
    if c > 0 && d > 0 || c < 0 && d < 0 { return false }
    // Four ends on one line: the boxes met already, and on one line that is enough.
    return true
  }

  /// -1, 0 or 1 as this edge runs to the west of another one, along it or to the east, wherever both have a latitude; nil
  /// when they cross. Both must have some latitudes in common.
  func order(_ other: Segment) -> Int? {
    let low = ay == other.ay ? ax - other.ax : ay > other.ay ? -other.side(of: ax, ay) : side(of: other.ax, other.ay)
    let high = by == other.by ? bx - other.bx : by < other.by ? -other.side(of: bx, by) : side(of: other.bx, other.by)
    if low < 0 && high > 0 || low > 0 && high < 0 { return nil }
    let sum = low + high
    return sum < 0 ? -1 : sum > 0 ? 1 : 0
  }
}
