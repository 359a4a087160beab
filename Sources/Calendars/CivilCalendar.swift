/// The proleptic Gregorian calendar over days since 1970-01-01. Years are astronomical: 0 is 1 BC, -43 is 44 BC.
///
/// Algorithms: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". Exact for years of at most nine digits.
package enum CivilCalendar {
  package static let secondsPerDay = 86_400
  /// The calendar, weekdays included, repeats after 400 years.
  package static let secondsPerCycle = 146_097 * secondsPerDay

  /// Days since 1970-01-01 of a day that exists.
  @inlinable
  package static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year &- 1 : year
    let era = (shifted >= 0 ? shifted : shifted &- 399) / 400
    let yearOfEra = shifted &- era &* 400
    let dayOfYear = (153 &* (month > 2 ? month &- 3 : month &+ 9) &+ 2) / 5 &+ day &- 1
    return era &* 146_097 &+ yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear &- 719_468
  }

  /// The day that is `days` after 1970-01-01.
  package static func date(ofDay days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days &+ 719_468
    let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let shiftedMonth = (5 &* dayOfYear &+ 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth &+ 3 : shiftedMonth &- 9
    let year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear &- (153 &* shiftedMonth &+ 2) / 5 &+ 1)
  }

  /// 0 is Monday.
  package static func weekday(ofDay days: Int) -> Int {
    // 1970-01-01 was a Thursday.
    let remainder = (days &+ 3) % 7
    return remainder < 0 ? remainder &+ 7 : remainder
  }

  package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// Of a month from 1 to 12.
  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Seconds as whole days and the seconds of the last one, which is never negative.
  package static func split(seconds: Int) -> (day: Int, second: Int) {
    let day = (seconds >= 0 ? seconds : seconds &- (secondsPerDay - 1)) / secondsPerDay
    return (day, seconds &- day &* secondsPerDay)
  }
}
