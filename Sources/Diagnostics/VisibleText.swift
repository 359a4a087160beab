/// Text made safe to show: nothing that came from data can move a cursor, colour a terminal or hide.
///
/// C0 controls and DEL become their symbols (`␀`, `␍`, `␛`), other invisible scalars their number (`U+FEFF`,
/// `U+202E`), bytes that are not UTF-8 `\xE9`. A tab in an excerpt is one space, so that columns stay columns.
package enum VisibleText {
  /// One scalar (or ill-formed sequence) of a line, as it is shown.
  struct Cell {
    var text: String
    /// How many scalars are shown.
    var width: Int
    /// Where it begins in the bytes.
    var byte: Int
  }

  static func cells(_ bytes: [UInt8]) -> [Cell] {
    var cells: [Cell] = []
    let span = bytes.span
    var i = 0
    while i < span.count {
      let (scalar, length) = UTF8Steps.step(span, at: i, end: span.count)
      cells.append(cell(scalar, bytes[i..<(i + length)], at: i))
      i += length
    }
    return cells
  }

  private static func cell(_ scalar: Unicode.Scalar?, _ bytes: ArraySlice<UInt8>, at byte: Int) -> Cell {
    guard let scalar else {
      let text = bytes.map { "\\x" + hexadecimal(UInt32($0), digits: 2) }.joined()
      return Cell(text: text, width: 4 * bytes.count, byte: byte)
    }
    if scalar == "\t" { return Cell(text: " ", width: 1, byte: byte) }
    guard let symbol = symbol(for: scalar) else { return Cell(text: String(scalar), width: 1, byte: byte) }
    return Cell(text: symbol, width: symbol.unicodeScalars.count, byte: byte)
  }

  /// A message, a path or a label with everything invisible made visible.
  package static func sanitised(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let symbol = symbol(for: scalar) { result += symbol } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// What stands for a scalar that must not be shown as it is; nil for all others.
  static func symbol(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) }
    case 0x20..<0x7F: return nil
    case 0x7F: return "\u{2421}"
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        return "U+" + hexadecimal(scalar.value, digits: 4)
      default: return nil
      }
    }
  }

  static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// Digits in groups of three: `5 904 113`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += " " }
      text.append(digit)
    }
    return text
  }
}
