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

  /// True when the parts name a day and a time that exist. A leap second may end an hour.
  var isValid: Bool {
    month >= 1 && month <= 12 && day >= 1 && day <= Self.days(inMonth: month, of: year) && hour < 24 && minute < 60
      && (second < 60 || second == 60 && minute == 59)
  }

  public static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds. Days have 86,400 seconds; further digits of a
/// fraction are cut.
package struct Instant: Sendable, Equatable, Comparable {
  package var seconds: Int
  package var nanoseconds: Int

  package init(seconds: Int, nanoseconds: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// The start of what `parts` names, read from `source`; without an offset the parts are taken as UTC.
  package init(_ parts: DateParts, in source: Span<UInt8>) {
    var seconds = Self.days(parts.year, parts.month, parts.day) &* 86_400
    seconds &+= parts.hour &* 3600 &+ parts.minute &* 60 &+ parts.second
    if case .minutes(let minutes) = parts.offset { seconds &-= minutes &* 60 }
    var nanoseconds = 0
    var unit = 100_000_000
    for i in parts.fraction.prefix(9) {
      nanoseconds &+= Int(source[i] &- 0x30) &* unit
      unit /= 10
    }
    self.init(seconds: seconds, nanoseconds: nanoseconds)
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar: H. Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", days_from_civil.
  package static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year &- 1 : year
    let era = (shifted >= 0 ? shifted : shifted &- 399) / 400
    let yearOfEra = shifted &- era &* 400
    let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
    return era &* 146_097 &+ yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear &- 719_468
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }
}
