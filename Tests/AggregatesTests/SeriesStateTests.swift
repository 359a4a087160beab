import Testing

@testable import Aggregates

@Suite struct SeriesStateTests {
  static let question = SeriesQuestion(
    slices: [.init(SliceSpec(field: "k"))],
    series: [
      .init(SeriesSpec(name: "n", function: .count), operand: nil, isCumulative: false),
      .init(SeriesSpec(name: "s", function: .sum), operand: 0, isCumulative: false),
      .init(SeriesSpec(name: "d", function: .deviation), operand: 0, isCumulative: false),
      .init(SeriesSpec(name: "q", function: .quantiles([50])), operand: 0, isCumulative: false),
      .init(SeriesSpec(name: "m", function: .maximum), operand: 0, isCumulative: false),
    ])
  static let needs: OperandNeeds = [.sum, .squares, .values, .minimum, .maximum]

  /// Adds records: a key and a number each.
  static func state(_ records: [(String, Double)], isIntegral: Bool) -> SeriesState {
    var state = SeriesState([OperandState(needs, isIntegral: isIntegral)])
    for (key, number) in records {
      let group = state.group(of: Array(key.utf8))
      state.records += 1
      state.add(records: 1, to: group)
      if isIntegral, let whole = Int(exactly: number) {
        state.operands[0].add([whole].span, [UInt32(group)].span)
      } else {
        state.operands[0].noteFraction()
        state.operands[0].add([number].span, [UInt32(group)].span)
      }
    }
    return state
  }

  static func text(_ state: SeriesState) -> [String] {
    let answer = question.answer(state)
    return (0..<answer.rowCount).map { row in
      "\(answer.slice(row: row, 0)) "
        + answer.series.indices.map { "\(answer.value(row: row, series: $0))" }.joined(separator: " ")
    }
  }

  /// A state that is joined from any parts, in any order, in memory or as it is written, is that of all records.
  @Test(arguments: [true, false]) func joining(isIntegral: Bool) {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<30 {
      var records = (0..<200).map { _ -> (String, Double) in
        let number = Double(Int.random(in: -1000...1000, using: &random))
        return (
          ["a", "b", "c", "é", ""].randomElement(using: &random) ?? "a",
          isIntegral && Int.random(in: 0..<100, using: &random) > 0 ? number : number / 7 * 1e9
        )
      }
      let expected = Self.text(Self.state(records, isIntegral: isIntegral))
      records.shuffle(using: &random)
      let cut = Int.random(in: 0...200, using: &random)
      let one = Self.state(Array(records[..<cut]), isIntegral: isIntegral)
      let other = Self.state(Array(records[cut...]), isIntegral: isIntegral)
      for (first, second) in [(one, other), (other, one)] {
        var joined = first
        joined.merge(second)
        #expect(Self.text(joined) == expected)
        #expect(Self.text(Self.copied(joined)) == expected)
        var written = Self.copied(first)
        written.merge(Self.copied(second))
        #expect(Self.text(written) == expected)
        #expect(Self.lines(written) == Self.lines(joined))
      }
    }
  }

  /// A field that is one of integers in one input and of other numbers in the next has doubles, whoever is first.
  @Test func joiningUnlikeFields() {
    let records = (0..<50).map { (["a", "b"][$0 % 2], Double($0 * $0 - 100)) }
    let expected = Self.text(Self.state(records, isIntegral: false))
    let one = Self.state(Array(records[..<20]), isIntegral: true)
    let other = Self.state(Array(records[20...]), isIntegral: false)
    for (first, second) in [(one, other), (other, one)] {
      var joined = first
      joined.merge(second)
      #expect(Self.text(joined) == expected)
      #expect(Self.text(Self.copied(joined)) == expected)
    }
  }

  /// The state as its numbers make it again.
  static func copied(_ state: SeriesState) -> SeriesState {
    var copy = SeriesState(state.operands.map { OperandState($0.needs, isIntegral: $0.isIntegral) })
    copy.records = state.records
    for (index, operand) in state.operands.enumerated() {
      copy.note(operand: index, hasFractions: operand.hasFractions, hasHuge: operand.hasHuge)
    }
    let numbers = state.operands.map { $0.numbers() }
    for group in 0..<state.groupCount {
      let new = copy.group(of: state.key(group))
      copy.add(records: state.counts[group], to: new)
      for index in numbers.indices { copy.add(numbers[index][group], to: new, operand: index) }
    }
    return copy
  }

  static func lines(_ state: SeriesState) -> [String] {
    let numbers = state.operands[0].numbers()
    return (0..<state.groupCount).map { "\(state.key($0)) \(state.counts[$0]) \(numbers[$0])" }.sorted()
  }

