import Bytes

/// Series as a table for people: a line for each row, numbers to the right, `-` for what is missing.
package enum SeriesTable {
  private static let widestName = 40

  package static func text(_ answer: SeriesAnswer) -> [UInt8] {
    let columns = SeriesColumn.all(answer.series)
    let labels = (0..<answer.rowCount).map { SliceLabel.text(row: $0, of: answer) }
    let heading = answer.slices.isEmpty ? "" : SliceLabel.title(answer.slices)
    let names = columns.map { TerminalText.cut(TerminalText.visible(Array($0.name.utf8)), to: widestName) }
    let numbers = columns.map { column in
      (0..<answer.rowCount).map { column.value(row: $0, of: answer).text ?? "-" }
    }
    let width = min(widestName, labels.reduce(TerminalText.width(heading)) { max($0, TerminalText.width($1)) })
    let widths = zip(names, numbers).map { name, numbers in
      numbers.reduce(TerminalText.width(name)) { max($0, $1.utf8.count) }
    }
    var builder = ByteBuilder()
    func line(_ label: String, _ cells: [String]) {
      let cells = zip(cells, widths).map { TerminalText.rightAligned($0, to: $1) }
      builder.append(([TerminalText.padded(label, to: width)] + cells).joined(separator: "  ") + "\n")
    }
    line(heading, names)
    line(String(repeating: "─", count: width), widths.map { String(repeating: "─", count: $0) })
    for row in labels.indices { line(labels[row], numbers.map { $0[row] }) }
    return builder.bytes
  }
}
