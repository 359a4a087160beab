package import Bytes

/// Reads WKT and EWKT geometry (OGC Simple Features 1.2.1 section 7; PostGIS for `SRID=4326;`) and writes GeoJSON.
///
/// Names in any case, `Z` as a word or glued to the name, `EMPTY`, both forms of MULTIPOINT, collections. Numbers keep
/// their text where JSON allows it; a measure (`M`) has no place in GeoJSON and is dropped.
package struct WellKnownText {
  /// What the text was.
  package enum Outcome: Sendable, Equatable {
    case written
    /// Not a geometry: where it departs from the grammar, and what was expected there.
    case malformed(offset: Int, expected: String)
    /// Another coordinate system than WGS 84.
    case foreign(srid: String)
    /// A latitude beyond a pole.
    case outside(latitude: Double, longitude: Double)
  }

  /// Numbers that JSON spells another way: `.5`, `5.`, `+5`.
  package private(set) var respelledNumbers = 0
  /// Positions that lost their measure.
  package private(set) var droppedMeasures = 0

  private enum Failure: Error {
    case malformed(offset: Int, expected: String)
    case outside(latitude: Double, longitude: Double)
  }

  private var position = 0
  private var end = 0
  private var hasZ = false
  private var hasM = false

  package init() {}

  /// True when the text begins like WKT: a letter.
  package static func mayBe(_ source: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var i = start
    while i < end, source[i] <= ASCII.space { i += 1 }
    return i < end && (source[i] | 0x20) &- 0x61 < 26
  }

  /// Appends the geometry in `start..<end` as GeoJSON; nothing when it is not one.
  package mutating func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) -> Outcome {
    (position, self.end) = (start, end)
    let mark = output.count
    if word(source) == "SRID" {
      take(source, 0x3D)
      let first = position
      while position < end, source[position] != ASCII.semicolon { position += 1 }
      let srid = String(decoding: source.array(from: first, to: position), as: UTF8.self)
      guard srid.filter({ $0 != " " }) == "4326" else { return .foreign(srid: srid) }
      position += 1
    } else {
      position = start
    }
    do throws(Failure) {
      try geometries(source, into: &output)
      skipSpace(source)
      guard position == end else { throw .malformed(offset: position, expected: "the end of the text") }
      return .written
    } catch {
      output.truncate(to: mark)
      switch error {
      case .malformed(let offset, let expected): return .malformed(offset: offset, expected: expected)
      case .outside(let latitude, let longitude): return .outside(latitude: latitude, longitude: longitude)
      }
    }
  }

  // MARK: - Geometries

  /// One geometry, and those in it: collections are a count of open ones, not calls.
  private mutating func geometries(_ source: Span<UInt8>, into output: inout ByteBuilder) throws(Failure) {
    var open = 0
    while true {
      let start = position
      guard let kind = try kind(source) else {
        skipSpace(source)
        throw .malformed(offset: max(start, position), expected: "POINT, LINESTRING, POLYGON, a MULTI… or a collection")
      }
      output.append(#"{"type":""#)
      output.append(kind.name)
      output.append(kind == .collection ? #"","geometries":["# : #"","coordinates":"#)
      if kind == .collection {
        if !isEmpty(source) {
          try expect(source, 0x28, "( or EMPTY")
          open += 1
          guard open <= 512 else { throw .malformed(offset: position, expected: "fewer nested collections") }
          continue
        }
        output.append(ASCII.closeBracket)
      } else if isEmpty(source) {
        output.append(ASCII.openBracket, ASCII.closeBracket)
      } else {
        try coordinates(source, kind, into: &output)
      }
      output.append(ASCII.closeBrace)
      while open > 0, take(source, 0x29) {
        output.append(ASCII.closeBracket, ASCII.closeBrace)
        open -= 1
      }
      if open == 0 { return }
      try expect(source, ASCII.comma, ", or )")
      output.append(ASCII.comma)
    }
  }

  /// The name of a geometry with its dimensions; nil when there is none.
  private mutating func kind(_ source: Span<UInt8>) throws(Failure) -> GeometryText.Kind? {
    var name = word(source)
    (hasZ, hasM) = (false, false)
    if Self.kinds[name] == nil {
      for suffix in ["ZM", "Z", "M"]
      where name.hasSuffix(suffix) && Self.kinds[String(name.dropLast(suffix.count))] != nil {
        hasZ = suffix != "M"
        hasM = suffix != "Z"
        name = String(name.dropLast(suffix.count))
        break
      }
    }
    guard let kind = Self.kinds[name] else { return nil }
    let mark = position
    switch word(source) {
    case "Z": hasZ = true
    case "M": hasM = true
    case "ZM": (hasZ, hasM) = (true, true)
    default: position = mark
    }
    return kind
  }

  private static let kinds: [String: GeometryText.Kind] = [
    "POINT": .point, "LINESTRING": .lineString, "POLYGON": .polygon, "MULTIPOINT": .multiPoint,
    "MULTILINESTRING": .multiLineString, "MULTIPOLYGON": .multiPolygon, "GEOMETRYCOLLECTION": .collection,
  ]

  // MARK: - Coordinates

  /// Lists in parentheses as deep as the kind says.
  private mutating func coordinates(
    _ source: Span<UInt8>, _ kind: GeometryText.Kind, into output: inout ByteBuilder
  ) throws(Failure) {
    if kind == .point {
      try expect(source, 0x28, "( or EMPTY")
      try numbers(source, into: &output)
      return try expect(source, 0x29, ")")
    }
    let lists = kind.depth - 1
    var depth = 0
    while true {
      if depth < lists {
        if depth > 0, isEmpty(source) {
          output.append(ASCII.openBracket, ASCII.closeBracket)
        } else {
          try expect(source, 0x28, depth == 0 ? "( or EMPTY" : "(")
          output.append(ASCII.openBracket)
          depth += 1
          continue
        }
      } else if kind == .multiPoint, take(source, 0x28) {
        try numbers(source, into: &output)
        try expect(source, 0x29, ")")
      } else {
        try numbers(source, into: &output)
      }
      while depth > 0, take(source, 0x29) {
        output.append(ASCII.closeBracket)
        depth -= 1
      }
      if depth == 0 { return }
      try expect(source, ASCII.comma, ", or )")
      output.append(ASCII.comma)
    }
  }

  /// One position: two numbers, a third that is an altitude, and a measure.
  private mutating func numbers(_ source: Span<UInt8>, into output: inout ByteBuilder) throws(Failure) {
    output.append(ASCII.openBracket)
    var values: [Double] = []
    while true {
      skipSpace(source)
      let first = position
      while position < end, Self.isNumberByte(source[position]) { position += 1 }
      guard position > first else {
        if values.count >= 2 { break }
        throw .malformed(offset: first, expected: "a number")
      }
      var text = source.array(from: first, to: position)
      if Self.respell(&text) { respelledNumbers += 1 }
      guard let value = NumberText.double(text.span, from: 0, to: text.count) else {
        throw .malformed(offset: first, expected: "a number")
      }
      values.append(value)
      let isMeasure = hasM && values.count == (hasZ ? 4 : 3) || !hasZ && values.count == 4
      guard values.count <= 4 else { throw .malformed(offset: first, expected: ", or )") }
      if isMeasure {
        droppedMeasures += 1
        continue
      }
      if values.count > 1 { output.append(ASCII.comma) }
      output.append(text)
    }
    if abs(values[1]) > 90 { throw .outside(latitude: values[1], longitude: values[0]) }
    output.append(ASCII.closeBracket)
  }

  /// Makes a JSON number of `.5`, `5.` and `+5`; true when something was changed.
  private static func respell(_ text: inout [UInt8]) -> Bool {
    let original = text
    if text.first == 0x2B { text.removeFirst() }
    let digits = text.first == ASCII.minus ? 1 : 0
    if digits < text.count, text[digits] == ASCII.dot { text.insert(ASCII.zero, at: digits) }
    if let dot = text.firstIndex(of: ASCII.dot), dot + 1 == text.count || !ASCII.isDigit(text[dot + 1]) {
      text.remove(at: dot)
    }
    return text != original
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || byte == ASCII.dot || byte == ASCII.minus || byte == 0x2B || byte | 0x20 == 0x65
  }

  // MARK: - Words

  /// The letters at the position, in capitals; the position moves behind them.
  private mutating func word(_ source: Span<UInt8>) -> String {
    skipSpace(source)
    var letters: [UInt8] = []
    while position < end, (source[position] | 0x20) &- 0x61 < 26, letters.count < 32 {
      letters.append(source[position] & 0xDF)
      position += 1
    }
    return String(decoding: letters, as: UTF8.self)
  }

  private mutating func isEmpty(_ source: Span<UInt8>) -> Bool {
    let mark = position
    if word(source) == "EMPTY" { return true }
    position = mark
    return false
  }

  @discardableResult
  private mutating func take(_ source: Span<UInt8>, _ byte: UInt8) -> Bool {
    skipSpace(source)
    guard position < end, source[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ source: Span<UInt8>, _ byte: UInt8, _ words: String) throws(Failure) {
    guard take(source, byte) else { throw .malformed(offset: position, expected: words) }
  }

  private mutating func skipSpace(_ source: Span<UInt8>) {
    while position < end, source[position] <= ASCII.space { position += 1 }
  }
}

extension GeometryText.Kind {
  /// The name of the type in GeoJSON.
  package var name: String {
    switch self {
    case .point: "Point"
    case .multiPoint: "MultiPoint"
    case .lineString: "LineString"
    case .multiLineString: "MultiLineString"
    case .polygon: "Polygon"
    case .multiPolygon: "MultiPolygon"
    case .collection: "GeometryCollection"
    }
  }
}
