import Bytes
import Records

/// What the text of one value looks like. Every value of a column is counted under exactly one class; what type the
/// column has follows from the counts.
package enum ValueClass: Int, Sendable, CaseIterable {
  /// Numbers that any reader gets back unchanged (`NumberText.isCanonical`).
  case integer, number
  case boolean
  /// ISO 8601 or `YYYY/MM/DD`, or what the column is declared to hold.
  case date, datetime
  /// `lat,lon` in degrees.
  case geopoint
  /// Two numbers that are a point only the other way round.
  case swappedPoint
  /// Looks like a number, and would not come back unchanged.
  case leadingZero, plusSign, exponent, manyDigits, decimalComma, decimalPoint
  /// Day, month and year in an order that the form does not tell: `03/04/2021`.
  case dayAndMonth
  case text
  /// Of JSON: an object or an array.
  case nested

  package var isNumeric: Bool { self == .integer || self == .number }
}

/// A value that was looked at once: its class, and what its order is by.
///
/// The small fields stand together behind the large ones: with padding between them, a copy of the struct waited for stores
/// of single bytes, a fifth of the time of `inspect`.
struct ValueScan {
  /// Of numbers: monotone, so that different keys decide. Equal ones do not when `isInexact`.
  var key = 0.0
  /// Of dates: what they begin.
  var instant = Instant(seconds: 0)
  var valueClass: ValueClass
  var precision = DateParts.Precision.day
  var isInexact = false
  /// Of integers: four digits that a column of dates takes for a year.
  var isYear = false
  /// Of day-and-month texts: which orders it may have.
  var fitsDayFirst = false
  var fitsMonthFirst = false

  init(_ valueClass: ValueClass) { self.valueClass = valueClass }

  /// Looks at the text of a delimited field or of a JSON string, spelled as its column is.
  init(text source: Span<UInt8>, from start: Int, to end: Int, spelling: borrowing ValueSpelling) {
    self.init(.text)
    guard start < end else { return }
    let first = source[start]
    let decimalMark = spelling.decimalMark
    if let pattern = spelling.dates, let parts = pattern.read(source, from: start, to: end) {
      setDate(parts, source)
    } else if ASCII.isDigit(first) || first == ASCII.minus {
      scanNumeric(source, start, end, spelling)
    } else if first == 0x2B {
      if DecimalText(source, from: start &+ 1, to: end, mark: decimalMark) != nil { valueClass = .plusSign }
    } else if first == 0x74 || first == 0x66 {
      if source.holds(Self.trueText, from: start, to: end) || source.holds(Self.falseText, from: start, to: end) {
        valueClass = .boolean
      }
    }
  }

  /// A JSON number: always a number, whatever its digits.
  init(number source: Span<UInt8>, from start: Int, to end: Int) {
    self.init(.number)
    let digits = DecimalText(source, from: start, to: end)
    setKey(digits, source, start, end)
    if let digits, digits.decimals == 0 { valueClass = .integer }
  }

  /// The date of a column that is declared to hold dates, as weir spells it.
  init(date source: Span<UInt8>, from start: Int, to end: Int, kind: FieldKind) {
    self.init(kind == .date ? .date : .datetime)
    if let parts = DateText.read(source, from: start, to: end) { instant = Instant(parts, in: source) }
  }

  private mutating func setDate(_ parts: DateParts, _ source: Span<UInt8>) {
    valueClass = parts.hasTime ? .datetime : .date
    instant = Instant(parts, in: source)
    precision = parts.precision
  }

  private mutating func scanNumeric(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ spelling: borrowing ValueSpelling
  ) {
    let mark = spelling.decimalMark
    if let digits = DecimalText(source, from: start, to: end, mark: mark) {
      setKey(digits, source, start, end)
      if digits.hasLeadingZero {
        valueClass = .leadingZero
      } else if digits.significant <= 15 || digits.decimals == 0 && digits.fitsInt64 {
        valueClass = digits.decimals == 0 ? .integer : .number
        if end &- start == 4, let year = DateText.read(source, from: start, to: end) {
          isYear = true
          instant = Instant(year, in: source)
        }
      } else {
        valueClass = .manyDigits
      }
    } else if spelling.dates == nil, let parts = DateText.read(source, from: start, to: end) {
      setDate(parts, source)
    } else if scanDayAndMonth(source, start, end) {
      valueClass = .dayAndMonth
    } else if DecimalText(source, from: start, to: end, mark: mark == ASCII.comma ? ASCII.dot : ASCII.comma) != nil {
      valueClass = mark == ASCII.comma ? .decimalPoint : .decimalComma
    } else if Self.isPoint(source, start, end, spelling.order) {
      valueClass = .geopoint
    } else if Self.isPoint(source, start, end, spelling.order == .latlon ? .lonlat : .latlon) {
      valueClass = .swappedPoint
    } else if NumberText.double(source, from: start, to: end) != nil {
      valueClass = .exponent
    }
  }

