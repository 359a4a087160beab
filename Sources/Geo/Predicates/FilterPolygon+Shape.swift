extension FilterPolygon {
  /// True when the shape and the polygon have a point in common, borders included.
  ///
  /// Rule (SPEC 3.2; `intersects` of OGC Simple Features 1.2.1 section 6.1.15.3): a position of the shape is inside, or an
  /// edge of it touches or crosses the border, or the polygon lies inside a polygon of the shape. Holes are outside. What
  /// is empty, null or malformed meets nothing; a collection meets what one of its members meets.
  package func meets(_ shape: Shape) -> Bool {
    guard shape.content == .geometry, shape.box.south <= box.north, box.south <= shape.box.north else { return false }
    for path in shape.paths where meets(path, of: shape) { return true }
    if holdsNorthPole, shape.contains(Coordinate(longitude: 0, latitude: 90)) { return true }
    if holdsSouthPole, shape.contains(Coordinate(longitude: 0, latitude: -90)) { return true }
    // No border touches another: each ring is inside the shape as a whole, or not at all.
    guard shape.paths.contains(where: { $0.role == .exterior }) else { return false }
    return layers.contains { $0.anchors.contains { shape.contains($0) } }
  }

  private func meets(_ path: Path, of shape: Shape) -> Bool {
    guard let first = path.positions.first, path.box.south <= box.north, box.south <= path.box.north else {
      return false
    }
    func holds(_ i: Int) -> Bool { contains(Coordinate(longitude: shape.xs[i], latitude: shape.ys[i])) }
    if path.role == .points { return path.positions.contains(where: holds) }
    // Where no edge meets the border, one position speaks for all. A hole's edges belong to the shape as well.
    if holds(first) { return true }
    return layers.contains { layer in
      layer.box.shifts(toMeet: path.box.west, path.box.east).contains { shift in
        shape.hasEdge(of: path, shiftedBy: shift) { edge in
          edge.ay <= layer.box.north && edge.by >= layer.box.south && layer.edges.meets(edge)
        }
      }
    }
  }
}
