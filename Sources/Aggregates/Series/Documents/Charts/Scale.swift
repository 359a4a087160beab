/// An axis of numbers: from where to where it goes, and ticks at round numbers, 1, 2 or 5 times a power of ten.
///
///     Scale(from: 0, to: 4_711, ticks: 5)   // 0 … 5,000 with ticks 0, 1,000, … 5,000
struct Scale: Sendable, Equatable {
  struct Tick: Sendable, Equatable {
    var value: Double
    var text: String
  }

  let low: Double
  let high: Double
  let ticks: [Tick]

  /// `most`: about how many ticks there may be, one or two more when the ends are rounded outwards.
  init(from first: Double, to second: Double, ticks most: Int) {
    let (low, high) = Self.widened(min(first, second), max(first, second))
    let step = Step(atLeast: (high - low) / Double(max(1, most)))
    let from = Int((low / step.size).rounded(.down))
    let to = Int((high / step.size).rounded(.up))
    let isPlain = max(abs(low), abs(high)) < 1e15 && step.exponent >= -9
    ticks = (from...max(from, to)).map { count in
      let value = step.value(count)
      return Tick(value: value, text: isPlain ? step.text(count) : "\(value)")
    }
    self.low = step.value(from)
    self.high = step.value(max(from, to))
  }

  /// The scale that shows these numbers; nil without any. Lines may leave 0 out where it would take more than half of the
  /// height, bars may not.
  init?(of columns: [[Double?]], includesZero: Bool, ticks most: Int) {
    var low = Double.infinity
    var high = -Double.infinity
    for case let number? in columns.joined() {
      low = min(low, number)
      high = max(high, number)
    }
    guard low <= high else { return nil }
    let span = high / 2 - low / 2
    if includesZero || low > 0 && low / 2 <= span || high < 0 && -high / 2 <= span {
      (low, high) = (min(low, 0), max(high, 0))
    }
    self.init(from: low, to: high, ticks: most)
  }

  /// From 0 for the low end to 1 for the high one.
  func place(_ value: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }

  private static let largest = 8e307
  private static let smallest = 1e-290

  /// Ends with a difference that doubles can divide.
  private static func widened(_ low: Double, _ high: Double) -> (Double, Double) {
    var (low, high) = (min(max(low, -largest), largest), min(max(high, -largest), largest))
    let magnitude = max(abs(low), abs(high))
    if magnitude < smallest { return (low < 0 ? -1 : 0, low < 0 && high <= 0 ? 0 : 1) }
    if low == high { (low, high) = (min(low, 0), max(high, 0)) }
    if high - low < magnitude * 1e-10 { (low, high) = (low - magnitude * 1e-10, high + magnitude * 1e-10) }
    return (low, high)
  }
}

/// The distance between two ticks, `digit × 10^exponent`.
private struct Step {
  let digit: Int
  let exponent: Int

  init(atLeast size: Double) {
    // 10^x = 2^(x · 3.3219…): off by one at most.
    var exponent = Int((Double(size.exponent) * 0.30102999566398120).rounded(.down)) - 1
    while exponent < 308, Self.power(exponent + 1) <= size { exponent += 1 }
    let rest = size / Self.power(exponent)
    // A hair above a round step is that step: 0.1 + 0.2 needs no tick at 0.5.
    let found = [1, 2, 5].first { rest <= Double($0) * (1 + 1e-9) }
    (digit, self.exponent) = found.map { ($0, exponent) } ?? (1, exponent + 1)
  }

  var size: Double { value(1) }

  func value(_ count: Int) -> Double {
    let digits = Double(count) * Double(digit)
    return exponent < 0 ? digits / Self.power(-exponent) : digits * Self.power(exponent)
  }

  /// `1,500` `0.25` `-3`
  func text(_ count: Int) -> String {
    var digits = String((count * digit).magnitude) + String(repeating: "0", count: max(0, exponent))
    var fraction = ""
    if exponent < 0 {
      digits = String(repeating: "0", count: max(0, 1 - exponent - digits.utf8.count)) + digits
      fraction = "." + digits.suffix(-exponent)
      digits = String(digits.dropLast(-exponent))
    }
    if count == 0 { return "0" }
    return (count < 0 ? "-" : "") + Self.grouped(digits) + fraction
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }
}
