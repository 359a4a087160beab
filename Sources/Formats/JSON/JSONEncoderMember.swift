import Bytes
import Diagnostics
import Records

/// One member of every output object: the output column, and its key as it is written.
struct JSONMember: Sendable {
  var column: OutputColumn
  /// `"name":`
  var key: [UInt8]

  init(_ column: OutputColumn) {
    self.column = column
    key = Self.key(column.name)
  }

  static func key(_ name: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder(capacity: name.count * 6 + 3)
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(name.span, from: 0, to: name.count)
    builder.append(ASCII.quote, ASCII.colon)
    return builder.bytes
  }
}

extension JSONGather {
  /// The fast path for `members` over a batch of strict CSV, nil where it does not apply. `prefix` stands before the
  /// first key of a record, `suffix` after its last value.
  init?(_ members: [JSONMember], of batch: borrowing RecordBatch, prefix: [UInt8], suffix: [UInt8]) {
    guard batch.layout.stride == 1, batch.syntax == .csv else { return nil }
    let columnCount = batch.layout.columnCount
    guard !members.isEmpty, suffix.count <= 8, members.allSatisfy({ $0.column.column < columnCount }) else {
      return nil
    }
    let items = members.enumerated().map { index, member in
      Member(
        column: member.column.column, key: (index == 0 ? prefix : [ASCII.comma]) + member.key,
        isNumber: member.column.isNumber)
    }
    self.init(
      members: items, suffix: suffix, columnCount: columnCount, lastEndTrim: batch.layout.lastEndTrim)
  }
}

/// Writes fields of a batch as JSON values.
struct JSONValueWriter: Sendable {
  private var scratch = ByteBuilder(capacity: 1024)

  /// Appends `members` as `"name":value,"name":value` and returns whether there was any. Absent JSON members are left out.
  /// `needsComma`: something stands before them.
  mutating func appendMembers(
    _ members: [JSONMember], of batch: borrowing RecordBatch, row: Int, needsComma: Bool, into output: inout ByteBuilder
  ) throws(Diagnostic) -> Bool {
    var needsComma = needsComma
    if batch.syntax == .json {
      for index in members.indices {
        let (start, end, flags) = batch.extent(row: row, column: members[index].column.column)
        if flags & BatchLayout.absent != 0 { continue }
        if needsComma { output.append(ASCII.comma) }
        output.append(members[index].key)
        appendRaw(batch.bytes.span, from: start, to: end, into: &output)
        needsComma = true
      }
    } else {
      for index in members.indices {
        if needsComma { output.append(ASCII.comma) }
        output.append(members[index].key)
        try appendDelimited(batch, row: row, member: members[index].column, into: &output)
        needsComma = true
      }
    }
    return needsComma
  }

  /// Copies a raw JSON value; one that holds line breaks loses them with the rest of its white space.
  func appendRaw(_ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder) {
    let first = source[start]
    if first == ASCII.openBrace || first == ASCII.openBracket {
      JSONLayout.appendOnOneLine(source, from: start, to: end, into: &output)
    } else {
      output.append(source, from: start, to: end)
    }
  }

  /// Appends a CSV or TSV field: nothing between the separators is null, a column of numbers is written bare, everything
  /// else is a string.
  private mutating func appendDelimited(
    _ batch: borrowing RecordBatch, row: Int, member: OutputColumn, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let content = batch.content(row: row, column: member.column)
    switch content.form {
    case .absent, .null: output.append(Self.null)
    case .escaped where !member.isNumber:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      output.append(ASCII.quote)
      scratch.withSpan { output.appendJSONEscaped($0, from: 0, to: $0.count) }
      output.append(ASCII.quote)
    default:
      let bytes = batch.bytes.span
      if member.isNumber {
        // What the probe guessed is verified on every record that is written.
        guard !content.isQuoted, NumberText.isCanonical(bytes, from: content.start, to: content.end) else {
          throw Self.typeConflict(batch, row: row, member: member, content)
        }
        output.append(bytes, from: content.start, to: content.end)
      } else {
        output.append(ASCII.quote)
        output.appendJSONEscaped(bytes, from: content.start, to: content.end)
        output.append(ASCII.quote)
      }
    }
  }

  private static func typeConflict(
    _ batch: borrowing RecordBatch, row: Int, member: OutputColumn, _ content: FieldContent
  ) -> Diagnostic {
    let name = String(decoding: member.name, as: UTF8.self)
    let (start, end, _) = batch.extent(row: row, column: member.column)
    var notes: [String] = []
    if content.isQuoted {
      notes.append("the value stands in quotes: numbers are not quoted in this column so far")
    } else {
      let shape = NumberText.shape(batch.bytes.span, from: content.start, to: content.end)
      if shape.isNumber { notes.append("a number that does not fit a 64-bit value changes when it is read back") }
      if startsWithZero(batch, content) { notes.append("a leading zero says that this is an identifier") }
    }
    return EncodingPlace(batch).diagnostic(
      .typeConflict, "column '\(name)' held numbers only where it was probed; this value is not one",
      in: batch, row: row, from: start, to: end, label: content.isQuoted ? "quoted" : "text", field: name, notes: notes,
      help: ["write csv, or drop the column with --fields -\(name); declared types come with a schema"])
  }

  private static func startsWithZero(_ batch: borrowing RecordBatch, _ content: FieldContent) -> Bool {
    content.length > 1 && batch.bytes[content.start] == ASCII.zero && ASCII.isDigit(batch.bytes[content.start + 1])
  }

  static let null = Array("null".utf8)
}
