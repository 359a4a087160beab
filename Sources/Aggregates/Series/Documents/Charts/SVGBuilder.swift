import Bytes

/// Writes an SVG document, one element after the other, and knows how far they reach.
struct SVGBuilder {
  enum Anchor: String { case start, middle, end }

  private var builder = ByteBuilder()
  /// The corners of everything that was drawn; texts as wide as they are estimated.
  private(set) var extent = (
    left: Double.infinity, top: Double.infinity, right: -Double.infinity, bottom: -Double.infinity
  )

  private static let font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Helvetica, Arial, sans-serif"

  init(width: Double, height: Double, title: String, description: String) {
    let (width, height) = (Self.text(width), Self.text(height))
    line(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"\(Self.font)\">")
    line("<title>\(SVGText.escaped(title))</title>")
    line("<desc>\(SVGText.escaped(description))</desc>")
    line("<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>")
  }

  consuming func finished() -> [UInt8] {
    line("</svg>")
    return builder.bytes
  }

  /// Pixels with at most two digits after the point, the same everywhere.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let digits = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return (hundredths < 0 ? "-" : "") + String(whole) + digits
  }

  // MARK: Elements

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, tooltip: String? = nil
  ) {
    reach(x, y)
    reach(x + width, y + height)
    let shape =
      "<rect x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" height=\"\(Self.text(height))\" "
      + "fill=\"\(fill)\""
    end(shape, "rect", tooltip)
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, fill: String, tooltip: String? = nil) {
    reach(x - radius, y - radius)
    reach(x + radius, y + radius)
    let shape = "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"\(Self.text(radius))\" fill=\"\(fill)\""
    end(shape, "circle", tooltip)
  }

  mutating func straight(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String) {
    reach(x1, y1)
    reach(x2, y2)
    line(
      "<line x1=\"\(Self.text(x1))\" y1=\"\(Self.text(y1))\" x2=\"\(Self.text(x2))\" y2=\"\(Self.text(y2))\" "
        + "stroke=\"\(color)\"/>")
  }

  /// A line through points, or several.
  mutating func polyline(_ runs: [[(x: Double, y: Double)]], color: String, dash: String?) {
    var path = ""
    for run in runs {
      for (index, point) in run.enumerated() {
        reach(point.x, point.y)
        path += "\(index == 0 ? "M" : "L")\(Self.text(point.x)) \(Self.text(point.y))"
      }
    }
    if path.isEmpty { return }
    line(
      "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" stroke-linejoin=\"round\" "
        + "stroke-linecap=\"round\"" + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>")
  }

  /// Many upright bars as one shape.
  mutating func bars(_ bars: [(x: Double, y: Double, width: Double, height: Double)], fill: String) {
    if bars.isEmpty { return }
    var path = ""
    for bar in bars {
      reach(bar.x, bar.y)
      reach(bar.x + bar.width, bar.y + bar.height)
      path += "M\(Self.text(bar.x)) \(Self.text(bar.y))h\(Self.text(bar.width))v\(Self.text(bar.height))"
      path += "h\(Self.text(-bar.width))z"
    }
    line("<path d=\"\(path)\" fill=\"\(fill)\"/>")
  }

  /// Text whose baseline meets x and y at its anchor; turned around that point by degrees, clockwise.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor = .start, color: String = "#222222",
    isBold: Bool = false, turn: Turn = .none
  ) {
    let width = SVGText.width(text, size: size) * (isBold ? 1.08 : 1)
    let start =
      switch anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    for corner in [
      (start, -0.8 * size), (start + width, -0.8 * size), (start, 0.25 * size), (start + width, 0.25 * size),
    ] {
      let (dx, dy) = turn.moved(corner.0, corner.1)
      reach(x + dx, y + dy)
    }
    let place = "x=\"\(Self.text(x))\" y=\"\(Self.text(y))\""
    let rotation = turn == .none ? "" : " transform=\"rotate(\(turn.rawValue) \(Self.text(x)) \(Self.text(y)))\""
    line(
      "<text \(place) font-size=\"\(Self.text(size))\" text-anchor=\"\(anchor.rawValue)\" fill=\"\(color)\""
        + (isBold ? " font-weight=\"600\"" : "") + rotation + ">\(SVGText.escaped(text))</text>")
  }

  enum Turn: Int {
    case none = 0
    case upwards = -90
    case slanted = -45

    fileprivate func moved(_ x: Double, _ y: Double) -> (Double, Double) {
      let half = 0.5.squareRoot()
      return switch self {
      case .none: (x, y)
      case .upwards: (y, -x)
      case .slanted: ((x + y) * half, (y - x) * half)
      }
    }
  }

  // MARK: Writing

  private mutating func end(_ shape: String, _ name: String, _ tooltip: String?) {
    line(tooltip.map { shape + "><title>\(SVGText.escaped($0))</title></\(name)>" } ?? shape + "/>")
  }

  private mutating func reach(_ x: Double, _ y: Double) {
    extent = (min(extent.left, x), min(extent.top, y), max(extent.right, x), max(extent.bottom, y))
  }

  private mutating func line(_ text: String) {
    builder.append(text.utf8.span)
    builder.append(ASCII.lineFeed)
  }
}
