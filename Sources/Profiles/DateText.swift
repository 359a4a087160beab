import Bytes

/// A date or datetime in a form that needs no declaration: `YYYY-MM-DD` or `YYYY/MM/DD`, then perhaps a time and a zone.
struct DateText {
  var hasTime = false
  /// From 1970-01-01T00:00:00; a zone is taken into account, a time without one is UTC.
  var seconds = 0

  init?(_ source: Span<UInt8>, from start: Int, to end: Int) {
    guard end &- start >= 10, let year = digits(source, start, 4), let month = digits(source, start &+ 5, 2),
      let day = digits(source, start &+ 8, 2)
    else { return nil }
    let separator = source[start &+ 4]
    guard separator == ASCII.minus || separator == 0x2F, source[start &+ 7] == separator,
      CivilDate.isValid(year: year, month: month, day: day)
    else { return nil }
    seconds = CivilDate.days(year: year, month: month, day: day) &* 86_400
    if end &- start > 10 {
      guard readTime(source, start &+ 10, end) else { return nil }
      hasTime = true
    }
  }

  private mutating func readTime(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard source[start] | 0x20 == 0x74 || source[start] == ASCII.space, end &- start >= 6,
      let hour = digits(source, start &+ 1, 2), hour < 24, source[start &+ 3] == ASCII.colon,
      let minute = digits(source, start &+ 4, 2), minute < 60
    else { return false }
    seconds &+= hour &* 3600 &+ minute &* 60
    var i = start &+ 6
    if i < end, source[i] == ASCII.colon {
      guard end &- i >= 3, let second = digits(source, i &+ 1, 2), second <= 60 else { return false }
      seconds &+= second
      i &+= 3
      if i < end, source[i] == ASCII.dot {
        let first = i &+ 1
        i = first
        while i < end, ASCII.isDigit(source[i]) { i &+= 1 }
        guard i > first else { return false }
      }
    }
    return readZone(source, i, end)
  }

  private mutating func readZone(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end else { return true }
    let sign = source[start]
    if sign | 0x20 == 0x7A { return start &+ 1 == end }
    guard sign == 0x2B || sign == ASCII.minus, end &- start >= 3, let hour = digits(source, start &+ 1, 2), hour < 24
    else { return false }
    var minute = 0
    let rest = end &- start
    if rest > 3 {
      let at = source[start &+ 3] == ASCII.colon ? start &+ 4 : start &+ 3
      guard at &+ 2 == end, let found = digits(source, at, 2), found < 60 else { return false }
      minute = found
    }
    let offset = hour &* 3600 &+ minute &* 60
    seconds &+= sign == ASCII.minus ? offset : -offset
    return true
  }
}

/// `d/m/y` or `m/d/y`, with `/`, `-` or `.`, and a year of two or four digits. The text alone often fits both.
struct DayAndMonthText {
  var fitsDayFirst: Bool
  var fitsMonthFirst: Bool

  /// nil: the text has another form, or is no date in either order.
  init?(_ source: Span<UInt8>, from start: Int, to end: Int) {
    guard end &- start >= 6, end &- start <= 10 else { return nil }
    var i = start
    guard let first = Self.number(source, &i, end), i < end else { return nil }
    let separator = source[i]
    guard separator == 0x2F || separator == ASCII.minus || separator == ASCII.dot else { return nil }
    i &+= 1
    guard let second = Self.number(source, &i, end), i < end, source[i] == separator else { return nil }
    let yearDigits = end &- i &- 1
    guard yearDigits == 2 || yearDigits == 4, let year = digits(source, i &+ 1, yearDigits) else { return nil }
    let fullYear = yearDigits == 4 ? year : 2000 &+ year
    fitsDayFirst = CivilDate.isValid(year: fullYear, month: second, day: first)
    fitsMonthFirst = CivilDate.isValid(year: fullYear, month: first, day: second)
    // Digits between equal marks that no order makes a date: still counted, as what refuses both.
    if !fitsDayFirst, !fitsMonthFirst, first > 31 || second > 31 { return nil }
  }

  private static func number(_ source: Span<UInt8>, _ i: inout Int, _ end: Int) -> Int? {
    let start = i
    var value = 0
    while i < end, i &- start < 2, ASCII.isDigit(source[i]) {
      value = value &* 10 &+ Int(source[i] &- ASCII.zero)
      i &+= 1
    }
    return i > start ? value : nil
  }
}

/// The value of exactly `count` digits at `start`, which the caller knows to be inside.
private func digits(_ source: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
  var value = 0
  for i in start..<(start &+ count) {
    let digit = source[i] &- ASCII.zero
    guard digit < 10 else { return nil }
    value = value &* 10 &+ Int(digit)
  }
  return value
}

/// The Gregorian calendar.
enum CivilDate {
  static func isValid(year: Int, month: Int, day: Int) -> Bool {
    guard (1...12).contains(month), day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = isLeap && month == 2 ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return day <= lengths
  }

  /// Days from 1970-01-01: years begin in March, so that the leap day is the last one (Hinnant, "chrono-compatible
  /// low-level date algorithms").
  static func days(year: Int, month: Int, day: Int) -> Int {
    let y = month > 2 ? year : year - 1
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
