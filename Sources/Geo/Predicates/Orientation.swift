/// On which side of a line a position lies, decided without error.
///
/// Rule: the sign of `(aₓ − cₓ)(b_y − c_y) − (a_y − c_y)(bₓ − cₓ)`. The plain formula answers when its value is larger
/// than its rounding error can be; else the determinant is summed exactly as an expansion, a sum of doubles that do not
/// overlap (Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997: the bound
/// `ccwerrboundA`, Two-Sum, Two-Product and Grow-Expansion).
///
/// Coordinates are degrees; those nearer to 0 than 2⁻⁹⁶⁰ count as 0.
enum Orientation {
  /// Positive when `c` lies to the left of the line from `a` to `b`, negative to the right, 0 exactly on it.
  @inline(__always)
  static func side(
    _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, of cx: Double, _ cy: Double
  ) -> Double {
    let left = (ax - cx) * (by - cy)
    let right = (ay - cy) * (bx - cx)
    let determinant = left - right
    // The last term covers products that underflow.
    let doubt = 3.330_669_073_875_471_6e-16 * (abs(left) + abs(right)) + 1e-300
    if abs(determinant) > doubt { return determinant }
    return exactSide(ax, ay, bx, by, cx, cy)
  }

  /// The same, always by exact arithmetic.
  @inline(never)
  static func exactSide(
    _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ cx: Double, _ cy: Double
  ) -> Double {
    // Scaling by a power of two is exact and keeps the small halves of products from underflowing.
    func scaled(_ value: Double) -> Double { abs(value) < 0x1p-960 ? 0 : value * 0x1p480 }
    let (ax, ay, bx, by, cx, cy) = (scaled(ax), scaled(ay), scaled(bx), scaled(by), scaled(cx), scaled(cy))
    var sum = Expansion()
    sum.add(ax, times: by)
    sum.add(-ay, times: bx)
    sum.add(bx, times: cy)
    sum.add(-by, times: cx)
    sum.add(cx, times: ay)
    sum.add(-cy, times: ax)
    return sum.sign
  }

  /// A number as a sum of doubles, the smallest first, none overlapping another: room for six products.
  private struct Expansion {
    private var terms = InlineArray<12, Double>(repeating: 0)
    private var count = 0

    /// Two-Product: the rounded product and what the rounding lost.
    mutating func add(_ a: Double, times b: Double) {
      let product = a * b
      add((-product).addingProduct(a, b))
      add(product)
    }

    /// Grow-Expansion.
    private mutating func add(_ term: Double) {
      var carry = term
      for i in 0..<count {
        let sum = carry + terms[i]
        // Two-Sum: what the rounding of the sum lost.
        let virtual = sum - carry
        terms[i] = (carry - (sum - virtual)) + (terms[i] - virtual)
        carry = sum
      }
      terms[count] = carry
      count += 1
    }

    /// The largest term that is not 0 outweighs all others.
    var sign: Double {
      var i = count - 1
      while i >= 0 {
        if terms[i] != 0 { return terms[i] }
        i -= 1
      }
      return 0
    }
  }
}
