/// A time zone: which wall clock time an instant is, and which instant a wall clock time is.
///
///     let paris = try TimeZone(tzif: bytes, name: "Europe/Paris")
///     paris.offset(at: 1_593_561_600)            // 7200
///     paris.instant(ofWallTime: …)               // seconds since 1970-01-01T00:00:00Z
///
/// Wall times are seconds since 1970-01-01T00:00:00 on the local clock. Two of them need a rule, the one of Python's
/// `fold=0` and of java.time: a time that happens twice (clocks go back) is the earlier one, and a time that never happens
/// (clocks go forward) is moved forward by the length of the gap.
package struct TimeZone: Sendable, Equatable {
  package let name: String
  /// Instants at which the offset changes, ascending.
  private let changes: [Int]
  /// Wall times from which the offset after each change counts, ascending.
  private let wallChanges: [Int]
  /// Seconds east of UTC: before the first change, then after each.
  private let offsets: [Int]
  /// From here on everything repeats every 400 years; nil: nothing changes after the last change.
  private let cycleStart: Int?

  /// No offset is longer, in seconds: RFC 9636 recommends to stay below 25 and 26 hours.
  package static let longestOffset = 26 * 3600

  package static let utc = TimeZone(name: "UTC", offset: 0)

  /// A number of all its changes: two databases that know a zone differently give different ones (FNV-1a over 64-bit words).
  package var fingerprint: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in changes + offsets + [cycleStart ?? 0] {
      hash = (hash ^ UInt64(bitPattern: Int64(word))) &* 0x0000_0100_0000_01B3
    }
    return hash
  }

  /// A zone whose clocks never change. `offset` is in seconds east of UTC.
  package init(name: String, offset: Int) {
    self.init(name: name, changes: [], offsets: [offset], cycleStart: nil)
  }

  /// `changes` ascend, and `offsets` has one more.
  init(name: String, changes: [Int], offsets: [Int], cycleStart: Int?) {
    precondition(offsets.count == changes.count + 1)
    self.name = name
    self.changes = changes
    self.offsets = offsets
    self.cycleStart = cycleStart
    var last = Int.min
    wallChanges = changes.indices.map { index in
      // The later of both readings of the clock: a gap is read with the offset before it, and so is what happens twice.
      last = max(last, changes[index] + max(offsets[index], offsets[index + 1]))
      return last
    }
  }

  /// Seconds east of UTC.
  package func offset(at instant: Int) -> Int {
    offsets[Self.count(of: changes, upTo: instant - shift(of: instant))]
  }

  /// The instant of a wall time.
  package func instant(ofWallTime wallTime: Int) -> Int { wallTime - interval(ofWallTime: wallTime).offset }

  /// The wall times around `wallTime` that have the same offset.
  func interval(ofWallTime wallTime: Int) -> (start: Int, end: Int, offset: Int) {
    let shift = shift(of: wallTime)
    let index = Self.count(of: wallChanges, upTo: wallTime - shift)
    let start = index > 0 ? wallChanges[index - 1] + shift : .min
    let end = index < wallChanges.count ? wallChanges[index] + shift : shift > 0 ? wallTime + 1 : .max
    return (start, end, offsets[index])
  }

  /// What takes a time into the 400 years whose changes are known.
  private func shift(of time: Int) -> Int {
    guard let cycleStart, time >= cycleStart + CivilCalendar.secondsPerCycle else { return 0 }
    return (time - cycleStart) / CivilCalendar.secondsPerCycle * CivilCalendar.secondsPerCycle
  }

  /// How many of ascending times are at most `time`.
  private static func count(of times: [Int], upTo time: Int) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TimeZone {
  /// `UTC`, `Z`, `+02:00`, `-0330`, `+02`: zones that need no database; nil for every other name.
  package init?(fixed name: String) {
    if name == "UTC" || name == "Z" {
      self = .utc
      return
    }
    var digits = Array(name.utf8)
    guard let sign = digits.first, sign == 0x2B || sign == 0x2D else { return nil }
    digits.removeFirst()
    if digits.count == 5, digits[2] == 0x3A { digits.remove(at: 2) }
    guard digits.count == 2 || digits.count == 4, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    let parts = digits.map { Int($0) - 0x30 }
    let (hours, minutes) = (parts[0] * 10 + parts[1], parts.count == 4 ? parts[2] * 10 + parts[3] : 0)
    guard hours < 24, minutes < 60 else { return nil }
    self.init(name: name, offset: (hours * 3600 + minutes * 60) * (sign == 0x2D ? -1 : 1))
  }
}
