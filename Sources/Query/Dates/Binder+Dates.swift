import Bytes
import Calendars
import Diagnostics
import Records

/// Comparisons with dates: those of columns that hold them, those of fields whose values look like them, and `#now`.
extension Binder {
  /// What a bound stands for: against values with a time of day, and against values without one.
  struct DateBound {
    var instants: DatePeriod
    var days: DatePeriod
  }

  static let dateForms =
    "dates are 2020, 2020-05, 2020-05-31 (also with /), 2020-05-31T10:15:00, with Z or +02:00; -0044 is 45 BC"

  // MARK: Literals

  /// The test of a column of dates. A partial date stands for its whole period, so that `<= 2016/09` takes all of
  /// September. nil: the column is guessed, and the literal is no date.
  mutating func typedDate(
    _ source: FieldSource, _ type: ColumnType, _ field: FieldName, _ bounds: TypedBounds
  ) -> Predicate.Node? {
    let texts = [bounds.lower, bounds.upper]
    let ends = texts.map { $0.flatMap { date($0, type) } }
    for (text, end) in zip(texts, ends) where end == nil {
      guard let text else { continue }
      guard type.basis == .declared else { return nil }
      badValue(
        "'\(spelled(text))' is no date; field '\(field.name)' \(Self.content(of: type))", text.range,
        help: [Self.dateForms])
      return .always
    }
    noteGuess(source, type)
    return dates(source, type, ends[0], ends[1], bounds)
  }

  /// The test of a field about which nobody knows whether it holds dates: an open member of JSON, or a column of several
  /// kinds. Where every bound is a date, values that are dates compare as dates. nil: some bound is none.
  ///
  /// A bound may be a number too (`2016`): a number of a value then compares as a number.
  mutating func seenDate(
    _ source: FieldSource, _ field: FieldName, _ bounds: TypedBounds, isEquality: Bool
  ) -> Predicate.Node? {
    let texts = [bounds.lower, bounds.upper]
    // -2016 is a number and no year.
    let ends = texts.map { $0.flatMap { number($0)?.isNegative == true ? nil : date($0, ColumnType()) } }
    guard zip(texts, ends).allSatisfy({ ($0 == nil) == ($1 == nil) }) else { return nil }
    let numbers = texts.map { $0.flatMap(number) }
    let areNumbers = zip(texts, numbers).allSatisfy { ($0 == nil) == ($1 == nil) }
    if isEquality {
      // The words of 2016 stand in every date of that year.
      guard !areNumbers, let text = bounds.lower else { return nil }
      let pattern = TokenPattern(literal: query.literal(text), isQuoted: text.isQuoted)
      return dates(source, ColumnType(), ends[0], ends[1], bounds, tokens: pattern)
    }
    let test = dates(source, ColumnType(), ends[0], ends[1], bounds)
    guard areNumbers else { return test }
    let interval = NumberInterval(
      lower: numbers[0], includesLower: bounds.includesLower, upper: numbers[1], includesUpper: bounds.includesUpper)
    return .or([leaf(.number(source, interval)), test])
  }

  private mutating func dates(
    _ source: FieldSource, _ type: ColumnType, _ lower: DateBound?, _ upper: DateBound?, _ bounds: TypedBounds,
    tokens: TokenPattern? = nil
  ) -> Predicate.Node {
    func interval(_ part: KeyPath<DateBound, DatePeriod>) -> DateInterval {
      DateInterval(
        lower: lower.map { bounds.includesLower ? $0[keyPath: part].start : $0[keyPath: part].end },
        upper: upper.map { bounds.includesUpper ? $0[keyPath: part].end : $0[keyPath: part].start })
    }
    return leaf(
      .rows(
        DateTest(
          source: source, type: type, instants: interval(\.instants), days: interval(\.days), zone: clock.zone,
          tokens: tokens)))
  }

  func date(_ text: QueryText, _ type: ColumnType) -> DateBound? {
    DatePeriod(query.literal(text), pattern: type.spelling.dates, zone: clock.zone).map {
      DateBound(instants: $0, days: $0)
    }
  }

  private static func content(of type: ColumnType) -> String {
    type.basis == .declared ? "is declared \(type.kind.rawValue)" : "holds \(type.kind.plural)"
  }

  // MARK: #now

  /// `field OP #now(…)`.
  mutating func instant(_ field: FieldName, _ symbol: QueryOperator, _ call: FunctionCall) -> Predicate.Node {
    let isLower = symbol != .less && symbol != .lessOrEqual
    let isUpper = symbol != .greater && symbol != .greaterOrEqual
    return instants(
      field,
      QueryRange(
        lower: isLower ? .function(call) : .open, upper: isUpper ? .function(call) : .open,
        includesLower: symbol != .greater, includesUpper: symbol != .less, range: call.range))
  }

  /// A range of which at least one bound is a function.
  ///
  /// A value without a time of day is compared with the day of `#now`: the same day as now is neither before nor after it.
  mutating func instants(_ field: FieldName, _ range: QueryRange) -> Predicate.Node {
    let resolved = resolve(field)
    var ends: [DateBound?] = []
    var evaluated: [(SourceRange, DateBound?)] = []
    for bound in [range.lower, range.upper] {
      switch bound {
      case .open: ends.append(nil)
      case .function(let call):
        // An equality has one call at both ends: its mistakes are reported once.
        let known = evaluated.first { $0.0 == call.range }
        let end = known.map(\.1) ?? now(call)
        evaluated.append((call.range, end))
        ends.append(end)
      case .text(let text):
        ends.append(date(text, resolved?.1 ?? ColumnType()))
        if ends[ends.count - 1] == nil {
          badValue(
            "'\(spelled(text))' is no date, and the other end of the range is one", text.range, help: [Self.dateForms])
        }
      }
    }
    guard let (source, type) = resolved else { return .always }
    let isDate = type.kind == .date || type.kind == .datetime
    let mayBeDate = type.basis != .declared && (type.kind == .text || type.kind == .unknown)
    if isDate { noteGuess(source, type) }
    if !isDate, !mayBeDate { badValue("#now is a time; field '\(field.name)' \(Self.content(of: type))", field.range) }
    return dates(
      source, isDate ? type : ColumnType(), ends[0], ends[1],
      TypedBounds(lower: nil, includesLower: range.includesLower, upper: nil, includesUpper: range.includesUpper))
  }

  /// The bound that a call stands for; nil where it has a mistake, which is reported.
  private mutating func now(_ call: FunctionCall) -> DateBound? {
    guard let now = clock.now else {
      report(.queryNotSupported, "#now: nobody has said what time it is", call.range)
      return nil
    }
    guard let instant = NowReading(query: query).instant(call, at: now, in: clock.zone, reporting: { take($0) }) else {
      return nil
    }
    return DateBound(
      instants: DatePeriod(microsecondOf: instant), days: DatePeriod(dayOf: instant, in: clock.zone))
  }
}
