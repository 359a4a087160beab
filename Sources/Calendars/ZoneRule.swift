/// A POSIX TZ rule (`CET-1CEST,M3.5.0,M10.5.0/3`) as it ends a TZif file: what clocks do after the last transition.
///
/// RFC 9636, section 3.3: times of day may be from -167 to 167 hours, and offsets up to 24 hours.
struct ZoneRule {
  /// A day of every year, and a time of it in seconds of the clock before the change.
  struct Change {
    enum Day {
      /// 1 to 365; 29 February is never counted.
      case dayWithoutLeap(Int)
      /// 0 to 365.
      case dayOfYear(Int)
      /// Weekday 0 is Sunday; week 5 is the last.
      case weekday(Int, week: Int, month: Int)
    }
    var day: Day
    var second: Int

    /// Wall clock seconds in a year.
    func wallTime(in year: Int) -> Int { days(in: year) * CivilCalendar.secondsPerDay + second }

    private func days(in year: Int) -> Int {
      switch day {
      case .dayWithoutLeap(let day):
        return CivilCalendar.days(year, 1, 1) + day - 1 + (CivilCalendar.isLeap(year) && day > 59 ? 1 : 0)
      case .dayOfYear(let day): return CivilCalendar.days(year, 1, 1) + day
      case .weekday(let weekday, let week, let month):
        let first = CivilCalendar.days(year, month, 1)
        let monday = (weekday + 6) % 7
        var day = first + (monday - CivilCalendar.weekday(ofDay: first) + 7) % 7 + (week - 1) * 7
        if day >= first + CivilCalendar.days(inMonth: month, of: year) { day -= 7 }
        return day
      }
    }
  }

  /// In seconds east of UTC.
  private(set) var standard: Int
  private(set) var daylight: (offset: Int, start: Change, end: Change)?

  var changesClocks: Bool { daylight != nil }

  /// The changes of the clock in some years, ascending.
  func changes(inYears years: ClosedRange<Int>) -> [(time: Int, offset: Int)] {
    guard let daylight else { return [] }
    var changes: [(time: Int, offset: Int)] = []
    for year in years {
      changes.append((daylight.start.wallTime(in: year) - standard, daylight.offset))
      changes.append((daylight.end.wallTime(in: year) - daylight.offset, standard))
    }
    // Where one ends as the other begins (daylight time all year), the beginning counts.
    changes.sort { $0.time != $1.time ? $0.time < $1.time : $0.offset == standard && $1.offset != standard }
    var distinct: [(time: Int, offset: Int)] = []
    for change in changes {
      if distinct.last?.time == change.time { distinct.removeLast() }
      distinct.append(change)
    }
    return distinct
  }

  /// Seconds east of UTC at an instant.
  func offset(at instant: Int) -> Int {
    let year = CivilCalendar.date(ofDay: CivilCalendar.split(seconds: instant).day).year
    return changes(inYears: year - 1...year + 1).last { $0.time <= instant }?.offset ?? standard
  }
}

extension ZoneRule {
  /// Reads the whole of `text`; nil when it is no rule.
  init?(parsing text: ArraySlice<UInt8>) {
    var parser = ZoneRuleParser(text: text)
    guard parser.name(), let standard = parser.offset() else { return nil }
    self.init(standard: standard, daylight: nil)
    if parser.isAtEnd { return }
    guard parser.name() else { return nil }
    var daylight = standard + 3600
    if parser.peek != 0x2C {
      guard let offset = parser.offset() else { return nil }
      daylight = offset
    }
    guard let start = parser.change(), let end = parser.change(), parser.isAtEnd else { return nil }
    self.daylight = (daylight, start, end)
  }
}

private struct ZoneRuleParser {
  var text: ArraySlice<UInt8>

  var isAtEnd: Bool { text.isEmpty }
  var peek: UInt8? { text.first }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard text.first == byte else { return false }
    text.removeFirst()
    return true
  }

  /// Three letters or more, or anything short between `<` and `>`.
  mutating func name() -> Bool {
    if take(0x3C) {
      guard let end = text.firstIndex(of: 0x3E), end > text.startIndex else { return false }
      text = text[(end + 1)...]
      return true
    }
    let letters = text.prefix { ($0 | 0x20) &- 0x61 < 26 }
    text = text[letters.endIndex...]
    return letters.count >= 3
  }

  private mutating func number(upTo most: Int) -> Int? {
    let digits = text.prefix { $0 &- 0x30 < 10 }
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    text = text[digits.endIndex...]
    let value = digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    return value <= most ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func time(hours: Int) -> Int? {
    let isNegative = text.first == 0x2D
    if isNegative || text.first == 0x2B { text.removeFirst() }
    guard var seconds = number(upTo: hours).map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where take(0x3A) {
      guard let value = number(upTo: 59) else { return nil }
      seconds += value * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// West of UTC is positive there, and negative here.
  mutating func offset() -> Int? { time(hours: 24).map { -$0 } }

  mutating func change() -> ZoneRule.Change? {
    guard take(0x2C), let day = day() else { return nil }
    guard take(0x2F) else { return ZoneRule.Change(day: day, second: 7200) }
    return time(hours: 167).map { ZoneRule.Change(day: day, second: $0) }
  }

  private mutating func day() -> ZoneRule.Change.Day? {
    if take(0x4A) { return number(upTo: 365).flatMap { $0 > 0 ? .dayWithoutLeap($0) : nil } }
    guard take(0x4D) else { return number(upTo: 365).map { .dayOfYear($0) } }
    guard let month = number(upTo: 12), month > 0, take(0x2E), let week = number(upTo: 5), week > 0, take(0x2E),
      let weekday = number(upTo: 6)
    else { return nil }
    return .weekday(weekday, week: week, month: month)
  }
}
