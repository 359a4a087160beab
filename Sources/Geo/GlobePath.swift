import Bytes

/// One position on a map that goes on to the east and the west of 180: the globe unrolled.
struct GlobeVertex: Sendable {
  /// Longitude on the unrolled map.
  var x: Double
  var y: Double
  /// The numbers as they were read; nil for a position made by a cut.
  var read: Numbers?
  /// The third number, where there is one.
  var altitude: Double?

  struct Numbers: Sendable {
    var value: Double
    var longitude: [UInt8]
    var latitude: [UInt8]
    /// What stands behind them, with its comma.
    var rest: [UInt8]
  }

  /// `[lon,lat]` as it stands in strip `strip` of 360 degrees.
  func text(inStrip strip: Int) -> [UInt8] {
    let place = x - Double(strip) * 360
    guard let read else {
      var text = Array("[\(place > 0 ? 180 : -180),\(Self.plain(y))".utf8)
      if let altitude { text += Array(",\(Self.plain(altitude))".utf8) }
      return text + [ASCII.closeBracket]
    }
    let degrees = Int((place - read.value).rounded())
    let longitude =
      degrees == 0
      ? read.longitude
      : DecimalText.shifted(read.longitude.span, from: 0, to: read.longitude.count, by: degrees)
        ?? Array(Self.plain(place).utf8)
    return [ASCII.openBracket] + longitude + [ASCII.comma] + read.latitude + read.rest + [ASCII.closeBracket]
  }

  /// The shortest digits that give the value back, a whole number without a point.
  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// Where the edge from `a` to `b` meets the meridian `x`.
  static func between(_ a: GlobeVertex, _ b: GlobeVertex, at x: Double) -> GlobeVertex {
    if a.x == x { return a }
    if b.x == x { return b }
    func blend(_ from: Double, _ to: Double) -> Double { from + (to - from) * ((x - a.x) / (b.x - a.x)) }
    var altitude: Double?
    if let first = a.altitude, let second = b.altitude { altitude = blend(first, second) }
    return GlobeVertex(x: x, y: blend(a.y, b.y), read: nil, altitude: altitude)
  }

  func isSamePlace(as other: GlobeVertex) -> Bool { x == other.x && y == other.y }
}

/// A line or a ring on the unrolled map.
struct GlobePath: Sendable {
  var vertices: [GlobeVertex] = []
  /// How far the last position lies from the first one, in whole turns: not 0 for a ring around a pole.
  private(set) var turns = 0

  init(_ vertices: [GlobeVertex]) { self.vertices = vertices }

  /// Reads an array of positions. Longitudes move by turns so that no edge is longer than half the globe, but for edges
  /// of exactly one turn, which run along the antimeridian of a geometry that was cut already.
  init(_ source: Span<UInt8>, _ array: Range<Int>) {
    var offset = 0
    for position in GeometryParts.elements(source, array) {
      guard var vertex = Self.vertex(source, position) else { continue }
      if let last = vertices.last?.read {
        let step = vertex.x - last.value
        if abs(step) > 180, abs(step) < 360 { offset += step > 0 ? -1 : 1 }
      }
      vertex.x += Double(offset) * 360
      vertices.append(vertex)
    }
    turns = offset
  }

  private static func vertex(_ source: Span<UInt8>, _ position: Range<Int>) -> GlobeVertex? {
    let numbers = GeometryParts.elements(source, position)
    guard numbers.count >= 2,
      let longitude = NumberText.double(source, from: numbers[0].lowerBound, to: numbers[0].upperBound),
      let latitude = NumberText.double(source, from: numbers[1].lowerBound, to: numbers[1].upperBound)
    else { return nil }
    var altitude: Double?
    var rest: [UInt8] = []
    for (index, number) in numbers.enumerated().dropFirst(2) {
      rest += [ASCII.comma] + source.array(from: number.lowerBound, to: number.upperBound)
      if index == 2 { altitude = NumberText.double(source, from: number.lowerBound, to: number.upperBound) }
    }
    return GlobeVertex(
      x: longitude, y: latitude,
      read: GlobeVertex.Numbers(
        value: longitude, longitude: source.array(from: numbers[0].lowerBound, to: numbers[0].upperBound),
        latitude: source.array(from: numbers[1].lowerBound, to: numbers[1].upperBound), rest: rest),
      altitude: altitude)
  }

  var least: Double { vertices.map(\.x).min() ?? 0 }
  var most: Double { vertices.map(\.x).max() ?? 0 }

