import Bytes
package import Records

/// Folds the columns of batches into profiles. One for each worker: it remembers what it has told already.
///
/// What it remembers (hashes, first places) only spares the ordered stage work. A chunk is merged after every chunk before
/// it, so what this worker told of an earlier chunk is known by then.
package struct ColumnFolder: Sendable {
  private let columnCount: Int
  /// Of each column, the hash told last at each of `filterSize` places.
  private var told: [UInt64]
  private let filterSize: Int
  /// Of each column, a bit for each topic whose first place was told.
  private var toldTopics: [UInt64]
  private var scratch = ByteBuilder(capacity: 256)

  package init(columnCount: Int) {
    self.columnCount = columnCount
    // At most 2 MiB for all columns, 8 KiB for one.
    var size = 1024
    while size > 8, size * columnCount > 1 << 18 { size >>= 1 }
    filterSize = size
    told = Array(repeating: 0, count: size * columnCount)
    toldTopics = Array(repeating: 0, count: columnCount)
  }

  /// Adds the first `rows` records of a batch to `columns` and the hashes of values that may be new to `hashes`.
  package mutating func fold(
    _ batch: borrowing RecordBatch, rows: Int, into columns: inout [ColumnProfile], hashes: inout [[UInt64]]
  ) {
    for column in 0..<columnCount {
      // Out of the arrays while they are filled: an access through the array checks uniqueness for every field.
      var profile = ColumnProfile()
      var fresh: [UInt64] = []
      swap(&profile, &columns[column])
      swap(&fresh, &hashes[column])
      for row in 0..<rows { add(batch, row, column, to: &profile, &fresh) }
      swap(&profile, &columns[column])
      swap(&fresh, &hashes[column])
    }
  }

  @inline(__always)
  private mutating func add(
    _ batch: borrowing RecordBatch, _ row: Int, _ column: Int, to profile: inout ColumnProfile, _ fresh: inout [UInt64]
  ) {
    let content = batch.content(row: row, column: column)
    switch content.form {
    case .absent: profile.absent += 1
    case .null: profile.nulls += 1
    case .plain, .number, .boolean, .nested:
      add(batch.bytes.span, content.start, content.end, content, batch, row, column, &profile, &fresh)
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      let text = scratch.bytes
      add(text.span, 0, text.count, content, batch, row, column, &profile, &fresh)
    }
  }

  @inline(__always)
  private mutating func add(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ content: FieldContent, _ batch: borrowing RecordBatch,
    _ row: Int,
    _ column: Int, _ profile: inout ColumnProfile, _ fresh: inout [UInt64]
  ) {
    profile.values &+= 1
    if content.isQuoted { profile.quoted &+= 1 }
    if start == end { profile.emptyTexts &+= 1 }
    // Values that differ in kind are different values, whatever their text: the number 1 and the text "1".
    let isText = content.form == .plain || content.form == .escaped
    let hash = source.valueHash(from: start, to: end, salt: isText ? 0 : 1)
    let place = column &* filterSize &+ Int(truncatingIfNeeded: hash & UInt64(filterSize &- 1))
    if told[place] != hash || hash == 0 {
      told[place] = hash
      fresh.append(hash)
    }
    profile.lengths.add(source.scalarCount(from: start, to: end))
    profile.texts.add(source, start, end)
    let scan = Self.scan(source, start, end, content.form)
    profile[scan.valueClass] &+= 1
    var told = Topics(bits: toldTopics[column])
    func tell(_ topic: Sightings.Topic) {
      guard told.insert(topic) else { return }
      profile.firsts.add(topic, Self.sighting(source, start, end, content, batch, row))
    }
    tell(.valueClass(scan.valueClass))
    switch scan.valueClass {
    case .integer, .number: profile.numbers.add(scan, source, start, end)
    case .date, .datetime: profile.dates.add(scan.seconds, source, start, end)
    case .dayAndMonth:
      if scan.fitsDayFirst { profile.fitsDayFirst &+= 1 }
      if scan.fitsMonthFirst { profile.fitsMonthFirst &+= 1 }
      if !scan.fitsDayFirst, !scan.fitsMonthFirst { profile.fitsNeither &+= 1 }
      if scan.fitsDayFirst != scan.fitsMonthFirst {
        tell(scan.fitsDayFirst ? .dayFirst : .monthFirst)
      } else if !scan.fitsDayFirst {
        tell(.neither)
      }
    default:
      if isText, start < end, Self.isFormulaStart(source[start]), !Self.isSignedNumber(scan.valueClass) {
        profile.formulas &+= 1
        tell(.formula)
      }
    }
    if content.isQuoted { tell(.quoted) }
    toldTopics[column] = told.bits
  }

  private struct Topics {
    var bits: UInt64

    /// True the first time.
    mutating func insert(_ topic: Sightings.Topic) -> Bool {
      let bit = 1 as UInt64 &<< UInt64(topic.index)
      defer { bits |= bit }
      return bits & bit == 0
    }
  }

  @inline(__always)
  private static func scan(_ source: Span<UInt8>, _ start: Int, _ end: Int, _ form: FieldForm) -> ValueScan {
    switch form {
    case .number: ValueScan(number: source, from: start, to: end)
    case .boolean: ValueScan(.boolean)
    case .nested: ValueScan(.nested)
    default: ValueScan(text: source, from: start, to: end)
    }
  }

  @inline(never)
  private static func sighting(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ content: FieldContent, _ batch: borrowing RecordBatch, _ row: Int
  ) -> Sighting {
    Sighting(
      record: row + 1,
      line: batch.line(at: content.start),
      text: source.array(from: start, to: min(end, start + Sighting.longestText)))
  }

  /// What a spreadsheet takes for the beginning of a formula.
  static func isFormulaStart(_ byte: UInt8) -> Bool {
    byte == 0x3D || byte == 0x2B || byte == ASCII.minus || byte == 0x40 || byte == ASCII.tab
      || byte == ASCII.carriageReturn
  }

  /// Signs that belong to a number.
  private static func isSignedNumber(_ valueClass: ValueClass) -> Bool {
    switch valueClass {
    case .text, .nested: false
    default: true
    }
  }
}
