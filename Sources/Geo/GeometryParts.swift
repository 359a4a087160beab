package import Bytes

/// The geometries in the text of one: itself, or the members of a collection, however deep.
///
/// Use it to rewrite coordinates: everything between the extents it gives leaves as it stands. The text must be a well
/// formed geometry (`GeometryText.isWellFormed`); of anything else some parts may be missing.
struct GeometryParts {
  struct Part {
    /// The name of the type, quotes included.
    var type: Range<Int>
    var kind: GeometryText.Kind
    var coordinates: Range<Int>
  }

  /// In text order.
  private(set) var parts: [Part] = []

  init(_ source: Span<UInt8>, from start: Int, to end: Int) {
    var pending = [start..<end]
    while let object = pending.popLast() {
      var type: Range<Int>?
      var coordinates: Range<Int>?
      var i = JSONTextCheck.skipSpace(source, object.lowerBound, object.upperBound)
      guard i < object.upperBound, source[i] == ASCII.openBrace else { continue }
      i += 1
      while let (key, value) = Self.member(source, &i, object.upperBound) {
        if source.holds(GeometryText.typeKey, from: key.lowerBound, to: key.upperBound) { type = value }
        if source.holds(GeometryText.coordinatesKey, from: key.lowerBound, to: key.upperBound) { coordinates = value }
        if source.holds(GeometryText.geometriesKey, from: key.lowerBound, to: key.upperBound) {
          pending += Self.elements(source, value)
        }
      }
      guard let type, let coordinates, let kind = GeometryText.kind(source, type.lowerBound, type.upperBound) else {
        continue
      }
      parts.append(Part(type: type, kind: kind, coordinates: coordinates))
    }
    parts.sort { $0.coordinates.lowerBound < $1.coordinates.lowerBound }
  }

  /// The next member of an object: its key without quotes, and its value; `i` moves behind it.
  static func member(
    _ source: Span<UInt8>, _ i: inout Int, _ end: Int
  ) -> (key: Range<Int>, value: Range<Int>)? {
    i = JSONTextCheck.skipSpace(source, i, end)
    if i < end, source[i] == ASCII.comma { i = JSONTextCheck.skipSpace(source, i + 1, end) }
    guard i < end, source[i] == ASCII.quote else { return nil }
    let keyStart = i + 1
    i = GeometryText.skipString(source, i, end)
    let key = keyStart..<max(keyStart, i - 1)
    i = JSONTextCheck.skipSpace(source, i, end)
    guard i < end, source[i] == ASCII.colon else { return nil }
    i = JSONTextCheck.skipSpace(source, i + 1, end)
    let valueStart = i
    i = GeometryText.skipValue(source, i, end)
    return (key, valueStart..<i)
  }

  /// The elements of an array.
  static func elements(_ source: Span<UInt8>, _ array: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var i = array.lowerBound
    guard i < array.upperBound, source[i] == ASCII.openBracket else { return [] }
    i += 1
    while true {
      i = JSONTextCheck.skipSpace(source, i, array.upperBound)
      if i < array.upperBound, source[i] == ASCII.comma {
        i = JSONTextCheck.skipSpace(source, i + 1, array.upperBound)
      }
      guard i < array.upperBound, source[i] != ASCII.closeBracket else { return found }
      let after = GeometryText.skipValue(source, i, array.upperBound)
      guard after > i else { return found }
      found.append(i..<after)
      i = after
    }
  }
}

/// Rounds the coordinates of a geometry on their text.
package enum CoordinateRounding {
  /// Appends the geometry in `start..<end` with at most `decimals` decimals a number; returns how many numbers had more.
  package static func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, decimals: Int, into output: inout ByteBuilder
  ) -> Int {
    var count = 0
    var copied = start
    for part in GeometryParts(source, from: start, to: end).parts {
      var i = part.coordinates.lowerBound
      while i < part.coordinates.upperBound {
        guard isNumberByte(source[i]) else {
          i += 1
          continue
        }
        let first = i
        while i < part.coordinates.upperBound, isNumberByte(source[i]) { i += 1 }
        guard let number = DecimalText.rounded(source, from: first, to: i, decimals: decimals) else { continue }
        output.append(source, from: copied, to: first)
        output.append(number)
        copied = i
        count += 1
      }
    }
    output.append(source, from: copied, to: end)
    return count
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte == ASCII.dot || byte == ASCII.minus || byte == 0x2B || byte | 0x20 == 0x65
  }
}