  /// `31/12/2020`, also with `-` or `.`: one or two digits, a mark, one or two digits, the same mark, four digits, perhaps a
  /// time. Digits that no order makes a date are counted too: they speak against both.
  private mutating func scanDayAndMonth(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 8 else { return false }
    var i = start
    while i < end, i < start &+ 2, ASCII.isDigit(source[i]) { i &+= 1 }
    guard i > start, source[i] == 0x2F || source[i] == ASCII.minus || source[i] == ASCII.dot else { return false }
    let mark = source[i]
    let second = i &+ 1
    i = second
    while i < end, i < second &+ 2, ASCII.isDigit(source[i]) { i &+= 1 }
    guard i > second, i &+ 4 < end, source[i] == mark else { return false }
    for digit in (i &+ 1)...(i &+ 4) where !ASCII.isDigit(source[digit]) { return false }
    guard i &+ 5 == end || !ASCII.isDigit(source[i &+ 5]) else { return false }
    fitsDayFirst = Self.dayFirst?.read(source, from: start, to: end) != nil
    fitsMonthFirst = Self.monthFirst?.read(source, from: start, to: end) != nil
    return true
  }

  private static let trueText = Array("true".utf8)
  private static let falseText = Array("false".utf8)
  private static let dayFirst = try? DatePattern(parsing: "dmy")
  private static let monthFirst = try? DatePattern(parsing: "mdy")

  private static func isPoint(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ order: CoordinateOrder) -> Bool {
    TypedText.accepts(source, from: start, to: end, type: order == .latlon ? points : swappedPoints)
  }

  private static let points = ColumnType(.geopoint, basis: .guessed)
  private static let swappedPoints = {
    var spelling = ValueSpelling()
    spelling.order = .lonlat
    return ColumnType(.geopoint, basis: .guessed, spelling: spelling)
  }()

  private mutating func setKey(_ digits: DecimalText?, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    if let digits, let exact = digits.exactDouble {
      key = exact
    } else {
      isInexact = true
      let isNegative = source[start] == ASCII.minus
      key = NumberText.double(source, from: start, to: end) ?? (isNegative ? -.infinity : .infinity)
    }
  }
}

/// Digits with an optional minus and an optional fraction, read in one pass.
struct DecimalText {
  var isNegative = false
  var hasLeadingZero = false
  /// Digits from the first one that is not zero.
  var significant = 0
  var decimals = 0
  private var mantissa: UInt64 = 0

  /// nil: the text is anything else.
  init?(_ source: Span<UInt8>, from start: Int, to end: Int, mark: UInt8 = ASCII.dot) {
    var i = start
    if i < end, source[i] == ASCII.minus {
      isNegative = true
      i &+= 1
    }
    let first = i
    while i < end {
      let digit = source[i] &- ASCII.zero
      guard digit < 10 else { break }
      add(digit)
      i &+= 1
    }
    guard i > first else { return nil }
    hasLeadingZero = i &- first > 1 && source[first] == ASCII.zero
    guard i < end else { return }
    guard source[i] == mark, i &+ 1 < end else { return nil }
    i &+= 1
    let point = i
    while i < end {
      let digit = source[i] &- ASCII.zero
      guard digit < 10 else { return nil }
      add(digit)
      i &+= 1
    }
    decimals = i &- point
  }

  @inline(__always)
  private mutating func add(_ digit: UInt8) {
    if significant < 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
    if mantissa > 0 { significant &+= 1 }
  }

  var fitsInt64: Bool { significant < 19 || significant == 19 && mantissa <= UInt64(Int64.max) + (isNegative ? 1 : 0) }

  /// The value where it is exact enough to be ordered by: at most 15 digits give different doubles for different numbers
  /// (Clinger 1990: one exact division).
  var exactDouble: Double? {
    guard significant <= 15, decimals < Self.powers.count else { return nil }
    let value = Double(mantissa) / Self.powers[decimals]
    return isNegative ? -value : value
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
