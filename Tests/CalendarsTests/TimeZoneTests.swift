import Calendars
import Testing

@Suite struct TimeZoneTests {
  /// A wall clock time and the instant it is, in UTC.
  struct Case: Sendable, CustomTestStringConvertible {
    var zone: String
    var wall: String
    var utc: String
    var testDescription: String { "\(zone) \(wall)" }

    init(_ zone: String, _ wall: String, _ utc: String) {
      self.zone = zone
      self.wall = wall
      self.utc = utc
    }
  }

  static let cases = [
    Case("Europe/Paris", "2020-01-15T12:00:00", "2020-01-15T11:00:00"),
    Case("Europe/Paris", "2020-07-15T12:00:00", "2020-07-15T10:00:00"),
    // The gap of 29 March 2020: 2:30 never was, it is taken for 3:30.
    Case("Europe/Paris", "2020-03-29T01:59:59", "2020-03-29T00:59:59"),
    Case("Europe/Paris", "2020-03-29T02:30:00", "2020-03-29T01:30:00"),
    Case("Europe/Paris", "2020-03-29T03:00:00", "2020-03-29T01:00:00"),
    // 2:30 of 25 October 2020 was twice: the earlier one counts.
    Case("Europe/Paris", "2020-10-25T02:30:00", "2020-10-25T00:30:00"),
    Case("Europe/Paris", "2020-10-25T03:00:00", "2020-10-25T02:00:00"),
    // Local mean time before zones, and the rule for years that the file does not list.
    Case("Europe/Paris", "1800-01-01T00:00:00", "1799-12-31T23:50:39"),
    Case("Europe/Paris", "2100-07-01T00:00:00", "2100-06-30T22:00:00"),
    Case("Europe/Paris", "2100-12-01T00:00:00", "2100-11-30T23:00:00"),
    Case("Europe/Paris", "9999-07-01T00:00:00", "9999-06-30T22:00:00"),
    Case("Europe/Paris", "12020-03-29T02:30:00", "12020-03-29T01:30:00"),
    Case("Europe/Paris", "-0044-03-15T00:00:00", "-0044-03-14T23:50:39"),
    Case("America/New_York", "2021-03-14T02:30:00", "2021-03-14T07:30:00"),
    Case("America/New_York", "2021-11-07T01:30:00", "2021-11-07T05:30:00"),
    Case("America/New_York", "2021-11-07T02:00:00", "2021-11-07T07:00:00"),
    Case("America/New_York", "2100-07-04T12:00:00", "2100-07-04T16:00:00"),
    // Half an hour of daylight saving.
    Case("Australia/Lord_Howe", "2020-01-15T12:00:00", "2020-01-15T01:00:00"),
    Case("Australia/Lord_Howe", "2020-07-15T12:00:00", "2020-07-15T01:30:00"),
    Case("Australia/Lord_Howe", "2020-10-04T02:15:00", "2020-10-03T15:45:00"),
    Case("Australia/Lord_Howe", "2020-04-05T01:45:00", "2020-04-04T14:45:00"),
    Case("Australia/Lord_Howe", "2100-07-15T12:00:00", "2100-07-15T01:30:00"),
    // Standard time is +01:00 and Ramadan is without it.
    Case("Africa/Casablanca", "2021-03-01T12:00:00", "2021-03-01T11:00:00"),
    Case("Africa/Casablanca", "2021-04-20T12:00:00", "2021-04-20T12:00:00"),
    Case("Africa/Casablanca", "2021-05-16T02:30:00", "2021-05-16T02:30:00"),
    Case("Asia/Kolkata", "2020-01-15T12:00:00", "2020-01-15T06:30:00"),
    // Midnights that never were.
    Case("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00"),
    Case("America/Sao_Paulo", "2018-11-03T23:59:59", "2018-11-04T02:59:59"),
    Case("America/Sao_Paulo", "2018-11-04T01:00:00", "2018-11-04T03:00:00"),
    Case("America/Sao_Paulo", "2019-02-16T23:30:00", "2019-02-17T01:30:00"),
    Case("America/Sao_Paulo", "2019-02-17T00:00:00", "2019-02-17T03:00:00"),
    // A day that never was.
    Case("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00"),
    Case("Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00"),
    Case("Etc/GMT-14", "2020-01-01T14:00:00", "2020-01-01T00:00:00"),
  ]

  @Test(arguments: cases) func wallTimes(_ row: Case) throws {
    guard let zone = try Zones.zone(row.zone) else { return }
    let (wall, utc) = (Zones.wallTime(row.wall), Zones.wallTime(row.utc))
    #expect(zone.instant(ofWallTime: wall) == utc)
    var cursor = ZoneCursor(zone)
    for shift in [-7200, 0, 7200, 40_000_000, 0] {
      #expect(cursor.instant(ofWallTime: wall + shift) == zone.instant(ofWallTime: wall + shift))
    }
  }

  @Test func fixedZones() {
    let offsets: [(String, Int?)] = [
      ("UTC", 0), ("Z", 0), ("+02:00", 7200), ("-0330", -12_600), ("+02", 7200), ("-00:00", 0), ("+23:59", 86_340),
      ("+24:00", nil), ("+02:60", nil), ("02:00", nil), ("+2", nil), ("+2:00", nil), ("+02:0", nil), ("", nil),
      ("+", nil), ("utc", nil), ("Europe/Paris", nil), ("+02:00:00", nil), ("+٠٢", nil),
    ]
    for (name, offset) in offsets {
      #expect(TimeZone(fixed: name)?.offset(at: 0) == offset, "\(name)")
    }
    #expect(TimeZone(fixed: "+02:00")?.instant(ofWallTime: 0) == -7200)
  }

  /// Going from an instant to the clock and back ends at the instant, but for the second pass of a repeated hour.
  @Test(arguments: [
    "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo", "Asia/Tehran",
    "America/Nuuk", "Antarctica/Troll", "Europe/Dublin",
  ]) func thereAndBack(_ name: String) throws {
    guard let zone = try Zones.zone(name) else { return }
    var instant = Zones.wallTime("1880-01-01T00:00:00")
    while instant < Zones.wallTime("2110-01-01T00:00:00") {
      let offset = zone.offset(at: instant)
      let back = zone.instant(ofWallTime: instant + offset)
      // Behind the transition the earlier pass had another offset.
      #expect(back == instant || back < instant && zone.offset(at: back) > offset, "\(name) \(instant)")
      instant += 86_400 * 3 + 1799
    }
  }

  /// A rule repeats after 400 years, for ever.
  @Test func repeatsAfterTheLastTransition() throws {
    guard let zone = try Zones.zone("Europe/Paris") else { return }
    for year in stride(from: 2040, through: 2440, by: 7) {
      let instant = CivilCalendar.days(year, 7, 1) * 86_400
      for cycle in [1, 2, 1000, 1_000_000] {
        #expect(zone.offset(at: instant + cycle * CivilCalendar.secondsPerCycle) == 7200)
      }
    }
  }
}
