import Bytes

/// A polygon with holes on the unrolled map, to be cut along meridians.
struct GlobePolygon: Sendable {
  private var exterior: GlobePath
  private var holes: [GlobePath]
  private let isWhole: Bool

  init(_ rings: [GlobePath]) {
    exterior = rings.first ?? GlobePath([])
    holes = Array(rings.dropFirst())
    isWhole = rings.allSatisfy { $0.vertices.count >= 4 } && !rings.isEmpty
  }

  var crosses: Bool {
    isWhole && rings.allSatisfy(\.isOnMap)
      && (exterior.crosses || exterior.turns != 0 || holes.contains { $0.crosses })
  }

  /// The coordinates of the parts, one polygon each; nil when the rings do not fit together, or go around the globe in a
  /// way that has no inside.
  func cut() -> [[UInt8]]? {
    guard crosses else { return [Self.text([exterior] + holes, inStrip: 0)] }
    var polygon = self
    guard abs(polygon.exterior.turns) <= 1, polygon.holes.allSatisfy({ $0.turns == 0 }) else { return nil }
    polygon.exterior.closeAroundPole()
    polygon.arrange()
    var pieces: [(strip: Int, rings: [GlobePath])] = []
    var rest = [polygon]
    var strip = Int(((polygon.exterior.least + 180) / 360).rounded(.down))
    while !rest.isEmpty {
      let edge = Double(strip) * 360 + 180
      var east: [GlobePolygon] = []
      for polygon in rest {
        if polygon.exterior.most <= edge {
          pieces.append((strip, polygon.rings))
          continue
        }
        guard let west = polygon.side(.west, of: edge), let other = polygon.side(.east, of: edge) else { return nil }
        pieces += west.map { (strip, $0.rings) }
        east += other
      }
      rest = east
      strip += 1
    }
    return pieces.map { Self.text($0.rings, inStrip: $0.strip) }
  }

  private init(exterior: GlobePath, holes: [GlobePath]) {
    self.exterior = exterior
    self.holes = holes
    isWhole = true
  }

  private var rings: [GlobePath] { [exterior] + holes }

  /// Turns every ring the way RFC 7946 wants and moves the holes to where the exterior is.
  private mutating func arrange() {
    if exterior.area < 0 { exterior.vertices.reverse() }
    for index in holes.indices {
      if holes[index].area > 0 { holes[index].vertices.reverse() }
      let middle = (holes[index].least + holes[index].most) / 2
      let distance = (exterior.least + exterior.most) / 2 - middle
      for turns in [0, Int((distance / 360).rounded()), 1, -1] {
        var moved = holes[index]
        moved.move(byTurns: turns)
        if moved.least >= exterior.least, moved.most <= exterior.most {
          holes[index] = moved
          break
        }
      }
    }
  }

  private static func text(_ rings: [GlobePath], inStrip strip: Int) -> [UInt8] {
    [ASCII.openBracket] + rings.map { GlobePath.text($0.vertices, inStrip: strip) }.joined(separator: [ASCII.comma])
      + [ASCII.closeBracket]
  }

  // MARK: - One side of a meridian

  private enum Side { case west, east }

  /// A run of a ring on one side, from where it comes over the meridian to where it leaves.
  private struct Chain {
    var vertices: [GlobeVertex]
    var isUsed = false
    var entry: Double { vertices.first?.y ?? 0 }
    var exit: Double { vertices.last?.y ?? 0 }
  }

  /// The polygons on one side. With the inside on the left of every ring, the boundary goes along the meridian
  /// southwards on the east side and northwards on the west side, from each exit to the nearest entry.
  private func side(_ side: Side, of edge: Double) -> [GlobePolygon]? {
    func isHere(_ vertex: GlobeVertex) -> Bool { side == .west ? vertex.x < edge : vertex.x >= edge }
    var chains: [Chain] = []
    var exteriors: [GlobePath] = []
    var inner: [GlobePath] = []
    for (index, ring) in rings.enumerated() {
      let here = ring.vertices.count(where: isHere)
      if here == ring.vertices.count {
        if index == 0 { exteriors.append(ring) } else { inner.append(ring) }
      } else if here > 0 {
        chains += Self.chains(of: ring, at: edge, isHere)
      }
    }
    for start in chains.indices where !chains[start].isUsed {
      guard let ring = Self.link(&chains, from: start, side) else { return nil }
      if ring.vertices.count >= 4, ring.area != 0 { exteriors.append(ring) }
    }
    var polygons = exteriors.map { GlobePolygon(exterior: $0, holes: []) }
    for hole in inner {
      guard let point = hole.vertices.first,
        let owner = polygons.firstIndex(where: { $0.exterior.contains(point) }) ?? polygons.indices.first
      else { continue }
      polygons[owner].holes.append(hole)
    }
    return polygons
  }

  private static func chains(
    of ring: GlobePath, at edge: Double, _ isHere: (GlobeVertex) -> Bool
  ) -> [Chain] {
    let open = ring.vertices.dropLast()
    let count = open.count
    guard let start = (0..<count).first(where: { !isHere(open[$0]) && isHere(open[($0 + 1) % count]) }) else {
      return []
    }
    var chains: [Chain] = []
    var chain: [GlobeVertex] = []
    for step in 0..<count {
      let (a, b) = (open[(start + step) % count], open[(start + step + 1) % count])
      switch (isHere(a), isHere(b)) {
      case (false, true):
        chain = []
        append(GlobeVertex.between(a, b, at: edge), to: &chain)
        append(b, to: &chain)
      case (true, true): append(b, to: &chain)
      case (true, false):
        append(GlobeVertex.between(a, b, at: edge), to: &chain)
        chains.append(Chain(vertices: chain))
      case (false, false): break
      }
    }
    return chains
  }

  private static func append(_ vertex: GlobeVertex, to chain: inout [GlobeVertex]) {
    if let last = chain.last, last.isSamePlace(as: vertex) { return }
    chain.append(vertex)
  }

  /// Follows chains from one to the next until the first one comes again.
  private static func link(_ chains: inout [Chain], from start: Int, _ side: Side) -> GlobePath? {
    var vertices: [GlobeVertex] = []
    var current = start
    repeat {
      chains[current].isUsed = true
      for vertex in chains[current].vertices { append(vertex, to: &vertices) }
      let exit = chains[current].exit
      let candidates = chains.indices.filter { index in
        (!chains[index].isUsed || index == start)
          && (side == .east ? chains[index].entry <= exit : chains[index].entry >= exit)
      }
      let next = candidates.min { abs(chains[$0].entry - exit) < abs(chains[$1].entry - exit) }
      guard let next else { return nil }
      current = next
    } while current != start
    if let first = vertices.first { append(first, to: &vertices) }
    return GlobePath(vertices)
  }
}
