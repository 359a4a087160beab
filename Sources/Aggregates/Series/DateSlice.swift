import Bytes
import Calendars

/// Which parts of dates tell slices apart, and how they are computed from wall clock seconds.
package struct DateSlice: Sendable, Equatable {
  /// In the order of the answer.
  package let parts: [SlicePart]
  /// The largest unit of time, in seconds, in which all parts stay the same: a day, an hour or a minute.
  let unit: Int
  /// With a week the year is that of the week (ISO 8601), unless a day of the month or of the year is beside it.
  private let hasWeekYear: Bool

  package init(_ parts: [SlicePart]) {
    self.parts = parts
    unit = parts.contains(.minute) ? 60 : parts.contains(.hour) ? 3600 : CivilCalendar.secondsPerDay
    hasWeekYear = parts.contains(.week) && !parts.contains { [.month, .day, .yearday].contains($0) }
  }

  /// The number of the unit that wall clock seconds since 1970 are in.
  @inline(__always)
  func unitNumber(_ seconds: Int) -> Int {
    (seconds >= 0 ? seconds : seconds &- (unit &- 1)) / unit
  }

  /// Appends the key of the slice that holds wall clock seconds since 1970.
  func appendKey(_ seconds: Int, to key: inout ByteBuilder) {
    let (day, second) = CivilCalendar.split(seconds: seconds)
    let date = CivilCalendar.date(ofDay: day)
    let weekday = CivilCalendar.weekday(ofDay: day)
    // The year of a week is that of its Thursday.
    let thursday = day &- weekday &+ 3
    let weekYear = parts.contains(.week) ? CivilCalendar.date(ofDay: thursday).year : date.year
    key.append(SliceKey.parts)
    for part in parts {
      let value =
        switch part {
        case .year: hasWeekYear ? weekYear : date.year
        case .month: date.month
        case .week: (thursday &- CivilCalendar.days(weekYear, 1, 1)) / 7 &+ 1
        case .weekday: weekday
        case .yearday: day &- CivilCalendar.days(date.year, 1, 1) &+ 1
        case .day: date.day
        case .hour: second / 3600
        case .minute: second / 60 % 60
        }
      SliceKey.append(part: value, to: &key)
    }
  }
}

extension SlicePart {
  /// The parts that a precision and a period ask for: the units from the largest that tells slices apart (`periodic`) down
  /// to the smallest (`precision`).
  ///
  /// Days of a month that stands in no year are days of the year, as the portal counts them; a period of weekdays asks for
  /// no day. nil: the precision is coarser than the period.
  package static func parts(periodic: SlicePart, precision: SlicePart) -> [SlicePart]? {
    let times: [SlicePart] = precision == .minute ? [.hour, .minute] : precision == .hour ? [.hour] : []
    let isDay = precision == .day || !times.isEmpty
    switch (periodic, precision) {
    case (.year, .year): return [.year]
    case (.year, .month): return [.year, .month]
    case (.year, .week): return [.year, .week]
    case (.year, _): return [.year, .month, .day] + times
    case (.month, .month): return [.month]
    case (.month, .week), (.week, .week): return [.week]
    case (.month, _) where isDay: return [.yearday] + times
    case (.week, _) where isDay: return [.week, .weekday] + times
    // A weekday says what it needs: a coarser precision means nothing beside it.
    case (.weekday, _): return [.weekday] + times
    case (.day, _) where isDay: return [.day] + times
    case (.hour, .hour): return [.hour]
    case (.hour, .minute): return [.hour, .minute]
    case (.minute, .minute): return [.minute]
    default: return nil
    }
  }

  /// From the largest to the smallest: the order of time.
  var chronologicalRank: Int {
    switch self {
    case .year: 0
    case .month: 1
    case .week: 2
    case .yearday: 3
    case .day: 4
    case .weekday: 5
    case .hour: 6
    case .minute: 7
    }
  }
}
