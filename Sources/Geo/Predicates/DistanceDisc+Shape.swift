#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DistanceDisc {
  /// True when some point of the shape is at most the radius away; with radius 0: when the centre is in the shape.
  ///
  /// What is empty, null or malformed meets nothing; a collection meets what one of its members meets.
  package func meets(_ shape: Shape) -> Bool {
    guard let distance = nearest(of: shape, isEnough: radiusInMetres, reach) else { return false }
    return distance <= radiusInMetres
  }

  /// The distance in metres from the centre to the nearest point of the shape: 0 inside a polygon, on its border and on a
  /// line. Nil for what is empty, null or malformed.
  ///
  /// Rule (SPEC 3.1): the shortest great circle to any point of an edge that is straight in longitude and latitude, found
  /// where the derivative of `h` (see `GreatCircle`) along the edge vanishes, in pieces of one degree at most. Positions
  /// on an edge are rounded to about 1e-14 degrees, so the result is good to 2e-8 m and 1e-9 of itself.
  package func distance(to shape: Shape) -> Double? { nearest(of: shape, isEnough: -1, nil) }

  /// The least distance, or one that is enough; parts out of reach are left out, and nil means that nothing was in reach.
  private func nearest(of shape: Shape, isEnough: Double, _ reach: Reach?) -> Double? {
    guard shape.content == .geometry else { return nil }
    if let reach, !self.reaches(shape.box, reach) { return nil }
    if shape.contains(centre) { return 0 }
    var reach = reach
    var best: Double?
    /// True when it is enough.
    func found(_ distance: Double) -> Bool {
      if let best, best <= distance { return false }
      best = distance
      if distance <= isEnough { return true }
      if isEnough < 0 { reach = Reach(from: centre.latitude, metres: distance) }
      return false
    }
    for path in shape.paths {
      if let reach, !reaches(path.box, reach) { continue }
      if path.role == .points {
        for i in path.positions {
          let point = Coordinate(longitude: shape.xs[i], latitude: shape.ys[i])
          if found(distance(to: point)) { return best }
        }
      } else {
        let isEnough = shape.hasEdge(of: path) { edge in
          if let reach, !reaches(edge, reach) { return false }
          return found(EdgeDistance(from: centre, to: edge).nearest(below: best ?? .infinity))
        }
        if isEnough { return best }
      }
    }
    return best
  }

  private func reaches(_ box: MapBox, _ reach: Reach) -> Bool {
    box.south <= reach.north && box.north >= reach.south
      && reach.meets(box.west - centre.longitude, box.east - centre.longitude)
  }

  private func reaches(_ edge: Segment, _ reach: Reach) -> Bool {
    edge.ay <= reach.north && edge.by >= reach.south
      && reach.meets(min(edge.ax, edge.bx) - centre.longitude, max(edge.ax, edge.bx) - centre.longitude)
  }
}

/// The distance from a place to an edge that is straight in longitude and latitude.
private struct EdgeDistance {
  private let latitude: Double
  private let cosine: Double
  /// The edge as it is seen from the place: longitudes relative to it.
  private let edge: Segment

  init(from centre: Coordinate, to edge: Segment) {
    latitude = centre.latitude
    cosine = cos(GreatCircle.radians(centre.latitude))
    // Only the sine of half the longitude counts, squared: turns do not matter.
    self.edge = Segment(edge.ax - centre.longitude, edge.ay, edge.bx - centre.longitude, edge.by)
  }

  /// The least distance in metres; a piece that cannot come below `limit` is not looked at closely.
  func nearest(below limit: Double) -> Double {
    let span = max(abs(edge.bx - edge.ax), edge.by - edge.ay)
    // In one degree the distance has one lowest point, but for bends that its error covers.
    let pieces = max(1, span.rounded(.up))
    let halfLength =
      GreatCircle.radians(abs(edge.bx - edge.ax) + edge.by - edge.ay) / pieces / 2 * GreatCircle.earthRadius
    var start = distance(at: 0)
    var best = start
    var piece = 0.0
    while piece < pieces {
      let (from, to) = (piece / pieces, (piece + 1) / pieces)
      let end = distance(at: to)
      best = min(best, end)
      // No point of a piece is farther from both its ends than half its length.
      if min(start, end) - halfLength < min(best, limit), let lowest = lowestPoint(from, to) {
        best = min(best, distance(at: lowest))
      }
      start = end
      piece += 1
    }
    return best
  }

  /// Where the distance goes from falling to growing; nil when it does not.
  private func lowestPoint(_ from: Double, _ to: Double) -> Double? {
    var (low, high) = (from, to)
    var (lowSlope, highSlope) = (slope(at: low), slope(at: high))
    guard lowSlope < 0, highSlope > 0 else { return nil }
    // Regula falsi with halving (Dowell and Jarratt, the "Illinois" method, 1971); a bisection now and then keeps it sure.
    var lastSide = 0
    for round in 0..<60 {
      var middle = (low * highSlope - high * lowSlope) / (highSlope - lowSlope)
      if round % 8 == 7 || !(middle > low && middle < high) { middle = low + (high - low) / 2 }
      if middle <= low || middle >= high || high - low < 1e-16 { break }
      let value = slope(at: middle)
      if value == 0 { return middle }
      if value < 0 {
        (low, lowSlope) = (middle, value)
        if lastSide < 0 { highSlope /= 2 }
        lastSide = -1
      } else {
        (high, highSlope) = (middle, value)
        if lastSide > 0 { lowSlope /= 2 }
        lastSide = 1
      }
    }
    return distance(at: low) < distance(at: high) ? low : high
  }

  private func x(at t: Double) -> Double { t == 1 ? edge.bx : edge.ax + (edge.bx - edge.ax) * t }
  private func y(at t: Double) -> Double { t == 1 ? edge.by : edge.ay + (edge.by - edge.ay) * t }

  private func distance(at t: Double) -> Double {
    let (x, y) = (x(at: t), y(at: t))
    let cosines = cosine * cos(GreatCircle.radians(y))
    let h = GreatCircle.haversine(latitude, y, x, cosines)
    return GreatCircle.distance(haversine: h, latitude, y, x, cosines)
  }

  /// Twice the derivative of `h` along the edge, but for a factor.
  private func slope(at t: Double) -> Double {
    let (x, y) = (GreatCircle.radians(x(at: t)), GreatCircle.radians(y(at: t)))
    let half = sin(x / 2)
    let alongMeridian = sin(y - GreatCircle.radians(latitude)) - 2 * cosine * sin(y) * half * half
    let alongParallel = cosine * cos(y) * sin(x)
    return (edge.by - edge.ay) * alongMeridian + (edge.bx - edge.ax) * alongParallel
  }
}
