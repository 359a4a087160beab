/// The polygons of `geofilter.polygon`, `#polygon` and `--within`: which points and shapes are in them.
///
/// Rule for points (SPEC 3.2): inside by the even-odd rule over the rings of a polygon (Shimrat, "Algorithm 112", 1962),
/// the border inside, edges straight in longitude and latitude, sides decided exactly (`Orientation`). Several polygons:
/// inside any. Rings are unrolled as in `Shape`: an edge of more than 180 degrees of longitude crosses the antimeridian,
/// and longitudes beyond 180 name the same meridians. A pole is one place, whatever longitude is written with it.
///
/// Edges are indexed once (`EdgeIndex`): a point costs a box, and then the logarithm of the number of edges; nothing is
/// allocated.
package struct FilterPolygon: Sendable {
  /// Around all of it, on the unrolled map.
  package let box: MapBox

  /// Polygons with boxes apart from each other, in one index; or one polygon around a pole. A class, because a point then
  /// retains one object, not every array in it: twice as fast for 100 vertices.
  final class Layer: Sendable {
    let edges: EdgeIndex
    let box: MapBox
    /// What rings around a pole add to the count of edges in the west.
    let seams: [Range<Double>]
    let isPolar: Bool
    /// A position on each ring.
    let anchors: [Coordinate]
    let holdsNorthPole: Bool
    let holdsSouthPole: Bool

    init(_ edges: [Segment], _ seams: [Range<Double>], _ anchors: [Coordinate], box: MapBox, isPolar: Bool) {
      self.edges = EdgeIndex(edges)
      self.seams = seams
      self.anchors = anchors
      self.box = box
      self.isPolar = isPolar
      func holdsPole(_ latitude: Double) -> Bool {
        edges.contains { $0.ay == latitude || $0.by == latitude }
          || seams.count { $0.lowerBound == latitude || $0.upperBound == latitude } % 2 == 1
      }
      holdsNorthPole = holdsPole(90)
      holdsSouthPole = holdsPole(-90)
    }
  }

  let layers: [Layer]
  let holdsNorthPole: Bool
  let holdsSouthPole: Bool
  /// No position has a longitude beyond 180 on the unrolled map.
  private let isFlat: Bool

  /// Takes the polygons of a shape; there may be none, and then nothing is inside.
  init(polygonsOf shape: Shape) {
    layers = Self.layers(shape)
    box = layers.reduce(into: MapBox()) { $0.extend($1.box) }
    holdsNorthPole = layers.contains { $0.holdsNorthPole }
    holdsSouthPole = layers.contains { $0.holdsSouthPole }
    isFlat = box.east < 180
  }

  /// True for points inside and on the border. False for latitudes beyond a pole and for what is not finite.
  package func contains(_ point: Coordinate) -> Bool {
    let y = point.latitude
    guard y >= box.south, y <= box.north else { return false }
    if abs(y) == 90 { return y > 0 ? holdsNorthPole : holdsSouthPole }
    let x = Turns.normalised(point.longitude)
    // What is not finite is NaN here.
    if isFlat { guard x >= box.west, x <= box.east else { return false } } else if x.isNaN { return false }
    for i in layers.indices where layers[i].contains(x, y) { return true }
    return false
  }
}

extension FilterPolygon.Layer {
  /// The point and the same place some turns on. Of boxes narrower than a turn at most one of them is inside; around a
  /// pole each one counts, because the ring is one curve without an end (even-odd over all turns of it).
  func contains(_ x: Double, _ y: Double) -> Bool {
    guard y >= box.south, y <= box.north else { return false }
    var isInside = false
    for i in seams.indices where seams[i].contains(y) { isInside.toggle() }
    var place = x
    while place <= box.east {
      if place >= box.west {
        switch edges.place(place, y) {
        case .border: return true
        case .inside:
          if !isPolar { return true }
          isInside.toggle()
        case .outside: break
        }
      }
      place += 360
    }
    return isInside
  }
}

// MARK: - Building

extension FilterPolygon {
  /// An exterior and its holes, as indices of paths.
  private struct Part {
    var paths: Range<Int>
    var box: MapBox
    var isPolar: Bool
  }

  private static func layers(_ shape: Shape) -> [Layer] {
    let parts = parts(shape).sorted { $0.box.west < $1.box.west }
    var groups: [[Part]] = []
    // For each group, the parts that those still to come may touch: they come from west to east.
    var open: [[Part]] = []
    for part in parts {
      if part.isPolar {
        groups.append([part])
        open.append([part])
        continue
      }
      var group = 0
      while group < groups.count {
        open[group].removeAll { !$0.isPolar && $0.box.east < part.box.west }
        if !open[group].contains(where: { $0.isPolar || $0.box.meets(part.box) }) { break }
        group += 1
      }
      if group == groups.count {
        groups.append([])
        open.append([])
      }
      groups[group].append(part)
      open[group].append(part)
    }
    return groups.map { layer($0, shape) }
  }

  private static func parts(_ shape: Shape) -> [Part] {
    var parts: [Part] = []
    for (index, path) in shape.paths.enumerated() {
      if path.role == .exterior {
        parts.append(Part(paths: index..<index + 1, box: path.box, isPolar: !path.isClosed))
      } else if path.role == .hole, let last = parts.last, last.paths.upperBound == index {
        // A hole may not leave its polygon; by the even-odd rule one that does adds to it.
        parts[parts.count - 1].paths = last.paths.lowerBound..<index + 1
        parts[parts.count - 1].box.extend(path.box)
        if !path.isClosed { parts[parts.count - 1].isPolar = true }
      }
    }
    return parts
  }

  private static func layer(_ parts: [Part], _ shape: Shape) -> Layer {
    var segments: [Segment] = []
    var seams: [Range<Double>] = []
    var anchors: [Coordinate] = []
    var box = MapBox()
    for part in parts {
      box.extend(part.box)
      for path in shape.paths[part.paths] {
        shape.forEachEdge(of: path) { segments.append($0) }
        if let seam = path.seam { seams.append(seam) }
        let first = path.positions.lowerBound
        anchors.append(Coordinate(longitude: shape.xs[first], latitude: shape.ys[first]))
      }
    }
    return Layer(segments, seams, anchors, box: box, isPolar: parts.contains { $0.isPolar })
  }
}
