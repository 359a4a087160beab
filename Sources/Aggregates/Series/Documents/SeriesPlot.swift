import Bytes

/// Series drawn in a terminal, one after the other: a line over time where x is time, else a bar for each row. Values that
/// are missing are gaps.
package struct SeriesPlot: Sendable {
  /// Columns of the terminal.
  private let width: Int
  private let usesColor: Bool

  private static let narrowest = 30
  private static let lineRows = 12

  package init(width: Int, usesColor: Bool = false) {
    self.width = max(width, Self.narrowest)
    self.usesColor = usesColor
  }

  package func text(_ answer: SeriesAnswer) -> [UInt8] {
    var builder = ByteBuilder()
    guard answer.rowCount > 0 else { return Array("no rows\n".utf8) }
    let timeline = Timeline(answer)
    let labels = timeline == nil ? (0..<answer.rowCount).map { SliceLabel.text(row: $0, of: answer) } : []
    for (index, column) in SeriesColumn.all(answer.series).enumerated() {
      if index > 0 { builder.append("\n") }
      builder.append(heading(column) + "\n")
      if let timeline {
        drawLine(index, column.numbers(of: answer), timeline, to: &builder)
      } else {
        drawBars(index, (0..<answer.rowCount).map { column.value(row: $0, of: answer) }, labels, to: &builder)
      }
    }
    return builder.bytes
  }

  private func heading(_ column: SeriesColumn) -> String {
    let name = TerminalText.visible(Array(column.name.utf8))
    return TerminalText.cut("\(name)   \(TerminalText.visible(Array(column.meaning.utf8)))", to: width)
  }

  private func painted(_ text: String, _ series: Int) -> String {
    usesColor ? Palette.painted(text, series) : text
  }

  // MARK: Bars

  private func drawBars(_ series: Int, _ values: [SeriesValue], _ labels: [String], to builder: inout ByteBuilder) {
    let texts = values.map { $0.text ?? "-" }
    let digits = texts.reduce(0) { max($0, $1.utf8.count) }
    let widest = labels.reduce(1) { max($0, TerminalText.width($1)) }
    let label = min(widest, max(8, width / 3), 40)
    let bars = BarRow(of: values.map(\.number), columns: max(8, width - label - digits - 4))
    for row in values.indices {
      let line = TerminalText.padded(labels[row], to: label) + "  " + TerminalText.rightAligned(texts[row], to: digits)
      let (space, bar) = bars.drawn(values[row].number)
      builder.append(line + (bar.isEmpty ? "" : "  " + space + painted(bar, series)) + "\n")
    }
  }

  // MARK: Lines

  private func drawLine(
    _ series: Int, _ numbers: [Double?], _ timeline: Timeline, to builder: inout ByteBuilder
  ) {
    guard let scale = Scale(of: [numbers], includesZero: false, ticks: 4) else {
      builder.append("no values\n")
      return
    }
    let margin = scale.ticks.reduce(0) { max($0, $1.text.utf8.count) }
    var canvas = BrailleCanvas(columns: width - margin - 2, rows: Self.lineRows)
    var last: (x: Int, y: Int)?
    for (row, number) in numbers.enumerated() {
      guard let number else {
        last = nil
        continue
      }
      let point = (
        x: Int((timeline.place(row: row) * Double(canvas.width - 1)).rounded()),
        y: Int(((1 - scale.place(number)) * Double(canvas.height - 1)).rounded())
      )
      canvas.line(from: last ?? point, to: point)
      last = point
    }
    var names = [String?](repeating: nil, count: canvas.rows)
    for tick in scale.ticks {
      names[Int(((1 - scale.place(tick.value)) * Double(canvas.height - 1)).rounded()) / 4] = tick.text
    }
    for row in 0..<canvas.rows {
      let axis = TerminalText.rightAligned(names[row] ?? "", to: margin) + (names[row] == nil ? " │" : " ┤")
      builder.append(axis + painted(canvas.text(row: row), series) + "\n")
    }
    drawTime(timeline, margin, canvas.columns, to: &builder)
  }

  /// The axis of time and as many of its names as fit.
  private func drawTime(_ timeline: Timeline, _ margin: Int, _ columns: Int, to builder: inout ByteBuilder) {
    let ticks = timeline.ticks(most: max(1, columns / 14))
    var axis = [String](repeating: "─", count: columns)
    var names = ""
    for tick in ticks {
      let place = Int((tick.value * Double(columns - 1)).rounded())
      let start = max(0, min(place - tick.text.utf8.count / 2, columns - tick.text.utf8.count))
      guard start > names.utf8.count || names.isEmpty else { continue }
      axis[place] = "┬"
      names += String(repeating: " ", count: start - names.utf8.count) + tick.text
    }
    let space = String(repeating: " ", count: margin)
    builder.append("\(space) └" + axis.joined() + "\n" + "\(space)  \(names)\n")
  }
}

/// Bars side by side with 0 at one place: those of negative numbers go to the left.
private struct BarRow {
  private let most: Double
  private let left: Int
  private let right: Int

  init(of numbers: [Double?], columns: Int) {
    let low = numbers.reduce(0) { min($0, $1 ?? 0) }
    let high = numbers.reduce(0) { max($0, $1 ?? 0) }
    let half = high / 2 - low / 2
    left = low == 0 ? 0 : min(columns - 1, max(1, Int((Double(columns) * (-low / 2 / half)).rounded())))
    right = columns - left
    // What one column stands for, so that both sides have one scale.
    most = max(high / Double(max(1, right)), left == 0 ? 0 : -low / Double(left))
  }

  /// What stands before the bar, and the bar; a number that is not 0 shows.
  func drawn(_ number: Double?) -> (space: String, bar: String) {
    guard let number, number != 0, most > 0 else { return ("", "") }
    if number > 0 {
      let eighths = max(1, min(8 * right, Int((number / most * 8).rounded())))
      return (String(repeating: " ", count: left), TerminalText.bar(eighths: eighths))
    }
    let halves = max(1, min(2 * left, Int((-number / most * 2).rounded())))
    let bar = (halves % 2 == 1 ? "▐" : "") + String(repeating: "█", count: halves / 2)
    return (String(repeating: " ", count: left - (halves + 1) / 2), bar)
  }
}