  /// Numbers beyond three turns are no longitudes: they are left alone.
  var isOnMap: Bool { least >= -1080 && most <= 1080 }

  /// True when it leaves the strip between -180 and 180.
  var crosses: Bool { (least < -180 || most > 180) && isOnMap }

  // MARK: - Lines

  /// The line in pieces, each in one strip.
  func cutAsLine() -> [(strip: Int, text: [UInt8])] {
    guard crosses, var last = vertices.first, vertices.count > 1 else { return [(0, Self.text(vertices, inStrip: 0))] }
    var pieces: [(strip: Int, text: [UInt8])] = []
    // A line that begins on the antimeridian belongs to the side it goes to.
    let ahead = vertices.first { $0.x != last.x } ?? last
    var strip = Self.strip(of: last.x, towards: ahead.x)
    var piece = [last]
    func end() {
      if piece.count > 1 { pieces.append((strip, Self.text(piece, inStrip: strip))) }
    }
    for vertex in vertices.dropFirst() {
      while true {
        let (west, east) = (Double(strip) * 360 - 180, Double(strip) * 360 + 180)
        guard vertex.x > east || vertex.x < west else { break }
        let meeting = GlobeVertex.between(last, vertex, at: vertex.x > east ? east : west)
        if piece.last.map({ !$0.isSamePlace(as: meeting) }) ?? true { piece.append(meeting) }
        end()
        strip += vertex.x > east ? 1 : -1
        piece = [meeting]
        last = meeting
      }
      piece.append(vertex)
      last = vertex
    }
    end()
    return pieces
  }

  private static func strip(of x: Double, towards next: Double) -> Int {
    let strip = Int(((x + 180) / 360).rounded(.down))
    let isOnEdge = x == Double(strip) * 360 - 180
    return isOnEdge && next < x ? strip - 1 : strip
  }

  static func text(_ vertices: [GlobeVertex], inStrip strip: Int) -> [UInt8] {
    [ASCII.openBracket] + vertices.map { $0.text(inStrip: strip) }.joined(separator: [ASCII.comma])
      + [ASCII.closeBracket]
  }

  // MARK: - Rings

  /// Twice the signed area on the unrolled map: positive when counter-clockwise.
  var area: Double {
    guard let origin = vertices.first else { return 0 }
    var sum = 0.0
    for (a, b) in zip(vertices, vertices.dropFirst()) {
      sum += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    }
    return sum
  }

  /// Closes a ring that goes once around the globe: it is turned to begin on the antimeridian, and goes back there along
  /// the pole its positions are nearer to.
  mutating func closeAroundPole() {
    guard turns != 0, vertices.count > 3 else { return }
    let isNorth = vertices.map(\.y).reduce(0, +) >= 0
    // The last position is the first one, a turn away.
    var open = Array(vertices.dropLast())
    let turn = Double(turns) * 360
    for index in vertices.indices.dropLast() {
      let (a, b) = (vertices[index], vertices[index + 1])
      let edge = ((max(a.x, b.x) - 180) / 360).rounded(.down) * 360 + 180
      guard edge >= min(a.x, b.x), edge <= max(a.x, b.x) else { continue }
      let meeting = GlobeVertex.between(a, b, at: edge)
      var before = Array(open[...index])
      for i in before.indices { before[i].x += turn }
      open = [meeting] + open[(index + 1)...] + before
      break
    }
    guard let first = open.first else { return }
    let pole = isNorth ? 90.0 : -90.0
    var last = first
    last.x += turn
    last.read = nil
    // Every made position stands on the antimeridian.
    vertices = open + [last]
    vertices.append(GlobeVertex(x: last.x, y: pole, read: nil, altitude: last.altitude))
    vertices.append(GlobeVertex(x: first.x, y: pole, read: nil, altitude: first.altitude))
    vertices.append(first)
    vertices = vertices.indices.filter { $0 == 0 || !vertices[$0].isSamePlace(as: vertices[$0 - 1]) }.map {
      vertices[$0]
    }
    turns = 0
  }

  mutating func move(byTurns count: Int) {
    guard count != 0 else { return }
    for index in vertices.indices { vertices[index].x += Double(count) * 360 }
  }

  /// True when the ring has the position inside (even-odd rule).
  func contains(_ point: GlobeVertex) -> Bool {
    var isInside = false
    for (a, b) in zip(vertices, vertices.dropFirst()) where (a.y > point.y) != (b.y > point.y) {
      if point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
    }
    return isInside
  }
}
