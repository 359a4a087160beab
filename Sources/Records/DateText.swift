package import Bytes

/// Reads dates and times from text: one pass, no allocation, every part checked against the calendar.
package enum DateText {
  /// Reads the whole of `start..<end` by `pattern`; nil pattern: ISO 8601 (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`,
  /// `YYYY-MM-DDTHH:MM[:SS[.fff]][Z|+hh:mm]`, a space for the T) and `YYYY/MM`, `YYYY/MM/DD`.
  ///
  /// Years before 0000 or after 9999 have a sign and four to nine digits, and a month: `-0044-03-15`, `+12345-01`. A number
  /// with a sign that stands alone is rarely a year.
  package static func read(
    _ source: Span<UInt8>, from start: Int, to end: Int, pattern: DatePattern? = nil
  ) -> DateParts? {
    if let pattern { return pattern.read(source, from: start, to: end) }
    return iso(source, start, end)
  }

  private static func iso(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> DateParts? {
    let length = end &- start
    guard length >= 4 else { return nil }
    var i = start
    let sign = source[i]
    let isSigned = sign == ASCII.minus || sign == plus
    if isSigned { i &+= 1 }
    guard let digits = number(source, &i, end, 4, isSigned ? 9 : 4), sign != ASCII.minus || digits > 0 else {
      return nil
    }
    var parts = DateParts(year: sign == ASCII.minus ? -digits : digits)
    if i == end { return isSigned ? nil : parts }
    let mark = source[i]
    guard mark == ASCII.minus || mark == slash else { return nil }
    i &+= 1
    guard let month = number(source, &i, end, 2, 2) else { return nil }
    parts.month = month
    parts.precision = .month
    if i < end {
      guard source[i] == mark else { return nil }
      i &+= 1
      guard let day = number(source, &i, end, 2, 2) else { return nil }
      parts.day = day
      parts.precision = .day
      if i < end {
        guard mark == ASCII.minus, isTimeMark(source[i]) else { return nil }
        i &+= 1
        guard readTime(source, &i, end, isPadded: true, into: &parts), i == end else { return nil }
      }
    }
    return parts.isValid ? parts : nil
  }

  /// Reads `-0044` and `+12345`, a year of four to nine digits by itself: what a query may mean, and a value hardly does.
  package static func year(_ source: Span<UInt8>, from start: Int, to end: Int) -> DateParts? {
    guard start < end, source[start] == ASCII.minus || source[start] == plus else { return nil }
    var i = start &+ 1
    guard let digits = number(source, &i, end, 4, 9), i == end else { return nil }
    return DateParts(year: source[start] == ASCII.minus ? -digits : digits)
  }

  /// `T`, `t` or a space.
  static func isTimeMark(_ byte: UInt8) -> Bool { byte | 0x20 == 0x74 || byte == ASCII.space }

  /// Reads `HH:MM[:SS[.fff]][Z|+hh:mm]`.
  static func readTime(
    _ source: Span<UInt8>, _ i: inout Int, _ end: Int, isPadded: Bool, into parts: inout DateParts
  ) -> Bool {
    guard let hour = number(source, &i, end, isPadded ? 2 : 1, 2), i < end, source[i] == ASCII.colon else {
      return false
    }
    i &+= 1
    guard let minute = number(source, &i, end, 2, 2) else { return false }
    (parts.hour, parts.minute, parts.precision) = (hour, minute, .minute)
    if i < end, source[i] == ASCII.colon {
      i &+= 1
      guard let second = number(source, &i, end, 2, 2) else { return false }
      (parts.second, parts.precision) = (second, .second)
      if i < end, source[i] == ASCII.dot || source[i] == ASCII.comma {
        i &+= 1
        guard readFraction(source, &i, end, into: &parts) else { return false }
        // The end of a day has no fraction.
        if hour == 24, parts.fraction.contains(where: { source[$0] != ASCII.zero }) { return false }
      }
    }
    return i == end || readOffset(source, &i, end, into: &parts)
  }

  static func readFraction(_ source: Span<UInt8>, _ i: inout Int, _ end: Int, into parts: inout DateParts) -> Bool {
    let first = i
    while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
    guard i > first else { return false }
    (parts.fraction, parts.precision) = (first..<i, .fraction)
    return true
  }

  /// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
  static func readOffset(_ source: Span<UInt8>, _ i: inout Int, _ end: Int, into parts: inout DateParts) -> Bool {
    guard i < end else { return false }
    let sign = source[i]
    i &+= 1
    if sign | 0x20 == 0x7A {
      parts.offset = .utc
      return true
    }
    guard sign == ASCII.minus || sign == plus, let hours = number(source, &i, end, 2, 2), hours < 24 else {
      return false
    }
    var minutes = 0
    if i < end, source[i] == ASCII.colon || ASCII.isDigit(source[i]) {
      if source[i] == ASCII.colon { i &+= 1 }
      guard let given = number(source, &i, end, 2, 2), given < 60 else { return false }
      minutes = given
    }
    parts.offset = .minutes((hours &* 60 &+ minutes) &* (sign == ASCII.minus ? -1 : 1))
    return true
  }

  /// Reads `least` to `most` digits (at most 9).
  static func number(_ source: Span<UInt8>, _ i: inout Int, _ end: Int, _ least: Int, _ most: Int) -> Int? {
    var value = 0
    let first = i
    let limit = min(end, i &+ most)
    while i < limit, ASCII.isDigit(source[i]) {
      value = value &* 10 &+ Int(source[i] &- ASCII.zero)
      i &+= 1
    }
    return i &- first >= least ? value : nil
  }

  /// Appends the ISO 8601 form, as far as the parts were given. `source` is what they were read from.
  package static func append(_ parts: DateParts, of source: Span<UInt8>, to builder: inout ByteBuilder) {
    appendYear(parts.year, to: &builder)
    guard parts.precision >= .month else { return }
    builder.append(ASCII.minus)
    append(parts.month, to: &builder)
    guard parts.precision >= .day else { return }
    builder.append(ASCII.minus)
    append(parts.day, to: &builder)
    guard parts.precision >= .hour else { return }
    builder.append(0x54)
    append(parts.hour, to: &builder)
    builder.append(ASCII.colon)
    append(parts.minute, to: &builder)
    if parts.precision >= .second {
      builder.append(ASCII.colon)
      append(parts.second, to: &builder)
    }
    if parts.precision == .fraction {
      builder.append(ASCII.dot)
      builder.append(source, from: parts.fraction.lowerBound, to: parts.fraction.upperBound)
    }
    switch parts.offset {
    case .none: break
    case .utc: builder.append(0x5A)
    case .minutes(let minutes):
      builder.append(minutes < 0 ? ASCII.minus : plus)
      append(abs(minutes) / 60, to: &builder)
      builder.append(ASCII.colon)
      append(abs(minutes) % 60, to: &builder)
    }
  }

  /// Four digits, or a sign and as many as there are.
  private static func appendYear(_ year: Int, to builder: inout ByteBuilder) {
    if year < 0 || year > 9999 { builder.append(year < 0 ? ASCII.minus : plus) }
    var unit = 1000
    while unit * 10 <= abs(year) { unit *= 10 }
    while unit > 0 {
      builder.append(ASCII.zero &+ UInt8(truncatingIfNeeded: abs(year) / unit % 10))
      unit /= 10
    }
  }

  /// Two digits.
  private static func append(_ value: Int, to builder: inout ByteBuilder) {
    builder.append(ASCII.zero &+ UInt8(truncatingIfNeeded: value / 10 % 10))
    builder.append(ASCII.zero &+ UInt8(truncatingIfNeeded: value % 10))
  }

  static let slash: UInt8 = 0x2F
  static let plus: UInt8 = 0x2B
}
