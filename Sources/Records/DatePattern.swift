import Bytes

/// How a column spells its dates and times: `dmy`, `mdy`, `ymd`, or a format of `%`-fields.
///
///     try DatePattern(parsing: "dmy")              // 31/12/2020, 31-12-2020, 1.2.2020 14:05
///     try DatePattern(parsing: "%d.%m.%Y %H:%M")   // 31.12.2020 14:05
///
/// The three orders take a year of four digits, days and months of one or two, one of `/ - .` twice, and an optional time.
public struct DatePattern: Sendable, Equatable {
  /// As the user wrote it.
  public let text: String
  private let items: [Item]

  enum Item: Sendable, Equatable {
    case literal(UInt8)
    /// One of the marks `/ - .`; the second one must equal the first.
    case mark
    case field(Field, least: Int, most: Int)
    /// Nothing, or a time after a space or `T`.
    case optionalTime
  }

  enum Field: Sendable, Equatable {
    case year, shortYear, month, monthName, day, hour, hourOf12, halfDay, minute, second, fraction, offset
  }

  /// Reads a pattern, or says what is wrong with it.
  public init(parsing text: String) throws(DatePatternError) {
    self.text = text
    let two = (least: 1, most: 2)
    func order(_ fields: [Field]) -> [Item] {
      fields.enumerated().flatMap { index, field -> [Item] in
        let digits = field == .year ? (least: 4, most: 4) : two
        return (index == 0 ? [] : [.mark]) + [.field(field, least: digits.least, most: digits.most)]
      } + [.optionalTime]
    }
    switch text {
    case "dmy": items = order([.day, .month, .year])
    case "mdy": items = order([.month, .day, .year])
    case "ymd": items = order([.year, .month, .day])
    default: items = try DateFormatParser.items(Array(text.utf8))
    }
  }

  /// Formats that are met often, and that nobody guesses: a year of two digits has no century, and a name has a language.
  package static let otherSpellings = [
    "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%d.%m.%y", "%d-%b-%y", "%d-%b-%Y",
    "%d %B %Y", "%B %d, %Y",
  ]

  /// What every value of the pattern is: a date, or a date with a time; nil when a time may or may not stand there.
  public var kind: FieldKind? {
    if items.contains(.optionalTime) { return nil }
    let hasTime = items.contains { item in
      if case .field(.hour, _, _) = item { true } else if case .field(.hourOf12, _, _) = item { true } else { false }
    }
    return hasTime ? .datetime : .date
  }

  /// Reads the whole of `start..<end`; nil when it is not spelled so, or names no day that exists.
  package func read(_ source: Span<UInt8>, from start: Int, to end: Int) -> DateParts? {
    var parts = DateParts(year: 0)
    var mark: UInt8 = 0
    var isAfternoon: Bool?
    var i = start
    for index in items.indices {
      switch items[index] {
      case .literal(let byte):
        guard i < end, source[i] == byte else { return nil }
        i &+= 1
      case .mark:
        guard i < end else { return nil }
        let byte = source[i]
        guard byte == ASCII.minus || byte == ASCII.dot || byte == DateText.slash, mark == 0 || byte == mark else {
          return nil
        }
        mark = byte
        i &+= 1
      case .optionalTime:
        if i == end { break }
        guard DateText.isTimeMark(source[i]) else { return nil }
        i &+= 1
        guard DateText.readTime(source, &i, end, isPadded: false, into: &parts) else { return nil }
      case .field(let field, let least, let most):
        guard Self.read(field, least, most, source, &i, end, into: &parts, &isAfternoon) else { return nil }
      }
    }
    if let isAfternoon {
      guard parts.hour >= 1, parts.hour <= 12 else { return nil }
      parts.hour = parts.hour % 12 &+ (isAfternoon ? 12 : 0)
    }
    // The end of a day has no fraction.
    if parts.hour == 24, parts.fraction.contains(where: { source[$0] != ASCII.zero }) { return nil }
    return i == end && parts.isValid ? parts : nil
  }

  private static func read(
    _ field: Field, _ least: Int, _ most: Int, _ source: Span<UInt8>, _ i: inout Int, _ end: Int,
    into parts: inout DateParts, _ isAfternoon: inout Bool?
  ) -> Bool {
    switch field {
    case .fraction: return DateText.readFraction(source, &i, end, into: &parts)
    case .offset: return DateText.readOffset(source, &i, end, into: &parts)
    case .monthName:
      guard let month = MonthNames.read(source, &i, end) else { return false }
      parts.month = month
      parts.precision = max(parts.precision, .month)
      return true
    case .halfDay:
      guard i &+ 1 < end, source[i &+ 1] | 0x20 == 0x6D else { return false }
      let letter = source[i] | 0x20
      guard letter == 0x61 || letter == 0x70 else { return false }
      isAfternoon = letter == 0x70
      i &+= 2
      return true
    default: break
    }
    guard let value = DateText.number(source, &i, end, least, most) else { return false }
    switch field {
    case .year: parts.year = value
    // POSIX strptime: 69 to 99 are of the last century.
    case .shortYear: parts.year = value + (value < 69 ? 2000 : 1900)
    case .month: (parts.month, parts.precision) = (value, max(parts.precision, .month))
    case .day: (parts.day, parts.precision) = (value, max(parts.precision, .day))
    case .hour, .hourOf12: (parts.hour, parts.precision) = (value, max(parts.precision, .hour))
    case .minute: (parts.minute, parts.precision) = (value, max(parts.precision, .minute))
    case .second: (parts.second, parts.precision) = (value, max(parts.precision, .second))
    case .monthName, .halfDay, .fraction, .offset: break
    }
    return true
  }
}

