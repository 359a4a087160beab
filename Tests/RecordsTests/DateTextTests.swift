import Bytes
import Calendars
import Records
import Testing

@Suite struct DateTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String?
    var text: String
    /// The ISO form; nil: refused.
    var iso: String?

    init(_ text: String, _ iso: String?, pattern: String? = nil) {
      self.pattern = pattern
      self.text = text
      self.iso = iso
    }

    var testDescription: String { "\(pattern ?? "ISO"): '\(text)'" }
  }

  static let isoCases = [
    Case("2016", "2016"), Case("2016-09", "2016-09"), Case("2016-09-05", "2016-09-05"),
    Case("2016/09", "2016-09"), Case("2016/09/05", "2016-09-05"),
    Case("2016-09-05T10:11", "2016-09-05T10:11"), Case("2016-09-05 10:11", "2016-09-05T10:11"),
    Case("2016-09-05t10:11:12z", "2016-09-05T10:11:12Z"),
    Case("2016-09-05T10:11:12.0120+02:00", "2016-09-05T10:11:12.0120+02:00"),
    Case("2016-09-05T10:11:12,5-0330", "2016-09-05T10:11:12.5-03:30"),
    Case("2016-09-05T10:11:12+00", "2016-09-05T10:11:12+00:00"),
    Case("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
    Case("", nil), Case("16", nil), Case("02016", nil), Case("2016-", nil), Case("2016-9", nil),
    Case("2016-9-5", nil), Case("2016-13", nil), Case("2016-00", nil), Case("2016-09-00", nil),
    Case("2016-09-31", nil), Case("2016-09-05T", nil), Case("2016-09-05T10", nil), Case("2016-09-05T24:01", nil),
    Case("2016-09-05T24:00", "2016-09-05T24:00"), Case("2016-09-05T24:00:00.0Z", "2016-09-05T24:00:00.0Z"),
    Case("2016-09-05T24:00:00.1Z", nil), Case("2016-09-05T25:00", nil),
    Case("2016-12-31T05:44:60+05:45", "2016-12-31T05:44:60+05:45"),
    Case("-0044-03-15", "-0044-03-15"), Case("-0044", nil), Case("-0044/03", "-0044-03"), Case("-0000", nil),
    Case("+0044", nil), Case("+12345", nil), Case("-12345", nil), Case("+12345-01-02T03:04Z", "+12345-01-02T03:04Z"),
    Case("+2016-01-01", "2016-01-01"), Case("12345-01-01", nil), Case("-044-01-01", nil), Case("+1234567890-01", nil),
    Case("-0001-02-29", nil), Case("-0004-02-29", "-0004-02-29"), Case("-", nil), Case("----", nil),
    Case("2016-09-05 24:00", "2016-09-05T24:00", pattern: "ymd"),
    Case("2016-09-05T10:60", nil), Case("2016-09-05T10:11:60", nil), Case("2016-09-05T10:11:12.", nil),
    Case("2016-09-05T10:11:12+24:00", nil), Case("2016-09-05T10:11:12+02:60", nil),
    Case("2016-09-05T10:11:12+2", nil), Case("2016-09-05T10:11:12Z ", nil), Case("2016/09-05", nil),
    Case("2016/09/05T10:11", nil), Case("2016-09-05X10:11", nil), Case(" 2016", nil), Case("-2016", nil),
    Case("20160905", nil), Case("05/09/2016", nil), Case("２０１６", nil),
    Case("1900-02-29", nil), Case("2000-02-29", "2000-02-29"), Case("2015-02-29", nil),
    Case("2016-02-29", "2016-02-29"), Case("2016-02-30", nil), Case("0000-02-29", "0000-02-29"),
    Case("2016-04-31", nil), Case("9999-12-31", "9999-12-31"),
  ]

  static let patternCases = [
    Case("31/12/2020", "2020-12-31", pattern: "dmy"), Case("1.2.2020", "2020-02-01", pattern: "dmy"),
    Case("01-02-2020 14:05", "2020-02-01T14:05", pattern: "dmy"),
    Case("1/2/2020 8:05:09.5", "2020-02-01T08:05:09.5", pattern: "dmy"),
    Case("1/2.2020", nil, pattern: "dmy"), Case("12/31/2020", nil, pattern: "dmy"), Case("1/2/20", nil, pattern: "dmy"),
    Case("2020-02-01", nil, pattern: "dmy"), Case("1/2/2020 ", nil, pattern: "dmy"),
    Case("1 2 2020", nil, pattern: "dmy"),
    Case("12/31/2020", "2020-12-31", pattern: "mdy"), Case("31/12/2020", nil, pattern: "mdy"),
    Case("2020.1.5", "2020-01-05", pattern: "ymd"), Case("2020-01-05T10:11Z", "2020-01-05T10:11Z", pattern: "ymd"),
    Case("05.09.2016", "2016-09-05", pattern: "%d.%m.%Y"), Case("5.9.2016", "2016-09-05", pattern: "%d.%m.%Y"),
    Case("5.9.16", nil, pattern: "%d.%m.%Y"), Case("05.09.2016 10:11", "2016-09-05T10:11", pattern: "%d.%m.%Y %H:%M"),
    Case("05.09.2016", nil, pattern: "%d.%m.%Y %H:%M"),
    Case("05092016", "2016-09-05", pattern: "%d%m%Y"), Case("592016", nil, pattern: "%d%m%Y"),
    Case("20160905T101112", "2016-09-05T10:11:12", pattern: "%Y%m%dT%H%M%S"),
    Case("05/09/68", "2068-09-05", pattern: "%d/%m/%y"), Case("05/09/69", "1969-09-05", pattern: "%d/%m/%y"),
    Case("5 Sep 2016", "2016-09-05", pattern: "%d %b %Y"), Case("5 september 2016", "2016-09-05", pattern: "%d %B %Y"),
    Case("5 May 2016", "2016-05-05", pattern: "%d %b %Y"), Case("5 Mai 2016", nil, pattern: "%d %b %Y"),
    Case("9/5/2016 12:05 AM", "2016-09-05T00:05", pattern: "%m/%d/%Y %I:%M %p"),
    Case("9/5/2016 12:05 pm", "2016-09-05T12:05", pattern: "%m/%d/%Y %I:%M %p"),
    Case("9/5/2016 13:05 pm", nil, pattern: "%m/%d/%Y %I:%M %p"),
    Case("2016-09-05 10:11:12.250 +0200", "2016-09-05T10:11:12.250+02:00", pattern: "%F %T.%f %z"),
    Case("100% 2016", "2016", pattern: "100%% %Y"), Case("09/2016", "2016-09", pattern: "%m/%Y"),
    Case("31.2.2016", nil, pattern: "%d.%m.%Y"), Case("29.02.2016", "2016-02-29", pattern: "%-d.%m.%Y"),
  ]

  @Test(arguments: isoCases + patternCases) func reads(_ row: Case) throws {
    let pattern = try row.pattern.map { try DatePattern(parsing: $0) }
    // Not at the start of the span, and not at its end.
    let bytes = Array("x\(row.text)7".utf8)
    let parts = DateText.read(bytes.span, from: 1, to: bytes.count - 1, pattern: pattern)
    var builder = ByteBuilder()
    if let parts { DateText.append(parts, of: bytes.span, to: &builder) }
    #expect((parts == nil ? nil : String(decoding: builder.bytes, as: UTF8.self)) == row.iso)
  }

  struct BadPattern: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    BadPattern(text: "", message: "neither dmy"), BadPattern(text: "dym", message: "neither dmy"),
    BadPattern(text: "DMY", message: "neither dmy"), BadPattern(text: "%d.%m", message: "no year"),
    BadPattern(text: "%Y %Q", message: "%Q is no field"), BadPattern(text: "%Y%", message: "ends the format"),
    BadPattern(text: "%Y %Y", message: "twice"), BadPattern(text: "%Y %d", message: "no month"),
    BadPattern(text: "%Y %H", message: "no day"), BadPattern(text: "%F %M", message: "no hour"),
    BadPattern(text: "%F %H:%S", message: "no minutes"), BadPattern(text: "%F %I:%M", message: "go together"),
    BadPattern(text: "%F %z", message: "no time"), BadPattern(text: "%Y %y", message: "two years"),
  ]) func refusesPatterns(_ row: BadPattern) {
    do throws(DatePatternError) {
      _ = try DatePattern(parsing: row.text)
      Issue.record("'\(row.text)' was taken")
    } catch {
      #expect(error.message.contains(row.message))
    }
  }

  /// Every day of 1600 to 2400 by counting, against the formula and the calendar.
  @Test func everyDay() {
    var expected = CivilCalendar.days(1600, 1, 1)
    for year in 1600...2400 {
      for month in 1...12 {
        for day in 1...31 {
          let text = Array("\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)".utf8)
          let exists = day <= DateParts.days(inMonth: month, of: year)
          guard let parts = DateText.read(text.span, from: 0, to: text.count) else {
            #expect(!exists)
            continue
          }
          let instant = Instant(parts, in: text.span)
          #expect(exists && instant.seconds == expected * 86_400)
          expected += 1
        }
      }
    }
    #expect(
      CivilCalendar.days(1970, 1, 1) == 0 && CivilCalendar.days(2000, 3, 1) == 11_017
        && CivilCalendar.days(0, 3, 1) == -719_468)
  }

  struct Moment: Sendable, CustomTestStringConvertible {
    var text: String
    var seconds: Int
    var nanoseconds = 0
    var testDescription: String { text }
  }

  @Test(arguments: [
    Moment(text: "1970-01-01T00:00:00Z", seconds: 0), Moment(text: "1970-01-01T02:00:00+02:00", seconds: 0),
    Moment(text: "1969-12-31T20:30-03:30", seconds: 0), Moment(text: "2001-09-09T01:46:40", seconds: 1_000_000_000),
    Moment(text: "2017-07-14T02:40:00.25Z", seconds: 1_500_000_000, nanoseconds: 250_000_000),
    Moment(text: "1970-01-01T00:00:00.0123456789", seconds: 0, nanoseconds: 12_345_678),
    Moment(text: "1969-12-31T24:00:00Z", seconds: 0), Moment(text: "-0001-01-01", seconds: -62_198_755_200),
    Moment(text: "+10000-01-01", seconds: 253_402_300_800),
    Moment(text: "2016-12-31T23:59:60.5Z", seconds: 1_483_228_799, nanoseconds: 999_999_999),
  ]) func instants(_ row: Moment) throws {
    let text = Array(row.text.utf8)
    let read = DateText.read(text.span, from: 0, to: text.count)
    let parts = try #require(read)
    let instant = Instant(parts, in: text.span)
    #expect(instant == Instant(seconds: row.seconds, nanoseconds: row.nanoseconds))
  }
}
