import Calendars
import Diagnostics
import Records

extension QueryFunction {
  /// `#now(…)`: an instant, in the place of a literal.
  static let now = QueryFunction(
    "now", fields: .none, literals: ["days=-1", "hour=0", "weekday=MO(2)", "…"],
    summary:
      "The time of the run (--now). Plural parameters (years to microseconds) add, singular ones replace, weekday goes to "
      + "the next such day. Here it is Thursday 2021-05-06T12:34:55.4505Z.",
    examples: [
      QueryExample("opened <= #now()", #"{"opened":"2021-05-06T12:34:55Z"}"#, true),
      QueryExample("opened > #now(hours=-2)", #"{"opened":"2021-05-06T11:00:00Z"}"#, true),
      QueryExample("opened > #now(hours=-2)", #"{"opened":"2021-05-06T10:00:00Z"}"#, false),
      QueryExample("day = #now(days=-1)", #"{"day":"2021-05-05"}"#, true),
      QueryExample("day = #now(weekday=0)", #"{"day":"2021-05-10"}"#, true),
      QueryExample("day = #now(weekday=MO(2))", #"{"day":"2021-05-17"}"#, true),
      QueryExample("day = #now(weeks=-2, weekday=1)", #"{"day":"2021-04-27"}"#, true),
      QueryExample("day = #now(month=2, day=31)", #"{"day":"2021-02-28"}"#, true),
      QueryExample("day:[#now(months=-1) TO #now()]", #"{"day":"2021-04-06"}"#, true),
      QueryExample("born < #now(years=-18)", #"{"born":"2003-05-06"}"#, false),
    ], role: .instant)
}

/// Reads the parameters of `#now`, and says which of them cannot be.
struct NowReading {
  let query: Query

  /// nil where something is wrong: all of it was reported.
  func instant(
    _ call: FunctionCall, at now: Instant, in zone: TimeZone, reporting report: (Diagnostic) -> Void
  ) -> Instant? {
    var move = RelativeTime()
    var isRead = true
    for argument in call.arguments {
      if let problem = read(argument, of: call, into: &move) {
        report(problem)
        isRead = false
      }
    }
    guard isRead else { return nil }
    do throws(RelativeTime.OutOfRange) {
      return try move.applied(to: now, in: zone)
    } catch {
      report(wrong("#now reaches beyond the years \(Self.years)", call.range))
      return nil
    }
  }

  private static let years = "\(RelativeTime.years.lowerBound) to \(RelativeTime.years.upperBound)"
  private static let names =
    RelativeTime.Unit.allCases.map { $0.rawValue + "s" }
    + RelativeTime.Unit.allCases.filter { $0.values != nil }.map(\.rawValue) + ["weekday"]
  private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// Reads one parameter; of a repeated one the last wins.
  private func read(
    _ argument: FunctionCall.Argument, of call: FunctionCall, into move: inout RelativeTime
  ) -> Diagnostic? {
    guard case .named(let name, let text, let ordinal) = argument else {
      return wrong("#now takes its parameters by name: #now(days=-1)", call.range)
    }
    if name.name == "weekday" { return readWeekday(text, ordinal, into: &move) }
    guard let unit = RelativeTime.Unit.allCases.first(where: { name.name.hasPrefix($0.rawValue) }),
      Self.names.contains(name.name)
    else {
      return wrong(
        "#now has no parameter '\(name.name)'", name.range,
        label: Suggestion.nearest(to: name.name, in: Self.names).map { "did you mean '\($0)'?" },
        notes: ["parameters: \(Self.names.joined(separator: " "))"])
    }
    if let ordinal { return wrong("an ordinal belongs to a weekday: weekday=MO(2)", ordinal.range) }
    guard let value = integer(text) else { return noInteger(text, name.name) }
    guard let values = unit.values, name.name == unit.rawValue else {
      move.added[unit] = value
      return nil
    }
    guard values.contains(value) else {
      return wrong("\(name.name) is from \(values.lowerBound) to \(values.upperBound)", text.range)
    }
    move.replaced[unit] = value
    return nil
  }

  private func readWeekday(_ text: QueryText, _ ordinal: QueryText?, into move: inout RelativeTime) -> Diagnostic? {
    let spelled = spelled(text)
    if let day = Self.weekdays.firstIndex(of: spelled.uppercased()) {
      guard let ordinal else {
        move.weekday = (day, 1)
        return nil
      }
      guard let count = integer(ordinal), count != 0 else {
        return wrong("the ordinal of a weekday is a whole number other than 0", ordinal.range)
      }
      move.weekday = (day, count)
      return nil
    }
    if let ordinal { return wrong("an ordinal follows MO TU WE TH FR SA or SU: weekday=MO(2)", ordinal.range) }
    guard let day = integer(text), (0...6).contains(day) else {
      return wrong("weekday is from 0 (Monday) to 6, or MO TU WE TH FR SA SU", text.range)
    }
    move.weekday = (day, 1)
    return nil
  }

  private func spelled(_ text: QueryText) -> String { String(decoding: query.literal(text), as: UTF8.self) }

  /// A whole number of 64 bits, with or without a sign.
  private func integer(_ text: QueryText) -> Int? { Int(spelled(text)) }

  private func noInteger(_ text: QueryText, _ name: String) -> Diagnostic {
    let spelled = spelled(text)
    let digits = spelled.first == "+" || spelled.first == "-" ? spelled.dropFirst() : spelled[...]
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 &- 0x30 < 10 }
    return wrong(
      isNumber ? "'\(spelled)' is too large for \(name)" : "\(name) is a whole number, not '\(spelled)'", text.range)
  }

  private func wrong(
    _ message: String, _ range: SourceRange, label: String? = nil, notes: [String] = []
  ) -> Diagnostic {
    query.source.diagnostic(
      .queryBadValue, message, at: range, label: label, notes: notes, help: ["weir help functions"])
  }
}