/// What is wrong with a date format.
public struct DatePatternError: Error, Equatable {
  public var message: String
  /// The byte of the pattern it stands at.
  public var offset: Int
}

/// Reads `%d.%m.%Y %H:%M`: the fields of strptime that say a date without a locale, or with English month names.
enum DateFormatParser {
  static let fields = "%Y %y %m %d %b %B %H %I %M %S %f %p %z, %F (%Y-%m-%d), %T (%H:%M:%S), %%"

  static func items(_ text: [UInt8]) throws(DatePatternError) -> [DatePattern.Item] {
    var items: [DatePattern.Item] = []
    var i = 0
    while i < text.count {
      guard text[i] == 0x25 else {
        items.append(.literal(text[i]))
        i += 1
        continue
      }
      let place = i
      i += 1
      // `%-d` is `%d`: one digit is taken either way.
      if i < text.count, text[i] == ASCII.minus { i += 1 }
      guard i < text.count else { throw DatePatternError(message: "'%' ends the format", offset: place) }
      try append(text[i], at: place, to: &items)
      i += 1
    }
    try check(items, text)
    return padded(items)
  }

  private static func append(
    _ letter: UInt8, at place: Int, to items: inout [DatePattern.Item]
  ) throws(DatePatternError) {
    switch Character(Unicode.Scalar(letter)) {
    case "%": items.append(.literal(letter))
    case "Y": items.append(.field(.year, least: 4, most: 4))
    case "y": items.append(.field(.shortYear, least: 2, most: 2))
    case "m": items.append(.field(.month, least: 1, most: 2))
    case "b", "B": items.append(.field(.monthName, least: 3, most: 9))
    case "d": items.append(.field(.day, least: 1, most: 2))
    case "H": items.append(.field(.hour, least: 1, most: 2))
    case "I": items.append(.field(.hourOf12, least: 1, most: 2))
    case "p": items.append(.field(.halfDay, least: 2, most: 2))
    case "M": items.append(.field(.minute, least: 1, most: 2))
    case "S": items.append(.field(.second, least: 1, most: 2))
    case "f": items.append(.field(.fraction, least: 1, most: 9))
    case "z": items.append(.field(.offset, least: 1, most: 6))
    case "F":
      for (index, part) in "Ymd".utf8.enumerated() {
        if index > 0 { items.append(.literal(ASCII.minus)) }
        try append(part, at: place, to: &items)
      }
    case "T":
      for (index, part) in "HMS".utf8.enumerated() {
        if index > 0 { items.append(.literal(ASCII.colon)) }
        try append(part, at: place, to: &items)
      }
    default:
      let name = letter < 0x80 && letter > 0x20 ? "%\(Character(Unicode.Scalar(letter)))" : "this"
      throw DatePatternError(message: "\(name) is no field of a date format; there are \(fields)", offset: place)
    }
  }

  /// A date needs its year, a day its month, a time its day; nothing stands twice.
  private static func check(_ items: [DatePattern.Item], _ text: [UInt8]) throws(DatePatternError) {
    var seen: [DatePattern.Field] = []
    for item in items {
      guard case .field(let field, _, _) = item else { continue }
      if seen.contains(field) { throw DatePatternError(message: "a field stands twice", offset: 0) }
      seen.append(field)
    }
    func has(_ one: DatePattern.Field, _ other: DatePattern.Field) -> Bool {
      seen.contains(one) || seen.contains(other)
    }
    func fail(_ message: String) -> DatePatternError { DatePatternError(message: message, offset: 0) }
    if seen.isEmpty {
      throw fail("neither dmy, mdy, ymd nor a format with fields: \(fields)")
    }
    if !has(.year, .shortYear) { throw fail("the format has no year: %Y") }
    if seen.contains(.year), seen.contains(.shortYear) { throw fail("the format has two years") }
    if seen.contains(.month), seen.contains(.monthName) { throw fail("the format has two months") }
    if seen.contains(.day), !has(.month, .monthName) { throw fail("the format has a day and no month: %m") }
    if has(.hour, .hourOf12), !seen.contains(.day) { throw fail("the format has a time and no day: %d") }
    if seen.contains(.minute), !has(.hour, .hourOf12) { throw fail("the format has minutes and no hour: %H") }
    if seen.contains(.second), !seen.contains(.minute) { throw fail("the format has seconds and no minutes: %M") }
    if seen.contains(.fraction), !seen.contains(.second) { throw fail("the format has a fraction and no seconds: %S") }
    if seen.contains(.halfDay) != seen.contains(.hourOf12) { throw fail("%I and %p go together") }
    if seen.contains(.offset), !has(.hour, .hourOf12) { throw fail("the format has an offset and no time: %H") }
  }

  /// Digits that follow each other without a mark are counted, not guessed: `%d%m%Y` takes two and two.
  private static func padded(_ items: [DatePattern.Item]) -> [DatePattern.Item] {
    items.indices.map { index in
      guard case .field(let field, _, 2) = items[index], index + 1 < items.count,
        case .field(let next, _, _) = items[index + 1], next != .halfDay, next != .offset, next != .monthName,
        field != .halfDay
      else { return items[index] }
      return .field(field, least: 2, most: 2)
    }
  }
}

/// English month names, whole or three letters, in any case.
enum MonthNames {
  private static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ].map { Array($0.utf8) }

  static func read(_ source: Span<UInt8>, _ i: inout Int, _ end: Int) -> Int? {
    for index in names.indices {
      var length = 0
      while length < names[index].count, i &+ length < end, source[i &+ length] | 0x20 == names[index][length] {
        length &+= 1
      }
      if length == names[index].count || length == 3 {
        i &+= length
        return index &+ 1
      }
    }
    return nil
  }
}
