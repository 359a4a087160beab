import Bytes

/// Reads the places of written geofilters: latitude first, spaces anywhere but in numbers.
struct PlaceText {
  private(set) var position: Int
  let end: Int

  /// - Throws: when there is no text at all.
  init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(GeofilterFailure) {
    position = start
    self.end = end
    skipSpace(source)
    if position == end { throw GeofilterFailure(reason: .place(.empty), range: start..<end) }
  }

  mutating func take(_ source: Span<UInt8>, _ byte: UInt8) -> Bool {
    skipSpace(source)
    guard position < end, source[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(
    _ source: Span<UInt8>, _ byte: UInt8, _ expected: GeofilterFailure.Expected
  ) throws(GeofilterFailure) {
    if !take(source, byte) { throw GeofilterFailure(reason: .place(.expected(expected)), range: here) }
  }

  /// The text must end here.
  mutating func finish(_ source: Span<UInt8>, or expected: GeofilterFailure.Expected = .end) throws(GeofilterFailure) {
    skipSpace(source)
    if position < end { throw GeofilterFailure(reason: .place(.expected(expected)), range: here) }
  }

  /// `lat,lon`: a latitude between the poles, a longitude at most three turns away.
  mutating func coordinate(_ source: Span<UInt8>) throws(GeofilterFailure) -> Coordinate {
    let latitude = try number(source)
    if abs(latitude.value) > 90 {
      throw GeofilterFailure(reason: .place(.latitudeBeyondPole(latitude.value)), range: latitude.range)
    }
    try expect(source, ASCII.comma, .comma)
    let longitude = try number(source)
    if abs(longitude.value) > 1080 {
      throw GeofilterFailure(reason: .place(.longitudeBeyondMap(longitude.value)), range: longitude.range)
    }
    return Coordinate(longitude: longitude.value, latitude: latitude.value)
  }

  private var here: Range<Int> { position..<min(position + 1, end) }

  private mutating func number(
    _ source: Span<UInt8>
  ) throws(GeofilterFailure) -> (value: Double, range: Range<Int>) {
    skipSpace(source)
    let first = position
    while position < end, !Self.endsNumber(source[position]) { position += 1 }
    guard let value = NumberText.double(source, from: first, to: position) else {
      throw GeofilterFailure(reason: .place(.expected(.number)), range: first..<min(max(position, first + 1), end))
    }
    return (value, first..<position)
  }

  private static func endsNumber(_ byte: UInt8) -> Bool {
    byte <= ASCII.space || byte == ASCII.comma || byte == openParenthesis || byte == closeParenthesis
  }

  private mutating func skipSpace(_ source: Span<UInt8>) {
    while position < end, source[position] <= ASCII.space { position += 1 }
  }

  static let openParenthesis: UInt8 = 0x28
  static let closeParenthesis: UInt8 = 0x29
}
