import Bytes
import Calendars
import Diagnostics
import Records

/// The values of a field as sort keys: by the type of its column, and where that is not known each value by what it is.
/// One for each item of `sort` and worker.
struct FieldSortKey: Sendable {
  /// How values are read.
  private enum Reading {
    /// The plain grammar of numbers.
    case number
    /// Numbers with a spelling of their own.
    case spelledNumber
    case boolean, date, text
    /// JSON knows what its values are; a text that is a whole date is one.
    case json
    /// Delimited text of which nobody knows the type.
    case unknown
  }

  /// Columns whose guessed type the order rests on: somebody must verify them on every record.
  let guessedColumns: [Int]
  private let column: Int
  private let type: ColumnType
  private let order: SortDirection
  private let reading: Reading
  private var reader = ValueReader(members: [])
  private var cursor: ZoneCursor
  private var folded: [UInt8] = []
  private var canonical = ByteBuilder(capacity: 64)

  private init(column: Int, _ field: Field, isOpen: Bool, _ context: SortKeyContext) {
    let type = field.type
    self.column = column
    self.type = type
    order = context.order
    cursor = ZoneCursor(context.zone)
    let needsSpelling = type.basis == .declared || !type.spelling.isUsual(for: type.kind)
    reading =
      switch type.kind {
      case .integer, .number: needsSpelling ? .spelledNumber : .number
      case .boolean: .boolean
      case .date, .datetime: .date
      case .text: .text
      case .unknown, .geopoint, .shape: isOpen ? .json : .unknown
      }
    guessedColumns = type.basis == .guessed && type.isCheckable ? [column] : []
  }

  /// Binds a key to the visible field of its name.
  static func bind(_ context: SortKeyContext) throws(DiagnosticList) -> FieldSortKey {
    let name = Array(context.name.utf8)
    let (schema, projection) = (context.schema, context.projection)
    let envelope =
      projection.isWhole || projection.keepsUnseen
      ? schema.fields.firstIndex { $0.isEnvelope && $0.nameBytes == name } : nil
    // A column that is computed may be sorted by before anybody shows it.
    let hidden =
      projection.isWhole ? schema.fields.firstIndex { $0.role == .property && $0.nameBytes == name } : nil
    guard let column = projection.field(named: name)?.column ?? envelope ?? hidden else {
      let names = projection.fields.map(\.name)
      throw context.wrong(
        .unknownField, "no field '\(context.name)'",
        label: Suggestion.nearest(to: context.name, in: names).map { "did you mean '\($0)'?" },
        notes: [names.isEmpty ? "there are no fields" : "fields: " + names.prefix(12).joined(separator: ", ")],
        help: context.name == "dist" ? ["--geofilter.distance LAT,LON,RADIUS gives records their 'dist' in metres"] : []
      )
    }
    let field = schema.fields.indices.contains(column) ? schema.fields[column] : Field(context.name)
    if field.kind == .geopoint || field.kind == .shape || field.role == .geometry {
      let kind = field.kind == .geopoint ? field.kind.plural : FieldKind.shape.plural
      throw context.wrong(
        .notSupported, "field '\(context.name)' holds \(kind), which have no order",
        help: ["sort by a number, a date, a text or a boolean", "--type \(context.name)=text sorts it as text"])
    }
    return FieldSortKey(column: column, field, isOpen: schema.isOpen, context)
  }

  /// Appends a key for each visible record of `batch`. A record that has no value gets the byte FF alone, which every other
  /// key must stay below.
  mutating func read(_ batch: borrowing RecordBatch, into keys: inout SortKeys) {
    let (count, selection) = (batch.recordCount, batch.selection)
    switch selection {
    case .all: for row in 0..<count { read(row, of: batch, into: &keys) }
    case .rows(let rows): for row in rows { read(Int(row), of: batch, into: &keys) }
    }
  }

  private mutating func read(_ row: Int, of batch: borrowing RecordBatch, into keys: inout SortKeys) {
    let content = batch.content(row: row, column: column)
    let start = keys.bytes.count
    append(content, of: batch, to: &keys.bytes)
    let isText = keys.bytes[start] == OrderedBytes.text
    // What is missing stays last.
    if order.isDescending(isText: isText), keys.bytes[start] != OrderedBytes.nothing {
      // Of a portal's order only the values turn: numbers, dates and texts of one field keep their places.
      keys.bytes.complement(from: order == .descending ? start : start &+ 1)
    }
    keys.endKey()
  }

