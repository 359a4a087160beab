import Bytes

extension GeometryText {
  /// Reads the members of one geometry object; nil when its type is unknown or a member is missing or malformed.
  mutating func parseOne(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Kind? {
    var i = JSONTextCheck.skipSpace(source, start, end)
    guard i < end, source[i] == ASCII.openBrace else { return nil }
    i &+= 1
    var kind: Kind?
    var coordinates: Int?
    var geometries: Int?
    var isRead = false
    while true {
      i = JSONTextCheck.skipSpace(source, i, end)
      guard i < end, source[i] == ASCII.quote else { break }
      let keyStart = i &+ 1
      i = Self.skipString(source, i, end)
      let keyEnd = i &- 1
      i = JSONTextCheck.skipSpace(source, i, end)
      guard i < end, source[i] == ASCII.colon else { return nil }
      i = JSONTextCheck.skipSpace(source, i &+ 1, end)
      guard i < end else { return nil }
      if source.holds(Self.typeKey, from: keyStart, to: keyEnd) {
        guard let found = Self.kind(source, i, end) else { return nil }
        kind = found
        i = Self.skipString(source, i, end)
      } else if source.holds(Self.coordinatesKey, from: keyStart, to: keyEnd) {
        coordinates = i
        // The type usually comes first: the coordinates are then read in the same pass.
        if let kind, kind != .collection, !isRead {
          guard let after = parseCoordinates(source, i, end, kind) else { return nil }
          isRead = true
          i = after
        } else {
          i = Self.skipValue(source, i, end)
        }
      } else {
        if source.holds(Self.geometriesKey, from: keyStart, to: keyEnd) { geometries = i }
        i = Self.skipValue(source, i, end)
      }
      i = JSONTextCheck.skipSpace(source, i, end)
      guard i < end, source[i] == ASCII.comma else { break }
      i &+= 1
    }
    guard i < end, source[i] == ASCII.closeBrace, let kind else { return nil }
    if kind == .collection {
      guard let geometries, addMembers(source, geometries, end) else { return nil }
    } else if !isRead {
      guard let coordinates, parseCoordinates(source, coordinates, end, kind) != nil else { return nil }
    }
    return kind
  }

  /// Queues the geometries of a collection.
  private mutating func addMembers(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard source[start] == ASCII.openBracket else { return false }
    var i = JSONTextCheck.skipSpace(source, start &+ 1, end)
    while i < end, source[i] != ASCII.closeBracket {
      let after = Self.skipValue(source, i, end)
      enqueue(i..<after)
      i = JSONTextCheck.skipSpace(source, after, end)
      if i < end, source[i] == ASCII.comma {
        i = JSONTextCheck.skipSpace(source, i &+ 1, end)
      } else if i < end, source[i] != ASCII.closeBracket {
        return false
      }
    }
    return i < end
  }

  /// Reads a coordinates array; nil when it is malformed, else the position after it. Depth is a count, bounded by
  /// the geometry's kind.
  private mutating func parseCoordinates(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ kind: Kind) -> Int? {
    let positionDepth = kind.depth
    var depth = 0
    var ringStart = positions.count
    var ringsInPolygon = 0
    var i = start
    var wantsValue = true
    while i < end {
      i = JSONTextCheck.skipSpace(source, i, end)
      guard i < end else { return nil }
      switch source[i] {
      case ASCII.openBracket where wantsValue:
        if depth &+ 1 == positionDepth {
          guard let after = parsePosition(source, i, end, keeps: keepsEveryPosition || kind.hasRings) else {
            return nil
          }
          i = after
          wantsValue = false
          if depth == 0 {
            addRun(ringStart..<positions.count, of: kind, isHole: false)
            return i
          }
          continue
        }
        depth &+= 1
        if depth == positionDepth &- 1 { ringStart = positions.count }
        if depth == positionDepth &- 2 { ringsInPolygon = 0 }
        i &+= 1
        // An empty array is a value too.
        let next = JSONTextCheck.skipSpace(source, i, end)
        if next < end, source[next] == ASCII.closeBracket { wantsValue = false }
      case ASCII.closeBracket where !wantsValue:
        if depth == positionDepth &- 1, positions.count > ringStart {
          addRun(ringStart..<positions.count, of: kind, isHole: ringsInPolygon > 0)
          if kind.hasRings {
            addRing(ringStart..<positions.count, isExterior: ringsInPolygon == 0)
            ringsInPolygon &+= 1
          }
        }
        depth &-= 1
        i &+= 1
        if depth == 0 { return i }
      case ASCII.comma where !wantsValue:
        wantsValue = true
        i &+= 1
      default: return nil
      }
    }
    return nil
  }

  /// Reads `[lon, lat, …]`: two numbers or more. A point may also be `[]`, which has no position.
  private mutating func parsePosition(_ source: Span<UInt8>, _ start: Int, _ end: Int, keeps: Bool) -> Int? {
    var i = JSONTextCheck.skipSpace(source, start &+ 1, end)
    if i < end, source[i] == ASCII.closeBracket { return i &+ 1 }
    var longitude = 0.0
    var latitude = 0.0
    var count = 0
    while i < end {
      let first = i
      while i < end, Self.isNumberByte(source[i]) { i &+= 1 }
      // Altitudes and the numbers of points and lines need only be numbers; their values decide nothing.
      guard let value = NumberText.double(source, from: first, to: i) else { return nil }
      if count == 0 { longitude = value } else if count == 1 { latitude = value }
      count &+= 1
      i = JSONTextCheck.skipSpace(source, i, end)
      guard i < end else { return nil }
      if source[i] == ASCII.closeBracket { break }
      guard source[i] == ASCII.comma else { return nil }
      i = JSONTextCheck.skipSpace(source, i &+ 1, end)
    }
    guard i < end, count >= 2 else { return nil }
    if keeps { add(Position(start: start, end: i &+ 1, longitude: longitude, latitude: latitude)) }
    return i &+ 1
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte == ASCII.dot || byte == ASCII.minus || byte == 0x2B || byte | 0x20 == 0x65
  }

  // MARK: - Skipping valid JSON

  /// The position after the string that opens at `start`.
  static func skipString(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start &+ 1
    while i < end {
      let byte = source[i]
      if byte == ASCII.quote { return i &+ 1 }
      i &+= byte == ASCII.backslash ? 2 : 1
    }
    return end
  }

  /// The position after the value that begins at `start`.
  static func skipValue(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var depth = 0
    var i = start
    while i < end {
      switch source[i] {
      case ASCII.quote:
        i = skipString(source, i, end)
        if depth == 0 { return i }
        continue
      case ASCII.openBrace, ASCII.openBracket: depth &+= 1
      case ASCII.closeBrace, ASCII.closeBracket:
        if depth == 0 { return i }
        depth &-= 1
        if depth == 0 { return i &+ 1 }
      case ASCII.comma where depth == 0: return i
      case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn:
        if depth == 0 { return i }
      default: break
      }
      i &+= 1
    }
    return end
  }

  // MARK: - Names

  static let typeKey = Array("type".utf8)
  static let coordinatesKey = Array("coordinates".utf8)
  static let geometriesKey = Array("geometries".utf8)
  package static let kinds: [(name: [UInt8], kind: Kind)] = [
    (Array("Point".utf8), .point), (Array("MultiPoint".utf8), .multiPoint),
    (Array("LineString".utf8), .lineString), (Array("MultiLineString".utf8), .multiLineString),
    (Array("Polygon".utf8), .polygon), (Array("MultiPolygon".utf8), .multiPolygon),
    (Array("GeometryCollection".utf8), .collection),
  ]

  static func kind(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Kind? {
    guard source[start] == ASCII.quote else { return nil }
    let after = skipString(source, start, end)
    for candidate in kinds where source.holds(candidate.name, from: start &+ 1, to: after &- 1) {
      return candidate.kind
    }
    return nil
  }
}
