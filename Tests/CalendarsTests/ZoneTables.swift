import Calendars
import Foundation

/// Zones of this machine for tests, and wall clock times as they are written.
enum Zones {
  static let directory = "/usr/share/zoneinfo"

  static func bytes(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(directory)/\(name)").map { [UInt8]($0) }
  }

  /// nil, with a message, where the machine has no such zone.
  static func zone(_ name: String) throws -> Calendars.TimeZone? {
    guard let bytes = bytes(of: name) else {
      print("skipped: \(directory)/\(name) is absent")
      return nil
    }
    return try Calendars.TimeZone(tzif: bytes, name: name)
  }

  /// `2020-03-29T02:30:00` as seconds on the wall clock.
  static func wallTime(_ text: String) -> Int {
    let isNegative = text.hasPrefix("-")
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    return CivilCalendar.days(isNegative ? -parts[0] : parts[0], parts[1], parts[2]) * 86_400 + parts[3] * 3600
      + parts[4] * 60 + parts[5]
  }
}

/// A compiled zone made by hand.
struct ZoneFileBuilder {
  var version: UInt8 = 0x32
  var times: [Int] = []
  var kinds: [UInt8] = []
  var offsets: [Int] = [0]
  var footer: String? = "UTC0"
  var leapSeconds = 0

  var bytes: [UInt8] {
    guard version > 0 else { return block(timeBytes: 4) }
    // The 32-bit block of slim files holds nothing.
    let first = header(counts: [0, 0, 0, 0, 1, 1]) + big(0, 4) + [0, 0, 0]
    return first + block(timeBytes: 8) + Array("\n\(footer ?? "")\n".utf8)
  }

  private func block(timeBytes: Int) -> [UInt8] {
    var bytes = header(counts: [0, 0, leapSeconds, times.count, offsets.count, 4])
    for time in times { bytes += big(time, timeBytes) }
    bytes += kinds
    for offset in offsets { bytes += big(offset, 4) + [0, 0] }
    bytes += Array("ABC\0".utf8)
    for index in 0..<leapSeconds { bytes += big(78_796_800 + index * 31_536_000, timeBytes) + big(index + 1, 4) }
    return bytes
  }

  private func header(counts: [Int]) -> [UInt8] {
    Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { big($0, 4) }
  }

  private func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
