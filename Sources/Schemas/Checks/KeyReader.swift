import Bytes
package import Records

/// The values of one batch that must be unique, as fingerprints: workers make it, the ordered stage compares it with what
/// came before.
package struct KeyedRecords: Sendable {
  struct Entry: Sendable {
    /// 0: a value of the key is null.
    var fingerprint: UInt128
    /// Where the first value of the key stands.
    var start: UInt32
    var end: UInt32
  }

  /// One entry for each record and key, record by record.
  var entries: [Entry] = []
  /// A copy of the batch's text, for the message.
  var bytes: [UInt8] = []
  var byteStart = 0
  var byteCount = 0
  /// A lone carriage return ends a line, as in the batch.
  var endsLinesWithCR = false
  /// Start and end of each record.
  var extents: [UInt32] = []

  /// The text of a record and where it begins, counted from the beginning of the batch.
  package func text(of row: Int) -> (byte: Int, raw: [UInt8]) {
    let (start, end) = (Int(extents[2 * row]), Int(extents[2 * row + 1]))
    return (start - byteStart, bytes.span.array(from: start, to: end))
  }
}

/// Reads the keys of a schema from batches. One for each worker.
///
/// Numbers are compared by their value, everything else by its text. A fingerprint has 128 bits (FNV-1a): that two of a
/// million values share one by chance has a probability of 10^-27.
package struct KeyReader: Sendable {
  private struct Part: Sendable {
    var column: Int?
    var type: ColumnType
    var isNumber: Bool
  }

  private let keys: [[Part]]

  package init(_ schema: TableSchema, columns: [Int?]) {
    keys = schema.keys.map { key in
      key.fields.map { index in
        let field = schema.fields[index]
        let isNumber = field.type == .number || field.type == .integer
        return Part(
          column: columns[index], type: ColumnType(declared: field.type.kind, spelling: field.spelling, by: ""),
          isNumber: isNumber)
      }
    }
  }

  package func read(_ batch: borrowing RecordBatch) -> KeyedRecords {
    var found = KeyedRecords()
    found.entries.reserveCapacity(batch.recordCount * keys.count)
    found.bytes = batch.bytes
    (found.byteStart, found.byteCount) = (batch.byteStart, batch.byteCount)
    found.endsLinesWithCR = batch.endsLinesWithCR
    var text = ByteBuilder(capacity: 256)
    for row in 0..<batch.recordCount {
      let (start, end) = batch.recordExtent(row)
      found.extents.append(UInt32(truncatingIfNeeded: start))
      found.extents.append(UInt32(truncatingIfNeeded: end))
      for key in keys { found.entries.append(entry(key, batch, row, &text)) }
    }
    return found
  }

  private func entry(
    _ key: [Part], _ batch: borrowing RecordBatch, _ row: Int, _ text: inout ByteBuilder
  ) -> KeyedRecords.Entry {
    var fingerprint = Fingerprint(seed: TableSeed.ofProcess)
    var place: (start: Int, end: Int)?
    var isNull = false
    for part in key {
      guard let column = part.column else {
        isNull = true
        continue
      }
      let content = batch.content(row: row, column: column)
      if content.form != .absent, place == nil {
        let extent = batch.extent(row: row, column: column)
        place = (extent.start, extent.end)
      }
      let isText = content.form == .plain && !content.isQuoted
      if content.form == .absent || content.form == .null
        || isText && TypedText.isNull(batch.bytes.span, from: content.start, to: content.end, part.type.spelling)
      {
        isNull = true
        continue
      }
      text.clear()
      batch.appendText(of: content, to: &text)
      fingerprint.add(text, part.isNumber ? part.type : nil)
    }
    let (start, end) = place ?? (batch.byteStart, batch.byteStart)
    return KeyedRecords.Entry(
      fingerprint: isNull ? 0 : fingerprint.value, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: end))
  }
}

/// FNV-1a with 128 bits (Fowler, Noll, Vo; offset and prime of their publication). Never 0.
package struct Fingerprint: Sendable {
  private var state: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
  private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B

  /// - Parameter seed: 0 for what must be the same in every run. With another one nobody can choose texts that share a fingerprint.
  package init(seed: UInt64 = 0) { state ^= UInt128(seed) << 64 | UInt128(seed) }

  package var value: UInt128 { state == 0 ? 1 : state }

  private mutating func add(_ byte: UInt8) { state = (state ^ UInt128(byte)) &* Self.prime }

  /// Adds a text; what is added next is another one.
  package mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { add(byte) }
    add(0xFF)
  }

  /// Adds a value, by its number where `type` is one.
  mutating func add(_ text: ByteBuilder, _ type: ColumnType?) {
    if let type {
      var canonical = text
      if NumberParts(text.storage.span, from: 0, to: text.count) == nil {
        canonical.clear()
        _ = TypedText.appendCanonical(text.storage.span, from: 0, to: text.count, type: type, to: &canonical)
      }
      addNumber(canonical)
    } else {
      text.withSpan { span in
        for i in 0..<span.count { add(span[i]) }
      }
    }
    // A value ends here: "ab", "c" is not "a", "bc".
    add(0xFF)
  }

  private mutating func addNumber(_ text: ByteBuilder) {
    let span = text.storage.span
    guard let parts = NumberParts(span, from: 0, to: text.count) else { return }
    for i in parts.first..<parts.last where span[i] != ASCII.dot { add(span[i]) }
    guard !parts.isZero else { return }
    add(parts.isNegative ? ASCII.minus : ASCII.zero)
    var exponent = UInt64(bitPattern: Int64(parts.exponent))
    for _ in 0..<8 {
      add(UInt8(truncatingIfNeeded: exponent))
      exponent >>= 8
    }
  }
}
