/// Series of one chart that share a scale: those whose numbers are of about one size. A count and a sum in the millions
/// would not both be seen.
struct ChartPanel {
  /// Numbers of the columns, which are those of their colours too.
  private(set) var columns: [Int]
  private var most: Double
  private var least: Double

  private static let largestRatio = 8.0

  /// Each column is in one panel, in the order in which they were asked for.
  static func all(_ numbers: [[Double?]]) -> [ChartPanel] {
    var panels: [ChartPanel] = []
    for (column, numbers) in numbers.enumerated() {
      let peak = numbers.reduce(0) { max($0, abs($1 ?? 0)) }
      if let found = panels.firstIndex(where: { $0.takes(peak) }) {
        panels[found].add(column, peak)
      } else {
        panels.append(ChartPanel(columns: [column], most: peak, least: peak))
      }
    }
    return panels
  }

  /// A column of zeros fits everywhere.
  private func takes(_ peak: Double) -> Bool {
    peak == 0 || most == 0 || max(most, peak) / Self.largestRatio <= min(least, peak)
  }

  private mutating func add(_ column: Int, _ peak: Double) {
    columns.append(column)
    most = max(most, peak)
    least = least == 0 ? peak : peak == 0 ? least : min(least, peak)
  }
}
