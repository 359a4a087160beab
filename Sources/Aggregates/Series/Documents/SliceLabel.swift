/// What a row is called where people read it: `AD`, `1978-01`, `Mon 07:30`, `FR · 1978`.
enum SliceLabel {
  /// No field of x: the row stands for all records.
  static let all = "all records"

  static func text(row: Int, of answer: borrowing SeriesAnswer) -> String {
    if answer.slices.isEmpty { return all }
    var labels: [String] = []
    for index in answer.slices.indices {
      labels.append(text(answer.slice(row: row, index), answer.slices[index].parts))
    }
    return labels.joined(separator: " · ")
  }

  static func text(_ slice: SliceValue, _ parts: [SlicePart]) -> String {
    switch slice {
    case .text(let bytes), .literal(let bytes): TerminalText.visible(bytes)
    case .parts(let values): PartWords(parts, values).text
    }
  }

  /// What stands at the axis of x: `country_code`, `founded (year, month)`.
  static func title(_ slices: [SliceSpec]) -> String {
    slices.map { slice in
      let field = TerminalText.visible(Array(slice.field.utf8))
      return slice.parts.isEmpty ? field : field + " (" + slice.parts.map(\.rawValue).joined(separator: ", ") + ")"
    }.joined(separator: " · ")
  }
}

/// The parts of a date put together as dates are written.
private struct PartWords {
  private var values: [(part: SlicePart, value: Int)]

  init(_ parts: [SlicePart], _ values: [Int]) { self.values = Array(zip(parts, values)) }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  var text: String {
    var rest = self
    let words = [rest.date(), rest.take(.weekday).map { Self.word($0, of: Self.weekdays, from: 0) }, rest.time()]
    // Parts without the larger one they belong to.
    let left = rest.values.map { "\($0.part.rawValue) \($0.value)" }
    return (words.compactMap { $0 } + left).joined(separator: " ")
  }

  private mutating func date() -> String? {
    guard let year = take(.year) else {
      guard let month = take(.month) else { return nil }
      let name = Self.word(month, of: Self.months, from: 1)
      return take(.day).map { "\(name) \($0)" } ?? name
    }
    let text = Self.digits(year, 4)
    if let month = take(.month) {
      return "\(text)-\(Self.digits(month, 2))" + (take(.day).map { "-" + Self.digits($0, 2) } ?? "")
    }
    if let week = take(.week) { return "\(text)-W\(Self.digits(week, 2))" }
    if let day = take(.yearday) { return "\(text)-\(Self.digits(day, 3))" }
    return text
  }

  private mutating func time() -> String? {
    guard let hour = take(.hour) else { return nil }
    return Self.digits(hour, 2) + (take(.minute).map { ":" + Self.digits($0, 2) } ?? "h")
  }

  private mutating func take(_ part: SlicePart) -> Int? {
    values.firstIndex { $0.part == part }.map { values.remove(at: $0).value }
  }

  private static func word(_ value: Int, of words: [String], from first: Int) -> String {
    words.indices.contains(value - first) ? words[value - first] : "\(value)"
  }

  private static func digits(_ value: Int, _ count: Int) -> String {
    let text = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}