  // MARK: Values

  private mutating func append(_ content: FieldContent, of batch: borrowing RecordBatch, to key: inout ByteBuilder) {
    switch content.form {
    case .absent, .null: key.append(OrderedBytes.nothing)
    case .escaped:
      reader.unescape(content, copy batch)
      // Moved out and back: the text is lent by this very struct.
      var text = ByteBuilder(capacity: 0)
      swap(&text, &reader.unescaped)
      text.withSpan { append($0, from: 0, to: $0.count, content.form, to: &key) }
      swap(&text, &reader.unescaped)
    case .plain, .number, .boolean, .nested:
      append(batch.bytes.span, from: content.start, to: content.end, content.form, to: &key)
    }
  }

  private mutating func append(
    _ source: Span<UInt8>, from start: Int, to end: Int, _ form: FieldForm, to key: inout ByteBuilder
  ) {
    if start == end { return key.append(OrderedBytes.nothing) }
    switch reading {
    case .number: if appendNumber(source, start, end, to: &key) { return }
    case .spelledNumber: if appendSpelledNumber(source, start, end, form, to: &key) { return }
    case .boolean:
      if let value = TypedText.boolean(source, from: start, to: end, type.spelling) {
        return key.append(OrderedBytes.truth, value ? 1 : 0)
      }
    case .date: if appendDate(source, start, end, to: &key) { return }
    case .text: break
    case .json:
      switch form {
      case .number: if appendNumber(source, start, end, to: &key) { return }
      case .boolean: return key.append(OrderedBytes.truth, source[start] == 0x74 ? 1 : 0)
      case .plain, .escaped: if appendWholeDate(source, start, end, to: &key) { return }
      case .absent, .null, .nested: break
      }
    case .unknown:
      if appendNumber(source, start, end, to: &key) || appendWholeDate(source, start, end, to: &key) { return }
    }
    OrderedBytes.append(source, from: start, to: end, folded: &folded, to: &key)
  }

  private func appendNumber(_ source: Span<UInt8>, _ start: Int, _ end: Int, to key: inout ByteBuilder) -> Bool {
    guard let parts = NumberParts(source, from: start, to: end) else { return false }
    OrderedBytes.append(parts, of: source, to: &key)
    return true
  }

  private mutating func appendSpelledNumber(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm, to key: inout ByteBuilder
  ) -> Bool {
    if form == .number { return appendNumber(source, start, end, to: &key) }
    canonical.clear()
    let found = TypedText.appendCanonical(source, from: start, to: end, type: type, to: &canonical)
    return found != .refused && canonical.withSpan { appendNumber($0, 0, $0.count, to: &key) }
  }

  // MARK: Dates

  /// A date of a column of dates: the instant at which it begins.
  private mutating func appendDate(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, to key: inout ByteBuilder
  ) -> Bool {
    if type.spelling.dates == nil, appendQuickly(source, start, end, to: &key) { return true }
    guard let parts = TypedText.date(source, from: start, to: end, type: type) else { return false }
    append(parts, of: source, to: &key)
    return true
  }

  /// A text that names a day, with or without a time.
  private mutating func appendWholeDate(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, to key: inout ByteBuilder
  ) -> Bool {
    guard end &- start >= 8, ASCII.isDigit(source[start]) || source[start] == ASCII.minus else { return false }
    if appendQuickly(source, start, end, to: &key) { return true }
    guard let parts = DateText.read(source, from: start, to: end), parts.precision >= .day else { return false }
    append(parts, of: source, to: &key)
    return true
  }

  /// The usual forms, when they have no fraction: `DateLoad` cuts it.
  private mutating func appendQuickly(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, to key: inout ByteBuilder
  ) -> Bool {
    let length = end &- start
    guard length <= 19 || source[start &+ 19] != ASCII.dot else { return false }
    let load = DateLoad(source, from: start, to: end)
    switch load.form {
    case .other: return false
    case .day, .wallTime:
      OrderedBytes.append(seconds: cursor.instant(ofWallTime: load.seconds), nanoseconds: 0, to: &key)
    case .instant: OrderedBytes.append(seconds: load.seconds, nanoseconds: 0, to: &key)
    }
    return true
  }

  private mutating func append(_ parts: DateParts, of source: Span<UInt8>, to key: inout ByteBuilder) {
    let instant = Instant(parts, in: source, zone: &cursor)
    OrderedBytes.append(seconds: instant.seconds, nanoseconds: instant.nanoseconds, to: &key)
  }
}
