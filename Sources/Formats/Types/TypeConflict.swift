import Bytes
import Diagnostics
import Records

/// The sentences about a value that is not what its column was guessed or declared to hold (V007).
enum TypeConflict {
  /// Places are relative to the chunk; the field is called by its name in the input, which the flags use.
  static func diagnostic(
    _ batch: borrowing RecordBatch, row: Int, column: Int, type: ColumnType
  ) -> Diagnostic {
    let name = batch.schema.fields.indices.contains(column) ? batch.schema.fields[column].name : ""
    let (start, end, _) = batch.extent(row: row, column: column)
    let content = batch.content(row: row, column: column)
    let value = shown(batch, content)
    let isDeclared = type.basis == .declared
    let kind = isDeclared || type.kind != .integer ? type.kind : .number
    let message =
      isDeclared
      ? "column '\(name)' is declared \(type.kind.rawValue); \(value) is not \(type.kind.withArticle)"
      : "column '\(name)' was guessed to hold \(type.kind.plural); \(value) is not \(kind.withArticle)"
    return EncodingPlace(batch).diagnostic(
      .typeConflict, message, in: batch, row: row, from: start, to: end, label: "not \(kind.withArticle)", field: name,
      notes: notes(batch, content, type), help: help(batch, content, type, name))
  }

  /// The value between quotes, cut where it is long.
  private static func shown(_ batch: borrowing RecordBatch, _ content: FieldContent) -> String {
    let limit = 60
    let text = String(
      decoding: batch.bytes.span.array(from: content.start, to: min(content.end, content.start + limit)), as: UTF8.self)
    return content.length == 0 ? "an empty text" : "'\(text)\(content.length > limit ? "…" : "")'"
  }

  private static func notes(
    _ batch: borrowing RecordBatch, _ content: FieldContent, _ type: ColumnType
  ) -> [String] {
    var notes: [String] = []
    if let evidence = type.evidence, type.basis == .guessed {
      let count = grouped(evidence.values)
      notes.append("\(count) of \(count) values in \(evidence.extent) were \(type.kind.plural)")
    }
    if !type.declaredBy.isEmpty { notes.append("declared by \(type.declaredBy)") }
    let bytes = batch.bytes.span
    switch type.kind {
    case .integer, .number:
      let shape = NumberText.shape(bytes, from: content.start, to: content.end, decimalMark: type.spelling.decimalMark)
      if type.basis == .guessed {
        if shape.isNumber { notes.append("a number that does not fit a 64-bit value changes when it is read back") }
        if startsWithZero(bytes, content) { notes.append("a leading zero says that this is an identifier") }
      }
      if type.kind == .integer, type.basis == .declared, shape.isNumber { notes.append("it has a fraction") }
      if content.isQuoted, batch.syntax == .json { notes.append("it is a JSON string") }
    case .date, .datetime:
      let parts = DateText.read(bytes, from: content.start, to: content.end, pattern: type.spelling.dates)
      if let parts { notes.append(parts.hasTime ? "it has a time of day" : "it has no time of day") }
    default: break
    }
    return notes
  }

  private static func help(
    _ batch: borrowing RecordBatch, _ content: FieldContent, _ type: ColumnType, _ name: String
  ) -> [String] {
    var help: [String] = []
    let bytes = batch.bytes.span
    switch type.kind {
    case .integer, .number:
      let mark = type.spelling.decimalMark
      let other = mark == ASCII.comma ? ASCII.dot : ASCII.comma
      let comma = bytes.position(of: other, or: other, from: content.start, to: content.end)
      if comma < content.end, !isNumber(bytes, content, mark), isNumber(bytes, content, other) {
        help.append("--decimal \(other == ASCII.comma ? "," : ".") reads this decimal mark")
      }
      if type.basis == .declared, type.kind == .integer, isNumber(bytes, content, mark) {
        help.append("--type \(name)=number takes fractions")
      }
    case .date, .datetime:
      let orders = ["dmy", "mdy", "ymd"].filter { order in
        guard let pattern = try? DatePattern(parsing: order), order != type.spelling.dates?.text else { return false }
        return DateText.read(bytes, from: content.start, to: content.end, pattern: pattern) != nil
      }
      if !orders.isEmpty {
        help.append(orders.map { "--dates \(name)=\($0)" }.joined(separator: " or ") + " reads it")
      }
      if type.basis == .declared,
        let parts = DateText.read(bytes, from: content.start, to: content.end, pattern: type.spelling.dates)
      {
        help.append("--type \(name)=\(parts.kind.rawValue) takes it")
      }
    default: break
    }
    help.append("--type \(name)=text takes the column as text")
    if type.basis == .guessed { help.append("--on-type-conflict widen does so for the whole input when it must") }
    return help
  }

  private static func isNumber(_ bytes: Span<UInt8>, _ content: FieldContent, _ mark: UInt8) -> Bool {
    NumberText.shape(bytes, from: content.start, to: content.end, decimalMark: mark).isNumber
  }

  private static func startsWithZero(_ bytes: Span<UInt8>, _ content: FieldContent) -> Bool {
    content.length > 1 && bytes[content.start] == ASCII.zero && ASCII.isDigit(bytes[content.start + 1])
  }

  /// `4,120`
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
