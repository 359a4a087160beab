import Bytes
import Records

/// Points in time spelled by the types of a schema: what can be compared.
///
/// A time of day is read as one of 1 January 2000, so that the readers of dates do the work.
struct TimeText: Sendable {
  private let type: SchemaType
  private let pattern: DatePattern?
  private var scratch = ByteBuilder(capacity: 64)
  private static let day = Array("2000-01-01 ".utf8)

  /// nil for types that are no time, and for a pattern that cannot be read.
  init?(_ type: SchemaType, _ spelling: ValueSpelling) {
    self.type = type
    switch type {
    case .date, .datetime: pattern = spelling.dates
    case .time(let text?):
      guard let found = try? Self.timePattern(text) else { return nil }
      pattern = found
    case .time(nil), .yearmonth: pattern = nil
    default: return nil
    }
  }

  static func timePattern(_ text: String) throws(DatePatternError) -> DatePattern {
    try DatePattern(parsing: "%F " + text)
  }

  /// The point in time, nil where the text is no value of the type.
  mutating func instant(_ source: Span<UInt8>, from start: Int, to end: Int) -> Instant? {
    switch type {
    case .date:
      guard let parts = DateText.read(source, from: start, to: end, pattern: pattern), parts.precision == .day,
        pattern != nil || source[start + 4] == ASCII.minus
      else { return nil }
      return Instant(parts, in: source)
    case .datetime:
      guard let parts = DateText.read(source, from: start, to: end, pattern: pattern), parts.hasTime,
        pattern != nil || parts.precision >= .second
      else { return nil }
      return Instant(parts, in: source)
    case .yearmonth:
      guard let parts = DateText.read(source, from: start, to: end), parts.precision == .month,
        source[start + 4] == ASCII.minus
      else { return nil }
      return Instant(parts, in: source)
    case .time:
      scratch.clear()
      scratch.append(Self.day)
      scratch.append(source, from: start, to: end)
      let span = scratch.storage.span
      // 24:00:00 ends a day, and a time by itself has none.
      guard let parts = DateText.read(span, from: 0, to: scratch.count, pattern: pattern), parts.hasTime,
        parts.hour < 24, pattern != nil || parts.precision >= .second
      else { return nil }
      return Instant(parts, in: span)
    default: return nil
    }
  }
}
