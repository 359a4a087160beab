import Bytes
import Diagnostics
import Geo
import Records

/// One member of every output object: the output column, and its key as it is written.
struct JSONMember: Sendable {
  var column: OutputColumn
  /// `"name":`
  var key: [UInt8]
  let form: JSONForm

  init(_ column: OutputColumn) {
    self.column = column
    key = Self.key(column.name)
    form = JSONForm(column.type)
  }

  static func key(_ name: [UInt8]) -> [UInt8] {
    var builder = ByteBuilder(capacity: name.count * 6 + 3)
    builder.append(ASCII.quote)
    builder.appendJSONEscaped(name.span, from: 0, to: name.count)
    builder.append(ASCII.quote, ASCII.colon)
    return builder.bytes
  }
}

/// How the values of a delimited column are written to JSON.
enum JSONForm: Sendable {
  case text
  /// As text, except the texts that mean null.
  case nullableText
  /// Without quotes, as they stand: any reader takes their usual spelling.
  case bareNumber, bareBoolean
  /// Without quotes, spelled anew where the column has a spelling of its own.
  case typedValue
  /// A string that is spelled anew: dates of a pattern.
  case typedText
  /// JSON text, which leaves as what it says.
  case nested

  init(_ type: ColumnType) {
    if type.spelling.holdsJSON {
      self = .nested
      return
    }
    let isUsual = type.spelling.isUsual(for: type.kind)
    let text = type.spelling.nullTexts.isEmpty ? JSONForm.text : .nullableText
    self =
      switch type.kind {
      case .integer, .number: isUsual ? .bareNumber : .typedValue
      case .boolean: isUsual ? .bareBoolean : .typedValue
      case .date, .datetime: isUsual ? text : .typedText
      case .unknown, .text, .geopoint, .shape: text
      }
  }

  /// The same in the gather kernel, nil where it has none.
  var inKernel: JSONGather.Member.Form? {
    switch self {
    case .text: .text
    case .bareNumber: .number
    case .bareBoolean: .boolean
    case .nullableText, .typedValue, .typedText, .nested: nil
    }
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
    var items: [Member] = []
    for (index, member) in members.enumerated() {
      let key = (index == 0 ? prefix : [ASCII.comma]) + member.key
      guard let form = member.form.inKernel else { return nil }
      items.append(Member(column: member.column.column, key: key, form: form))
    }
    self.init(
      members: items, suffix: suffix, columnCount: columnCount, lastEndTrim: batch.layout.lastEndTrim)
  }
}

/// Writes fields of a batch as JSON values.
struct JSONValueWriter: Sendable {
  private var scratch = ByteBuilder(capacity: 1024)
  /// What was changed since somebody took it.
  var changes = ChangeCounts()

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
        JSONLayout.appendValue(batch.bytes.span, from: start, to: end, into: &output, &changes)
        needsComma = true
      }
    } else {
      for index in members.indices {
        if needsComma { output.append(ASCII.comma) }
        output.append(members[index].key)
        try appendDelimited(batch, row: row, members[index].column, members[index].form, into: &output)
        needsComma = true
      }
    }
    return needsComma
  }

  /// Appends a CSV or TSV field: nothing between the separators is null, numbers and booleans are written bare, everything
  /// else is a string.
  private mutating func appendDelimited(
    _ batch: borrowing RecordBatch, row: Int, _ column: OutputColumn, _ form: JSONForm, into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let content = batch.content(row: row, column: column.column)
    switch content.form {
    case .absent, .null: return output.append(Self.null)
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
    default: break
    }
    if form != .text, !content.isQuoted,
      TypedText.isNull(batch.bytes.span, from: content.start, to: content.end, column.type.spelling)
    {
      changes.add(.nullTextRead)
      return output.append(Self.null)
    }
    guard form == .text || form == .nullableText else {
      return try appendTyped(batch, row: row, column, form, content, into: &output)
    }
    output.append(ASCII.quote)
    if content.form == .escaped {
      scratch.withSpan { output.appendJSONEscaped($0, from: 0, to: $0.count) }
    } else {
      output.appendJSONEscaped(batch.bytes.span, from: content.start, to: content.end)
    }
    output.append(ASCII.quote)
  }

  /// Appends a value by its type, which is verified here: a guess on every value that is written. The text of an escaped
  /// one is in `scratch`.
  private mutating func appendTyped(
    _ batch: borrowing RecordBatch, row: Int, _ column: OutputColumn, _ form: JSONForm, _ content: FieldContent,
    into output: inout ByteBuilder
  ) throws(Diagnostic) {
    let type = column.type
    if form == .nested {
      let isJSON =
        content.form == .escaped
        ? scratch.withSpan { appendNested($0, from: 0, to: $0.count, into: &output) }
        : appendNested(batch.bytes.span, from: content.start, to: content.end, into: &output)
      if !isJSON { throw TypeConflict.diagnostic(batch, row: row, column: column.column, type: type) }
      return
    }
    let start = output.count
    if form == .typedText { output.append(ASCII.quote) }
    let written =
      content.form == .escaped
      ? scratch.withSpan { TypedText.appendCanonical($0, from: 0, to: $0.count, type: type, to: &output) }
      : TypedText.appendCanonical(
        batch.bytes.span, from: content.start, to: content.end, type: type, to: &output)
    switch written {
    case .refused:
      output.truncate(to: start)
      throw TypeConflict.diagnostic(batch, row: row, column: column.column, type: type)
    case .changed(let change): changes.add(change)
    case .unchanged: break
    }
    if form == .typedText { output.append(ASCII.quote) }
  }

  /// Appends JSON text as JSON; false where it is none.
  private mutating func appendNested(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) -> Bool {
    var (first, last) = (start, end)
    while first < last, source[first] <= ASCII.space { first += 1 }
    while last > first, source[last - 1] <= ASCII.space { last -= 1 }
    guard JSONTextCheck.endOfValue(source, from: first, to: last) == last else { return false }
    JSONLayout.appendValue(source, from: first, to: last, into: &output, &changes)
    return true
  }

  static let null = Array("null".utf8)
}
