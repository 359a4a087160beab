import ByteIO
import Calendars
import Records

/// What differs from run to run: when, how long, where, with how much memory.
///
/// With `SOURCE_DATE_EPOCH` it is that time and nothing that was measured: the receipt is the same every time.
struct RunMeasure: Sendable {
  private let started: Int
  private let clock = ContinuousClock.now
  private let isReproducible: Bool
  private let workers: Int

  init(workers: Int) {
    isReproducible = ProcessFacts.sourceDate != nil
    started = ProcessFacts.sourceDate ?? ProcessFacts.now
    self.workers = workers
  }

  func json(bytesRead: [(path: String, bytes: Int)]) -> JSONValue {
    var members: [(String, JSONValue)] = [("started", .text(Instant.text(seconds: started)))]
    if isReproducible { return .object(members) }
    let duration = clock.duration(to: .now).components
    let milliseconds = Int(duration.seconds) * 1000 + Int(duration.attoseconds / 1_000_000_000_000_000)
    members.append(("seconds", .number(Double(milliseconds) / 1000)))
    members.append(("host", ProcessFacts.hostName.map { .text($0) } ?? .null))
    members.append(("workers", .integer(workers)))
    members.append(("peak_memory", ProcessFacts.peakMemory.map { .integer($0) } ?? .null))
    members.append(
      (
        "bytes_read",
        .array(bytesRead.map { .object([("path", .text($0.path)), ("bytes", .integer($0.bytes))]) })
      ))
    return .object(members)
  }
}

extension Instant {
  /// `2026-03-01T09:30:00.250000Z`, in microseconds.
  var text: String {
    let fraction = String(1_000_000 + nanoseconds / 1000).dropFirst()
    return Self.text(seconds: seconds).dropLast() + ".\(fraction)Z"
  }

  /// `2026-03-01T09:30:00Z`
  static func text(seconds: Int) -> String {
    let (days, time) = CivilCalendar.split(seconds: seconds)
    let (year, month, day) = CivilCalendar.date(ofDay: days)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(year)-\(two(month))-\(two(day))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
  }
}
