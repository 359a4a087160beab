extension Shape {
  /// The edges of a path; those of no length too, one for a single position that is no point.
  @inline(__always)
  func forEachEdge(of path: Path, shiftedBy shift: Double = 0, _ body: (Segment) -> Void) {
    _ = hasEdge(of: path, shiftedBy: shift) {
      body($0)
      return false
    }
  }

  /// True when an edge of the path, moved by whole turns, is as asked.
  @inline(__always)
  func hasEdge(of path: Path, shiftedBy shift: Double = 0, where isAsked: (Segment) -> Bool) -> Bool {
    guard path.role != .points, let first = path.positions.first else { return false }
    var previous = path.isClosed ? path.positions.upperBound - 1 : first
    // An open path begins at its second position, unless it has but one.
    for i in path.isClosed || path.positions.count == 1 ? path.positions : path.positions.dropFirst() {
      if isAsked(Segment(xs[previous] + shift, ys[previous], xs[i] + shift, ys[i])) { return true }
      previous = i
    }
    return false
  }

  /// True when the point is in the shape: on a point or a line, inside a polygon or on its border.
  ///
  /// The same rule as `FilterPolygon`, edge by edge: nothing is indexed.
  package func contains(_ point: Coordinate) -> Bool {
    guard content == .geometry, point.longitude.isFinite, point.latitude >= box.south, point.latitude <= box.north
    else {
      return false
    }
    var index = 0
    while index < paths.count {
      var end = index + 1
      if paths[index].role == .exterior {
        while end < paths.count, paths[end].role == .hole { end += 1 }
      }
      if contains(point, index..<end) { return true }
      index = end
    }
    return false
  }

  /// The same for points, a line, or the rings of one polygon.
  private func contains(_ point: Coordinate, _ paths: Range<Int>) -> Bool {
    let y = point.latitude
    let x = Turns.normalised(point.longitude)
    let isPolar = self.paths[paths].contains { $0.isRing && !$0.isClosed }
    if abs(y) == 90 { return holdsPole(y, paths) }
    var isInside = false
    var box = MapBox()
    for path in self.paths[paths] {
      box.extend(path.box)
      if let seam = path.seam, seam.contains(y) { isInside.toggle() }
    }
    guard y >= box.south, y <= box.north else { return false }
    for shift in box.shifts(toMeet: x, x) {
      let place = x + shift
      var isOdd = false
      for path in self.paths[paths] {
        if path.role == .points {
          for i in path.positions where xs[i] == place && ys[i] == y { return true }
        }
        let touches = hasEdge(of: path) { edge in
          if edge.holds(place, y) { return true }
          if path.isRing, edge.spans(y), edge.side(of: place, y) < 0 { isOdd.toggle() }
          return false
        }
        if touches { return true }
      }
      if isOdd {
        if !isPolar { return true }
        isInside.toggle()
      }
    }
    return isInside
  }

  /// A pole belongs to what touches it, and to what rings around it enclose.
  private func holdsPole(_ latitude: Double, _ paths: Range<Int>) -> Bool {
    var isInside = false
    for path in self.paths[paths] {
      for i in path.positions where ys[i] == latitude { return true }
      if let seam = path.seam, seam.lowerBound == latitude || seam.upperBound == latitude { isInside.toggle() }
    }
    return isInside
  }
}
