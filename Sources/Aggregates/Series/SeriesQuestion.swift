/// What is asked of a `SeriesState`: everything that an answer needs beside it.
package struct SeriesQuestion: Sendable, Equatable {
  package struct Slice: Sendable, Equatable {
    package var spec: SliceSpec
    /// Nobody knows whether the values are dates; they are cut into the parts where they are.
    package var isSeen: Bool
    package init(_ spec: SliceSpec, isSeen: Bool = false) {
      self.spec = spec
      self.isSeen = isSeen
    }
  }

  package struct Series: Sendable, Equatable {
    package var spec: SeriesSpec
    /// The number of its expression among the operands of the state; nil: records are counted.
    package var operand: Int?
    package var isCumulative: Bool
    package init(_ spec: SeriesSpec, operand: Int?, isCumulative: Bool) {
      self.spec = spec
      self.operand = operand
      self.isCumulative = isCumulative
    }
  }

  package struct Key: Sendable, Equatable {
    package enum Target: Sendable, Equatable {
      /// A field of x, and one of its parts; nil: the whole of it.
      case slice(Int, part: SlicePart?)
      case series(Int)
    }
    package var target: Target
    package var isDescending: Bool
    package init(_ target: Target, isDescending: Bool) {
      self.target = target
      self.isDescending = isDescending
    }
  }

  package var slices: [Slice]
  package var series: [Series]
  /// Rows that are equal by these, and all rows where there is none, ascend by x.
  package var keys: [Key]
  /// The most rows, of those that come first.
  package var maximumRows: Int?

  package init(slices: [Slice], series: [Series], keys: [Key] = [], maximumRows: Int? = nil) {
    self.slices = slices
    self.series = series
    self.keys = keys
    self.maximumRows = maximumRows
  }

  // MARK: Answering

  /// The rows in their order.
  package func answer(_ state: SeriesState) -> SeriesAnswer {
    let table = ResultTable(self, state)
    var order = table.order()
    if let maximumRows, order.count > maximumRows { order.removeSubrange(maximumRows...) }
    var answer = SeriesAnswer(slices: shownSlices(state), series: series.map(\.spec))
    answer.reserve(order.count)
    var totals = series.map { $0.isCumulative ? RunningTotal() : nil }
    var row: [SeriesValue] = []
    for group in order {
      row.removeAll(keepingCapacity: true)
      for index in series.indices {
        let value = table.value(group, index)
        row.append(totals[index]?.add(value) ?? value)
      }
      state.table.withKey(group) { answer.append(key: $0, $1, $2, row) }
    }
    return answer
  }

  /// Series whose integers left 64 bits: where they did, they are the nearest doubles.
  package func seriesBeyondIntegers(_ state: SeriesState) -> [String] {
    series.compactMap { series in
      guard let operand = series.operand.map({ state.operands[$0] }) else { return nil }
      let isBeyond =
        operand.hasHuge && !series.spec.function.needs.isEmpty
        || (0..<state.groupCount).contains { operand.isBeyondIntegers(series.spec.function, group: $0) }
      return isBeyond ? series.spec.name : nil
    }
  }

  /// Fields of no known type have parts where one of their values is a date.
  private func shownSlices(_ state: SeriesState) -> [SliceSpec] {
    slices.enumerated().map { index, slice in
      guard slice.isSeen else { return slice.spec }
      let hasDates = (0..<state.groupCount).contains { group in
        state.table.withKey(group) { bytes, start, end in
          let fields = SliceKey.fields(bytes, start, end, count: slices.count)
          return index < fields.count && bytes[fields[index].lowerBound] == SliceKey.parts
        }
      }
      return hasDates ? slice.spec : SliceSpec(field: slice.spec.field)
    }
  }
}

/// The sum of the rows so far.
private struct RunningTotal {
  private var integers: Int128 = 0
  private var sum = ExactSum()
  private var isWhole = true
  private var isEmpty = true

  /// The total with a row; a row without a value adds nothing.
  mutating func add(_ value: SeriesValue) -> SeriesValue {
    switch value {
    case .missing: break
    case .quantiles: return value
    case .integer(let number):
      isEmpty = false
      integers += Int128(number)
    case .number(let number):
      (isEmpty, isWhole) = (false, false)
      sum.add(number)
    }
    if isEmpty { return .missing }
    if isWhole, let total = Int(exactly: integers) { return .integer(total) }
    var total = sum
    total.add(integers, exponent: 0)
    let found = total.value
    return found.isFinite ? .number(found) : .missing
  }
}
