import Bytes
package import Calendars
package import Records

/// Reads the values of fields as values of a facet: `refine` asks whether one of them is the wanted one, counting takes them
/// all, and both read the same way.
package struct FacetReader: Sendable {
  /// How a value that was read is to be taken.
  package enum Value: Sendable {
    case text, number
    /// Levels between `FacetShape.levelSeparator`.
    case path
  }

  package let shape: FacetShape
  private var values: ListedValues
  private var levels: Levels

  /// `zone`: of dates that name none, and the one whose days are counted.
  package init(_ shape: FacetShape, zone: TimeZone) {
    self.shape = shape
    values = ListedValues(separator: shape.structure.listSeparator)
    levels = Levels(shape, zone: zone)
  }

  /// Calls `body` with the extent of each value; values without text are none.
  package mutating func forEachValue(
    _ content: FieldContent, _ batch: borrowing RecordBatch, _ body: (Span<UInt8>, Int, Int, Value) -> Void
  ) {
    values.forEach(content, batch) { bytes, start, end, form in
      levels.read(bytes, start, end, form, body)
    }
  }

  // MARK: Bytes

  /// Appends the levels of a path, blank ones left out.
  static func appendPath(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, separator: [UInt8], to builder: inout ByteBuilder
  ) {
    let before = builder.count
    var first = start
    while true {
      let last = position(of: separator, in: bytes, from: first, to: end) ?? end
      let (from, to) = trimmed(bytes, first, last)
      if from < to {
        if builder.count > before { builder.append(separator) }
        builder.append(bytes, from: from, to: to)
      }
      if last == end { return }
      first = last &+ separator.count
    }
  }

  /// Where `separator`, which is not empty, stands first.
  package static func position(of separator: [UInt8], in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var i = start
    while i &+ separator.count <= end {
      i = bytes.position(of: separator[0], or: separator[0], from: i, to: end)
      if i &+ separator.count > end { return nil }
      if bytes.holds(separator, from: i, to: i &+ separator.count) { return i }
      i &+= 1
    }
    return nil
  }

  static func trimmed(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> (Int, Int) {
    var (start, end) = (start, end)
    while start < end, bytes[start] == ASCII.space { start &+= 1 }
    while end > start, bytes[end &- 1] == ASCII.space { end &-= 1 }
    return (start, end)
  }
}

/// Reads single values as values of a facet.
private struct Levels: Sendable {
  private let shape: FacetShape
  private let zone: TimeZone
  private var cursor: ZoneCursor
  private var path = ByteBuilder(capacity: 64)
  private var canonical = ByteBuilder(capacity: 64)

  init(_ shape: FacetShape, zone: TimeZone) {
    self.shape = shape
    self.zone = zone
    cursor = ZoneCursor(zone)
  }

  mutating func read(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm,
    _ body: (Span<UInt8>, Int, Int, FacetReader.Value) -> Void
  ) {
    if start == end { return }
    if form == .nested { return body(bytes, start, end, .text) }
    let isNumber = form == .number
    path.clear()
    switch shape.kind {
    case .text: return body(bytes, start, end, .text)
    case .path:
      FacetReader.appendPath(bytes, from: start, to: end, separator: shape.structure.pathSeparator, to: &path)
      if path.isEmpty { return }
      path.withSpan { body($0, 0, $0.count, .path) }
    case .date:
      guard appendDate(bytes, start, end) else { return }
      path.withSpan { body($0, 0, $0.count, .path) }
    case .number:
      guard appendTypedNumber(bytes, start, end, isJSON: isNumber) else { return body(bytes, start, end, .text) }
      path.withSpan { body($0, 0, $0.count, .number) }
    case .seen:
      if isNumber {
        guard FacetShape.appendNumber(bytes, from: start, to: end, to: &path) else { return }
        path.withSpan { body($0, 0, $0.count, .number) }
      } else if appendDate(bytes, start, end) {
        path.withSpan { body($0, 0, $0.count, .path) }
      } else {
        body(bytes, start, end, .text)
      }
    }
  }

  // MARK: Numbers

  private mutating func appendTypedNumber(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, isJSON: Bool) -> Bool {
    if isJSON || shape.type.basis != .declared && shape.type.spelling.isUsual(for: .number) {
      return FacetShape.appendNumber(bytes, from: start, to: end, to: &path)
    }
    canonical.clear()
    let number = ColumnType(.number, basis: shape.type.basis, spelling: shape.type.spelling)
    let found = TypedText.appendCanonical(bytes, from: start, to: end, type: number, to: &canonical)
    if found == .refused { return false }
    return canonical.withSpan { FacetShape.appendNumber($0, from: 0, to: $0.count, to: &path) }
  }

  // MARK: Dates

  /// Appends the day on which the value is in the zone, down to what the value and the field say; false: it is no date.
  private mutating func appendDate(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard let parts = TypedText.date(bytes, from: start, to: end, type: shape.type) else { return false }
    let finest = min(parts.precision, shape.structure.finestDate)
    guard parts.hasTime else {
      FacetShape.append(parts.year, parts.month, parts.day, to: finest, into: &path)
      return true
    }
    var seconds = Instant(parts, in: bytes, zone: &cursor).seconds
    seconds += zone.offset(at: seconds)
    let date = CivilCalendar.date(ofDay: CivilCalendar.split(seconds: seconds).day)
    FacetShape.append(date.year, date.month, date.day, to: finest, into: &path)
    return true
  }
}
