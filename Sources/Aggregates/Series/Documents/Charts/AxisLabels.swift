/// How the names of rows stand below an axis: side by side where they fit, else slanted; every other one, every third …
/// where there are too many.
struct AxisLabels {
  let isSlanted: Bool
  /// Every which one is shown.
  let step: Int
  /// Where the axis must begin so that long names fit.
  let left: Double
  /// The widest that one may be drawn.
  let widest: Double

  static let size = 11.0
  private static let gap = 8.0
  private static let longest = 130.0

  /// Names below an axis that begins at `left` and ends `right` before the end of a picture `width` pixels wide.
  init(_ labels: [String], left: Double, right: Double, of width: Double) {
    let longest = labels.reduce(0) { max($0, SVGText.width($1, size: Self.size)) }
    let rows = Double(max(1, labels.count))
    let band = (width - left - right) / rows
    let every = max(1, Int(((longest + Self.gap) / band).rounded(.up)))
    let slanted = max(1, Int((16 / band).rounded(.up)))
    // Short names read better upright, even if fewer of them fit.
    isSlanted = every > 1 && every > 2 * slanted || every > 1 && slanted == 1
    step = isSlanted ? slanted : every
    if isSlanted {
      // Slanted text goes to the left of its place, but not out of the picture.
      self.left = max(left, min(Self.longest * 0.72, longest * 0.72))
      widest = min(longest, Self.longest, (self.left + (width - self.left - right) / rows / 2) / 0.72 - 4)
    } else {
      self.left = left
      widest = min(longest, 2 * left, 2 * right + band * Double(step), Self.longest)
    }
  }

  /// Pixels below the axis.
  var height: Double { isSlanted ? widest * 0.72 + 16 : 22 }

  func draw(_ labels: [String], at x: (Int) -> Double, below y: Double, _ svg: inout SVGBuilder) {
    for row in stride(from: 0, to: labels.count, by: step) {
      let text = SVGText.cut(labels[row], to: widest, size: Self.size)
      svg.text(
        text, x(row) + (isSlanted ? 4 : 0), y + (isSlanted ? 14 : 16), size: Self.size,
        anchor: isSlanted ? .end : .middle, color: "#555555", turn: isSlanted ? .slanted : .none)
    }
  }
}
