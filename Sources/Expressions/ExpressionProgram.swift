package import Diagnostics

/// An expression bound to columns, evaluated over many records at once.
///
/// The values of a batch lie in one buffer of slots, `blockCount` numbers each: constants, inputs, then what is computed.
/// A step goes over a whole slot, so nothing is looked up, and nothing is allocated, for a record. A value that is missing
/// is NaN: it comes through every operator and function, and whoever takes the result skips what is not finite.
package struct ExpressionProgram: Sendable {
  /// Numbers that are computed at once.
  package static let blockCount = 512

  /// What a slot must hold before a run.
  package enum Input: Sendable, Equatable {
    /// The number in a column.
    case number(column: Int)
    /// The instant in a column of dates, in milliseconds since 1970 (UTC).
    case time(column: Int)
    /// A number from 0 to 1 that the bytes of the record say.
    case record
  }

  /// A field that an expression names, to be found by whoever knows the schema.
  package struct FieldUse {
    package let name: String
    package let isTime: Bool
    let range: Range<Int>
    let source: ReadText

    package func diagnostic(
      _ code: DiagnosticCode, _ message: String, notes: [String] = [], help: [String] = []
    ) -> Diagnostic {
      source.diagnostic(code, message, at: range, notes: notes, help: help)
    }
  }

  private enum Step: Sendable {
    case negate(Int, to: Int)
    case add(Int, Int, to: Int)
    case subtract(Int, Int, to: Int)
    case multiply(Int, Int, to: Int)
    case divide(Int, Int, to: Int)
    case root(Int, to: Int)
    case unary(UnaryFunction, Int, to: Int)
    case binary(BinaryFunction, Int, Int, to: Int)
  }

  package private(set) var inputs: [Input] = []
  private var inputSlots: [Int] = []
  private var steps: [Step] = []
  private var values: [Double] = []
  private var result = 0

  /// - Parameters:
  ///   - now: the start of the run, in milliseconds since 1970.
  ///   - column: the column of a field, or nil after a diagnostic was kept for it.
  package init(_ expression: Expression, now: Double, column: (FieldUse) -> Int?) {
    var builder = Builder(source: expression.source, now: now)
    result = builder.place(expression.root, column)
    (inputs, inputSlots, steps) = (builder.inputs, builder.inputSlots, builder.steps)
    values = builder.slots.flatMap { Array(repeating: $0, count: Self.blockCount) }
  }

  /// Sets the first `count` numbers of an input.
  @inline(__always)
  package mutating func fill(_ index: Int, count: Int, _ number: (Int) -> Double) {
    let start = inputSlots[index] * Self.blockCount
    var values = values.mutableSpan
    for i in 0..<count { values[start &+ i] = number(i) }
  }

  /// Computes the first `count` numbers and gives them to `body`.
  package mutating func run<Result>(_ count: Int, _ body: (Span<Double>) -> Result) -> Result {
    for step in steps { perform(step, count) }
    return body(values.span.extracting(result * Self.blockCount..<result * Self.blockCount + count))
  }

  private mutating func perform(_ step: Step, _ count: Int) {
    switch step {
    case .negate(let a, let to): each(a, to, count) { -$0 }
    case .root(let a, let to): each(a, to, count) { $0.squareRoot() }
    case .unary(let function, let a, let to): each(a, to, count) { function($0) }
    case .add(let a, let b, let to): each(a, b, to, count) { $0 + $1 }
    case .subtract(let a, let b, let to): each(a, b, to, count) { $0 - $1 }
    case .multiply(let a, let b, let to): each(a, b, to, count) { $0 * $1 }
    case .divide(let a, let b, let to): each(a, b, to, count) { $0 / $1 }
    case .binary(let function, let a, let b, let to): each(a, b, to, count) { function($0, $1) }
    }
  }

  @inline(__always)
  private mutating func each(_ a: Int, _ to: Int, _ count: Int, _ body: (Double) -> Double) {
    let (a, to) = (a * Self.blockCount, to * Self.blockCount)
    var values = values.mutableSpan
    for i in 0..<count { values[to &+ i] = body(values[a &+ i]) }
  }

  @inline(__always)
  private mutating func each(_ a: Int, _ b: Int, _ to: Int, _ count: Int, _ body: (Double, Double) -> Double) {
    let (a, b, to) = (a * Self.blockCount, b * Self.blockCount, to * Self.blockCount)
    var values = values.mutableSpan
    for i in 0..<count { values[to &+ i] = body(values[a &+ i], values[b &+ i]) }
  }

  // MARK: Building

  /// Lays the tree out as steps over slots.
  private struct Builder {
    let source: ReadText
    let now: Double
    var inputs: [Input] = []
    var inputSlots: [Int] = []
    var steps: [Step] = []
    /// The number that each slot holds from the start.
    var slots: [Double] = []

    mutating func slot(_ value: Double = .nan) -> Int {
      slots.append(value)
      return slots.count - 1
    }

    mutating func slot(of input: Input) -> Int {
      if let index = inputs.firstIndex(of: input) { return inputSlots[index] }
      inputs.append(input)
      inputSlots.append(slot())
      return inputSlots.last ?? 0
    }

    mutating func field(_ name: String, _ range: Range<Int>, isTime: Bool, _ column: (FieldUse) -> Int?) -> Int {
      guard let column = column(FieldUse(name: name, isTime: isTime, range: range, source: source)) else {
        return slot()
      }
      return slot(of: isTime ? .time(column: column) : .number(column: column))
    }

    /// The slot that holds the value of a node.
    mutating func place(_ node: ExpressionNode, _ column: (FieldUse) -> Int?) -> Int {
      switch node {
      case .number(let value, _): return slot(value)
      case .field(let name, let range): return field(name, range, isTime: false, column)
      case .negated(let inner, _):
        let (a, to) = (place(inner, column), slot())
        steps.append(.negate(a, to: to))
        return to
      case .binary(let found, let left, let right):
        let (a, b, to) = (place(left, column), place(right, column), slot())
        switch found {
        case .add: steps.append(.add(a, b, to: to))
        case .subtract: steps.append(.subtract(a, b, to: to))
        case .multiply: steps.append(.multiply(a, b, to: to))
        case .divide: steps.append(.divide(a, b, to: to))
        }
        return to
      case .call(let function, let arguments, _): return place(function, arguments, column)
      }
    }

    private mutating func place(
      _ function: any ExpressionFunction, _ arguments: [ExpressionNode], _ column: (FieldUse) -> Int?
    ) -> Int {
      switch function {
      case let function as TimeFunction:
        guard function.ofField, case .field(let name, let range)? = arguments.first else { return slot(now) }
        return field(name, range, isTime: true, column)
      case is RandomFunction: return slot(of: .record)
      case let function as UnaryFunction:
        let (a, to) = (place(arguments[0], column), slot())
        steps.append(function.name == "sqrt" ? .root(a, to: to) : .unary(function, a, to: to))
        return to
      case let function as BinaryFunction:
        let (a, b, to) = (place(arguments[0], column), place(arguments[1], column), slot())
        steps.append(.binary(function, a, b, to: to))
        return to
      default: return slot()
      }
    }
  }
}
