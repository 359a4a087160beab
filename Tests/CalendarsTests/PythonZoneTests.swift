import Calendars
import Foundation
import TestKit
import Testing

/// Random times of twenty zones, both directions, against Python's zoneinfo.
@Suite struct PythonZoneTests {
  static let zones = [
    "Europe/Paris", "Europe/London", "Europe/Dublin", "Europe/Moscow", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "America/Caracas", "America/Nuuk", "Africa/Casablanca", "Africa/Cairo", "Asia/Kolkata",
    "Asia/Tehran", "Asia/Kathmandu", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
    "Antarctica/Troll", "Asia/Tokyo",
  ]

  /// For each line `zone seconds`: the offset at that instant, and the instant of that wall time.
  static let script = """
    import sys
    from datetime import datetime, timedelta, timezone
    from zoneinfo import ZoneInfo
    epoch = datetime(1970, 1, 1)
    for line in sys.stdin:
        name, seconds = line.split()
        zone, wall = ZoneInfo(name), epoch + timedelta(seconds=int(seconds))
        there = wall.replace(tzinfo=timezone.utc).astimezone(zone)
        back = wall.replace(tzinfo=zone).astimezone(timezone.utc)
        print(int(there.utcoffset().total_seconds()), int((back.replace(tzinfo=None) - epoch).total_seconds()))
    """

  @Test func agrees() throws {
    let seed = UInt64.random(in: .min ... .max)
    print("seed \(seed)")
    var random = Numbers(state: seed)
    var questions: [(zone: String, seconds: Int)] = []
    for zone in Self.zones {
      for _ in 0..<400 {
        let (first, last) = random.next() % 4 == 0 ? (1600, 3000) : (1880, 2110)
        let from = CivilCalendar.days(first, 1, 1) * 86_400
        let span = CivilCalendar.days(last, 1, 1) * 86_400 - from
        var seconds = from + Int(random.next() % UInt64(span))
        // Half of them near a whole quarter of an hour, where transitions are.
        if random.next() % 2 == 0 { seconds -= seconds % 900 - Int(random.next() % 3) + 1 }
        questions.append((zone, seconds))
      }
      for year in [1942, 1985, 2011, 2021, 2037, 2087, 2099] {
        for day in 0..<366 {
          questions.append((zone, (CivilCalendar.days(year, 1, 1) + day) * 86_400 + 7200 + Int(random.next() % 7200)))
        }
      }
    }
    let input = questions.map { "\($0.zone) \($0.seconds)\n" }.joined()
    guard let output = try Python.run(Self.script, input: input) else {
      print("skipped: python3 with zoneinfo is absent")
      return
    }
    let answers = output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    try #require(answers.count == questions.count)
    var zones: [String: Calendars.TimeZone] = [:]
    for name in Self.zones { zones[name] = try Zones.zone(name) }
    var differences = 0
    for (question, answer) in zip(questions, answers) {
      guard let zone = zones[question.zone], differences < 5 else { continue }
      let (offset, instant) = (zone.offset(at: question.seconds), zone.instant(ofWallTime: question.seconds))
      if [offset, instant] != answer {
        differences += 1
        Issue.record("seed \(seed): \(question) gives \(offset) \(instant), Python says \(answer)")
      }
    }
  }

  /// Marsaglia's xorshift64*.
  private struct Numbers {
    var state: UInt64

    init(state: UInt64) { self.state = state | 1 }

    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 0x2545_F491_4F6C_DD1D
    }
  }
}
