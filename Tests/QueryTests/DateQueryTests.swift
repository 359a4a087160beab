import Calendars
import Diagnostics
import Foundation
import Query
import Records
import Testing

/// Comparisons with dates: literals, zones, fields of no known type, and `#now`.
@Suite struct DateQueryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var type: ColumnType
    var values: [String]
    var query: String
    /// Rows that match.
    var rows: [Int]
    var zone: String
    var testDescription: String { "\(type.basis) \(type.kind) \(zone): \(query)" }

    init(_ type: ColumnType, _ values: [String], _ query: String, _ rows: [Int], zone: String = "UTC") {
      self.type = type
      self.values = values
      self.query = query
      self.rows = rows
      self.zone = zone
    }
  }

  static let date = ColumnType(.date, basis: .guessed)
  static let time = ColumnType(.datetime, basis: .guessed)
  /// With the values that it was guessed from.
  static let seen: ColumnType = {
    var type = date
    type.evidence = TypeEvidence(values: 3, extent: "the whole input")
    return type
  }()
  static let unknown = ColumnType()
  static let mixed = ColumnType(.text, basis: .guessed)

  static let old = [
    "-0044-03-15", "-0001-12-31", "0000-01-01", "0001-01-01", "9999-12-31", "+10000-01-01", "+12345-06",
  ]
  static let ends = ["2016-12-31T23:59:59.5Z", "2016-12-31T23:59:60Z", "2016-12-31T24:00:00Z", "2017-01-01T00:00:00Z"]
  /// Around the days on which clocks change in Paris in 2020.
  static let spring = [
    "2020-03-28T22:59:59Z", "2020-03-28T23:00:00Z", "2020-03-29T02:30:00", "2020-03-29T03:30:00",
    "2020-03-29T21:59:59Z",
    "2020-03-29T22:00:00Z", "2020-03-30", "2020-03-29",
  ]
  static let autumn = [
    "2020-10-25T02:30:00", "2020-10-25T00:30:00Z", "2020-10-25T01:30:00Z", "2020-10-25T03:00:00",
    "2020-10-25T22:59:59Z", "2020-10-25T23:00:00Z",
  ]
  static let several = ["2016-08-31", "2016-09-15T10:00:00", "2016/10/01", "n/a", "", "12", "2016", "le 2016-09"]

  static let cases = [
    Case(date, old, "v < -0001", [0]), Case(date, old, "v:-0001", [1]), Case(date, old, "v:-0044-03", [0]),
    Case(date, old, "v:0000", [2]), Case(date, old, "v:[-0044 TO -0001]", [0, 1]), Case(date, old, "v > 9999", [5, 6]),
    Case(date, old, "v = +12345", [6]), Case(date, old, "v >= +12345-06-01", [6]),
    Case(date, old, "v < +10000", [0, 1, 2, 3, 4]),
    // The end of a day is the start of the next; a leap second stays on its day.
    Case(time, ends, "v = 2016-12-31", [0, 1]), Case(time, ends, "v = 2017", [2, 3]),
    Case(time, ends, "v = \"2016-12-31T24:00:00Z\"", [2, 3]),
    Case(time, ends, "v > \"2016-12-31T23:59:59.5Z\"", [1, 2, 3]),
    Case(time, ends, "v = \"2016-12-31T23:59:60Z\"", [1]), Case(time, ends, "v < \"2016-12-31T23:59:60Z\"", [0]),
    // Days of 23 and of 25 hours.
    Case(time, spring, "v = 2020-03-29", [1, 2, 3, 4, 7], zone: "Europe/Paris"),
    Case(time, spring, "v = 2020-03-29", [2, 3, 4, 5, 7], zone: "UTC"),
    Case(time, spring, "v >= 2020-03-30", [5, 6], zone: "Europe/Paris"),
    Case(time, spring, "v = \"2020-03-29T03:30\"", [2, 3], zone: "Europe/Paris"),
    Case(time, spring, "v = \"2020-03-29T02:30\"", [2, 3], zone: "Europe/Paris"),
    Case(time, spring, "v = \"2020-03-29T01:30:00Z\"", [2, 3], zone: "Europe/Paris"),
    Case(time, autumn, "v = \"2020-10-25T02:30:00\"", [0, 1], zone: "Europe/Paris"),
    Case(time, autumn, "v > \"2020-10-25T02:30:00\"", [2, 3, 4, 5], zone: "Europe/Paris"),
    Case(time, autumn, "v = 2020-10-25", [0, 1, 2, 3, 4], zone: "Europe/Paris"),
    Case(time, autumn, "v = 2020-10", [0, 1, 2, 3, 4, 5], zone: "Europe/Paris"),
    Case(time, autumn, "v:[2020-10-26 TO *]", [5], zone: "Europe/Paris"),
    Case(time, ["2020-01-01T00:30:00", "2019-12-31T23:30:00Z", "2019-12-31"], "v:2020", [0, 1], zone: "+01:00"),
    // Midnight that never was: the day begins at one.
    Case(
      time, ["2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z", "2018-11-04"], "v = 2018-11-04", [1, 2],
      zone: "America/Sao_Paulo"),
    // Nobody said what the field is: values that are dates compare as dates, others do not match.
    Case(unknown, several, "v >= 2016/09", [1, 2]), Case(unknown, several, "v < 2016-10-01", [0, 1, 6]),
    Case(unknown, several, "v:2016-09", [1, 7]), Case(unknown, several, "v = \"2016/09/15\"", [1]),
    Case(unknown, several, "v:[2016-09 TO 2016-10]", [1, 2]), Case(unknown, several, "v:[* TO 2016-09]", [0, 1, 6]),
    Case(mixed, several, "v >= 2016/09", [1, 2]), Case(mixed, several, "v:2016-10", [2]),
    Case(unknown, several, "v = n/a", [3]), Case(unknown, several, "v >= \"le\"", [3, 7]),
    // A year is a number too.
    Case(unknown, several, "v >= 2016", [0, 1, 2, 6]), Case(unknown, several, "v < 2017", [0, 1, 2, 5, 6]),
    Case(unknown, several, "v:[2016 TO 2017]", [0, 1, 2, 6]), Case(unknown, several, "v:2016", [0, 1, 2, 6, 7]),
    Case(unknown, several, "v > 11", [5, 6]), Case(unknown, several, "v > -2016", [5, 6]),
    Case(unknown, several, "v:[10 TO 2016-12]", [5, 6]),
    Case(unknown, ["2016-09-30T23:30:00-02:00"], "v:2016-09", []),
    Case(unknown, ["2016-09-30T23:30:00-02:00"], "v:2016-10", [0]),
    // A column of dates is asked for words.
    Case(date, ["2016-08-31"], "v:august", []),
    // Thursday 2021-05-06T12:34:55.4505Z.
    Case(date, ["2021-05-05", "2021-05-06", "2021-05-07"], "v = #now()", [1]),
    Case(date, ["2021-05-05", "2021-05-06", "2021-05-07"], "v > #now()", [2]),
    Case(date, ["2021-05-05", "2021-05-06", "2021-05-07"], "v >= #now(days=-1)", [0, 1, 2]),
    Case(date, ["2021-05-05", "2021-05-06", "2021-05-07"], "v <= #now()", [0, 1]),
    Case(date, ["2021-05-05", "2021-05-06", "2021-05-07"], "v < #now()", [0]),
    Case(
      time, ["2021-05-06T12:34:55.4504Z", "2021-05-06T12:34:55.4505Z", "2021-05-06T12:34:55.4506Z"], "v < #now()", [0]),
    Case(
      time, ["2021-05-06T12:34:55.4504Z", "2021-05-06T12:34:55.4505Z", "2021-05-06T12:34:55.4506Z"], "v = #now()", [1]),
    Case(
      time, ["2021-05-06T12:34:55.4504Z", "2021-05-06T12:34:55.4505Z", "2021-05-06T12:34:55.4506Z"], "v > #now()", [2]),
    Case(time, ["2021-05-06T12:34:55Z", "2021-05-06T12:34:56Z", "2021-05-06"], "v <= #now()", [0, 2]),
    Case(
      time, ["2021-05-05T12:34:56Z", "2021-05-06T12:00:00Z", "2021-05-07T00:00:00Z"], "v:[#now(days=-1) TO #now()]",
      [0, 1]),
    Case(
      time, ["2021-05-05T12:34:56Z", "2021-05-06T12:00:00Z", "2021-05-07T00:00:00Z"], "v:[2021-05-06 TO #now(days=+7)]",
      [1, 2]),
    Case(time, ["2021-05-05T12:34:56Z", "2021-05-06T12:00:00Z", "2021-05-07T00:00:00Z"], "v:]#now()..*]", [2]),
    Case(unknown, ["2021-05-06T12:34:56Z", "2021-05-06", "2021-05-05", "soon", ""], "v >= #now()", [0, 1]),
    Case(mixed, ["2021-05-06T12:34:56Z", "2021-05-06", "2021-05-05", "soon", ""], "v < #now()", [2]),
    // Today is another day there.
    Case(date, ["2021-05-06", "2021-05-07"], "v = #now()", [1], zone: "+12:00"),
    Case(
      time, ["2021-05-05T21:59:59Z", "2021-05-05T22:00:00Z"], "v >= #now(hour=0,minute=0,second=0,microsecond=0)", [1],
      zone: "Europe/Paris"),
  ]

  @Test(arguments: cases) func matches(_ row: Case) throws {
    guard let zone = try Self.zone(row.zone) else { return }
    var clock = QueryClock.ofExamples
    clock.zone = zone
    for quotes in [false, true] {
      let lines = row.values.map { $0.isEmpty ? ";x" : quotes ? "\"\($0)\";x" : "\($0);x" }
      var batch = Make.separators(
        lines.map { $0 + "\n" }.joined(), columns: ["v", "w"], delimiter: 0x3B, quote: 0x22)
      batch.schema.fields[0].type = row.type
      #expect(try select(row.query, batch, clock: clock) == row.rows, "quotes \(quotes)")
    }
    let json = row.values.map { $0.isEmpty ? "{\"v\":null}" : "{\"v\":\"\($0)\"}" }
    var batch = Make.json(json, columns: ["v"])
    batch.schema.fields[0].type = row.type
    #expect(try select(row.query, batch, clock: clock) == row.rows, "JSON")
    if row.type.basis == .none {
      #expect(try select(row.query, Make.json(json), clock: clock) == row.rows, "member")
    }
  }

  private static func zone(_ name: String) throws -> Calendars.TimeZone? {
    if let fixed = Calendars.TimeZone(fixed: name) { return fixed }
    guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else {
      print("skipped: no time zone \(name)")
      return nil
    }
    return try Calendars.TimeZone(tzif: [UInt8](data), name: name)
  }

  /// JSON numbers of four digits are years, and numbers.
  @Test func numbersOfRecords() throws {
    let batch = Make.json(["{\"v\":2015}", "{\"v\":2016}", "{\"v\":2017.5}", "{\"v\":\"2016-05-01\"}", "{\"v\":true}"])
    #expect(try select("v >= 2016", batch) == [1, 2, 3])
    #expect(try select("v >= 2016-03", batch) == [3])
    #expect(try select("v = 2016", batch) == [1, 3])
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var query: String
    var column: Int
    var message: String
    var type: ColumnType
    var testDescription: String { query }

    init(_ query: String, _ column: Int, _ message: String, _ type: ColumnType = DateQueryTests.seen) {
      self.query = query
      self.column = column
      self.message = message
      self.type = type
    }
  }

  @Test(arguments: [
    Wrong("v > yesterday", 5, "'yesterday' is no date; field 'v' holds dates"),
    Wrong("v:[2020 TO x]", 12, "'x' is no date; field 'v' holds dates"),
    Wrong("v >= 2019-02-29", 6, "'2019-02-29' is no date; field 'v' holds dates"),
    Wrong("v > #now", 5, "'#now' is no date; field 'v' holds dates"),
    Wrong("v > #now()", 1, "#now is a time; field 'v' is declared integer", ColumnType(.integer, basis: .declared)),
    Wrong("v > #now()", 1, "#now is a time; field 'v' holds numbers", ColumnType(.number, basis: .guessed)),
    Wrong("v > #now()", 1, "#now is a time; field 'v' is declared text", ColumnType(.text, basis: .declared)),
    Wrong("v:[#now() TO x]", 14, "'x' is no date, and the other end of the range is one"),
    Wrong("v > #now(days)", 5, "#now takes its parameters by name: #now(days=-1)"),
    Wrong("v > #now(dayz=1)", 10, "#now has no parameter 'dayz'"),
    Wrong("v > #now(week=1)", 10, "#now has no parameter 'week'"),
    Wrong("v > #now(mondays=1)", 10, "#now has no parameter 'mondays'"),
    Wrong("v = #now(dayz=1)", 10, "#now has no parameter 'dayz'"),
    Wrong("v > #now(days=1.5)", 15, "days is a whole number, not '1.5'"),
    Wrong("v > #now(days=two)", 15, "days is a whole number, not 'two'"),
    Wrong("v > #now(days=9223372036854775808)", 15, "'9223372036854775808' is too large for days"),
    Wrong("v > #now(month=13)", 16, "month is from 1 to 12"), Wrong("v > #now(month=0)", 16, "month is from 1 to 12"),
    Wrong("v > #now(day=32)", 14, "day is from 1 to 31"), Wrong("v > #now(hour=24)", 15, "hour is from 0 to 23"),
    Wrong("v > #now(minute=-1)", 17, "minute is from 0 to 59"),
    Wrong("v > #now(second=60)", 17, "second is from 0 to 59"),
    Wrong("v > #now(microsecond=1000000)", 22, "microsecond is from 0 to 999999"),
    Wrong("v > #now(year=0)", 15, "year is from 1 to 9999"),
    Wrong("v > #now(year=10000)", 15, "year is from 1 to 9999"),
    Wrong("v > #now(weekday=7)", 18, "weekday is from 0 (Monday) to 6, or MO TU WE TH FR SA SU"),
    Wrong("v > #now(weekday=MON)", 18, "weekday is from 0 (Monday) to 6, or MO TU WE TH FR SA SU"),
    Wrong("v > #now(weekday=MO(0))", 21, "the ordinal of a weekday is a whole number other than 0"),
    Wrong("v > #now(weekday=0(2))", 20, "an ordinal follows MO TU WE TH FR SA or SU: weekday=MO(2)"),
    Wrong("v > #now(days=1(2))", 17, "an ordinal belongs to a weekday: weekday=MO(2)"),
    Wrong("v > #now(years=9000)", 5, "#now reaches beyond the years 1 to 9999"),
    Wrong(
      "v > #now(years=-9223372036854775808,months=-9223372036854775808)", 5, "#now reaches beyond the years 1 to 9999"),
    Wrong("v > #now(weeks=9223372036854775807,days=9223372036854775807)", 5, "#now reaches beyond the years 1 to 9999"),
    Wrong("v > #now(hours=9223372036854775807)", 5, "#now reaches beyond the years 1 to 9999"),
    Wrong("v > #now(weekday=MO(9223372036854775807))", 5, "#now reaches beyond the years 1 to 9999"),
    Wrong("v > #now(weekday=MO(-9223372036854775808))", 5, "#now reaches beyond the years 1 to 9999"),
  ]) func refused(_ row: Wrong) throws {
    let schema = Schema([Field("v", type: row.type)])
    do throws(DiagnosticList) {
      _ = try Predicate(
        Query(parsing: row.query), binding: Projection(all: schema), schema: schema, clock: .ofExamples)
      Issue.record("taken")
    } catch {
      #expect(error.diagnostics.map(\.message) == [row.message])
      #expect(error.diagnostics.first?.code == .queryBadValue)
      #expect(error.diagnostics.first?.location.column == row.column)
    }
  }

  /// Nobody guesses what time it is.
  @Test func needsAClock() throws {
    let batch = Make.json(["{\"v\":\"2020-01-01\"}"])
    #expect(throws: DiagnosticList.self) { try select("v < #now()", batch, clock: QueryClock()) }
  }

  @Test func queriesThatAskForTheTime() throws {
    #expect(try Query(parsing: "a:1 OR (b > #now(days=-1))").usesNow)
    #expect(try Query(parsing: "NOT b:[* TO #now()]").usesNow)
    #expect(try !Query(parsing: "now #null(now) a:[1 TO 2] \"#now()\"").usesNow)
  }

  /// The guess decides what the query means: somebody must verify it.
  @Test func guessesAreVerified() throws {
    let schema = Schema([Field("w"), Field("v", type: Self.date)])
    for query in ["v > #now()", "v:[2020 TO #now()]", "v > 2020"] {
      let predicate = try Predicate(
        Query(parsing: query), binding: Projection(all: schema), schema: schema, clock: .ofExamples)
      #expect(predicate.guessedColumns == [1], "\(query)")
    }
  }
}
