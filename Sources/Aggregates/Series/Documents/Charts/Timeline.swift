import Calendars

/// The rows of an answer along time, for those that are cut by year and smaller parts and stand in the order of time.
struct Timeline: Sendable {
  /// Days since 1970-01-01 in which each row begins.
  let places: [Double]
  private let finest: SlicePart

  /// Parts that together name a moment; weekdays or hours of all days do not.
  private static let moments: [[SlicePart]] = [
    [.year], [.year, .month], [.year, .month, .day], [.year, .month, .day, .hour],
    [.year, .month, .day, .hour, .minute], [.year, .week], [.year, .yearday], [.year, .yearday, .hour],
    [.year, .yearday, .hour, .minute],
  ]

  /// nil: x is not time, or the rows are in another order.
  init?(_ answer: borrowing SeriesAnswer) {
    guard answer.slices.count == 1 else { return nil }
    let parts = answer.slices[0].parts
    guard let moment = Self.moments.first(where: { $0.count == parts.count && Set($0) == Set(parts) }) else {
      return nil
    }
    finest = moment.last ?? .year
    let order = moment.compactMap { parts.firstIndex(of: $0) }
    var places: [Double] = []
    places.reserveCapacity(answer.rowCount)
    for row in 0..<answer.rowCount {
      guard case .parts(let values) = answer.slice(row: row, 0),
        let place = Self.place(moment, order.map { values[$0] })
      else { return nil }
      places.append(place)
    }
    let pairs = zip(places, places.dropFirst())
    guard pairs.allSatisfy({ $0 < $1 }) || pairs.allSatisfy({ $0 > $1 }) else { return nil }
    self.places = places
  }

  private static func place(_ parts: [SlicePart], _ values: [Int]) -> Double? {
    guard let year = values.first, abs(year) < 100_000 else { return nil }
    var (month, day, later, seconds) = (1, 1, 0, 0)
    for (part, value) in zip(parts, values) {
      switch part {
      case .year, .weekday: break
      case .month: month = value
      case .day: day = value
      case .yearday: later = value - 1
      case .week: later = firstWeek(of: year) + 7 * (value - 1)
      case .hour: seconds += value * 3600
      case .minute: seconds += value * 60
      }
    }
    guard (1...12).contains(month), (1...31).contains(day), (-10...400).contains(later) else { return nil }
    return Double(CivilCalendar.days(year, month, day) + later) + Double(seconds) / 86_400
  }

  /// Days from January 1 to the Monday of week 1, the one with January 4 (ISO 8601).
  private static func firstWeek(of year: Int) -> Int {
    3 - CivilCalendar.weekday(ofDay: CivilCalendar.days(year, 1, 4))
  }

  // MARK: Places on the axis

  private var ends: (low: Double, high: Double) {
    guard let first = places.first, let last = places.last else { return (0, 1) }
    return first == last ? (first - 1, first + 1) : (min(first, last), max(first, last))
  }

  /// From 0 for the first moment to 1 for the last.
  func place(row: Int) -> Double {
    let (low, high) = ends
    return (places[row] - low) / (high - low)
  }

  /// At most that many moments with their places, 0 to 1, at round years, months, days, hours or minutes.
  func ticks(most: Int) -> [Scale.Tick] {
    guard let first = places.first else { return [] }
    let (low, high) = ends
    let steps = TimeStep.all.filter { $0.unit.fineness <= finest.fineness }
    let step = places.count == 1 ? nil : steps.first { (high - low) / $0.days <= Double(max(1, most)) }
    let moments = step?.moments(from: low, to: high) ?? []
    // One row, or two that stand within one step.
    let (shown, unit) = moments.isEmpty ? ([first], finest) : (moments, step?.unit ?? finest)
    return shown.map { Scale.Tick(value: ($0 - low) / (high - low), text: TimeStep.text($0, unit)) }
  }
}

extension SlicePart {
  /// Larger for finer parts.
  fileprivate var fineness: Int {
    switch self {
    case .year: 0
    case .month: 1
    case .week, .weekday, .yearday, .day: 2
    case .hour: 3
    case .minute: 4
    }
  }
}

/// A distance between ticks of time.
private struct TimeStep {
  let unit: SlicePart
  let count: Int

  static let all: [TimeStep] =
    [1, 5, 15, 30].map { TimeStep(unit: .minute, count: $0) } + [1, 3, 6, 12].map { TimeStep(unit: .hour, count: $0) }
    + [1, 2, 7, 14].map { TimeStep(unit: .day, count: $0) } + [1, 3, 6].map { TimeStep(unit: .month, count: $0) }
    + [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000].map { TimeStep(unit: .year, count: $0) }

  var days: Double {
    let one: Double =
      switch unit {
      case .minute: 1 / 1440
      case .hour: 1 / 24
      case .month: 365.2425 / 12
      case .year: 365.2425
      default: 1
      }
    return one * Double(count)
  }

  func moments(from low: Double, to high: Double) -> [Double] {
    switch unit {
    case .year, .month: months(from: low, to: high)
    default: multiples(from: low, to: high)
    }
  }

  private func months(from low: Double, to high: Double) -> [Double] {
    let step = unit == .year ? 12 * count : count
    let first = CivilCalendar.date(ofDay: Int(low.rounded(.down)))
    var month = first.year * 12 + first.month - 1
    month -= ((month % step) + step) % step
    var moments: [Double] = []
    while true {
      let year = Int((Double(month) / 12).rounded(.down))
      let place = Double(CivilCalendar.days(year, month - 12 * year + 1, 1))
      if place > high { return moments }
      if place >= low { moments.append(place) }
      month += step
    }
  }

  private func multiples(from low: Double, to high: Double) -> [Double] {
    // 1970-01-05 was a Monday: weeks begin with theirs.
    let start = unit == .day && count % 7 == 0 ? 4.0 : 0
    let first = Int(((low - start) / days).rounded(.up))
    let last = Int(((high - start) / days).rounded(.down))
    return first > last ? [] : (first...last).map { start + Double($0) * days }
  }

  /// A moment as it is written where ticks stand so far apart.
  static func text(_ place: Double, _ unit: SlicePart) -> String {
    let minutes = Int((place * 1440).rounded())
    let (day, second) = CivilCalendar.split(seconds: minutes * 60)
    let date = CivilCalendar.date(ofDay: day)
    switch unit.fineness {
    case 0: return SliceLabel.text(.parts([date.year]), [.year])
    case 1: return SliceLabel.text(.parts([date.year, date.month]), [.year, .month])
    case 2: return SliceLabel.text(.parts([date.year, date.month, date.day]), [.year, .month, .day])
    default:
      let time = SliceLabel.text(.parts([second / 3600, second % 3600 / 60]), [.hour, .minute])
      return SliceLabel.text(.parts([date.year, date.month, date.day]), [.year, .month, .day]) + " " + time
    }
  }
}
