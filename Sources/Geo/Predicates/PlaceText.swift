import Bytes

/// What the text of places wants at a position where it has something else.
package enum ExpectedInPlaces: Sendable, Equatable {
  case openParenthesis, number, comma, closeParenthesis, commaOrCloseParenthesis, commaOrEnd, end
}

/// Reads the places of written geofilters: latitude first, spaces anywhere but in numbers.
struct PlaceText {
  /// Why the text stops being one, and which bytes are to blame.
  struct Failure: Error, Equatable {
    enum Reason: Equatable {
      case empty
      case expected(ExpectedInPlaces)
      case latitudeBeyondPole(Double)
      /// More than three turns away: no longitude.
      case longitudeBeyondMap(Double)
    }

    var reason: Reason
    var range: Range<Int>
  }

  private(set) var position: Int
  let end: Int

  /// - Throws: when there is no text at all.
  init(_ source: Span<UInt8>, from start: Int, to end: Int) throws(Failure) {
    position = start
    self.end = end
    skipSpace(source)
    if position == end { throw Failure(reason: .empty, range: start..<end) }
  }

  mutating func take(_ source: Span<UInt8>, _ byte: UInt8) -> Bool {
    skipSpace(source)
    guard position < end, source[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(
    _ source: Span<UInt8>, _ byte: UInt8, _ expected: ExpectedInPlaces
  ) throws(Failure) {
    if !take(source, byte) { throw Failure(reason: .expected(expected), range: here) }
  }

  /// The text must end here.
  mutating func finish(_ source: Span<UInt8>, or expected: ExpectedInPlaces = .end) throws(Failure) {
    skipSpace(source)
    if position < end { throw Failure(reason: .expected(expected), range: here) }
  }

  /// `lat,lon`: a latitude between the poles, a longitude at most three turns away.
  mutating func coordinate(_ source: Span<UInt8>) throws(Failure) -> Coordinate {
    let latitude = try number(source)
    if abs(latitude.value) > 90 {
      throw Failure(reason: .latitudeBeyondPole(latitude.value), range: latitude.range)
    }
    try expect(source, ASCII.comma, .comma)
    let longitude = try number(source)
    if abs(longitude.value) > 1080 {
      throw Failure(reason: .longitudeBeyondMap(longitude.value), range: longitude.range)
    }
    return Coordinate(longitude: longitude.value, latitude: latitude.value)
  }

  private var here: Range<Int> { position..<min(position + 1, end) }

  private mutating func number(
    _ source: Span<UInt8>
  ) throws(Failure) -> (value: Double, range: Range<Int>) {
    skipSpace(source)
    let first = position
    while position < end, !Self.endsNumber(source[position]) { position += 1 }
    guard let value = NumberText.double(source, from: first, to: position) else {
      throw Failure(reason: .expected(.number), range: first..<min(max(position, first + 1), end))
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
