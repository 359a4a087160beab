import Bytes
import Diagnostics
import Records

/// The text of a field as it stands in a cell of a delimited output, before quotes or escapes: what CSV and TSV share.
///
/// Options that look at cells have their place here: the text for null, the decimal mark, the formula guard, the ods
/// layout. What they change is counted in `changes`.
struct CellText: Sendable {
  /// The text of the cell that was read last.
  private(set) var text = ByteBuilder(capacity: 1024)
  /// What was changed since somebody took them.
  var changes = ChangeCounts()
  private let style: DelimitedStyle
  private var python = PythonText()
  private var scratch = ByteBuilder(capacity: 1024)

  init(_ style: DelimitedStyle) { self.style = style }

  enum Kind { case null, text }

  /// Reads a field into `text`.
  mutating func read(
    _ batch: borrowing RecordBatch, row: Int, column: OutputColumn
  ) throws(Diagnostic) -> Kind {
    text.clear()
    let content = batch.content(row: row, column: column.column)
    switch content.form {
    case .absent, .null:
      text.append(style.nullText)
      return .null
    case .nested:
      changes.add(.nestedFlattened)
      if style.isODS {
        python.appendCell(batch.bytes.span, from: content.start, to: content.end, into: &text)
      } else {
        text.append(batch.bytes.span, from: content.start, to: content.end)
      }
    case .plain, .escaped, .number, .boolean: batch.appendText(of: content, to: &text)
    }
    if let mark = style.decimalMark {
      if column.isNumber, batch.syntax != .json {
        try spellNumber(batch, row, column, content, mark)
      } else if content.form == .number {
        replaceDecimalMark(mark)
      }
    }
    if style.formulaGuard != .off, isFormula { try guardFormula(batch, row, column) }
    return .text
  }

  // MARK: - Decimal mark

  /// A column of numbers holds numbers only: what was guessed is verified here. A number that has the mark already stays.
  private mutating func spellNumber(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn, _ content: FieldContent, _ mark: UInt8
  ) throws(Diagnostic) {
    let type = column.type
    let isKept = type.spelling.decimalMark == mark && type.spelling.groupMark == nil && !type.spelling.allowsAffixes
    swap(&text, &scratch)
    text.clear()
    let written = scratch.withSpan {
      TypedText.appendCanonical($0, from: 0, to: $0.count, type: type, to: &text)
    }
    if written == .refused {
      throw TypeConflict.diagnostic(batch, row: row, column: column.column, type: type)
    }
    if isKept {
      swap(&text, &scratch)
    } else if mark != ASCII.dot {
      replaceDecimalMark(mark)
    } else if type.spelling.decimalMark != ASCII.dot, case .changed = written {
      changes.add(.decimalMarkChanged)
    }
  }

  private mutating func replaceDecimalMark(_ mark: UInt8) {
    let point = text.withSpan { $0.position(of: ASCII.dot, or: ASCII.dot, from: 0, to: $0.count) }
    guard mark != ASCII.dot, point < text.count else { return }
    swap(&text, &scratch)
    text.clear()
    scratch.withSpan { number in
      text.append(number, from: 0, to: point)
      text.append(mark)
      text.append(number, from: point + 1, to: number.count)
    }
    changes.add(.decimalMarkChanged)
  }

  // MARK: - Formulas

  /// A spreadsheet runs text that begins with `=`, `+`, `-`, `@`, tab or CR (OWASP, CSV injection); numbers it reads.
  private var isFormula: Bool { text.withSpan { Self.isFormula($0) } }

  static func isFormula(_ bytes: Span<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return false }
    switch bytes[0] {
    case 0x3D, 0x40, ASCII.tab, ASCII.carriageReturn: return true
    case 0x2B, ASCII.minus: return !isNumber(bytes)
    default: return false
    }
  }

  /// `-1`, `+5`, `-1,5`, `-2.5e-3`: what any spreadsheet reads as a number.
  private static func isNumber(_ bytes: Span<UInt8>) -> Bool {
    var i = 1
    func digits() -> Bool {
      let first = i
      while i < bytes.count, ASCII.isDigit(bytes[i]) { i += 1 }
      return i > first
    }
    guard digits() else { return false }
    if i < bytes.count, bytes[i] == ASCII.dot || bytes[i] == ASCII.comma {
      i += 1
      guard digits() else { return false }
    }
    if i < bytes.count, bytes[i] | 0x20 == 0x65 {
      i += 1
      if i < bytes.count, bytes[i] == ASCII.minus || bytes[i] == 0x2B { i += 1 }
      guard digits() else { return false }
    }
    return i == bytes.count
  }

  private mutating func guardFormula(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: OutputColumn
  ) throws(Diagnostic) {
    if style.formulaGuard == .reject {
      let (start, end, _) = batch.extent(row: row, column: column.column)
      let name = String(decoding: column.name, as: UTF8.self)
      throw EncodingPlace(batch).diagnostic(
        .formula, "field '\(name)' begins like a formula: a spreadsheet would run it", in: batch, row: row, from: start,
        to: end, label: "a formula", field: name,
        help: ["--formula-guard prefix puts an apostrophe before it", "--formula-guard off writes it as it is"])
    }
    swap(&text, &scratch)
    text.clear()
    text.append(Self.apostrophe)
    text.append(scratch)
    changes.add(.formulaPrefixed)
  }

  static let apostrophe: UInt8 = 0x27
}
