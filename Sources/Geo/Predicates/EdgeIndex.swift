/// The edges of rings, indexed once, to find on which side of them a position lies in logarithmic time.
///
/// ```
///  latitudes of vertices   levels            a tree over the gaps between levels, 16 children a node:
///  ── y3 ────────────────  leaf 2            an edge stands in the few nodes that make up its latitudes,
///  ── y2 ────────────────  leaf 1            at most 30 a storey of the tree, so every edge of a node
///  ── y1 ────────────────  leaf 0            has all latitudes of that node
/// ```
/// A position asks one node in each storey. Edges of one node that do not cross have an order from west to east, and those
/// to the west of the position are counted by bisection; edges that cross others (rings that cross themselves) are strays
/// and counted one by one. Sides are decided by `Orientation`, so the answer is exact. What lies exactly at a level, vertices and edges
/// along a parallel, is kept as ranges of longitudes for each level.
///
/// The tree is a segment tree (Bentley, 1977; de Berg et al., "Computational Geometry", section 10.3).
struct EdgeIndex: Sendable {
  /// Where a position lies by the even-odd rule.
  enum Place: Sendable { case border, inside, outside }

  /// Edges in one node: a run of `entries`.
  private struct Node: Sendable {
    var first = 0
    /// From west to east, none crossing another.
    var ordered: Int32 = 0
    /// Behind those: edges that cross others, in any order.
    var strays: Int32 = 0

    var range: Range<Int> { first..<first &+ Int(ordered) &+ Int(strays) }
  }

  /// Longitudes that belong to the border at a level.
  private struct Bar: Sendable {
    var west: Double
    var east: Double
  }

  /// Distinct latitudes of vertices, ascending.
  private var levels: [Double] = []
  /// As many bands of latitude of one height: for each the first level that is not south of it. See `level(below:)`.
  private var bandStart: [Int32] = []
  private var bandsPerDegree = 0.0
  private var edges: [Segment] = []
  private var entries: [Int32] = []
  private var nodes: [Node] = []
  /// The first node of each storey, leaves first.
  private var storeys: [Int] = []
  /// For each level: disjoint bars, from west to east.
  private var bars: [Bar] = []
  private var barStart: [Int32] = [0]

  private static let shift = 4

  /// Indexes edges; those along a parallel too, and those of no length.
  init(_ segments: [Segment]) {
    levels = segments.flatMap { [$0.ay, $0.by] }.sorted()
    var kept = 0
    for level in levels where kept == 0 || level != levels[kept - 1] {
      levels[kept] = level
      kept += 1
    }
    levels.removeSubrange(kept...)
    edges = segments.filter { $0.ay < $0.by }
    makeBands()
    makeBars(segments)
    makeTree()
  }

  // MARK: - Asking

  /// The place of a position, both coordinates finite.
  func place(_ x: Double, _ y: Double) -> Place {
    guard let lowest = levels.first, y >= lowest, y <= levels[levels.count &- 1] else { return .outside }
    var leaf = level(below: y)
    if levels[leaf] == y, isOnBar(x, at: leaf) { return .border }
    guard leaf < levels.count &- 1 else { return .outside }
    var west = 0
    for storey in storeys {
      let node = nodes[storey &+ leaf]
      leaf &>>= Self.shift
      if node.ordered > 0 {
        guard let found = bisect(node, x, y) else { return .border }
        west &+= found
      }
      if node.strays > 0 {
        guard let found = countStrays(node, x, y) else { return .border }
        west &+= found
      }
    }
    return west & 1 == 1 ? .inside : .outside
  }

  /// True when an edge shares a position with the segment.
  func meets(_ segment: Segment) -> Bool {
    guard let lowest = levels.first, let highest = levels.last, segment.by >= lowest, segment.ay <= highest else {
      return false
    }
    let first = level(below: max(segment.ay, lowest))
    let last = level(below: segment.by)
    if meetsBars(segment, first, last) { return true }
    guard first < levels.count - 1 else { return false }
    var low = first
    var high = min(last, levels.count - 2)
    for storey in storeys {
      for index in low...high {
        let node = nodes[storey + index]
        for entry in node.range where edges[Int(entries[entry])].meets(segment) { return true }
      }
      low >>= Self.shift
      high >>= Self.shift
    }
    return false
  }

  /// The last level at or below `y`, which is not below all of them.
  ///
  /// Levels in bands north of the one of `y` are above it and those in bands south of it below, because `band` does not
  /// fall as `y` grows: bisection is left with one band. For
  /// 10,000 vertices that is 1.8 times as fast as bisection among all levels (15.7 against 8.8 million points a second).
  private func level(below y: Double) -> Int {
    let band = band(y)
    var base = max(Int(bandStart[band]) &- 1, 0)
    var length = Int(bandStart[band &+ 1]) &- base
    while length > 1 {
      let half = length &>> 1
      base = levels[base &+ half] <= y ? base &+ half : base
      length &-= half
    }
    return base
  }

  private func band(_ y: Double) -> Int {
    Int(min((y - levels[0]) * bandsPerDegree, Double(levels.count &- 1)))
  }

  /// Ordered edges of a node to the west of the position; nil when it is on one.
  private func bisect(_ node: Node, _ x: Double, _ y: Double) -> Int? {
    let first = node.first
    var low = first
    var high = first &+ Int(node.ordered)
    while low < high {
      let middle = (low &+ high) &>> 1
      let side = edges[Int(entries[middle])].side(of: x, y)
      if side == 0 { return nil }
      if side < 0 { low = middle &+ 1 } else { high = middle }
    }
    return low &- first
  }

