import Bytes
import Calendars
import Foundation
import Records

/// Dates as text, against the calendar of others.
extension Property {
  private struct Day {
    var year: Int
    var month: Int
    var day: Int

    init(_ choices: inout Choices) {
      year = choices.pick([choices.int(0...9999), 1900, 2000, 2024, 0])
      month = choices.int(1...12)
      day = choices.int(1...31)
    }

    var exists: Bool {
      day
        <= ([4, 6, 9, 11].contains(month)
          ? 30 : month != 2 ? 31 : year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28)
    }

    var iso: String { "\(Day.padded(year, 4))-\(Day.padded(month))-\(Day.padded(day))" }

    static func padded(_ value: Int, _ width: Int = 2) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }

  private static func time(_ choices: inout Choices) -> String {
    var text = "T\(Day.padded(choices.int(0...23))):\(Day.padded(choices.int(0...59)))"
    if choices.bool() {
      text += ":\(Day.padded(choices.int(0...59)))"
      if choices.bool() { text += "." + choices.list(1...12) { String($0.int(0...9)) }.joined() }
    }
    return text + choices.pick(["", "Z", "+02:00", "-11:30", "+00:00"])
  }

  private static func read(_ text: String, _ pattern: DatePattern? = nil) -> DateParts? {
    let bytes = Array(text.utf8)
    return DateText.read(bytes.span, from: 0, to: bytes.count, pattern: pattern)
  }

  private static func spelled(_ parts: DateParts, of text: String) -> String {
    var builder = ByteBuilder()
    DateText.append(parts, of: Array(text.utf8).span, to: &builder)
    return String(decoding: builder.bytes, as: UTF8.self)
  }

  static let dates: [Property] = [
    Property("a date is read when its day exists, and is spelled as it was") { choices in
      let day = Day(&choices)
      let text = day.iso + (choices.bool() ? time(&choices) : "")
      guard let parts = read(text) else { return day.exists ? "\(text) is refused" : nil }
      return day.exists ? difference(spelled(parts, of: text), text) : "\(text) is read"
    },
    Property("a pattern reads what it describes") { choices in
      let day = Day(&choices)
      let (pattern, text) = choices.pick([
        ("%d/%m/%Y", "\(Day.padded(day.day))/\(Day.padded(day.month))/\(Day.padded(day.year, 4))"),
        ("%Y%m%d", "\(Day.padded(day.year, 4))\(Day.padded(day.month))\(Day.padded(day.day))"),
        ("%m-%d-%Y", "\(Day.padded(day.month))-\(Day.padded(day.day))-\(Day.padded(day.year, 4))"),
      ])
      return difference(read(text, try DatePattern(parsing: pattern)), read(day.iso), "for \(text) by \(pattern)")
    },
    Property("the day after is one day later") { choices in
      let day = Day(&choices)
      guard day.exists else { return nil }
      let last = DateParts.days(inMonth: day.month, of: day.year)
      let next =
        day.day < last
        ? (day.year, day.month, day.day + 1)
        : day.month < 12 ? (day.year, day.month + 1, 1) : (day.year + 1, 1, 1)
      return difference(
        CivilCalendar.days(next.0, next.1, next.2), CivilCalendar.days(day.year, day.month, day.day) + 1,
        "for \(day.iso)")
    },
    Property("a moment is the one of another calendar") { choices in
      let seconds = choices.int(-62_000_000_000...250_000_000_000)
      let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
      guard text.utf8.count == 20, let parts = read(text) else { return nil }
      // Before 1582 others use the Julian calendar.
      guard parts.year > 1600 else { return nil }
      return difference(Instant(parts, in: Array(text.utf8).span).seconds, seconds, "for \(text)")
    },
    Property("moments are ordered as their texts are") { choices in
      let texts = (0..<2).map { _ in
        let day = Day(&choices)
        return (day.exists ? day.iso : "2024-01-01")
          + "T\(Day.padded(choices.int(0...23))):\(Day.padded(choices.int(0...59))):\(Day.padded(choices.int(0...59)))Z"
      }
      let moments = texts.compactMap { text in read(text).map { Instant($0, in: Array(text.utf8).span) } }
      guard moments.count == 2 else { return "\(texts) are refused" }
      return difference(moments[0] < moments[1], texts[0] < texts[1], "for \(texts)")
    },
    Property("an offset is subtracted") { choices in
      let (hours, minutes) = (choices.int(0...14), choices.pick([0, 15, 30, 59]))
      let sign = choices.pick(["+", "-"])
      let text = "2024-06-15T12:00:00\(sign)\(Day.padded(hours)):\(Day.padded(minutes))"
      let utc = "2024-06-15T12:00:00Z"
      guard let there = read(text), let here = read(utc) else { return "\(text) is refused" }
      let shift = Instant(here, in: Array(utc.utf8).span).seconds - Instant(there, in: Array(text.utf8).span).seconds
      return difference(shift, (hours * 3600 + minutes * 60) * (sign == "+" ? 1 : -1), "for \(text)")
    },
  ]
}
