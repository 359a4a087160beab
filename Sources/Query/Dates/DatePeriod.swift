import Bytes
import Calendars
import Records

/// The time that a date of a query stands for: from its start to the start of the next one.
struct DatePeriod: Equatable {
  var start: Instant
  var end: Instant

  /// Reads an ISO or Opendatasoft form, one with short months and days, or the spelling of the column.
  ///
  /// A date without an offset is in `zone`: its day lasts from midnight to midnight there, 23 or 25 hours where clocks change.
  init?(_ literal: [UInt8], pattern: DatePattern?, zone: TimeZone) {
    let source = literal.span
    guard
      let parts = DateText.read(source, from: 0, to: source.count)
        ?? Self.looseOrder.flatMap({ DateText.read(source, from: 0, to: source.count, pattern: $0) })
        ?? DateText.year(source, from: 0, to: source.count)
        ?? pattern.flatMap({ DateText.read(source, from: 0, to: source.count, pattern: $0) })
    else { return nil }
    var cursor = ZoneCursor(zone)
    start = Instant(parts, in: source, zone: &cursor)
    end = start
    switch parts.precision {
    case .year: end = Self.midnight(parts.year + 1, 1, 1, &cursor)
    case .month:
      end =
        parts.month == 12
        ? Self.midnight(parts.year + 1, 1, 1, &cursor) : Self.midnight(parts.year, parts.month + 1, 1, &cursor)
    case .day: end = Self.midnight(parts.year, parts.month, parts.day, &cursor, plusDays: 1)
    case .hour: end.seconds += 3600
    case .minute: end.seconds += 60
    // A leap second is the last moment of its minute.
    case .second: end = Instant(seconds: start.seconds + 1)
    case .fraction where parts.second == 60: end = Instant(seconds: start.seconds + 1)
    case .fraction:
      var unit = 1_000_000_000
      for _ in parts.fraction.prefix(9) { unit /= 10 }
      end.nanoseconds += unit
      if end.nanoseconds >= 1_000_000_000 { end = Instant(seconds: end.seconds + 1) }
    }
  }

  /// An instant of `#now`: a microsecond.
  init(microsecondOf instant: Instant) {
    start = instant
    let next = instant.nanoseconds + 1000
    end =
      next < 1_000_000_000
      ? Instant(seconds: instant.seconds, nanoseconds: next) : Instant(seconds: instant.seconds + 1)
  }

  /// The day that it is in `zone` at an instant.
  init(dayOf instant: Instant, in zone: TimeZone) {
    let day = CivilCalendar.split(seconds: instant.seconds + zone.offset(at: instant.seconds)).day
    start = Instant(seconds: zone.instant(ofWallTime: day * CivilCalendar.secondsPerDay))
    end = Instant(seconds: zone.instant(ofWallTime: (day + 1) * CivilCalendar.secondsPerDay))
  }

  private static func midnight(
    _ year: Int, _ month: Int, _ day: Int, _ zone: inout ZoneCursor, plusDays: Int = 0
  ) -> Instant {
    let days = CivilCalendar.days(year, month, day) + plusDays
    return Instant(seconds: zone.instant(ofWallTime: days * CivilCalendar.secondsPerDay))
  }

  /// `2018-1-1`, which live queries hold.
  private static let looseOrder = try? DatePattern(parsing: "ymd")
}

/// The instants from `lower` up to, not including, `upper`; nil is open.
struct DateInterval: Sendable, Equatable {
  var lower: Instant?
  var upper: Instant?

  func contains(_ instant: Instant) -> Bool {
    if let lower, instant < lower { return false }
    if let upper, !(instant < upper) { return false }
    return true
  }
}
