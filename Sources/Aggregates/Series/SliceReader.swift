import Bytes
import Calendars
import Query
package import Records

/// One field of x in the batches of one input.
package struct SliceColumn: Sendable {
  /// How its values are read.
  package enum Reading: Sendable, Equatable {
    /// As the text that they are.
    case text
    /// Equal numbers are one value, however they are spelled.
    case number
    case boolean
    /// Cut into parts.
    case date
    /// Nobody knows the type: what each value looks like. Texts are dates where they say a day.
    case seen
  }

  package let column: Int
  package let type: ColumnType
  package let reading: Reading
  package let listSeparator: [UInt8]
  /// What dates are cut into.
  package let dates: DateSlice
  /// True when parts were asked for: what is no date has none.
  package let asksForParts: Bool

  package init(
    column: Int, type: ColumnType, reading: Reading, listSeparator: [UInt8], dates: DateSlice, asksForParts: Bool
  ) {
    self.column = column
    self.type = type
    self.reading = reading
    self.listSeparator = listSeparator
    self.dates = dates
    self.asksForParts = asksForParts
  }
}

/// Makes the keys of the slices that the values of a field are in.
struct SliceReader: Sendable {
  let column: SliceColumn
  private let zone: TimeZone
  private let isUTC: Bool
  private var values: ListedValues
  private var keys: Keys

  init(_ column: SliceColumn, zone: TimeZone) {
    self.column = column
    self.zone = zone
    isUTC = zone == .utc
    values = ListedValues(separator: column.listSeparator)
    keys = Keys(column, zone: zone, isUTC: zone == .utc)
  }

  /// Calls `body` with the key of each value.
  mutating func forEachKey(
    _ content: FieldContent, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>, Int, Int) -> Void
  ) {
    values.forEach(content, batch) { bytes, start, end, form in keys.read(bytes, start, end, form, body) }
  }

  /// Wall clock seconds of a date that stands where wide loads may read it, of the usual form; nil: look closer.
  @inline(__always)
  mutating func quickSeconds(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    let load = DateLoad(bytes, from: start, to: end)
    switch load.form {
    case .other: return nil
    case .day: return load.seconds
    case .wallTime: return isUTC ? load.seconds : keys.shifted(wallTime: load.seconds)
    case .instant: return isUTC ? load.seconds : load.seconds &+ zone.offset(at: load.seconds)
    }
  }
}

/// Reads single values.
private struct Keys: Sendable {
  private let column: SliceColumn
  private let zone: TimeZone
  private let isUTC: Bool
  private var cursor: ZoneCursor
  private var key = ByteBuilder(capacity: 64)
  private var canonical = ByteBuilder(capacity: 64)

  init(_ column: SliceColumn, zone: TimeZone, isUTC: Bool) {
    self.column = column
    self.zone = zone
    self.isUTC = isUTC
    cursor = ZoneCursor(zone)
  }

  mutating func read(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm, _ body: (Span<UInt8>, Int, Int) -> Void
  ) {
    if start == end { return }
    key.clear()
    guard append(bytes, start, end, form) else { return }
    key.withSpan { body($0, 0, $0.count) }
  }

  /// Appends the key of a value; false: it is in no slice.
  private mutating func append(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm) -> Bool {
    switch column.reading {
    case .date: return appendDate(bytes, start, end, atLeast: .year)
    case .number:
      key.append(SliceKey.number)
      if appendNumber(bytes, start, end, isJSON: form == .number) { return true }
      key.clear()
      SliceKey.append(text: bytes, start, end, to: &key)
    case .boolean:
      if form == .boolean { return appendTruth(bytes[start] == 0x74) }
      if let value = TypedText.boolean(bytes, from: start, to: end, column.type.spelling) { return appendTruth(value) }
      SliceKey.append(text: bytes, start, end, to: &key)
    case .text:
      if form == .boolean { return appendTruth(bytes[start] == 0x74) }
      SliceKey.append(text: bytes, start, end, to: &key)
    case .seen:
      if column.asksForParts { return form == .plain && appendDate(bytes, start, end, atLeast: .year) }
      switch form {
      case .boolean: return appendTruth(bytes[start] == 0x74)
      case .number:
        key.append(SliceKey.number)
        return FacetShape.appendNumber(bytes, from: start, to: end, to: &key)
      default:
        // A year or a month by itself may as well be a code.
        if form == .plain, appendDate(bytes, start, end, atLeast: .day) { return true }
        SliceKey.append(text: bytes, start, end, to: &key)
      }
    }
    return true
  }

  private mutating func appendTruth(_ value: Bool) -> Bool {
    key.append(SliceKey.truth, value ? 1 : 0)
    return true
  }

  private mutating func appendNumber(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, isJSON: Bool) -> Bool {
    let type = column.type
    if isJSON || type.basis != .declared && type.spelling.isUsual(for: .number) {
      return FacetShape.appendNumber(bytes, from: start, to: end, to: &key)
    }
    canonical.clear()
    let number = ColumnType(.number, basis: type.basis, spelling: type.spelling)
    if TypedText.appendCanonical(bytes, from: start, to: end, type: number, to: &canonical) == .refused { return false }
    return canonical.withSpan { FacetShape.appendNumber($0, from: 0, to: $0.count, to: &key) }
  }

  // MARK: Dates

  /// What a value does not say is at its start: a year is its first of January, a day its midnight.
  private mutating func appendDate(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, atLeast precision: DateParts.Precision
  ) -> Bool {
    guard let parts = TypedText.date(bytes, from: start, to: end, type: column.type), parts.precision >= precision
    else {
      return false
    }
    var seconds = parts.wallTime
    if parts.hasTime, !isUTC || parts.offset != .none {
      seconds = Instant(parts, in: bytes, zone: &cursor).seconds
      seconds += zone.offset(at: seconds)
    }
    column.dates.appendKey(seconds, to: &key)
    return true
  }

  /// What the clocks of the zone show at the instant of a wall time: the same, but where it never was.
  mutating func shifted(wallTime: Int) -> Int {
    let instant = cursor.instant(ofWallTime: wallTime)
    return instant &+ zone.offset(at: instant)
  }
}
