import Bytes
import Calendars
import Foundation
import Testing

@testable import Aggregates

@Suite struct DateSliceTests {
  static func values(_ parts: [SlicePart], _ seconds: Int) -> [Int] {
    var key = ByteBuilder(capacity: 64)
    DateSlice(parts).appendKey(seconds, to: &key)
    let bytes = key.bytes
    guard case .parts(let values) = SliceKey.value(bytes.span, 0, bytes.count) else { return [] }
    return values
  }

  /// Every part of every day of 80 years as Foundation's ISO calendar has it.
  @Test func partsAreThoseOfTheISOCalendar() {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    for day in -7000...23_000 {
      let seconds = day * 86_400 + (day &* 7919) % 86_400
      let date = Date(timeIntervalSince1970: Double(seconds))
      let found = calendar.dateComponents(
        [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear, .hour, .minute], from: date)
      let yearday = calendar.ordinality(of: .day, in: .year, for: date) ?? 0
      // Foundation counts weekdays from Sunday, 1.
      let weekday = ((found.weekday ?? 0) + 5) % 7
      #expect(
        Self.values([.year, .month, .day, .weekday, .yearday, .hour, .minute], seconds)
          == [found.year, found.month, found.day, weekday, yearday, found.hour, found.minute])
      #expect(Self.values([.year, .week], seconds) == [found.yearForWeekOfYear, found.weekOfYear])
    }
  }

  @Test(
    arguments: [
      ("year", "year", "year"), ("year", "month", "year month"), ("year", "week", "year week"),
      ("year", "day", "year month day"), ("year", "hour", "year month day hour"),
      ("year", "minute", "year month day hour minute"), ("month", "month", "month"), ("month", "week", "week"),
      ("month", "day", "yearday"), ("month", "hour", "yearday hour"), ("week", "week", "week"),
      ("week", "day", "week weekday"), ("week", "minute", "week weekday hour minute"), ("weekday", "year", "weekday"),
      ("weekday", "day", "weekday"), ("weekday", "hour", "weekday hour"), ("weekday", "minute", "weekday hour minute"),
      ("day", "day", "day"), ("day", "hour", "day hour"), ("hour", "hour", "hour"), ("hour", "minute", "hour minute"),
      ("minute", "minute", "minute"), ("month", "year", nil), ("week", "month", nil), ("day", "month", nil),
      ("hour", "day", nil), ("minute", "hour", nil),
    ] as [(String, String, String?)]) func pairs(_ periodic: String, _ precision: String, _ expected: String?) throws
  {
    let parts = SlicePart.parts(
      periodic: try #require(SlicePart(rawValue: periodic)), precision: try #require(SlicePart(rawValue: precision)))
    #expect(parts?.map(\.rawValue).joined(separator: " ") == expected)
  }

  /// The unit in which nothing changes, before 1970 too.
  @Test(arguments: [-86_401, -86_400, -1, 0, 59, 60, 86_399, 86_400]) func units(_ seconds: Int) {
    for parts in [[SlicePart.day], [.hour], [.minute]] {
      let slice = DateSlice(parts)
      let first = slice.unitNumber(seconds) * slice.unit
      #expect(first <= seconds && seconds < first + slice.unit)
      #expect(Self.values(parts, first) == Self.values(parts, seconds))
      #expect(Self.values(parts, first + slice.unit - 1) == Self.values(parts, seconds))
    }
  }
}
