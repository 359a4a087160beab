package import Calendars

/// A date or a time of the calendar as it was read: what was not given is at its start (month 1, hour 0), and `precision`
/// says what was.
///
/// A value without offset has no zone; nothing is ever shifted by reading it.
public struct DateParts: Sendable, Equatable {
  /// The last part that was given.
  public enum Precision: Int, Sendable, Comparable {
    case year, month, day, hour, minute, second, fraction

    public static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
  }

  /// What was said of the zone.
  public enum Offset: Sendable, Equatable {
    case none
    /// `Z`
    case utc
    /// `+02:00` is 120.
    case minutes(Int)
  }

  /// Astronomical: 0 is 1 BC, -43 is 44 BC.
  public var year: Int
  public var month = 1
  public var day = 1
  public var hour = 0
  public var minute = 0
  public var second = 0
  /// Where the digits of the fraction stand in the source; empty: none.
  public var fraction = 0..<0
  public var offset = Offset.none
  public var precision = Precision.year

  public init(year: Int) { self.year = year }

  /// True when a time of day was given.
  public var hasTime: Bool { precision >= .hour }
  public var kind: FieldKind { hasTime ? .datetime : .date }

  /// True when the parts name a day and a time that exist. `24:00:00` is the end of a day. A leap second ends a quarter of an
  /// hour: it ends a day of UTC, and offsets are whole quarters.
  var isValid: Bool {
    month >= 1 && month <= 12 && day >= 1 && day <= Self.days(inMonth: month, of: year)
      && (hour < 24 || hour == 24 && minute == 0 && second == 0) && minute < 60
      && (second < 60 || second == 60 && minute % 15 == 14)
  }

  public static func days(inMonth month: Int, of year: Int) -> Int {
    CivilCalendar.days(inMonth: month, of: year)
  }

  /// Seconds since 1970-01-01T00:00:00 on the clock that the parts were read from, without their fraction. `24:00:00` is
  /// 0:00 of the next day.
  package var wallTime: Int {
    let leap = second == 60 ? 1 : 0
    return CivilCalendar.days(year, month, day) &* CivilCalendar.secondsPerDay &+ hour &* 3600 &+ minute &* 60 &+ second
      &- leap
  }
}

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds. Days have 86,400 seconds; further digits of a
/// fraction are cut. A leap second is the last nanosecond of its minute, so that it stays on its day.
package struct Instant: Sendable, Equatable, Comparable {
  package var seconds: Int
  package var nanoseconds: Int

  package init(seconds: Int, nanoseconds: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// The start of what `parts` names, read from `source`; without an offset the parts are taken as UTC.
  package init(_ parts: DateParts, in source: Span<UInt8>) {
    var zone = ZoneCursor(.utc)
    self.init(parts, in: source, zone: &zone)
  }

  /// The same; parts without an offset are what clocks show in `zone`.
  package init(_ parts: DateParts, in source: Span<UInt8>, zone: inout ZoneCursor) {
    seconds =
      switch parts.offset {
      case .none: zone.instant(ofWallTime: parts.wallTime)
      case .utc: parts.wallTime
      case .minutes(let minutes): parts.wallTime &- minutes &* 60
      }
    nanoseconds = 0
    if parts.second == 60 {
      nanoseconds = 999_999_999
      return
    }
    var unit = 100_000_000
    for i in parts.fraction.prefix(9) {
      nanoseconds &+= Int(source[i] &- 0x30) &* unit
      unit /= 10
    }
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }
}
