import Calendars
import Testing

@Suite struct CivilCalendarTests {
  /// Every day of years around every rule of the calendar, counted one by one.
  @Test(arguments: [
    -801 ... -795, -5...5, 1599...1605, 1896...1904, 1969...1973, 1999...2001, 2099...2101, 9998...10_001,
  ])
  func daysAreCounted(_ years: ClosedRange<Int>) {
    var day = CivilCalendar.days(years.lowerBound, 1, 1)
    var weekday = CivilCalendar.weekday(ofDay: day)
    for year in years {
      for month in 1...12 {
        for date in 1...CivilCalendar.days(inMonth: month, of: year) {
          #expect(CivilCalendar.days(year, month, date) == day)
          #expect(CivilCalendar.date(ofDay: day) == (year, month, date))
          #expect(CivilCalendar.weekday(ofDay: day) == weekday)
          day += 1
          weekday = (weekday + 1) % 7
        }
      }
    }
  }

  @Test func knownDays() {
    #expect(CivilCalendar.days(1970, 1, 1) == 0 && CivilCalendar.weekday(ofDay: 0) == 3)
    #expect(CivilCalendar.weekday(ofDay: CivilCalendar.days(2021, 5, 6)) == 3)
    // 400 years are a whole number of weeks.
    #expect(CivilCalendar.secondsPerCycle == (CivilCalendar.days(2400, 1, 1) - CivilCalendar.days(2000, 1, 1)) * 86_400)
    #expect(CivilCalendar.secondsPerCycle % (7 * 86_400) == 0)
    #expect(CivilCalendar.split(seconds: -1) == (-1, 86_399) && CivilCalendar.split(seconds: 86_400) == (1, 0))
  }
}
