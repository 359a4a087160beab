/// A drawing of dots for a terminal: two across and four down in each character (Unicode Braille Patterns).
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var cells: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
    cells = [UInt8](repeating: 0, count: self.columns * self.rows)
  }

  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// The dots of a character: 1 2 3 7 down the left side, 4 5 6 8 down the right one.
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  /// x from the left, y from the top.
  mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    cells[y / 4 * columns + x / 2] |= Self.bits[y % 4 * 2 + x % 2]
  }

  /// A line with both ends, as straight as dots allow.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y))
    if steps == 0 { return dot(start.x, start.y) }
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      dot(
        start.x + Int((Double(end.x - start.x) * part).rounded()),
        start.y + Int((Double(end.y - start.y) * part).rounded()))
    }
  }

  /// A row of characters from the top, without the spaces at its end.
  func text(row: Int) -> String {
    var text = String.UnicodeScalarView()
    let cells = cells[row * columns..<(row + 1) * columns]
    for cell in cells[..<(cells.lastIndex { $0 != 0 }.map { $0 + 1 } ?? cells.startIndex)] {
      text.append(Unicode.Scalar(0x2800 + UInt32(cell)) ?? " ")
    }
    return String(text)
  }
}
