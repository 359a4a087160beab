import Bytes

/// A geometry as numbers, ready for predicates: points, lines and polygons on the unrolled map.
///
/// Keep one and read into it again: its arrays keep their storage. Edges are straight in longitude and latitude and go the
/// short way round: one of more than 180 degrees of longitude crosses the antimeridian (RFC 7946 section 3.1.9; SPEC 3.2).
/// A ring that goes once around the globe encloses a pole, the one its positions are nearer to. Rings need not be closed.
/// Altitudes play no part. No text makes it trap: what is no geometry has `content == .malformed`.
package struct Shape: Sendable {
  /// What was read.
  package enum Content: Sendable, Equatable {
    /// No text at all, or `null`.
    case null
    /// A geometry without any position. It meets nothing.
    case empty
    case geometry
    /// No geometry, or one with a latitude beyond a pole. It meets nothing; count it.
    case malformed
  }

  package private(set) var content = Content.null
  /// The kind of the outermost geometry; nil unless the text is one.
  package private(set) var kind: GeometryText.Kind?
  /// Around all of it; empty unless `content` is `.geometry`.
  package private(set) var box = MapBox()

  /// Longitudes and latitudes of all paths, one after the other.
  private(set) var xs: [Double] = []
  private(set) var ys: [Double] = []
  private(set) var paths: [Path] = []

  private var text = GeometryText()
  private var wellKnownText = WellKnownText()
  private var rewritten = ByteBuilder(capacity: 0)

  package init() { text.keepsEveryPosition = true }

  /// A point.
  package init(_ point: Coordinate) {
    self.init()
    read(point)
  }

  // MARK: - Reading

  /// Reads a GeoJSON geometry, `null`, or nothing, in `start..<end`.
  ///
  /// - Parameter isJSON: a JSON reader has checked the text.
  package mutating func readGeoJSON(_ source: Span<UInt8>, from start: Int, to end: Int, isJSON: Bool = false) {
    clear()
    let first = JSONTextCheck.skipSpace(source, start, end)
    let word = JSONTextCheck.skipSpace(source, first &+ 4, end)
    if first == end || word == end && source.holds(Self.null, from: first, to: first &+ 4) { return }
    content = .malformed
    if !isJSON {
      guard let after = JSONTextCheck.endOfValue(source, from: first, to: end),
        JSONTextCheck.skipSpace(source, after, end) == end
      else { return }
    }
    readGeometry(source, first, end)
  }

  /// Reads WKT or EWKT, or nothing, in `start..<end`.
  package mutating func readWellKnownText(_ source: Span<UInt8>, from start: Int, to end: Int) {
    clear()
    if JSONTextCheck.skipSpace(source, start, end) == end { return }
    content = .malformed
    rewritten.clear()
    guard wellKnownText.append(source, from: start, to: end, into: &rewritten) == .written else { return }
    // Swapped out, so that its span does not pin the rest of the shape.
    var json = ByteBuilder(capacity: 0)
    swap(&json, &rewritten)
    json.withSpan { readGeometry($0, 0, $0.count) }
    swap(&json, &rewritten)
  }

  /// Becomes a point.
  package mutating func read(_ point: Coordinate) {
    clear()
    append(point)
    endPath(.points)
    finish(.point)
  }

  /// Takes in another shape, to filter by several features as one: the two become a collection. Nothing comes of what is
  /// null, empty or malformed.
  package mutating func join(_ other: Shape) {
    guard other.content == .geometry else { return }
    if content != .geometry { clear() }
    let count = xs.count
    xs += other.xs
    ys += other.ys
    paths += other.paths.map { $0.moved(by: count) }
    box.extend(other.box)
    kind = content == .geometry ? .collection : other.kind
    content = .geometry
  }

  private mutating func readGeometry(_ source: Span<UInt8>, _ start: Int, _ end: Int) {
    text.parse(source, from: start, to: end)
    guard text.isWellFormed else { return }
    for run in text.runs {
      for index in run.positions {
        let position = text.positions[index]
        append(Coordinate(longitude: position.longitude, latitude: position.latitude))
      }
      switch run.kind {
      case .point, .multiPoint, .collection: endPath(.points)
      case .lineString, .multiLineString: endPath(.line)
      case .polygon, .multiPolygon: endPath(run.isHole ? .hole : .exterior)
      }
    }
    finish(text.kind)
  }

  private mutating func clear() {
    content = .null
    kind = nil
    box = MapBox()
    xs.removeAll(keepingCapacity: true)
    ys.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
  }

  // MARK: - Building

  mutating func append(_ position: Coordinate) {
    xs.append(position.longitude)
    ys.append(position.latitude)
  }

  /// Makes a path of the positions appended since the last one. The holes of a polygon follow its exterior.
  mutating func endPath(_ role: Path.Role) {
    let first = paths.last?.positions.upperBound ?? 0
    let exterior = role == .hole ? paths.last { $0.role == .exterior } : nil
    let path = Path(role, from: first, &xs, &ys, in: exterior)
    paths.append(path)
    box.extend(path.box)
  }

  /// Call it when all paths are in.
  mutating func finish(_ kind: GeometryText.Kind?) {
    self.kind = kind
    content = paths.isEmpty ? .empty : .geometry
    if content == .geometry, !(box.south >= -90 && box.north <= 90 && box.west.isFinite && box.east.isFinite) {
      clear()
      content = .malformed
    }
  }

  private static let null = Array("null".utf8)
}
