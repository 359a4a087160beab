import Bytes

/// Series as a picture 800 pixels wide, an SVG document that stands alone: lines with points over time where x is time,
/// else bars. Series whose numbers are of one size share a panel and its scale, others have one of their own below. The
/// same answer gives the same bytes.
package enum SeriesSVG {
  package static func document(_ answer: SeriesAnswer) -> [UInt8] { drawing(answer).finished() }

  static func drawing(_ answer: SeriesAnswer) -> SVGBuilder {
    let chart = SeriesChart(answer)
    var svg = SVGBuilder(
      width: SeriesChart.width, height: chart.height, title: chart.title, description: chart.description)
    svg.text(
      SVGText.cut(chart.title, to: SeriesChart.width - 48, size: 17), 24, 34, size: 17, isBold: true)
    if chart.isEmpty {
      svg.text("no rows", SeriesChart.width / 2, chart.height / 2, size: 13, anchor: .middle, color: "#555555")
    } else {
      chart.draw(&svg)
    }
    return svg
  }
}

/// An answer laid out for drawing.
private struct SeriesChart {
  static let width = 800.0
  private static let right = 28.0
  private static let gray = "#555555"

  private let columns: [SeriesColumn]
  private let numbers: [[Double?]]
  private let texts: (Int, Int) -> String
  private let labels: [String]
  private let timeline: Timeline?
  private let xTitle: String
  private let panels: [Panel]
  private let axis: AxisLabels?
  private let left: Double
  let title: String
  let height: Double

  private struct Panel {
    var columns: [Int]
    var scale: Scale
    var legend: [LegendEntry]
    var legendLines: Int
    /// Of the axes, from the top of the picture.
    var top: Double
    var height: Double
  }

  private struct LegendEntry {
    var column: Int
    var text: String
    var x: Double
    var line: Int
  }

  init(_ answer: SeriesAnswer) {
    let columns = SeriesColumn.all(answer.series)
    let numbers = columns.map { $0.numbers(of: answer) }
    let timeline = Timeline(answer)
    self.columns = columns
    self.numbers = numbers
    self.timeline = timeline
    texts = { column, row in columns[column].value(row: row, of: answer).text ?? "" }
    labels = (0..<answer.rowCount).map { SliceLabel.text(row: $0, of: answer) }
    xTitle = SliceLabel.title(answer.slices)
    title = Self.title(columns, xTitle)
    let groups = ChartPanel.all(numbers)
    let tall = groups.count == 1 ? 320.0 : groups.count == 2 ? 220 : 160
    var top = 52.0
    panels = groups.map { group in
      let scale =
        Scale(of: group.columns.map { numbers[$0] }, includesZero: timeline == nil, ticks: Int(tall / 45))
        ?? Scale(from: 0, to: 1, ticks: 1)
      let legend = Self.legend(group.columns, columns)
      let lines = (legend.last?.line ?? 0) + 1
      top += 20 * Double(lines) + 8
      defer { top += tall + 22 }
      return Panel(
        columns: group.columns, scale: scale, legend: legend, legendLines: lines, top: top, height: tall)
    }
    let widest = panels.flatMap(\.scale.ticks).reduce(0) {
      max($0, SVGText.width($1.text, size: AxisLabels.size))
    }
    let left = max(64, widest + 44)
    axis = timeline == nil ? AxisLabels(labels, left: left, right: Self.right, of: Self.width) : nil
    self.left = max(left, axis?.left ?? 0)
    height =
      answer.rowCount == 0 ? 160 : (top - 22 + (axis?.height ?? 22) + (xTitle.isEmpty ? 12 : 30)).rounded(.up)
  }

  var isEmpty: Bool { labels.isEmpty }

  var description: String {
    let meanings = columns.map { "\($0.name): \($0.meaning)" }.joined(separator: "; ")
    return TerminalText.visible(Array("\(labels.count) rows. \(meanings)".utf8))
  }

  private static func title(_ columns: [SeriesColumn], _ x: String) -> String {
    let names = columns.map { TerminalText.visible(Array($0.name.utf8)) }
    let what = names.count > 4 ? "\(names.count) series" : names.joined(separator: ", ")
    return x.isEmpty ? what : what + " by " + x
  }

  private static func legend(_ shown: [Int], _ columns: [SeriesColumn]) -> [LegendEntry] {
    var (x, line) = (24.0, 0)
    return shown.map { column in
      let words = "\(columns[column].name): \(columns[column].meaning)"
      let text = SVGText.cut(TerminalText.visible(Array(words.utf8)), to: 340, size: 12)
      let needed = 18 + SVGText.width(text, size: 12) + 20
      if x > 24, x + needed > width - right { (x, line) = (24, line + 1) }
      defer { x += needed }
      return LegendEntry(column: column, text: text, x: x, line: line)
    }
  }

  // MARK: Drawing

