import Bytes
import Records

/// What is known of a column: counts, ranges and first places. Profiles of consecutive chunks merge into the profile of
/// them all; different values are counted elsewhere (`DistinctCounter`), as their number does not add up.
package struct ColumnProfile: Sendable, Equatable {
  /// Values: neither null nor absent. An empty text in quotes is one.
  package var values = 0
  package var nulls = 0
  /// Records that lack the member (JSON).
  package var absent = 0
  package var emptyTexts = 0
  /// Values that stood in quotes.
  package var quoted = 0
  /// Values that begin as a formula of a spreadsheet and are no numbers.
  package var formulas = 0
  /// Day-and-month texts that are dates in both orders, only with the day first, only with the month first.
  package var fitsBothOrders = 0
  package var fitsDayFirst = 0
  package var fitsMonthFirst = 0
  /// Dates as Table Schema has them by default: `2020-12-31`, `2020-12-31T10:15:00Z`.
  package var defaultDates = 0
  /// `2020/12/31`
  package var slashDates = 0
  /// Integers that could be the years of a column of dates.
  package var years = 0
  package var lengths = LengthRange()
  package var numbers = NumberRange()
  package var texts = TextRange()
  package var dates = DateRange()
  package var firsts = Sightings()
  private var classes = Self.noClasses

  package static let empty = ColumnProfile()
  private static let noClasses = [Int](repeating: 0, count: ValueClass.allCases.count)

  package init() {}

  /// Values of a class.
  package subscript(valueClass: ValueClass) -> Int {
    get { classes[valueClass.rawValue] }
    set { classes[valueClass.rawValue] = newValue }
  }

  /// Takes a value into the range of its class.
  @inline(__always)
  mutating func addRange(_ scan: ValueScan, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    switch scan.valueClass {
    case .integer, .number:
      numbers.add(scan, source, start, end)
      if scan.isYear { dates.add(scan.instant, source, start, end) }
    case .date, .datetime:
      dates.add(scan.instant, source, start, end)
      noteForm(scan, source, start, end)
    default: break
    }
  }

  private mutating func noteForm(_ scan: ValueScan, _ source: Span<UInt8>, _ start: Int, _ end: Int) {
    let length = end &- start
    if scan.valueClass == .date, scan.precision == .day, length == 10 {
      if source[start &+ 4] == ASCII.minus { defaultDates &+= 1 } else { slashDates &+= 1 }
    } else if scan.precision == .second, length == 20, source[start &+ 10] == 0x54, source[end &- 1] == 0x5A {
      defaultDates &+= 1
    }
  }

  /// Adds the profile of a later chunk; `records` and `lines` stand before that chunk.
  package mutating func merge(_ later: ColumnProfile, records: Int, lines: Int) {
    values += later.values
    nulls += later.nulls
    absent += later.absent
    emptyTexts += later.emptyTexts
    quoted += later.quoted
    formulas += later.formulas
    fitsBothOrders += later.fitsBothOrders
    fitsDayFirst += later.fitsDayFirst
    fitsMonthFirst += later.fitsMonthFirst
    for index in classes.indices { classes[index] += later.classes[index] }
    defaultDates += later.defaultDates
    slashDates += later.slashDates
    years += later.years
    lengths.merge(later.lengths)
    numbers.merge(later.numbers)
    texts.merge(later.texts)
    dates.merge(later.dates)
    firsts.merge(later.firsts, records: records, lines: lines)
  }
}
