import Calendars
import Foundation
import Testing

/// Files as they should not be, made by hand.
@Suite struct ZoneFileTests {
  typealias TimeZone = Calendars.TimeZone

  static let small = ZoneFileBuilder(
    times: [-1_000_000_000, 0, 1_000_000_000], kinds: [2, 1, 2], offsets: [561, 3600, 7200],
    footer: "CET-1CEST,M3.5.0,M10.5.0/3")

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var file: ZoneFileBuilder
    /// nil: it is read.
    var message: String?
    var testDescription: String { name }

    init(_ name: String, _ message: String? = nil, _ change: (inout ZoneFileBuilder) -> Void = { _ in }) {
      self.name = name
      self.message = message
      var file = ZoneFileTests.small
      change(&file)
      self.file = file
    }
  }

  static let cases = [
    Case("as it should be"), Case("version 3") { $0.version = 0x33 }, Case("version 4") { $0.version = 0x34 },
    Case("version 1") { $0.version = 0 },
    Case("version 1 of nothing", "its version is unknown") { $0.version = 0x31 },
    Case("no rule") { $0.footer = "" },
    Case("no transition") { ($0.times, $0.kinds, $0.footer) = ([], [], "") },
    Case("only a rule") { ($0.times, $0.kinds) = ([], []) },
    Case("falling times", "its transitions do not ascend") { $0.times = [0, 0, 1] },
    Case("a time of no calendar", "its transitions do not ascend") { $0.times = [0, 1, 1 << 61] },
    Case("a kind too many", "a transition has no offset") { $0.kinds = [0, 1, 3] },
    Case("an impossible offset", "one of its offsets is impossible") { $0.offsets = [0, 3600, 100_000] },
    Case("leap seconds", "it counts leap seconds") { $0.leapSeconds = 2 },
    Case("another rule", "the rule at the end contradicts its last transition") {
      $0.footer = "EST5EDT,M3.2.0,M11.1.0"
    },
    Case("no rule at all", "the rule at the end cannot be read") { $0.footer = "hello" },
  ]

  @Test(arguments: cases) func files(_ row: Case) throws {
    do throws(ZoneFileError) {
      _ = try TimeZone(tzif: row.file.bytes, name: "x")
      #expect(row.message == nil)
    } catch {
      #expect(error.message == row.message)
    }
  }

  struct Rule: Sendable, CustomTestStringConvertible {
    var text: String
    /// Hours east of UTC in January and July of 2030; nil: no rule.
    var hours: [Double]?
    var testDescription: String { text }

    init(_ text: String, _ hours: [Double]?) {
      self.text = text
      self.hours = hours
    }
  }

  @Test(arguments: [
    Rule("UTC0", [0, 0]), Rule("<+0330>-3:30", [3.5, 3.5]), Rule("EST5EDT,M3.2.0,M11.1.0", [-5, -4]),
    Rule("IST-1GMT0,M10.5.0,M3.5.0/1", [0, 1]), Rule("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", [-3, -2]),
    Rule("AAA-1BBB-2:30:30,J60/0,J300/24", [1, 9030.0 / 3600]), Rule("AAA0BBB,59,300", [0, 1]),
    Rule("XXX3EDT4,0/0,J365/23", [-4, -4]), Rule("AAA0BBB,M3.5.0/167,M10.1.6/-167", [0, 1]),
    Rule("NZST-12NZDT,M9.5.0,M4.1.0/3", [13, 12]),
    Rule("", nil), Rule("U0", nil), Rule("UTC", nil), Rule("UTC+", nil), Rule("UTC25", nil), Rule("UTC0 ", nil),
    Rule("<>0", nil), Rule("<UTC0", nil), Rule("EST5EDT", nil), Rule("EST5EDT,M3.2.0", nil),
    Rule("EST5EDT,M13.2.0,M11.1.0", nil), Rule("EST5EDT,M3.6.0,M11.1.0", nil), Rule("EST5EDT,M3.2.7,M11.1.0", nil),
    Rule("EST5EDT,J0,J365", nil), Rule("EST5EDT,J366,J365", nil), Rule("EST5EDT,M3.2.0/168,M11.1.0", nil),
    Rule("EST5EDT,M3.2.0,M11.1.0,", nil), Rule("EST5:60EDT,M3.2.0,M11.1.0", nil), Rule("AAA9999999999999999999", nil),
  ]) func rules(_ row: Rule) {
    var file = ZoneFileBuilder()
    file.footer = row.text.isEmpty ? " " : row.text
    let zone = try? TimeZone(tzif: file.bytes, name: "x")
    let hours = zone.map { zone in
      [1, 7].map { Double(zone.offset(at: CivilCalendar.days(2030, $0, 15) * 86_400)) / 3600 }
    }
    #expect(hours == row.hours)
  }

  /// Every prefix and every bit flip of small files gives a zone or an error: nothing traps, and a zone that was made answers.
  @Test func damage() {
    let wholes = [Self.cases[0].file, Self.cases[3].file, ZoneFileBuilder()].map(\.bytes)
    for whole in wholes + [Zones.bytes(of: "Asia/Kolkata") ?? []] {
      var prefixesRead = 0
      for length in whole.indices {
        if read(Array(whole[..<length])) { prefixesRead += 1 }
      }
      #expect(prefixesRead == 0, "a file that is cut off says something else")
      for index in whole.indices {
        for bit in 0..<8 {
          var bytes = whole
          bytes[index] ^= 1 << bit
          _ = read(bytes)
        }
      }
    }
  }

  private func read(_ bytes: [UInt8]) -> Bool {
    guard let zone = try? TimeZone(tzif: bytes, name: "x") else { return false }
    for time in [Int(Int64.min) / 4, -4_000_000_000, 0, 4_000_000_000, Int(Int64.max) / 4] {
      _ = zone.offset(at: time)
      _ = zone.instant(ofWallTime: time)
    }
    return true
  }

  /// Every zone of this machine is read.
  @Test func allZones() throws {
    guard let files = FileManager.default.enumerator(atPath: Zones.directory) else {
      print("skipped: \(Zones.directory) is absent")
      return
    }
    var count = 0
    for case let name as String in files where !name.hasPrefix("right/") {
      guard let bytes = Zones.bytes(of: name), bytes.starts(with: "TZif".utf8) else { continue }
      do throws(ZoneFileError) {
        _ = try TimeZone(tzif: bytes, name: name)
        count += 1
      } catch {
        Issue.record("\(name): \(error.message)")
      }
    }
    print("\(count) zones read")
  }
}
