import Bytes
import Diagnostics
import Records

/// The two ends of a comparison or range as they were written; nil is open.
struct TypedBounds {
  var lower: QueryText?
  var includesLower: Bool
  var upper: QueryText?
  var includesUpper: Bool

  var isOpen: Bool { lower == nil && upper == nil }
}

/// Comparisons with columns whose type says more than their text: numbers with a spelling of their own, booleans, dates.
extension Binder {
  /// The test by the type of the column; nil where values are compared one by one as what they look like.
  mutating func typed(
    _ source: FieldSource, _ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds, isEquality: Bool
  ) -> Predicate.Node? {
    if bounds.isOpen { return nil }
    let isDeclared = type.basis == .declared
    switch type.kind {
    case .integer, .number:
      guard isDeclared || !type.spelling.isUsual(for: type.kind) else { return nil }
      return typedNumber(source, type, field, bounds)
    case .boolean: return isDeclared ? typedBoolean(source, type, field, bounds, isEquality: isEquality) : nil
    case .date, .datetime: return typedDate(source, type, field, bounds)
    case .unknown, .text, .geopoint, .shape: return nil
    }
  }

  /// Reports literals that no value of the column can compare with: every value that was seen is a number or a date, and
  /// the literal is none. The answer would be nothing, without a word.
  mutating func contradicts(_ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds) -> Bool {
    guard type.basis == .guessed, let evidence = type.evidence, evidence.values > 0 else { return false }
    var found = false
    for text in [bounds.lower, bounds.upper].compactMap({ $0 }) {
      let kind: String
      switch type.kind {
      case .integer, .number:
        if number(text) != nil || number(text, spelledBy: type) != nil { continue }
        kind = "number"
      case .date, .datetime:
        if DatePeriod(query.literal(text), pattern: type.spelling.dates) != nil { continue }
        kind = "date"
      case .unknown, .text, .boolean, .geopoint, .shape: return false
      }
      found = true
      report(
        .queryBadValue, "'\(spelled(text))' is no \(kind); field '\(field.name)' holds \(kind)s", text.range,
        notes: ["\(evidence.values) of \(evidence.values) values in \(evidence.extent) are \(kind)s"],
        help: ["--type \(field.name)=text compares it as text"])
      // Both ends of an equality are one literal.
      if bounds.lower?.range == bounds.upper?.range { break }
    }
    return found
  }

  // MARK: Numbers

  private mutating func typedNumber(
    _ source: FieldSource, _ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds
  ) -> Predicate.Node? {
    var ends: [DecimalNumber?] = []
    for text in [bounds.lower, bounds.upper] {
      guard let text else {
        ends.append(nil)
        continue
      }
      guard let number = number(text) ?? number(text, spelledBy: type) else {
        guard type.basis == .declared else { return nil }
        badValue("'\(spelled(text))' is no number; field '\(field.name)' is declared \(type.kind.rawValue)", text.range)
        return .always
      }
      ends.append(number)
    }
    noteGuess(source, type)
    let interval = NumberInterval(
      lower: ends[0], includesLower: bounds.includesLower, upper: ends[1], includesUpper: bounds.includesUpper)
    return leaf(.typedNumber(source, interval, type))
  }

  /// A literal in the spelling of the column: `1,5` where it has decimal commas.
  private func number(_ text: QueryText, spelledBy type: ColumnType) -> DecimalNumber? {
    let literal = query.literal(text)
    var builder = ByteBuilder(capacity: literal.count + 1)
    let number = ColumnType(.number, basis: .declared, spelling: type.spelling)
    let found = TypedText.appendCanonical(literal.span, from: 0, to: literal.count, type: number, to: &builder)
    return found == .refused ? nil : DecimalNumber(lexeme: builder.bytes)
  }

  // MARK: Booleans

  private mutating func typedBoolean(
    _ source: FieldSource, _ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds, isEquality: Bool
  ) -> Predicate.Node? {
    guard let text = bounds.lower ?? bounds.upper else { return nil }
    guard isEquality else {
      badValue("field '\(field.name)' is declared boolean: true and false have no order", field.range)
      return .always
    }
    let literal = query.literal(text)
    let usual = ValueSpelling()
    guard
      let value = TypedText.boolean(literal.span, from: 0, to: literal.count, usual)
        ?? TypedText.boolean(literal.span, from: 0, to: literal.count, type.spelling)
    else {
      badValue(
        "'\(spelled(text))' is neither true nor false; field '\(field.name)' is declared boolean", text.range)
      return .always
    }
    return leaf(.boolean(source, value, type))
  }

  // MARK: Dates

  /// A partial date stands for its whole period, so that `<= 2016/09` takes all of September.
  private mutating func typedDate(
    _ source: FieldSource, _ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds
  ) -> Predicate.Node? {
    var periods: [DatePeriod?] = []
    for text in [bounds.lower, bounds.upper] {
      guard let text else {
        periods.append(nil)
        continue
      }
      guard let period = DatePeriod(query.literal(text), pattern: type.spelling.dates) else {
        guard type.basis == .declared else { return nil }
        badValue(
          "'\(spelled(text))' is no date; field '\(field.name)' is declared \(type.kind.rawValue)", text.range,
          help: ["dates are 2020, 2020-05, 2020-05-31 (also with /) or 2020-05-31T10:15:00"])
        return .always
      }
      periods.append(period)
    }
    noteGuess(source, type)
    let lower = periods[0].map { bounds.includesLower ? $0.start : $0.end }
    let upper = periods[1].map { bounds.includesUpper ? $0.end : $0.start }
    return leaf(.date(source, DateInterval(lower: lower, upper: upper), type))
  }

  private func spelled(_ text: QueryText) -> String { String(decoding: query.literal(text), as: UTF8.self) }
}

/// The time that a date of a query stands for: from its start to the start of the next one.
struct DatePeriod: Equatable {
  var start: Instant
  var end: Instant

  /// Reads an ISO or Opendatasoft form, one with short months and days, or the spelling of the column. A date without a zone
  /// is in UTC.
  init?(_ literal: [UInt8], pattern: DatePattern?) {
    let source = literal.span
    guard
      let parts = DateText.read(source, from: 0, to: source.count)
        ?? Self.looseOrder.flatMap({ DateText.read(source, from: 0, to: source.count, pattern: $0) })
        ?? pattern.flatMap({ DateText.read(source, from: 0, to: source.count, pattern: $0) })
    else { return nil }
    start = Instant(parts, in: source)
    end = start
    switch parts.precision {
    case .year: end.seconds += (Instant.days(parts.year + 1, 1, 1) - Instant.days(parts.year, 1, 1)) * 86_400
    case .month: end.seconds += DateParts.days(inMonth: parts.month, of: parts.year) * 86_400
    case .day: end.seconds += 86_400
    case .hour: end.seconds += 3600
    case .minute: end.seconds += 60
    case .second: end.seconds += 1
    case .fraction:
      var unit = 1_000_000_000
      for _ in parts.fraction.prefix(9) { unit /= 10 }
      end.nanoseconds += unit
      if end.nanoseconds >= 1_000_000_000 { end = Instant(seconds: end.seconds + 1) }
    }
  }

  /// `2018-1-1`, which live queries hold.
  private static let looseOrder = try? DatePattern(parsing: "ymd")
}

/// The instants from `lower` up to, not including, `upper`; nil is open.
struct DateInterval: Sendable {
  var lower: Instant?
  var upper: Instant?

  func contains(_ instant: Instant) -> Bool {
    if let lower, instant < lower { return false }
    if let upper, !(instant < upper) { return false }
    return true
  }
}
