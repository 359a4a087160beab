/// The plain twin of the kernel behind `ColumnCheck`: the same answers, one byte after the other. Tests hold them against
/// each other; change them together.
package enum ScalarColumnCheck {
  /// As `ColumnCheck.firstDoubtful`.
  package static func firstDoubtful(
    _ check: ColumnCheck, _ source: Span<UInt8>, _ slots: Span<UInt32>, _ layout: ColumnCheck.Layout,
    from first: Int, to end: Int
  ) -> Int {
    var row = first
    while row < end {
      let slot = (row &* layout.columnCount &+ check.column) &* layout.stride
      guard slot &+ 1 < slots.count, source.count >= 32 else { return row }
      var start = Int(slots[slot] &+ layout.startBias)
      var stop = Int((slots[slot &+ 1] & layout.positionMask) &- layout.endTrim)
      if start != stop {
        guard start < stop, stop <= source.count &- 32 else { return row }
        if check.quote != 0, source[start] == check.quote {
          guard stop &- start >= 3, source[stop &- 1] == check.quote else { return row }
          start &+= 1
          stop &-= 1
        }
        guard isSure(check, source.extracting(start..<stop)) else { return row }
      }
      row &+= 1
    }
    return end
  }

  private static func isSure(_ check: ColumnCheck, _ value: Span<UInt8>) -> Bool {
    switch check.kind {
    case .integer, .number:
      guard value.count <= 16 else { return false }
      let shape = NumberText.shape(value, from: 0, to: value.count, decimalMark: check.decimalMark)
      guard shape.isNumber, check.kind == .number || shape.isInteger else { return false }
      var digits = 0
      for i in 0..<value.count where ASCII.isDigit(value[i]) { digits &+= 1 }
      return digits <= 15
    case .boolean: return holds(value, "true") || holds(value, "false")
    case .date: return value.count == 10 && isISODate(value)
    case .dayFirstDate: return isShortDate(value, day: 0, month: 3)
    case .monthFirstDate: return isShortDate(value, day: 3, month: 0)
    case .datetime: return isDatetime(value)
    }
  }

  private static func holds(_ value: Span<UInt8>, _ text: StaticString) -> Bool {
    let bytes = Array("\(text)".utf8)
    return value.count == bytes.count && value.holds(bytes, from: 0, to: value.count)
  }

  /// The number of two digits, or 100.
  private static func two(_ value: Span<UInt8>, _ i: Int) -> Int {
    guard ASCII.isDigit(value[i]), ASCII.isDigit(value[i &+ 1]) else { return 100 }
    return Int(value[i] &- ASCII.zero) &* 10 &+ Int(value[i &+ 1] &- ASCII.zero)
  }

  /// Days that exist in every year.
  private static func isDay(_ month: Int, _ day: Int) -> Bool {
    guard month >= 1, month <= 12, day >= 1 else { return false }
    return day <= (month == 2 ? 28 : [4, 6, 9, 11].contains(month) ? 30 : 31)
  }

  private static func isISODate(_ value: Span<UInt8>) -> Bool {
    guard two(value, 0) < 100, two(value, 2) < 100, value[4] == value[7] else { return false }
    return (value[4] == ASCII.minus || value[4] == 0x2F) && isDay(two(value, 5), two(value, 8))
  }

  private static func isShortDate(_ value: Span<UInt8>, day: Int, month: Int) -> Bool {
    guard value.count == 10, two(value, 6) < 100, two(value, 8) < 100, value[2] == value[5] else { return false }
    return [0x2F, ASCII.dot, ASCII.minus].contains(value[2]) && isDay(two(value, month), two(value, day))
  }

  private static func isDatetime(_ value: Span<UInt8>) -> Bool {
    let count = value.count
    guard count >= 16, value[4] == ASCII.minus, isISODate(value), value[10] == 0x54 || value[10] == ASCII.space,
      two(value, 11) < 24, value[13] == ASCII.colon, two(value, 14) < 60
    else { return false }
    if count == 16 { return true }
    guard count >= 19, value[16] == ASCII.colon, two(value, 17) < 60 else { return false }
    if count == 19 { return true }
    if count == 20 { return value[19] == 0x5A }
    guard count == 25, value[19] == 0x2B || value[19] == ASCII.minus, value[22] == ASCII.colon else { return false }
    return two(value, 20) < 24 && two(value, 23) < 60
  }
}
