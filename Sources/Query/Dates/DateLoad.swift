import Bytes
import Calendars

/// A date read with wide loads: the ISO forms of nearly all values, without branches on digits and without `DateParts`.
///
/// It reads `YYYY-MM-DD` and `YYYY-MM-DDTHH:MM:SS` (a space for the `T`), the latter with a fraction, `Z` or `±HH:MM` behind it.
/// For everything else, and for whatever does not exist, the form is `.other`, and `DateText` decides. The plain twin is
/// `DateText.read` followed by `Instant`; the tests hold one against the other.
package struct DateLoad: Sendable, Equatable {
  package enum Form: Sendable {
    case other
    /// Without a time of day.
    case day
    /// With a time of day, without an offset.
    case wallTime
    /// With both.
    case instant
  }

  package let form: Form
  /// Seconds since 1970-01-01T00:00:00: in UTC where the form is `.instant`, else on the local clock. A fraction is cut.
  package let seconds: Int

  /// Reads the whole of `start..<end`, behind which 32 bytes must be readable; without them the form is `.other`.
  @inline(__always)
  package init(_ source: Span<UInt8>, from start: Int, to end: Int) {
    let length = end &- start
    guard length >= 10, start &+ 32 <= source.count else {
      self = Self.undecided
      return
    }
    let date = source.word(at: start) ^ Self.dateZero
    let time = source.word(at: start &+ 8) ^ Self.timeZero
    // Adding 0x76 sets the top bit of a byte above 9, adding 0x7F that of a byte above 0.
    var wrong = (date &+ Self.dateLimits) | date
    let pairs = (date &* 10) &+ (date >> 8)
    // The mark between day and hour is no digit.
    let timeDigits = time & 0xFFFF_FFFF_FF00_FFFF
    let timePairs = (timeDigits &* 10) &+ (timeDigits >> 8)
    let year = Int(pairs & 0xFF) &* 100 &+ Int(pairs >> 16 & 0xFF)
    let month = Int(pairs >> 40 & 0xFF)
    let day = Int(timePairs & 0xFF)
    if length == 10 {
      wrong |= ((time &+ Self.timeLimits) | time) & 0xFFFF
      guard wrong & Self.topBits == 0, Self.exists(year, month, day) else {
        self = Self.undecided
        return
      }
      self.init(form: .day, seconds: CivilCalendar.days(year, month, day) &* CivilCalendar.secondsPerDay)
      return
    }
    self.init(
      source, start, end, wrong: wrong | (time &+ Self.timeLimits) | time, timePairs: timePairs,
      mark: source[start &+ 10], day: (year, month, day))
  }

  /// The rest of a datetime.
  @inline(__always)
  private init(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, wrong: UInt64, timePairs: UInt64, mark: UInt8,
    day: (year: Int, month: Int, day: Int)
  ) {
    let second = (source.word(at: start &+ 16) ^ Self.secondZero) & 0xFF_FFFF
    let wrong = wrong | (second &+ Self.secondLimits) | second
    let hour = Int(timePairs >> 24 & 0xFF)
    let minute = Int(timePairs >> 48 & 0xFF)
    let seconds = Int(second >> 8 & 0xFF) &* 10 &+ Int(second >> 16 & 0xFF)
    guard end &- start >= 19, wrong & Self.topBits == 0, mark == 0x54 || mark == ASCII.space,
      Self.exists(day.year, day.month, day.day), hour < 24, minute < 60, seconds < 60
    else {
      self = Self.undecided
      return
    }
    let wallTime =
      CivilCalendar.days(day.year, day.month, day.day) &* CivilCalendar.secondsPerDay &+ hour &* 3600 &+ minute &* 60
      &+ seconds
    var i = start &+ 19
    if i < end, source[i] == ASCII.dot {
      let first = i &+ 1
      repeat { i &+= 1 } while i < end && ASCII.isDigit(source[i])
      guard i > first else {
        self = Self.undecided
        return
      }
    }
    if i == end {
      self.init(form: .wallTime, seconds: wallTime)
    } else if i &+ 1 == end, source[i] == 0x5A {
      self.init(form: .instant, seconds: wallTime)
    } else if i &+ 6 == end, let offset = Self.offset(source, i) {
      self.init(form: .instant, seconds: wallTime &- offset)
    } else {
      self = Self.undecided
    }
  }

  private init(form: Form, seconds: Int) {
    self.form = form
    self.seconds = seconds
  }

  private static let undecided = DateLoad(form: .other, seconds: 0)

  /// `±HH:MM` in seconds. Six bytes are there.
  @inline(__always)
  private static func offset(_ source: Span<UInt8>, _ i: Int) -> Int? {
    let sign = source[i]
    guard sign == 0x2B || sign == ASCII.minus else { return nil }
    let digits = (source.word(at: i &+ 1) ^ Self.offsetZero) & 0xFF_FFFF_FFFF
    guard ((digits &+ Self.offsetLimits) | digits) & Self.topBits == 0 else { return nil }
    let pairs = (digits &* 10) &+ (digits >> 8)
    let (hours, minutes) = (Int(pairs & 0xFF), Int(pairs >> 24 & 0xFF))
    guard hours < 24, minutes < 60 else { return nil }
    return (hours &* 3600 &+ minutes &* 60) &* (sign == ASCII.minus ? -1 : 1)
  }

  @inline(__always)
  private static func exists(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    month &- 1 < 12 && month > 0 && day > 0 && (day <= 28 || day <= CivilCalendar.days(inMonth: month, of: year))
  }

  // Little-endian words of the texts, a zero for each digit; for each byte what to add to find a wrong one.
  private static let topBits: UInt64 = 0x8080_8080_8080_8080
  /// `0000-00-`
  private static let dateZero: UInt64 = 0x2D30_302D_3030_3030
  private static let dateLimits: UInt64 = 0x7F76_767F_7676_7676
  /// `00T00:00`; the mark is looked at by itself.
  private static let timeZero: UInt64 = 0x3030_3A30_3054_3030
  private static let timeLimits: UInt64 = 0x7676_7F76_7600_7676
  /// `:00`
  private static let secondZero: UInt64 = 0x30_303A
  private static let secondLimits: UInt64 = 0x76_767F
  /// `00:00`
  private static let offsetZero: UInt64 = 0x30_303A_3030
  private static let offsetLimits: UInt64 = 0x76_767F_7676
}