  func draw(_ svg: inout SVGBuilder) {
    for panel in panels {
      let area = PlotArea(
        left: left, top: panel.top, width: Self.width - left - Self.right, height: panel.height, scale: panel.scale)
      drawLegend(panel, &svg)
      drawGrid(panel, area, &svg)
      if let timeline { drawLines(panel, area, timeline, &svg) } else { drawBars(panel, area, &svg) }
      if panel.columns.allSatisfy({ numbers[$0].allSatisfy { $0 == nil } }) {
        svg.text("no values", area.x(0.5), area.top + area.height / 2, size: 12, anchor: .middle, color: Self.gray)
      }
      // Above the bars.
      let base = area.y(min(max(0, area.scale.low), area.scale.high))
      svg.straight(area.left, base, area.right, base, color: "#666666")
    }
    guard let last = panels.last else { return }
    drawNames(below: last.top + last.height, &svg)
    if !xTitle.isEmpty {
      let text = SVGText.cut(xTitle, to: Self.width - 2 * left, size: 12)
      svg.text(text, left + (Self.width - left - Self.right) / 2, height - 10, size: 12, anchor: .middle)
    }
  }

  private func drawLegend(_ panel: Panel, _ svg: inout SVGBuilder) {
    let first = panel.top - 8 - 20 * Double(panel.legendLines)
    for entry in panel.legend {
      let y = first + 20 * Double(entry.line)
      svg.rectangle(entry.x, y + 2, 12, 12, fill: Palette.color(entry.column))
      svg.text(entry.text, entry.x + 18, y + 12, size: 12)
    }
  }

  private func drawGrid(_ panel: Panel, _ area: PlotArea, _ svg: inout SVGBuilder) {
    for tick in panel.scale.ticks {
      let y = area.y(tick.value)
      svg.straight(area.left, y, area.right, y, color: "#e4e4e4")
      svg.text(tick.text, area.left - 8, y + 4, size: AxisLabels.size, anchor: .end, color: Self.gray)
    }
    // The unit, where all series of the panel have one.
    let meanings = Set(panel.columns.map { columns[$0].meaning })
    if let unit = meanings.first, meanings.count == 1 {
      let text = SVGText.cut(TerminalText.visible(Array(unit.utf8)), to: area.height, size: AxisLabels.size)
      svg.text(
        text, 18, area.top + area.height / 2, size: AxisLabels.size, anchor: .middle, color: Self.gray, turn: .upwards)
    }
  }

  private func drawNames(below y: Double, _ svg: inout SVGBuilder) {
    let width = Self.width - left - Self.right
    if let axis {
      let band = width / Double(labels.count)
      axis.draw(labels, at: { left + band * (Double($0) + 0.5) }, below: y, &svg)
    }
    for tick in timeline?.ticks(most: 8) ?? [] {
      let x = Self.inset(left, width, tick.value)
      svg.straight(x, y, x, y + 5, color: "#666666")
      let half = SVGText.width(tick.text, size: AxisLabels.size) / 2
      svg.text(
        tick.text, min(x, Self.width - 4 - half), y + 18, size: AxisLabels.size, anchor: .middle, color: Self.gray)
    }
  }

  /// Points do not stand on the axis itself.
  private static func inset(_ left: Double, _ width: Double, _ place: Double) -> Double {
    left + 10 + (width - 20) * place
  }

  private func tooltip(_ column: Int, _ row: Int) -> String {
    let name = TerminalText.visible(Array(columns[column].name.utf8))
    return "\(labels[row]) · \(name): \(texts(column, row))"
  }

  // MARK: Lines

  private static let mostPoints = 90

  private func drawLines(_ panel: Panel, _ area: PlotArea, _ timeline: Timeline, _ svg: inout SVGBuilder) {
    for column in panel.columns {
      let runs = ChartRuns(numbers[column], area) {
        (Self.inset(area.left, area.width, timeline.place(row: $0)) - area.left) / area.width
      }
      let thin = runs.thinned()
      svg.polyline(
        thin.map { $0.map { ($0.x, area.y($0.value)) } }, color: Palette.color(column), dash: Palette.dash(column))
      let showsAll = runs.count <= Self.mostPoints
      for run in thin where showsAll || run.count == 1 {
        for mark in run {
          svg.circle(
            mark.x, area.y(mark.value), radius: 3, fill: Palette.color(column), tooltip: tooltip(column, mark.row))
        }
      }
    }
  }

  // MARK: Bars

  private static let mostTooltips = 400

  private func drawBars(_ panel: Panel, _ area: PlotArea, _ svg: inout SVGBuilder) {
    let band = area.width / Double(labels.count)
    let group = min(band * (band > 3 ? 0.8 : 1), 90 * Double(panel.columns.count))
    let bar = group / Double(panel.columns.count)
    let zero = area.y(0)
    for (place, column) in panel.columns.enumerated() {
      let runs = ChartRuns(numbers[column], area) { (Double($0) + 0.5) / Double(labels.count) }
      let marks = (bar < 1 ? runs.thinned() : runs.runs).joined()
      let shapes = marks.map { mark in
        let length = mark.value == 0 ? 0 : max(1, abs(area.y(mark.value) - zero))
        return (
          x: mark.x - group / 2 + bar * Double(place), y: mark.value < 0 ? zero : zero - length,
          width: max(0.5, bar * 0.96), height: length
        )
      }
      guard labels.count * panel.columns.count <= Self.mostTooltips else {
        svg.bars(shapes, fill: Palette.color(column))
        continue
      }
      for (mark, shape) in zip(marks, shapes) {
        svg.rectangle(
          shape.x, shape.y, shape.width, shape.height, fill: Palette.color(column), tooltip: tooltip(column, mark.row))
      }
    }
  }
}
