/// What is wrong with the bytes of a time zone file.
package struct ZoneFileError: Error, Equatable {
  package var message: String
  /// The byte it stands at.
  package var offset: Int
}

extension TimeZone {
  /// Reads a compiled time zone: TZif of RFC 9636, versions 1 to 4.
  ///
  /// Times after the last transition follow the rule at the end of the file. Files that count leap seconds (`right/…`) are
  /// refused: their seconds are not those of anybody's data.
  package init(tzif bytes: [UInt8], name: String) throws(ZoneFileError) {
    var reader = ZoneFileReader(bytes)
    let table = try reader.read()
    let changes = try table.changes(with: reader.rule())
    self.init(name: name, changes: changes.times, offsets: changes.offsets, cycleStart: changes.cycleStart)
  }
}

/// Reads a file front to back; every count is held against the bytes that are there.
private struct ZoneFileReader {
  /// The six counts of a header, in its order.
  private struct Header {
    var version: UInt8
    var utIndicators, standardIndicators, leapSeconds, transitions, types, characters: Int

    func size(timeBytes: Int) -> Int {
      transitions * (timeBytes + 1) + types * 6 + characters + leapSeconds * (timeBytes + 4) + standardIndicators
        + utIndicators
    }
  }

  /// Beyond them sums of times and offsets would overflow; some files begin with -2^59.
  private static let times = -1 << 60...1 << 60

  private let bytes: [UInt8]
  private var position = 0
  /// Where the text after the data begins; nil in version 1.
  private var footer: Int?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() throws(ZoneFileError) -> ZoneTable {
    let first = try header()
    guard first.version > 0 else { return try table(first, timeBytes: 4) }
    // The first block says the same in 32 bits, as far as it can.
    try need(first.size(timeBytes: 4))
    position += first.size(timeBytes: 4)
    let table = try table(try header(), timeBytes: 8)
    footer = position
    return table
  }

  /// The rule between the two newlines at the end; nil where there is none.
  func rule() throws(ZoneFileError) -> ZoneRule? {
    guard let footer else { return nil }
    guard footer < bytes.count, bytes[footer] == 0x0A, let end = bytes[(footer + 1)...].firstIndex(of: 0x0A) else {
      throw ZoneFileError(message: "the rule at the end is cut off", offset: footer)
    }
    if end == footer + 1 { return nil }
    guard let rule = ZoneRule(parsing: bytes[(footer + 1)..<end]) else {
      throw ZoneFileError(message: "the rule at the end cannot be read", offset: footer + 1)
    }
    return rule
  }

  private mutating func header() throws(ZoneFileError) -> Header {
    try need(44)
    guard bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
      throw ZoneFileError(message: "it does not begin with TZif", offset: position)
    }
    let start = position
    let digit = bytes[start + 4]
    guard digit == 0 || (0x32...0x39).contains(digit) else {
      throw ZoneFileError(message: "its version is unknown", offset: start + 4)
    }
    position += 20
    let counts = (0..<6).map { _ in Int(UInt32(truncatingIfNeeded: integer(4))) }
    let header = Header(
      version: digit, utIndicators: counts[0], standardIndicators: counts[1], leapSeconds: counts[2],
      transitions: counts[3], types: counts[4], characters: counts[5])
    guard header.types > 0, header.types <= 256, header.characters > 0,
      header.utIndicators == 0 || header.utIndicators == header.types,
      header.standardIndicators == 0 || header.standardIndicators == header.types
    else { throw ZoneFileError(message: "its counts contradict each other", offset: start + 20) }
    return header
  }

  private mutating func table(_ header: Header, timeBytes: Int) throws(ZoneFileError) -> ZoneTable {
    guard header.leapSeconds == 0 else {
      throw ZoneFileError(message: "it counts leap seconds", offset: position)
    }
    try need(header.size(timeBytes: timeBytes))
    var table = ZoneTable()
    for _ in 0..<header.transitions {
      let time = integer(timeBytes)
      guard Self.times.contains(time), table.times.last.map({ $0 < time }) ?? true else {
        throw ZoneFileError(message: "its transitions do not ascend", offset: position - timeBytes)
      }
      table.times.append(time)
    }
    let types = position
    position += header.transitions
    var offsets: [Int] = []
    for _ in 0..<header.types {
      let offset = integer(4)
      guard abs(offset) <= TimeZone.longestOffset, bytes[position] <= 1, Int(bytes[position + 1]) < header.characters
      else {
        throw ZoneFileError(message: "one of its offsets is impossible", offset: position - 4)
      }
      offsets.append(offset)
      position += 2
    }
    table.offsets = [offsets[0]]
    for place in types..<types + header.transitions {
      guard Int(bytes[place]) < offsets.count else {
        throw ZoneFileError(message: "a transition has no offset", offset: place)
      }
      table.offsets.append(offsets[Int(bytes[place])])
    }
    position += header.characters + header.standardIndicators + header.utIndicators
    return table
  }

  private func need(_ count: Int) throws(ZoneFileError) {
    guard count <= bytes.count - position else { throw ZoneFileError(message: "it is cut off", offset: bytes.count) }
  }

  /// A big-endian number of two's complement. The bytes are there.
  private mutating func integer(_ count: Int) -> Int {
    var value = Int(Int8(bitPattern: bytes[position]))
    for i in 1..<count { value = value << 8 | Int(bytes[position + i]) }
    position += count
    return value
  }
}

/// The transitions of a file.
private struct ZoneTable {
  var times: [Int] = []
  /// Before the first transition, then after each.
  var offsets: [Int] = []

  /// The transitions that change something, followed by those of the rule for 400 years and a little more.
  func changes(
    with rule: ZoneRule?
  ) throws(ZoneFileError) -> (times: [Int], offsets: [Int], cycleStart: Int?) {
    var (changes, current) = ([Int](), [offsets[0]])
    func add(_ time: Int, _ offset: Int) {
      guard offset != current[current.count - 1] else { return }
      changes.append(time)
      current.append(offset)
    }
    for (time, offset) in zip(times, offsets.dropFirst()) { add(time, offset) }
    guard let rule else { return (changes, current, nil) }
    // Without any transition the rule is about all times: from 1800 on nobody will miss one.
    let last = times.last.map { min($0, Self.latest) } ?? CivilCalendar.days(1800, 1, 1) * CivilCalendar.secondsPerDay
    guard times.isEmpty || rule.offset(at: last) == offsets[offsets.count - 1] else {
      throw ZoneFileError(message: "the rule at the end contradicts its last transition", offset: 0)
    }
    if times.isEmpty { current = [rule.offset(at: last)] }
    guard rule.changesClocks else { return (changes, current, nil) }
    let year = CivilCalendar.date(ofDay: CivilCalendar.split(seconds: last).day).year
    for change in rule.changes(inYears: year...year + 401) where change.time > last { add(change.time, change.offset) }
    return (changes, current, CivilCalendar.days(year + 1, 1, 1) * CivilCalendar.secondsPerDay)
  }

  /// Beyond the year 9999 a last transition is a mistake; its rule counts from there.
  private static let latest = CivilCalendar.days(9999, 1, 1) * CivilCalendar.secondsPerDay
}
