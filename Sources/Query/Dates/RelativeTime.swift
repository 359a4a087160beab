import Calendars
import Records

/// A move in time as `#now` takes it: parts that are replaced, parts that are added, and a weekday to go to.
///
/// The rules are those of `relativedelta` of Python's dateutil: parts are replaced, years and months are added and the day is
/// clamped to the length of the month, then weeks, days and times are added, then the weekday is looked for. In a zone, years
/// to days move the clock on the wall, hours and less are time that passes.
package struct RelativeTime {
  enum Unit: String, CaseIterable {
    case year, month, week, day, hour, minute, second, microsecond

    /// What the part may be replaced with; nil: it is only added.
    var values: ClosedRange<Int>? {
      switch self {
      case .year: RelativeTime.years
      case .month: 1...12
      case .week: nil
      case .day: 1...31
      case .hour: 0...23
      case .minute, .second: 0...59
      case .microsecond: 0...999_999
      }
    }
  }

  /// The result, and every step towards it, stays in these years.
  package static let years = 1...9999

  /// The result lies beyond the years.
  struct OutOfRange: Error, Equatable {}

  var replaced: [Unit: Int] = [:]
  var added: [Unit: Int] = [:]
  /// 0 is Monday; the ordinal is not 0: the second such day from the day reached on, or, negative, back from it.
  var weekday: (day: Int, ordinal: Int)?

  /// The instant that `now` becomes, to the microsecond; the calendar is that of `zone`.
  func applied(to now: Instant, in zone: TimeZone) throws(OutOfRange) -> Instant {
    var microsecond = now.nanoseconds / 1000
    var seconds = now.seconds
    // Time on the wall: only where it moves, for an hour that happens twice has two instants.
    let wall = seconds + zone.offset(at: seconds)
    let moved = try movedWall(wall)
    if moved != wall { seconds = zone.instant(ofWallTime: moved) }
    microsecond = replaced[.microsecond] ?? microsecond
    // Time that passes. 128 bits hold the sum of any four numbers of 64.
    let passed = [(Unit.hour, 3_600_000_000), (.minute, 60_000_000), (.second, 1_000_000), (.microsecond, 1)].reduce(
      Int128(seconds) * 1_000_000 + Int128(microsecond)
    ) { $0 + Int128(added[$1.0] ?? 0) * Int128($1.1) }
    let whole = Self.floor(passed, by: 1_000_000)
    guard abs(whole) < Self.farthest else { throw OutOfRange() }
    let instant = Instant(seconds: Int(whole), nanoseconds: Int(passed - whole * 1_000_000) * 1000)
    return try onWeekday(instant, zone)
  }

  /// Beyond every year: sums up to here are safe to compute with.
  private static let farthest = Int128(1) << 50

  private static func floor(_ value: Int128, by unit: Int128) -> Int128 {
    (value >= 0 ? value : value - unit + 1) / unit
  }

  /// Replaces parts, adds years and months, weeks and days.
  private func movedWall(_ wall: Int) throws(OutOfRange) -> Int {
    let (days, second) = CivilCalendar.split(seconds: wall)
    let date = CivilCalendar.date(ofDay: days)
    let months =
      (Int128(replaced[.year] ?? date.year) + Int128(added[.year] ?? 0)) * 12
      + Int128((replaced[.month] ?? date.month) - 1) + Int128(added[.month] ?? 0)
    let year = Self.floor(months, by: 12)
    guard year >= Self.years.lowerBound, year <= Self.years.upperBound else { throw OutOfRange() }
    let month = Int(months - year * 12) + 1
    let day = min(replaced[.day] ?? date.day, CivilCalendar.days(inMonth: month, of: Int(year)))
    let reached =
      Int128(CivilCalendar.days(Int(year), month, day)) + Int128(added[.week] ?? 0) * 7 + Int128(added[.day] ?? 0)
    guard abs(reached) < Self.farthest / 86_400 else { throw OutOfRange() }
    let hour = replaced[.hour] ?? second / 3600
    let minute = replaced[.minute] ?? second / 60 % 60
    return Int(reached) * CivilCalendar.secondsPerDay + hour * 3600 + minute * 60 + (replaced[.second] ?? second % 60)
  }

  /// Today counts: the first Monday from a Monday on is that day.
  private func onWeekday(_ instant: Instant, _ zone: TimeZone) throws(OutOfRange) -> Instant {
    let wall = instant.seconds + zone.offset(at: instant.seconds)
    let (days, second) = CivilCalendar.split(seconds: wall)
    try Self.check(Int128(days))
    guard let weekday else { return instant }
    let today = CivilCalendar.weekday(ofDay: days)
    let steps =
      weekday.ordinal > 0 ? (7 + weekday.day - today) % 7 : -((7 + today - weekday.day) % 7)
    let weeks = Int128(weekday.ordinal) + (weekday.ordinal > 0 ? -1 : 1)
    let reached = Int128(days) + Int128(steps) + weeks * 7
    try Self.check(reached)
    if reached == Int128(days) { return instant }
    let moved = Int(reached) * CivilCalendar.secondsPerDay + second
    return Instant(seconds: zone.instant(ofWallTime: moved), nanoseconds: instant.nanoseconds)
  }

  private static func check(_ day: Int128) throws(OutOfRange) {
    let first = CivilCalendar.days(years.lowerBound, 1, 1)
    guard day >= Int128(first), day < Int128(CivilCalendar.days(years.upperBound + 1, 1, 1)) else {
      throw OutOfRange()
    }
  }
}
