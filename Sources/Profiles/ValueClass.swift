import Bytes
import Geo

/// What the text of one value looks like. Every value of a column is counted under exactly one class; what type the
/// column has follows from the counts.
package enum ValueClass: Int, Sendable, CaseIterable {
  /// Numbers that any reader gets back unchanged (`NumberText.isCanonical`).
  case integer, number
  case boolean
  /// ISO 8601 or `YYYY/MM/DD`.
  case date, datetime
  /// `lat,lon`, and JSON arrays of two numbers.
  case geopoint
  /// Looks like a number, and would not come back unchanged.
  case leadingZero, plusSign, exponent, manyDigits, decimalComma
  /// Two numbers of one or two digits and a year, in an order that the text does not tell: `03/04/2021`.
  case dayAndMonth
  case text
  /// Of JSON: an object or an array.
  case nested

  package var isNumeric: Bool { self == .integer || self == .number }
}

/// A value that was looked at once: its class, and what its order is by.
struct ValueScan {
  var valueClass: ValueClass
  /// Of numbers: monotone, so that different keys decide. Equal ones do not when `isInexact`.
  var key = 0.0
  var isInexact = false
  /// Of dates: seconds from 1970-01-01T00:00:00Z.
  var seconds = 0
  /// Of day-and-month texts: which orders it may have.
  var fitsDayFirst = false
  var fitsMonthFirst = false

  init(_ valueClass: ValueClass) { self.valueClass = valueClass }

  /// Looks at the text of a delimited field or of a JSON string.
  init(text source: Span<UInt8>, from start: Int, to end: Int) {
    self.init(.text)
    guard start < end else { return }
    let first = source[start]
    if ASCII.isDigit(first) || first == ASCII.minus {
      scanNumeric(source, start, end)
    } else if first == 0x2B {
      if start &+ 1 < end, DecimalText(source, from: start &+ 1, to: end) != nil { valueClass = .plusSign }
    } else if first == 0x74 || first == 0x66 {
      if source.holds(Self.trueText, from: start, to: end) || source.holds(Self.falseText, from: start, to: end) {
        valueClass = .boolean
      }
    } else if first == ASCII.openBracket || first == ASCII.space {
      if PointText.parse(source, from: start, to: end, latitudeFirst: true) != nil { valueClass = .geopoint }
    }
  }

  /// A JSON number: always a number, whatever its digits.
  init(number source: Span<UInt8>, from start: Int, to end: Int) {
    self.init(.number)
    let digits = DecimalText(source, from: start, to: end)
    setKey(digits, source, start, end)
    if let digits, digits.decimals == 0 { valueClass = .integer }
  }

  private static let trueText = Array("true".utf8)
  private static let falseText = Array("false".utf8)

  private mutating func scanNumeric(_ source: Span<UInt8>, _ start: Int, _ end: Int) {
    if let digits = DecimalText(source, from: start, to: end) {
      setKey(digits, source, start, end)
      if digits.hasLeadingZero {
        valueClass = .leadingZero
      } else if digits.significant <= 15 || digits.decimals == 0 && digits.fitsInt64 {
        valueClass = digits.decimals == 0 ? .integer : .number
      } else {
        valueClass = .manyDigits
      }
      return
    }
    if source[start] != ASCII.minus, let date = DateText(source, from: start, to: end) {
      valueClass = date.hasTime ? .datetime : .date
      seconds = date.seconds
    } else if let parts = DayAndMonthText(source, from: start, to: end) {
      valueClass = .dayAndMonth
      (fitsDayFirst, fitsMonthFirst) = (parts.fitsDayFirst, parts.fitsMonthFirst)
    } else if DecimalText(source, from: start, to: end, mark: ASCII.comma) != nil {
      valueClass = .decimalComma
    } else if PointText.parse(source, from: start, to: end, latitudeFirst: true) != nil {
      valueClass = .geopoint
    } else if NumberText.double(source, from: start, to: end) != nil {
      valueClass = .exponent
    }
  }

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
