import Bytes
import Query

/// The results of every group, and the order in which a question wants them.
struct ResultTable {
  private let question: SeriesQuestion
  private let state: SeriesState
  /// For each series of quantiles: the numbers of all groups, and where those of each begin.
  private let sorted: [(values: [Double], starts: [Int])?]

  init(_ question: SeriesQuestion, _ state: SeriesState) {
    self.question = question
    self.state = state
    sorted = question.series.map { series in
      guard case .quantiles = series.spec.function, let operand = series.operand else { return nil }
      return state.operands[operand].sortedValues()
    }
  }

  func value(_ group: Int, _ index: Int) -> SeriesValue {
    let series = question.series[index]
    guard let operand = series.operand else { return .integer(state.counts[group]) }
    guard case .quantiles(let percents) = series.spec.function, let (values, starts) = sorted[index] else {
      return state.operands[operand].value(of: series.spec.function, group: group)
    }
    let range = starts[group]..<starts[group + 1]
    return .quantiles(
      range.isEmpty ? nil : percents.map { OperandState.quantile($0, of: values[range]) })
  }

  /// The groups in the order of the answer.
  func order() -> [Int] {
    var keys = SortKeys()
    let count = question.slices.count
    for group in 0..<state.groupCount {
      for key in question.keys { append(key, group, to: &keys.bytes) }
      state.table.withKey(group) { bytes, start, end in
        for (index, field) in SliceKey.fields(bytes, start, end, count: count).enumerated() {
          Self.append(bytes, field, question.slices[index].spec, to: &keys.bytes)
        }
      }
      keys.endKey()
    }
    let bytes = keys.bytes.storage.span
    return (0..<state.groupCount).sorted {
      bytes.order(ofKey: keys.range(of: $0), and: keys.range(of: $1), in: bytes) < 0
    }
  }

  // MARK: Sort keys

  private func append(_ key: SeriesQuestion.Key, _ group: Int, to builder: inout ByteBuilder) {
    var start = builder.count
    switch key.target {
    case .series(let index):
      // What is missing is last in every order.
      if !Self.append(value(group, index), to: &builder) {
        builder.append(OrderedBytes.nothing)
        start = builder.count
      }
    case .slice(let index, let part):
      state.table.withKey(group) { bytes, from, to in
        let fields = SliceKey.fields(bytes, from, to, count: question.slices.count)
        let spec = question.slices[index].spec
        if let part {
          let place = spec.parts.firstIndex(of: part) ?? 0
          let at = fields[index].lowerBound + 1 + 4 * place
          if bytes[fields[index].lowerBound] == SliceKey.parts, at + 4 <= fields[index].upperBound {
            builder.append(OrderedBytes.date)
            builder.append(bytes, from: at, to: at + 4)
          } else {
            builder.append(OrderedBytes.nothing)
            start = builder.count
          }
        } else {
          Self.append(bytes, fields[index], spec, to: &builder)
        }
      }
    }
    if key.isDescending { builder.complement(from: start) }
  }

  /// A number as bytes that compare as it does; false: there is none.
  private static func append(_ value: SeriesValue, to builder: inout ByteBuilder) -> Bool {
    let number: Double
    var rest = 0
    switch value {
    case .missing, .quantiles(nil): return false
    case .number(let found): number = found
    case .quantiles(let found?): number = found.first ?? 0
    case .integer(let found):
      number = Double(found)
      // What rounding lost decides between integers that round to one number.
      rest = Int(truncatingIfNeeded: Int128(found) - Int128(number))
    }
    builder.append(OrderedBytes.number)
    let bits = (number + 0).bitPattern
    append(bits >> 63 == 0 ? bits | 1 << 63 : ~bits, to: &builder)
    append(UInt64(bitPattern: Int64(rest)) ^ 1 << 63, to: &builder)
    return true
  }

  private static func append(_ word: UInt64, to builder: inout ByteBuilder) {
    SliceKey.append(word: UInt32(truncatingIfNeeded: word >> 32), to: &builder)
    SliceKey.append(word: UInt32(truncatingIfNeeded: word), to: &builder)
  }

  /// A field of x: truths, numbers, dates, texts. Dates compare from their largest part on, texts by code point.
  private static func append(
    _ bytes: Span<UInt8>, _ field: Range<Int>, _ spec: SliceSpec, to builder: inout ByteBuilder
  ) {
    let (start, end) = (field.lowerBound, field.upperBound)
    guard start < end else { return }
    switch bytes[start] {
    case SliceKey.truth: builder.append(OrderedBytes.truth, bytes[start + 1])
    case SliceKey.number:
      if let parts = NumberParts(bytes, from: start + 1, to: end) {
        OrderedBytes.append(parts, of: bytes, to: &builder)
      }
    case SliceKey.parts:
      builder.append(OrderedBytes.date)
      for place in spec.parts.indices.sorted(by: { spec.parts[$0].chronologicalRank < spec.parts[$1].chronologicalRank }
      ) {
        let at = start + 1 + 4 * place
        if at + 4 <= end { builder.append(bytes, from: at, to: at + 4) }
      }
    case SliceKey.everything: break
    default:
      builder.append(OrderedBytes.text)
      let first = bytes[start] == SliceKey.escape ? start + 1 : start
      OrderedBytes.appendClosed(bytes, from: first, to: end, to: &builder)
    }
  }
}
