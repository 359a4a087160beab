#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every function there is: those of Java's `Math`, as the portal offered them, and `time`.
package enum ExpressionFunctions {
  package static let all: [any ExpressionFunction] = [
    UnaryFunction(name: "abs", summary: "the value without its sign") { Swift.abs($0) },
    UnaryFunction(name: "acos", summary: "the arc cosine, in radians") { acos($0) },
    UnaryFunction(name: "asin", summary: "the arc sine, in radians") { asin($0) },
    UnaryFunction(name: "atan", summary: "the arc tangent, in radians") { atan($0) },
    BinaryFunction(name: "atan2", summary: "the angle of the point (x, y), given as y, x") { atan2($0, $1) },
    UnaryFunction(name: "cbrt", summary: "the cube root") { cubeRoot($0) },
    UnaryFunction(name: "ceil", summary: "the next integer above") { $0.rounded(.up) },
    UnaryFunction(name: "cos", summary: "the cosine of radians") { cos($0) },
    UnaryFunction(name: "cosh", summary: "the hyperbolic cosine") { cosh($0) },
    UnaryFunction(name: "exp", summary: "e to the power of the value") { exp($0) },
    UnaryFunction(name: "floor", summary: "the next integer below") { $0.rounded(.down) },
    BinaryFunction(name: "hypot", summary: "the root of x² + y²") { hypot($0, $1) },
    BinaryFunction(name: "IEEEremainder", summary: "x less the nearest multiple of y") { remainder($0, $1) },
    UnaryFunction(name: "log", summary: "the natural logarithm") { log($0) },
    UnaryFunction(name: "log10", summary: "the logarithm to base 10") { log10($0) },
    BinaryFunction(name: "max", summary: "the greater of two") { greater($0, $1) },
    BinaryFunction(name: "min", summary: "the lesser of two") { lesser($0, $1) },
    BinaryFunction(name: "pow", summary: "x to the power of y") { pow($0, $1) },
    RandomFunction(),
    UnaryFunction(name: "rint", summary: "the nearest integer, halves to the even one") {
      $0.rounded(.toNearestOrEven)
    },
    UnaryFunction(name: "round", summary: "the nearest integer, halves upwards") { halfUp($0) },
    UnaryFunction(name: "signum", summary: "-1, 0 or 1: the sign") { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 },
    UnaryFunction(name: "sin", summary: "the sine of radians") { sin($0) },
    UnaryFunction(name: "sinh", summary: "the hyperbolic sine") { sinh($0) },
    UnaryFunction(name: "sqrt", summary: "the square root") { $0.squareRoot() },
    UnaryFunction(name: "tan", summary: "the tangent of radians") { tan($0) },
    UnaryFunction(name: "tanh", summary: "the hyperbolic tangent") { tanh($0) },
    TimeFunction(ofField: false),
    TimeFunction(ofField: true),
    UnaryFunction(name: "toDegrees", summary: "radians as degrees") { $0 * 180 / .pi },
    UnaryFunction(name: "toRadians", summary: "degrees as radians") { $0 / 180 * .pi },
    UnaryFunction(name: "ulp", summary: "the distance to the next number that can be held") { Swift.abs($0).ulp },
  ]

  /// Those with the name, in any case: `time` has two arities.
  static func named(_ name: String) -> [any ExpressionFunction] {
    let wanted = name.lowercased()
    return all.filter { $0.name.lowercased() == wanted }
  }

  /// The C library's may be off by a step for perfect cubes; one step of Newton's method mends that.
  private static func cubeRoot(_ value: Double) -> Double {
    let root = cbrt(value)
    let mended = root - (root * root * root - value) / (3 * root * root)
    return mended.isFinite ? mended : root
  }

  /// As Java's `Math.round`: half of a step goes up, for negative numbers too; `floor(x + 0.5)` would round 0.49999999999999994.
  private static func halfUp(_ value: Double) -> Double {
    let floor = value.rounded(.down)
    return value - floor >= 0.5 ? floor + 1 : floor
  }

  /// As Java's: not a number if either is none, and -0 is less than 0.
  private static func greater(_ one: Double, _ other: Double) -> Double {
    if one.isNaN || other.isNaN { return .nan }
    if one == other { return one.sign == .minus ? other : one }
    return one > other ? one : other
  }

  private static func lesser(_ one: Double, _ other: Double) -> Double { -greater(-one, -other) }
}
