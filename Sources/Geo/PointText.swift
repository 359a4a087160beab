import Bytes

/// Reads the text form of a point: `48.85,2.35`, with optional spaces, or the same in brackets as a JSON array.
///
/// The two numbers are returned as extents as well as doubles, so that a writer can copy their text unchanged.
package enum PointText {
  /// One number: where its text stands (spaces trimmed) and its value.
  package struct Number: Sendable, Equatable {
    package var start: Int
    package var end: Int
    package var value: Double
  }

  /// The two numbers of a point.
  package struct Point: Sendable, Equatable {
    package var latitude: Number
    package var longitude: Number

    package var coordinate: Coordinate { Coordinate(longitude: longitude.value, latitude: latitude.value) }
  }

  /// Reads two numbers in `start..<end`; nil when the text is anything else.
  package static func parse(
    _ source: Span<UInt8>, from start: Int, to end: Int, latitudeFirst: Bool
  ) -> Point? {
    var (start, end) = trim(source, start, end)
    if end &- start >= 2, source[start] == ASCII.openBracket, source[end &- 1] == ASCII.closeBracket {
      start &+= 1
      end &-= 1
    }
    let comma = source.position(of: ASCII.comma, or: ASCII.comma, from: start, to: end)
    guard comma < end, let first = number(source, from: start, to: comma),
      let second = number(source, from: comma &+ 1, to: end)
    else { return nil }
    return latitudeFirst ? Point(latitude: first, longitude: second) : Point(latitude: second, longitude: first)
  }

  /// Reads one number with optional spaces around it. Only numbers that JSON can hold as they stand are numbers.
  package static func number(_ source: Span<UInt8>, from start: Int, to end: Int) -> Number? {
    let (start, end) = trim(source, start, end)
    guard let value = NumberText.double(source, from: start, to: end) else { return nil }
    return Number(start: start, end: end, value: value)
  }

  /// True when the extent holds nothing but spaces.
  package static func isBlank(_ source: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    let (start, end) = trim(source, start, end)
    return start == end
  }

  private static func trim(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> (Int, Int) {
    var start = start
    var end = end
    while start < end, isSpace(source[start]) { start &+= 1 }
    while end > start, isSpace(source[end &- 1]) { end &-= 1 }
    return (start, end)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }
}