  /// The same for the strays.
  private func countStrays(_ node: Node, _ x: Double, _ y: Double) -> Int? {
    var west = 0
    for index in node.range.dropFirst(Int(node.ordered)) {
      let side = edges[Int(entries[index])].side(of: x, y)
      if side == 0 { return nil }
      if side < 0 { west &+= 1 }
    }
    return west
  }

  private func isOnBar(_ x: Double, at level: Int) -> Bool {
    var low = Int(barStart[level])
    var high = Int(barStart[level &+ 1])
    while low < high {
      let middle = (low &+ high) &>> 1
      if bars[middle].east < x { low = middle &+ 1 } else { high = middle }
    }
    return low < Int(barStart[level &+ 1]) && bars[low].west <= x
  }

  private func meetsBars(_ segment: Segment, _ first: Int, _ last: Int) -> Bool {
    for level in first...last {
      for index in Int(barStart[level])..<Int(barStart[level + 1]) {
        let bar = bars[index]
        if Segment(bar.west, levels[level], bar.east, levels[level]).meets(segment) { return true }
      }
    }
    return false
  }

  // MARK: - Building

  private mutating func makeBands() {
    guard let lowest = levels.first, let highest = levels.last else { return }
    let scale = Double(levels.count) / (highest - lowest)
    bandsPerDegree = scale.isFinite ? scale : 0
    bandStart = Array(repeating: 0, count: levels.count + 1)
    for level in levels { bandStart[band(level) + 1] += 1 }
    for band in bandStart.indices.dropFirst() { bandStart[band] += bandStart[band - 1] }
  }

  /// Every vertex is a bar of no width; edges along a parallel join them.
  private mutating func makeBars(_ segments: [Segment]) {
    var found: [(level: Double, bar: Bar)] = []
    for edge in segments {
      if edge.ay == edge.by {
        found.append((edge.ay, Bar(west: min(edge.ax, edge.bx), east: max(edge.ax, edge.bx))))
      } else {
        found.append((edge.ay, Bar(west: edge.ax, east: edge.ax)))
        found.append((edge.by, Bar(west: edge.bx, east: edge.bx)))
      }
    }
    found.sort { ($0.level, $0.bar.west) < ($1.level, $1.bar.west) }
    var i = 0
    for level in levels {
      let first = bars.count
      while i < found.count, found[i].level == level {
        if bars.count > first, found[i].bar.west <= bars[bars.count - 1].east {
          bars[bars.count - 1].east = max(bars[bars.count - 1].east, found[i].bar.east)
        } else {
          bars.append(found[i].bar)
        }
        i += 1
      }
      barStart.append(Int32(bars.count))
    }
  }

  private mutating func makeTree() {
    var width = levels.count - 1
    guard width > 0, !edges.isEmpty else { return }
    while true {
      storeys.append(nodes.count)
      nodes.append(contentsOf: repeatElement(Node(), count: width))
      if width < 1 << Self.shift { break }
      width = (width - 1) >> Self.shift + 1
    }
    let leaves = edges.map { level(below: $0.ay)..<level(below: $0.by) }
    for range in leaves { Self.forEachNode(of: range, storeys) { nodes[$0].strays += 1 } }
    var total = 0
    for index in nodes.indices {
      nodes[index].first = total
      total += Int(nodes[index].strays)
      nodes[index].strays = 0
    }
    entries = Array(repeating: 0, count: total)
    for (edge, range) in leaves.enumerated() {
      Self.forEachNode(of: range, storeys) {
        entries[nodes[$0].first + Int(nodes[$0].strays)] = Int32(edge)
        nodes[$0].strays += 1
      }
    }
    for (index, storey) in storeys.enumerated() {
      let end = index + 1 < storeys.count ? storeys[index + 1] : nodes.count
      for node in storey..<end {
        let leaf = (node - storey) << (Self.shift * index)
        let above = min(leaf + 1 << (Self.shift * index), levels.count - 1)
        order(node, at: levels[leaf] / 2 + levels[above] / 2)
      }
    }
  }

  /// The nodes that together are the leaves.
  private static func forEachNode(of leaves: Range<Int>, _ storeys: [Int], _ body: (Int) -> Void) {
    var low = leaves.lowerBound
    var high = leaves.upperBound
    let mask = 1 << shift - 1
    for storey in storeys {
      while low < high, low & mask != 0 {
        body(storey + low)
        low += 1
      }
      while low < high, high & mask != 0 {
        high -= 1
        body(storey + high)
      }
      low >>= shift
      high >>= shift
    }
  }

  /// Brings the edges of a node in order from west to east, as they are at a latitude in the middle. Where two neighbours
  /// are not in order at every latitude, both are strays: one of them crosses others, and nobody knows which.
  private mutating func order(_ node: Int, at latitude: Double) {
    let range = nodes[node].range
    guard !range.isEmpty else { return }
    let sorted = entries[range].map { (x: edges[Int($0)].x(at: latitude), entry: $0) }.sorted { $0.x < $1.x }
    var ordered: [Int32] = []
    var strays: [Int32] = []
    for (_, entry) in sorted {
      if let last = ordered.last, (edges[Int(last)].order(edges[Int(entry)]) ?? 1) > 0 {
        ordered.removeLast()
        strays += [last, entry]
      } else {
        ordered.append(entry)
      }
    }
    entries.replaceSubrange(range, with: ordered + strays)
    nodes[node].ordered = Int32(ordered.count)
    nodes[node].strays = Int32(strays.count)
  }
}
