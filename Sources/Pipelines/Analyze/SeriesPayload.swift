import Aggregates
package import Bytes
package import Diagnostics
package import Formats
import Records
package import Schemas

/// What was computed of series: a line for each group.
///
///     ["4652",12,"12 s4049000000000000 a7fe1 …"]
///
/// The bytes of the group's key in hexadecimal, its records, and for each expression how many numbers it had and what is
/// known of them: `s` the sum, `q` the sum of the squares, `i` and `a` the least and the greatest integer, `m` and `x` those
/// of other numbers, `v` every number, where quantiles are asked for. Doubles are their 64 bits in hexadecimal. A sum is several of them, with commas, that add up to it without any rounding: `l` stands
/// before one that counts 2^100 times, `!` for a sum that has left the range.
package struct SeriesPayload: PartPayload {
  package static let kind = "series"
  package static let formats = SeriesFormat.names

  let question: SeriesQuestion
  private var state: SeriesState

  init(_ question: SeriesQuestion, _ state: SeriesState) {
    self.question = question
    self.state = state
  }

  package func document(
    format: String?, path: String, options: WriteOptions
  ) throws(DiagnosticList) -> [[UInt8]] {
    try SeriesFormat(format, path: path, options: options).document(question.answer(state))
  }

  package func answersSame(as other: any PartPayload) -> Bool {
    guard let other = other as? SeriesPayload else { return false }
    return question == other.question && state.isLike(other.state)
  }

  package mutating func merge(_ other: any PartPayload) -> Bool {
    guard let other = other as? SeriesPayload else { return false }
    state.merge(other.state)
    return true
  }

  package func write(to builder: inout ByteBuilder) -> Int {
    let numbers = state.operands.map { $0.numbers() }
    for group in state.sortedGroups {
      let known = numbers.map { JSONValue.text($0[group].spelled) }
      let line: [JSONValue] = [.text(HexText.spelled(state.key(group))), .integer(state.counts[group])] + known
      builder.append(JSONValue.array(line).line + "\n")
    }
    return state.groupCount
  }

  package var warnings: [Diagnostic] { question.warnings(state) }

  package var header: [(String, JSONValue)] {
    [
      ("records", .integer(state.records)), ("x", .array(question.slices.map(\.json))),
      ("series", .array(question.series.map(\.json))), ("sort", .array(question.keys.map(\.json))),
      ("maxpoints", question.maximumRows.map { .integer($0) } ?? .null),
      (
        "operands",
        .array(
          state.operands.map { operand in
            .object([
              ("needs", .integer(Int(operand.needs.rawValue))), ("integers", .boolean(operand.isIntegral)),
              ("fractions", .boolean(operand.hasFractions)), ("huge", .boolean(operand.hasHuge)),
            ])
          })
      ),
    ]
  }

  // MARK: Reading

  package init?(_ header: PlacedValue) {
    guard let records = header["records"]?.count, let question = SeriesQuestion(header),
      let described = header["operands"]?.children
    else { return nil }
    var operands: [OperandState] = []
    var said: [(fractions: Bool, huge: Bool)] = []
    for value in described {
      guard let needs = value["needs"]?.count.flatMap({ UInt8(exactly: $0) }),
        let integers = value["integers"]?.boolean,
        let fractions = value["fractions"]?.boolean, let huge = value["huge"]?.boolean
      else { return nil }
      operands.append(OperandState(OperandNeeds(rawValue: needs), isIntegral: integers))
      said.append((fractions, huge))
    }
    // What a series reads must be there.
    for series in question.series {
      guard let operand = series.operand else {
        if series.spec.function.needs.isEmpty { continue }
        return nil
      }
      guard operand < operands.count, operands[operand].needs.isSuperset(of: series.spec.function.needs) else {
        return nil
      }
    }
    self.init(question, SeriesState(operands))
    state.records = records
    for (index, said) in said.enumerated() {
      state.note(operand: index, hasFractions: said.fractions, hasHuge: said.huge)
    }
  }

  package mutating func read(_ bytes: [UInt8], count: Int, _ scratch: inout ByteBuilder) -> Bool {
    var walker = ElementWalker(from: 0, to: count)
    guard let key = walker.next(in: bytes.span), let number = walker.next(in: bytes.span),
      let records = NumberText.int64(bytes.span, from: number.start, to: number.end), records >= 0,
      let hex = Self.text(bytes, key), let group = HexText.bytes(hex),
      SliceKey.isValid(group, fields: question.slices.count)
    else { return false }
    let place = state.group(of: group)
    state.add(records: Int(records), to: place)
    for index in state.operands.indices {
      guard let value = walker.next(in: bytes.span), let text = Self.text(bytes, value),
        let numbers = GroupNumbers(text)
      else { return false }
      state.add(numbers, to: place, operand: index)
    }
    return walker.next(in: bytes.span) == nil
  }

  /// What stands between the quotes; nothing that is written here needs an escape.
  private static func text(
    _ bytes: [UInt8], _ value: (start: Int, end: Int, hasEscape: Bool)
  ) -> ArraySlice<UInt8>? {
    guard value.end - value.start >= 2, bytes[value.start] == ASCII.quote, bytes[value.end - 1] == ASCII.quote,
      !value.hasEscape
    else { return nil }
    return bytes[(value.start + 1)..<(value.end - 1)]
  }
}

