/// A function of the expression language. Names are taken in any case.
package protocol ExpressionFunction: Sendable {
  var name: String { get }
  /// How many arguments it takes.
  var arity: Int { get }
  /// One line for `weir help`: what it gives.
  var summary: String { get }
}

/// A function of one number.
package struct UnaryFunction: ExpressionFunction {
  package let name: String
  package let summary: String
  let body: @Sendable (Double) -> Double
  package var arity: Int { 1 }

  package func callAsFunction(_ value: Double) -> Double { body(value) }
}

/// A function of two numbers.
package struct BinaryFunction: ExpressionFunction {
  package let name: String
  package let summary: String
  let body: @Sendable (Double, Double) -> Double
  package var arity: Int { 2 }

  package func callAsFunction(_ left: Double, _ right: Double) -> Double { body(left, right) }
}

/// `time(field)`: the instant of a date, in milliseconds since 1970-01-01T00:00:00Z. `time()`: the instant of the run.
package struct TimeFunction: ExpressionFunction {
  package let ofField: Bool
  package let name = "time"
  package var arity: Int { ofField ? 1 : 0 }
  package var summary: String {
    ofField ? "the milliseconds from 1970 to a date" : "the milliseconds from 1970 to the start of the run"
  }
}

/// `random()`: at least 0 and below 1, drawn from the bytes of the record. The same record has the same number in every
/// run, for any number of workers and in any part: what is computed with it can be computed again.
package struct RandomFunction: ExpressionFunction {
  package let name = "random"
  package let arity = 0
  package let summary = "a number from 0 to 1 that depends on the record alone"
}
