import Calendars
import Diagnostics
import Foundation
import Records
import TestKit
import Testing

@testable import Query

/// `#now`: the rows of the specification, zones, and dateutil's own answers.
@Suite struct NowTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var call: String
    var result: String
    var zone: String
    var testDescription: String { "\(call) \(zone)" }

    init(_ call: String, _ result: String, zone: String = "UTC") {
      self.call = call
      self.result = result
      self.zone = zone
    }
  }

  /// At Thursday 2021-05-06T12:34:55.4505Z.
  static let cases = [
    Case("", "2021-05-06T12:34:55.450500"), Case("year=2000", "2000-05-06T12:34:55.450500"),
    Case("years=-1", "2020-05-06T12:34:55.450500"), Case("year=2001,months=-1", "2001-04-06T12:34:55.450500"),
    Case("day=31,month=2", "2021-02-28T12:34:55.450500"), Case("month=2,day=31", "2021-02-28T12:34:55.450500"),
    Case("weekday=0", "2021-05-10T12:34:55.450500"), Case("weekday=MO(1)", "2021-05-10T12:34:55.450500"),
    Case("weekday=MO(-1)", "2021-05-03T12:34:55.450500"), Case("weeks=-2,weekday=1", "2021-04-27T12:34:55.450500"),
    Case("weekday=MO(2)", "2021-05-17T12:34:55.450500"), Case("weekday=mo(+2)", "2021-05-17T12:34:55.450500"),
    Case("weekday=3", "2021-05-06T12:34:55.450500"), Case("weekday=TH(-2)", "2021-04-29T12:34:55.450500"),
    Case("weekday=SU", "2021-05-09T12:34:55.450500"),
    Case("days=1,days=-1", "2021-05-05T12:34:55.450500"), Case("day=1,day=2", "2021-05-02T12:34:55.450500"),
    Case("years=-1,year=2000", "1999-05-06T12:34:55.450500"), Case("months=+9", "2022-02-06T12:34:55.450500"),
    Case("day=31,months=-2", "2021-03-31T12:34:55.450500"), Case("months=-15,day=31", "2020-02-29T12:34:55.450500"),
    Case("hour=0,minute=0,second=0,microsecond=0", "2021-05-06T00:00:00.000000"),
    Case("hours=-2", "2021-05-06T10:34:55.450500"), Case("minutes=-35", "2021-05-06T11:59:55.450500"),
    Case("seconds=5,microseconds=-450500", "2021-05-06T12:35:00.000000"),
    Case("days=\"-7\"", "2021-04-29T12:34:55.450500"),
    Case("microseconds=1000000000000000", "2053-01-12T14:21:35.450500"),
    Case("year=9999,month=12,day=31", "9999-12-31T12:34:55.450500"),
    Case("year=1,month=1,day=1", "0001-01-01T12:34:55.450500"),
    Case(" days = -1 , hour = 3 ", "2021-05-05T03:34:55.450500"), Case("days=${n}", "2021-05-03T12:34:55.450500"),
    // In Paris it is 14:34, and midnight there is 22:00 of the day before.
    Case("hour=0,minute=0,second=0,microsecond=0", "2021-05-05T22:00:00.000000", zone: "Europe/Paris"),
    Case("month=1", "2021-01-06T13:34:55.450500", zone: "Europe/Paris"),
    Case("days=-39,hour=2,minute=30", "2021-03-28T01:30:55.450500", zone: "Europe/Paris"),
    // Hours are time that passes: two hours before 3:34 on the day of the change it is 0:34.
    Case("days=-39,hour=3,hours=-2", "2021-03-27T23:34:55.450500", zone: "Europe/Paris"),
    Case("weekday=FR,hour=23", "2021-05-07T21:34:55.450500", zone: "Europe/Paris"),
  ]

  @Test(arguments: cases) func table(_ row: Case) throws {
    guard let zone = try Self.zone(row.zone) else { return }
    let now = try #require(QueryClock.ofExamples.now)
    #expect(try Self.text(row.call, now, zone) == row.result)
  }

  private static func zone(_ name: String) throws -> Calendars.TimeZone? {
    if let fixed = Calendars.TimeZone(fixed: name) { return fixed }
    guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else {
      print("skipped: no time zone \(name)")
      return nil
    }
    return try Calendars.TimeZone(tzif: [UInt8](data), name: name)
  }

  /// The result of a call as ISO 8601; nil where it has an error.
  private static func text(_ parameters: String, _ now: Instant, _ zone: Calendars.TimeZone) throws -> String? {
    let query = try Query(parsing: "d > #now(\(parameters))", parameters: ["n": .number("-3")])
    guard case .functionComparison(_, _, let call) = query.root else { return nil }
    var found: [Diagnostic] = []
    let instant = NowReading(query: query).instant(call, at: now, in: zone) { found.append($0) }
    return instant.map(iso)
  }

  private static func iso(_ instant: Instant) -> String {
    let (days, second) = CivilCalendar.split(seconds: instant.seconds)
    let (year, month, day) = CivilCalendar.date(ofDay: days)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(second / 3600, 2)):"
      + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)).\(padded(instant.nanoseconds / 1000, 6))"
  }

  /// An hour that happens twice has two instants; `#now()` stays the one that it is.
  @Test func theHourThatHappensTwice() throws {
    guard let paris = try Self.zone("Europe/Paris") else { return }
    for seconds in [1_603_585_800, 1_603_589_400] {
      let now = Instant(seconds: seconds)
      #expect(try RelativeTime().applied(to: now, in: paris) == now)
      var move = RelativeTime()
      move.weekday = (6, 1)
      #expect(try move.applied(to: now, in: paris) == now)
    }
  }

  // MARK: dateutil

  private static let script = """
    import sys
    from datetime import datetime
    from dateutil.relativedelta import relativedelta, MO, TU, WE, TH, FR, SA, SU
    for line in sys.stdin:
        now, parameters = line.rstrip("\\n").split("|")
        try:
            moved = datetime.fromisoformat(now) + eval("relativedelta(" + parameters + ")")
            print(moved.isoformat(timespec="microseconds"))
        except (ValueError, OverflowError):
            print("error")
    """

  @Test func agreesWithDateutil() throws {
    let seed = UInt64.random(in: .min ... .max)
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var questions: [(now: Instant, parameters: String)] = []
    for _ in 0..<4000 {
      let first = CivilCalendar.days(2, 1, 1) * 86_400
      let last = CivilCalendar.days(9998, 1, 1) * 86_400
      let now = Instant(
        seconds: Int.random(in: first..<last, using: &random),
        nanoseconds: Int.random(in: 0..<1_000_000, using: &random) * 1000)
      questions.append((now, Self.parameters(&random)))
    }
    let input = questions.map { "\(Self.iso($0.now))|\($0.parameters)\n" }.joined()
    guard let output = try Python.run(Self.script, input: input) else {
      print("skipped: python3 with dateutil is absent")
      return
    }
    let answers = output.split(separator: "\n").map(String.init)
    try #require(answers.count == questions.count)
    var errors = 0
    for (question, answer) in zip(questions, answers) {
      let found = try Self.text(question.parameters, question.now, .utc) ?? "error"
      if answer == "error" { errors += 1 }
      guard found == answer else {
        Issue.record(
          "seed \(seed): \(Self.iso(question.now)) \(question.parameters) is \(found), dateutil says \(answer)")
        return
      }
    }
    #expect(errors > 20 && errors < questions.count / 2)
  }

  private static func parameters(_ random: inout SeededRandom) -> String {
    var names =
      RelativeTime.Unit.allCases.map { $0.rawValue + "s" }
      + RelativeTime.Unit.allCases.filter { $0 != .week }.map(\.rawValue)
    names.append("weekday")
    names.shuffle(using: &random)
    return names.prefix(Int.random(in: 1...4, using: &random)).map { name -> String in
      if name == "weekday" {
        let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].randomElement(using: &random) ?? "MO"
        let ordinal = [1, -1, 2, -3, 60].randomElement(using: &random) ?? 1
        return Bool.random(using: &random)
          ? "weekday=\(Int.random(in: 0...6, using: &random))" : "weekday=\(day)(\(ordinal))"
      }
      if let unit = RelativeTime.Unit(rawValue: name), let values = unit.values {
        return "\(name)=\(Int.random(in: values, using: &random))"
      }
      let reach = [3, 40, 1000, 100_000].randomElement(using: &random) ?? 3
      return "\(name)=\(Int.random(in: -reach...reach, using: &random))"
    }.joined(separator: ",")
  }
}
