import Bytes
package import Records

/// Folds the columns of batches into profiles. One for each worker: it remembers what it has told already.
///
/// What it remembers (hashes, first places) only spares the ordered stage work. A chunk is merged after every chunk before
/// it, so what this worker told of an earlier chunk is known by then.
package struct ColumnFolder: Sendable {
  private let types: [ColumnType]
  private var memories: [Memory]
  /// Texts whose escapes were resolved, and values as their declared type spells them.
  private var scratch = ByteBuilder(capacity: 256)
  private var canonical = ByteBuilder(capacity: 64)

  /// What was told of a column.
  private struct Memory: Sendable {
    /// The hash told last at each place.
    var hashes: [UInt64]
    /// A bit for each topic.
    var topics: UInt64 = 0

    /// True the first time, and now and then again.
    @inline(__always)
    mutating func isNew(_ hash: UInt64) -> Bool {
      let place = Int(truncatingIfNeeded: hash & UInt64(hashes.count &- 1))
      if hashes[place] == hash, hash != 0 { return false }
      hashes[place] = hash
      return true
    }

    /// True the first time.
    @inline(__always)
    mutating func isNew(_ topic: Sightings.Topic) -> Bool {
      let bit = 1 as UInt64 &<< UInt64(topic.index)
      defer { topics |= bit }
      return topics & bit == 0
    }
  }

  /// What is being added to a column.
  private struct Target {
    var profile: ColumnProfile
    var fresh: [UInt64]
    var memory: Memory
    let type: ColumnType
  }

  package init(_ schema: Schema) {
    types = schema.fields.map(\.type)
    // At most 2 MiB for all columns, 8 KiB for one.
    var size = 1024
    while size > 8, size * schema.fields.count > 1 << 18 { size >>= 1 }
    memories = Array(repeating: Memory(hashes: Array(repeating: 0, count: size)), count: schema.fields.count)
  }

  /// Adds the first `rows` records of a batch to a chunk's profile.
  package mutating func fold(_ batch: borrowing RecordBatch, rows: Int, into chunk: inout ChunkProfile) {
    for column in types.indices {
      // Out of the arrays while they are filled: a second reference would copy them.
      var target = Target(
        profile: chunk.columns[column], fresh: chunk.hashes[column], memory: memories[column], type: types[column])
      chunk.columns[column] = .empty
      chunk.hashes[column] = []
      memories[column].hashes = []
      for row in 0..<rows { add(batch, row, column, to: &target) }
      chunk.columns[column] = target.profile
      chunk.hashes[column] = target.fresh
      memories[column] = target.memory
    }
  }

  @inline(__always)
  private mutating func add(_ batch: borrowing RecordBatch, _ row: Int, _ column: Int, to target: inout Target) {
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent: target.profile.absent &+= 1
    case .null: target.profile.nulls &+= 1
    case .plain, .number, .boolean, .nested:
      let value = Value(start: content.start, end: content.end, content: content, row: row)
      add(value, of: batch.bytes.span, batch, to: &target)
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      let text = scratch.bytes
      add(Value(start: 0, end: text.count, content: content, row: row), of: text.span, batch, to: &target)
    }
  }

  /// One value: the extent of its text in some bytes, and where it stood.
  private struct Value {
    let start: Int
    let end: Int
    let content: FieldContent
    let row: Int

    /// Texts of delimited input and strings of JSON; the others know what they are.
    var isText: Bool { content.form == .plain || content.form == .escaped }
  }

  @inline(__always)
  private mutating func add(
    _ value: Value, of source: Span<UInt8>, _ batch: borrowing RecordBatch, to target: inout Target
  ) {
    let (start, end) = (value.start, value.end)
    if !target.type.spelling.nullTexts.isEmpty, !value.content.isQuoted,
      TypedText.isNull(source, from: start, to: end, target.type.spelling)
    {
      target.profile.nulls &+= 1
      return
    }
    target.profile.values &+= 1
    if value.content.isQuoted {
      target.profile.quoted &+= 1
      tell(.quoted, value, source, batch, &target)
    } else {
      tell(.bare, value, source, batch, &target)
    }
    if start == end { target.profile.emptyTexts &+= 1 }
    // Values that differ in kind are different values, whatever their text: the number 1 and the text "1".
    let hash = source.valueHash(from: start, to: end, salt: value.isText ? 0 : 1)
    if target.memory.isNew(hash) { target.fresh.append(hash) }
    target.profile.lengths.add(source.scalarCount(from: start, to: end))
    target.profile.texts.add(source, start, end)
    let scan = scan(value, source, &target)
    target.profile[scan.valueClass] &+= 1
    tell(.valueClass(scan.valueClass), value, source, batch, &target)
    switch scan.valueClass {
    case .integer where scan.isYear: target.profile.years &+= 1
    case .dayAndMonth: addDayAndMonth(scan, value, source, batch, &target)
    case .text where value.isText && start < end && Self.isFormulaStart(source[start]):
      target.profile.formulas &+= 1
      tell(.formula, value, source, batch, &target)
    default: break
    }
  }

  /// Looks at a value and takes it into the ranges of its class.
  @inline(__always)
  private mutating func scan(_ value: Value, _ source: Span<UInt8>, _ target: inout Target) -> ValueScan {
    let (start, end) = (value.start, value.end)
    if value.isText, target.type.basis == .declared { return scanDeclared(value, source, &target) }
    let scan =
      switch value.content.form {
      case .number: ValueScan(number: source, from: start, to: end)
      case .boolean: ValueScan(.boolean)
      case .nested: ValueScan(.nested)
      default: ValueScan(text: source, from: start, to: end, spelling: target.type.spelling)
      }
    target.profile.addRange(scan, source, start, end)
    return scan
  }

  /// A declared type says what the text means; its ranges show values as weir spells them.
  private mutating func scanDeclared(_ value: Value, _ source: Span<UInt8>, _ target: inout Target) -> ValueScan {
    let (start, end) = (value.start, value.end)
    canonical.clear()
    if !target.type.isCheckable { return ValueScan(.text) }
    if case .refused = TypedText.appendCanonical(source, from: start, to: end, type: target.type, to: &canonical) {
      return ValueScan(text: source, from: start, to: end, spelling: target.type.spelling)
    }
    let text = canonical.bytes
    var scan = ValueScan(.text)
    switch target.type.kind {
    case .integer, .number: scan = ValueScan(number: text.span, from: 0, to: text.count)
    case .date, .datetime: scan = ValueScan(date: text.span, from: 0, to: text.count, kind: target.type.kind)
    case .boolean: scan = ValueScan(.boolean)
    case .geopoint: scan = ValueScan(.geopoint)
    case .text, .unknown, .shape: break
    }
    target.profile.addRange(scan, text.span, 0, text.count)
    return scan
  }

  private mutating func addDayAndMonth(
    _ scan: ValueScan, _ value: Value, _ source: Span<UInt8>, _ batch: borrowing RecordBatch, _ target: inout Target
  ) {
    switch (scan.fitsDayFirst, scan.fitsMonthFirst) {
    case (true, true): target.profile.fitsBothOrders &+= 1
    case (true, false):
      target.profile.fitsDayFirst &+= 1
      tell(.dayFirst, value, source, batch, &target)
    case (false, true):
      target.profile.fitsMonthFirst &+= 1
      tell(.monthFirst, value, source, batch, &target)
    case (false, false): tell(.neitherOrder, value, source, batch, &target)
    }
  }

  /// Remembers the first place of a topic.
  @inline(__always)
  private func tell(
    _ topic: Sightings.Topic, _ value: Value, _ source: Span<UInt8>, _ batch: borrowing RecordBatch,
    _ target: inout Target
  ) {
    guard target.memory.isNew(topic) else { return }
    let end = min(value.end, value.start + Sighting.longestText)
    target.profile.firsts.add(
      topic,
      Sighting(
        record: value.row + 1, line: batch.line(at: value.content.start),
        text: source.array(from: value.start, to: end)))
  }

  /// What a spreadsheet takes for the beginning of a formula. Signed numbers, points and dates are classes of their own.
  private static func isFormulaStart(_ byte: UInt8) -> Bool {
    byte == 0x3D || byte == 0x2B || byte == ASCII.minus || byte == 0x40 || byte == ASCII.tab
      || byte == ASCII.carriageReturn
  }
}
