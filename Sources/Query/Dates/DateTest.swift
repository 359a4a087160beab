import Bytes
import Calendars
import Records

/// A comparison of a field with dates.
///
/// A value is the instant at which it starts: `2016-09` is the first midnight of that month. Most values are ISO dates or
/// datetimes that `DateLoad` reads in a few loads; everything else takes the exact path.
struct DateTest: RowTest {
  let source: FieldSource
  /// What the column is; `ColumnType()` where nobody knows, and each value is taken as it looks.
  let type: ColumnType
  /// For values with a time of day.
  let instants: DateInterval
  /// For values without one.
  let days: DateInterval
  /// Of values without an offset.
  let zone: TimeZone
  /// Decides about values that are no dates; nil: they do not match.
  let tokens: TokenPattern?

  var nanoseconds: Int { source.cost + 12 }

  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch) {
    var cursor = ZoneCursor(zone)
    guard case .column(let column) = source, type.spelling.dates == nil else {
      reader.filter(&rows) { reader, row in
        isMatch(reader.content(of: source, row: row, batch), &reader, &cursor, batch)
      }
      return
    }
    narrowQuickly(&rows, column: column, &reader, &cursor, batch)
  }

  // MARK: One value

  private func isMatch(
    _ content: FieldContent, _ reader: inout ValueReader, _ cursor: inout ZoneCursor, _ batch: RecordBatch
  ) -> Bool {
    // Moved out and back: the closure would capture what the caller lent.
    var zone = cursor
    let answer = reader.read(content, batch) { bytes, start, end -> Bool? in
      guard let parts = TypedText.date(bytes, from: start, to: end, type: type) else { return nil }
      return (parts.hasTime ? instants : days).contains(Instant(parts, in: bytes, zone: &zone))
    }
    cursor = zone
    if let answer { return answer }
    return tokens.map { reader.holds($0, content, batch) } ?? false
  }

  // MARK: Many values

  /// The bounds of an interval in whole seconds. A value that lies in the same second as a bound with a fraction is not
  /// decided by them.
  private struct Seconds {
    private let lower: Int
    private let upper: Int
    private let isExact: Bool
    // The bounds moved out, and moved in, by more than any offset.
    private let farLower, farUpper, nearLower, nearUpper: Int

    init(_ interval: DateInterval) {
      lower = interval.lower?.seconds ?? .min
      upper = interval.upper?.seconds ?? .max
      let reach = TimeZone.longestOffset
      farLower = interval.lower.map { $0.seconds - reach } ?? .min
      nearLower = interval.lower.map { $0.seconds + reach + 1 } ?? .min
      farUpper = interval.upper.map { $0.seconds + reach + 1 } ?? .max
      nearUpper = interval.upper.map { $0.seconds - reach } ?? .max
      isExact = (interval.lower?.nanoseconds ?? 0) == 0 && (interval.upper?.nanoseconds ?? 0) == 0
    }

    @inline(__always)
    private func decides(_ second: Int) -> Bool { isExact || second != lower && second != upper }

    @inline(__always)
    private func contains(_ second: Int) -> Int { (lower <= second ? 1 : 0) & (second < upper ? 1 : 0) }

    /// 1 or 0 for an instant inside or outside, `undecided` where its fraction matters.
    @inline(__always)
    func test(_ second: Int) -> Int { decides(second) ? contains(second) : DateTest.undecided }

    /// The same for a wall time. Far from both bounds no zone can change the answer, and looking one up in a column that
    /// jumps from year to year costs as much as reading the date.
    @inline(__always)
    func test(_ wallTime: Int, _ zone: inout ZoneCursor) -> Int {
      if wallTime < farLower || wallTime >= farUpper { return 0 }
      if wallTime >= nearLower, wallTime < nearUpper { return 1 }
      return test(zone.instant(ofWallTime: wallTime))
    }
  }

  private static let undecided = -1

  private func narrowQuickly(
    _ rows: inout [UInt32], column: Int, _ reader: inout ValueReader, _ cursor: inout ZoneCursor, _ batch: RecordBatch
  ) {
    let bytes = batch.bytes.span
    let slots = batch.slots.span
    let cells = ColumnCells(batch.layout, column: column)
    let quote = batch.syntax.quote
    let (timeBounds, dayBounds) = (Seconds(instants), Seconds(days))
    // A declared type says which form its values have.
    let takesDays = type.basis != .declared || type.kind == .date
    let takesTimes = type.basis != .declared || type.kind == .datetime
    var kept = 0
    var list = rows.mutableSpan
    for i in 0..<list.count {
      let row = list[i]
      var (start, end) = cells.extent(row: Int(row), slots)
      if quote != 0, end &- start > 2, bytes[start] == quote, bytes[end &- 1] == quote {
        start &+= 1
        end &-= 1
      }
      let load = DateLoad(bytes, from: start, to: end)
      var answer =
        switch load.form {
        case .day where takesDays: dayBounds.test(load.seconds, &cursor)
        case .wallTime where takesTimes: timeBounds.test(load.seconds, &cursor)
        case .instant where takesTimes: timeBounds.test(load.seconds)
        default: Self.undecided
        }
      if answer == Self.undecided {
        answer = isMatch(batch.content(row: Int(row), column: column), &reader, &cursor, batch) ? 1 : 0
      }
      list[kept] = row
      kept &+= answer
    }
    rows.removeLast(rows.count - kept)
  }
}

extension FieldSyntax {
  /// What stands around texts; 0: nothing.
  fileprivate var quote: UInt8 {
    switch self {
    case .delimited(let quote, _): quote
    case .tabSeparated: 0
    case .json: ASCII.quote
    }
  }
}