  // MARK: Quantiles

  @Test(arguments: [
    (0.0, 1.0), (25, 1.75), (50, 2.5), (75, 3.25), (100, 4), (10, 1.3),
  ]) func quantilesLieBetweenNeighbours(_ percent: Double, _ expected: Double) {
    #expect(abs(OperandState.quantile(percent, of: [1, 2, 3, 4][...]) - expected) < 1e-15)
    #expect(OperandState.quantile(percent, of: [7][...]) == 7)
  }

  // MARK: Keys and answers

  @Test(arguments: [
    SliceValue.text(Array("FR".utf8)), .text([0xFF, 1]), .text([0xF8]), .literal(Array("12.5".utf8)),
    .literal(Array("true".utf8)), .literal(Array("false".utf8)), .parts([2012, 9]), .parts([-44, 12, 31]),
  ]) func keysSayTheirValues(_ value: SliceValue) {
    var one = SeriesAnswer(slices: [SliceSpec(field: "a")], series: [])
    one.append([value], [])
    #expect(one.slice(row: 0, 0) == value)
    var two = SeriesAnswer(slices: [SliceSpec(field: "a"), SliceSpec(field: "b")], series: [])
    two.append([value, .text(Array("é".utf8))], [])
    two.append([.text([1]), value], [])
    #expect(two.slice(row: 0, 0) == value && two.slice(row: 0, 1) == .text(Array("é".utf8)))
    #expect(two.slice(row: 1, 0) == .text([1]) && two.slice(row: 1, 1) == value)
  }

  @Test func valuesOfAnswers() {
    let values: [SeriesValue] = [
      .missing, .integer(.max), .integer(-1), .number(0.1), .quantiles(nil), .quantiles([1, 2]), .quantiles([3]),
    ]
    var answer = SeriesAnswer(
      slices: [], series: values.indices.map { SeriesSpec(name: "\($0)", function: .count) })
    answer.append([], values)
    answer.append([], values.reversed())
    #expect(values.indices.map { answer.value(row: 0, series: $0) } == values)
    #expect(values.indices.map { answer.value(row: 1, series: $0) } == values.reversed())
  }

  // MARK: Order

  static func order(_ keys: [[UInt8]], _ sums: [Double?], _ sort: [SeriesQuestion.Key]) -> [[UInt8]] {
    var state = SeriesState([OperandState(.maximum, isIntegral: false)])
    for (key, sum) in zip(keys, sums) {
      let group = state.group(of: key)
      if let sum { state.operands[0].add([sum].span, [UInt32(group)].span) }
    }
    var question = SeriesQuestion(
      slices: [.init(SliceSpec(field: "k"))],
      series: [.init(SeriesSpec(name: "m", function: .maximum), operand: 0, isCumulative: false)])
    question.keys = sort
    let answer = question.answer(state)
    return (0..<answer.rowCount).map { row in
      switch answer.slice(row: row, 0) {
      case .text(let text), .literal(let text): return text
      case .parts(let parts): return parts.map { UInt8(truncatingIfNeeded: $0) }
      }
    }
  }

  @Test func rowsAscendByX() {
    let texts = ["b", "a", "the Former", "Zimbabwe", "é", "aa"].map { Array($0.utf8) }
    #expect(
      Self.order(texts, Array(repeating: 0, count: 6), []).map { String(decoding: $0, as: UTF8.self) }
        == ["Zimbabwe", "a", "aa", "b", "the Former", "é"])
    // Numbers as numbers: 9 before 10, -1 first, and none of them as a double.
    let numbers = ["10", "9", "-1", "9007199254740993", "9007199254740992", "0.5"]
      .map { [SliceKey.number] + Array($0.utf8) }
    #expect(
      Self.order(numbers, Array(repeating: 0, count: 6), []).map { String(decoding: $0, as: UTF8.self) }
        == ["-1", "0.5", "9", "10", "9007199254740992", "9007199254740993"])
  }

  @Test func missingIsLastInBothOrders() {
    let texts = ["a", "b", "c", "d"].map { Array($0.utf8) }
    let sums = [2, nil, -1, 2.5]
    func order(_ isDescending: Bool) -> String {
      let key = SeriesQuestion.Key(.series(0), isDescending: isDescending)
      return Self.order(texts, sums, [key]).map { String(decoding: $0, as: UTF8.self) }.joined()
    }
    #expect(order(false) == "cadb")
    #expect(order(true) == "dacb")
    // Equal rows ascend by x.
    #expect(
      Self.order(texts.reversed(), [1, 1, 1, 1], [SeriesQuestion.Key(.series(0), isDescending: true)]).map { $0[0] }
        == [0x61, 0x62, 0x63, 0x64])
  }
}
