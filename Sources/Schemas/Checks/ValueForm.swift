import Bytes
import Geo
import Records

/// Values that are JSON, in a JSON record or as the text of a delimited field.
struct ValueForm: Sendable {
  private var geometry = GeometryText()
  private var scratch = ByteBuilder(capacity: 64)

  init() {}

  /// The value in `start..<end` without the space around it, if it is one JSON value that begins with `opening`.
  static func json(_ source: Span<UInt8>, _ start: Int, _ end: Int, opening: UInt8) -> Range<Int>? {
    let first = skipSpace(source, start, end)
    guard first < end, source[first] == opening, let last = JSONTextCheck.endOfValue(source, from: first, to: end),
      skipSpace(source, last, end) == end
    else { return nil }
    return first..<last
  }

  /// A GeoJSON geometry, feature or collection.
  mutating func isGeoJSON(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard let range = Self.json(source, start, end, opening: ASCII.openBrace) else { return false }
    geometry.parse(source, from: range.lowerBound, to: range.upperBound)
    if geometry.kind != nil { return geometry.isWellFormed }
    var walker = MemberWalker(from: range.lowerBound, to: range.upperBound)
    while let member = walker.next(in: source) {
      guard member.isNamed(Self.typeName, in: source, scratch: &scratch) else { continue }
      return Self.otherTypes.contains { source.holds($0, from: member.valueStart, to: member.valueEnd) }
    }
    return false
  }

  /// `[2.35, 48.85]`.
  static func isPointArray(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ order: CoordinateOrder) -> Bool {
    guard let range = json(source, start, end, opening: ASCII.openBracket) else { return false }
    return isPointText(source, range.lowerBound + 1, range.upperBound - 1, order)
  }

  /// `2.35, 48.85`.
  static func isPointText(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ order: CoordinateOrder) -> Bool {
    var spelling = ValueSpelling()
    spelling.order = order
    return TypedText.accepts(
      source, from: start, to: end, type: ColumnType(declared: .geopoint, spelling: spelling, by: ""))
  }

  /// `{"lon": 2.35, "lat": 48.85}`.
  mutating func isPointObject(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard let range = Self.json(source, start, end, opening: ASCII.openBrace) else { return false }
    var longitude: Double?
    var latitude: Double?
    var walker = MemberWalker(from: range.lowerBound, to: range.upperBound)
    while let member = walker.next(in: source) {
      if member.isNamed(Self.longitudeName, in: source, scratch: &scratch) {
        longitude = NumberText.double(source, from: member.valueStart, to: member.valueEnd)
      } else if member.isNamed(Self.latitudeName, in: source, scratch: &scratch) {
        latitude = NumberText.double(source, from: member.valueStart, to: member.valueEnd)
      }
    }
    guard let longitude, let latitude else { return false }
    return abs(longitude) <= 180 && abs(latitude) <= 90
  }

  /// Elements of a valid array, or members of a valid object.
  static func count(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var depth = 0
    var commas = 0
    var isEmpty = true
    var i = start
    while i < end {
      switch source[i] {
      case ASCII.quote:
        isEmpty = false
        i &+= 1
        while i < end, source[i] != ASCII.quote { i &+= source[i] == ASCII.backslash ? 2 : 1 }
      case ASCII.openBrace, ASCII.openBracket:
        if depth == 1 { isEmpty = false }
        depth &+= 1
      case ASCII.closeBrace, ASCII.closeBracket: depth &-= 1
      case ASCII.comma: if depth == 1 { commas &+= 1 }
      case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: break
      default: isEmpty = false
      }
      i &+= 1
    }
    return isEmpty ? 0 : commas &+ 1
  }

  /// `P1Y2M3DT4H5M6.7S` or `P2W` (ISO 8601, XML Schema), maybe with a minus.
  static func isDuration(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var i = start
    if i < end, source[i] == ASCII.minus { i &+= 1 }
    guard i < end, source[i] == 0x50 else { return false }
    i &+= 1
    var order = -1
    var isTime = false
    var parts = 0
    while i < end {
      if source[i] == 0x54, !isTime {
        isTime = true
        order = -1
        i &+= 1
        guard i < end else { return false }
      }
      let first = i
      while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
      guard i > first else { return false }
      var hasFraction = false
      if i < end, source[i] == ASCII.dot {
        let digits = i &+ 1
        i = digits
        while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
        guard i > digits else { return false }
        hasFraction = true
      }
      guard i < end else { return false }
      let place: Int
      switch (source[i], isTime) {
      case (0x59, false): place = 0
      case (0x4D, false): place = 1
      case (0x57, false): place = 2
      case (0x44, false): place = 3
      case (0x48, true): place = 0
      case (0x4D, true): place = 1
      case (0x53, true): place = 2
      default: return false
      }
      guard place > order, !hasFraction || isTime && place == 2 else { return false }
      order = place
      parts &+= 1
      i &+= 1
    }
    return parts > 0
  }

  /// `-?YYYY` and more digits.
  static func isYear(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let first = start < end && source[start] == ASCII.minus ? start &+ 1 : start
    guard end &- first >= 4, end &- first <= 9 else { return false }
    for i in first..<end where !ASCII.isDigit(source[i]) { return false }
    return end &- first == 4 || source[first] != ASCII.zero
  }

  /// 8-4-4-4-12 hexadecimal digits.
  static func isUUID(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard end &- start == 36 else { return false }
    for i in 0..<36 {
      let byte = source[start &+ i]
      if i == 8 || i == 13 || i == 18 || i == 23 {
        if byte != ASCII.minus { return false }
      } else if !(ASCII.isDigit(byte) || ASCII.lowercased(byte) &- 0x61 < 6) {
        return false
      }
    }
    return true
  }

  private static func skipSpace(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var i = start
    while i < end, [ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn].contains(source[i]) { i &+= 1 }
    return i
  }

  private static let typeName = Array("type".utf8)
  private static let otherTypes = ["\"Feature\"", "\"FeatureCollection\""].map { Array($0.utf8) }
  private static let longitudeName = Array("lon".utf8)
  private static let latitudeName = Array("lat".utf8)
}
