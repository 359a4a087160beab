package import Bytes

/// What the text of a value means by the type of its column.
///
/// A *guessed* number takes only what any reader gets back unchanged (`NumberText.isCanonical`): no leading zero, no `+`,
/// no exponent, at most 15 significant digits or an exact 64-bit integer; a guessed integer takes decimals too, for no
/// use of it depends on the difference. A *declared* type takes every spelling that says the value without doubt. Text is
/// everything.
package enum TypedText {
  /// What `appendCanonical` made of a value.
  package enum Canonical: Sendable, Equatable {
    /// The text is no value of the type; nothing was appended.
    case refused
    case unchanged
    case changed(Change)
  }

  /// True when `start..<end` (escapes resolved, quotes off) is a value of the type.
  package static func accepts(
    _ source: Span<UInt8>, from start: Int, to end: Int, type: ColumnType
  ) -> Bool {
    switch type.kind {
    case .unknown, .text, .shape: true
    case .integer, .number:
      if type.basis == .declared {
        NumberSpelling.read(source, from: start, to: end, type.spelling).map { type.kind == .number || $0.isInteger }
          ?? false
      } else {
        NumberText.isCanonical(source, from: start, to: end, decimalMark: type.spelling.decimalMark)
      }
    case .boolean: boolean(source, from: start, to: end, type.spelling) != nil
    case .date, .datetime: date(source, from: start, to: end, type: type) != nil
    case .geopoint: point(source, start, end, type.spelling.order) != nil
    }
  }

  /// Appends the value as weir spells it: numbers as JSON (digits unchanged), `true` and `false`, ISO dates, `lat,lon`.
  package static func appendCanonical(
    _ source: Span<UInt8>, from start: Int, to end: Int, type: ColumnType, to builder: inout ByteBuilder
  ) -> Canonical {
    switch type.kind {
    case .unknown, .text, .shape:
      builder.append(source, from: start, to: end)
      return .unchanged
    case .integer, .number:
      guard accepts(source, from: start, to: end, type: type),
        let number = NumberSpelling.read(source, from: start, to: end, type.spelling)
      else { return .refused }
      return number.append(source, type.spelling, to: &builder).map { .changed($0) } ?? .unchanged
    case .boolean:
      guard let value = boolean(source, from: start, to: end, type.spelling) else { return .refused }
      let text = value ? Self.trueText : Self.falseText
      builder.append(text)
      return isEqual(source, start, end, text) ? .unchanged : .changed(.booleanRespelled)
    case .date, .datetime:
      guard let parts = date(source, from: start, to: end, type: type) else { return .refused }
      let before = builder.count
      DateText.append(parts, of: source, to: &builder)
      return isSame(source, start, end, builder, from: before) ? .unchanged : .changed(.dateRespelled)
    case .geopoint:
      guard let point = point(source, start, end, type.spelling.order) else { return .refused }
      let before = builder.count
      builder.append(source, from: point.latitude.lowerBound, to: point.latitude.upperBound)
      builder.append(ASCII.comma)
      builder.append(source, from: point.longitude.lowerBound, to: point.longitude.upperBound)
      return isSame(source, start, end, builder, from: before) ? .unchanged : .changed(.numberRespelled)
    }
  }

  /// The value of a boolean; nil when the text is none.
  package static func boolean(
    _ source: Span<UInt8>, from start: Int, to end: Int, _ spelling: ValueSpelling
  ) -> Bool? {
    for text in spelling.trueTexts where isEqual(source, start, end, text) { return true }
    for text in spelling.falseTexts where isEqual(source, start, end, text) { return false }
    return nil
  }

  /// The parts of a date or datetime. A declared date has no time and a declared datetime has one; a guess takes both.
  package static func date(
    _ source: Span<UInt8>, from start: Int, to end: Int, type: ColumnType
  ) -> DateParts? {
    guard let parts = DateText.read(source, from: start, to: end, pattern: type.spelling.dates) else { return nil }
    return type.basis != .declared || parts.kind == type.kind ? parts : nil
  }

  /// True for a text that the spelling takes for null.
  package static func isNull(
    _ source: Span<UInt8>, from start: Int, to end: Int, _ spelling: ValueSpelling
  ) -> Bool {
    for text in spelling.nullTexts where isEqual(source, start, end, text) { return true }
    return false
  }

  // MARK: Points

  /// The two numbers of `48.85, 2.35`, in degrees that exist.
  private static func point(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ order: CoordinateOrder
  ) -> (latitude: Range<Int>, longitude: Range<Int>)? {
    let comma = source.position(of: ASCII.comma, or: ASCII.comma, from: start, to: end)
    guard comma < end, let (first, one) = coordinate(source, start, comma),
      let (second, other) = coordinate(source, comma &+ 1, end)
    else { return nil }
    let latitude = order == .latlon ? one : other
    let longitude = order == .latlon ? other : one
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
    return order == .latlon ? (first, second) : (second, first)
  }

  private static func coordinate(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> (Range<Int>, Double)? {
    var (start, end) = (start, end)
    while start < end, source[start] == ASCII.space { start &+= 1 }
    while end > start, source[end &- 1] == ASCII.space { end &-= 1 }
    guard let value = NumberText.double(source, from: start, to: end) else { return nil }
    return (start..<end, value)
  }

  // MARK: Bytes

  private static let trueText = Array("true".utf8)
  private static let falseText = Array("false".utf8)

  private static func isEqual(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ text: [UInt8]) -> Bool {
    guard end &- start == text.count else { return false }
    for i in text.indices where source[start &+ i] != text[i] { return false }
    return true
  }

  private static func isSame(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ builder: ByteBuilder, from first: Int
  ) -> Bool {
    guard builder.count &- first == end &- start else { return false }
    for i in 0..<(end &- start) where source[start &+ i] != builder[first &+ i] { return false }
    return true
  }
}