extension GroupNumbers {
  fileprivate var spelled: String {
    var words = [String(count)]
    func add(_ mark: String, _ sum: ExactSum) {
      guard sum != ExactSum() else { return }
      let parts =
        (sum.isInfinite ? ["!"] : []) + sum.largeParts.map { "l" + HexText.spelled($0) }
        + sum.parts.map { HexText.spelled($0) }
      words.append(mark + parts.joined(separator: ","))
    }
    add("s", sum)
    add("q", squares)
    if let integerMinimum { words.append("i\(integerMinimum)") }
    if let integerMaximum { words.append("a\(integerMaximum)") }
    if let minimum { words.append("m" + HexText.spelled(minimum)) }
    if let maximum { words.append("x" + HexText.spelled(maximum)) }
    if !values.isEmpty { words.append("v" + values.map { HexText.spelled($0) }.joined(separator: ",")) }
    return words.joined(separator: " ")
  }

  fileprivate init?(_ text: ArraySlice<UInt8>) {
    self.init()
    let words = text.split(separator: ASCII.space)
    guard let first = words.first, let count = Int(String(decoding: first, as: UTF8.self)), count >= 0 else {
      return nil
    }
    self.count = count
    for word in words.dropFirst() {
      let rest = word.dropFirst()
      switch word.first {
      case UInt8(ascii: "s"): sum = Self.sum(rest) ?? ExactSum()
      case UInt8(ascii: "q"): squares = Self.sum(rest) ?? ExactSum()
      case UInt8(ascii: "i"): integerMinimum = Int(String(decoding: rest, as: UTF8.self))
      case UInt8(ascii: "a"): integerMaximum = Int(String(decoding: rest, as: UTF8.self))
      case UInt8(ascii: "m"): minimum = HexText.double(rest)
      case UInt8(ascii: "x"): maximum = HexText.double(rest)
      case UInt8(ascii: "v"):
        for value in rest.split(separator: ASCII.comma) {
          guard let number = HexText.double(value), number.isFinite else { return nil }
          values.append(number)
        }
      default: return nil
      }
    }
    // What was written badly is nil, and spelled otherwise.
    guard spelled.utf8.elementsEqual(text) else { return nil }
  }

  private static func sum(_ text: ArraySlice<UInt8>) -> ExactSum? {
    var (parts, large, isInfinite): ([Double], [Double], Bool) = ([], [], false)
    for word in text.split(separator: ASCII.comma) {
      if word.elementsEqual([UInt8(ascii: "!")]) {
        isInfinite = true
      } else if word.first == UInt8(ascii: "l") {
        guard let part = HexText.double(word.dropFirst()), part.isFinite else { return nil }
        large.append(part)
      } else {
        guard let part = HexText.double(word), part.isFinite else { return nil }
        parts.append(part)
      }
    }
    return ExactSum(parts: parts, largeParts: large, isInfinite: isInfinite)?.canonical
  }
}

/// Bytes and doubles in hexadecimal digits.
enum HexText {
  static func spelled(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func spelled(_ number: Double) -> String { String(number.bitPattern, radix: 16) }

  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    UInt64(String(decoding: text, as: UTF8.self), radix: 16).map { Double(bitPattern: $0) }
  }

  static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}
