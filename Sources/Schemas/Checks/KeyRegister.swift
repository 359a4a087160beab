package import Diagnostics

/// Remembers the keys of every record, and finds the first one that occurs twice. One for each input, in record order.
///
/// Memory is bounded: the fingerprints of `maximumCount` values (16 bytes each) are kept; a value beyond is an error, for
/// an answer that looked at a part only would look like one.
package struct KeyRegister: Sendable {
  package static let maximumCount = 1 << 20

  private let table: TableSchema
  private var seen: [Set<UInt128>]
  private var count = 0
  private let limit: Int

  package init(_ table: TableSchema, limit: Int = maximumCount) {
    self.table = table
    self.limit = limit
    seen = Array(repeating: [], count: table.keys.count)
  }

  /// The first record of a batch whose key is not new, and what to say of it, with places relative to the batch.
  package mutating func firstFault(_ records: KeyedRecords) -> (row: Int, found: Diagnostic)? {
    for row in 0..<recordCount(of: records) {
      if let found = fault(row, records) { return (row, found) }
    }
    return nil
  }

  /// Every record of a batch whose key is not new, those aside that were rejected before. `end`: the record at which there
  /// were more keys than can be remembered (L004); those from it on were not looked at.
  package mutating func allFaults(
    _ records: KeyedRecords, isRejected: (Int) -> Bool
  ) -> (repeated: [(row: Int, found: Diagnostic)], end: (row: Int, found: Diagnostic)?) {
    var repeated: [(row: Int, found: Diagnostic)] = []
    for row in 0..<recordCount(of: records) where !isRejected(row) {
      guard let found = fault(row, records) else { continue }
      if found.code == .tooManyKeys { return (repeated, (row, found)) }
      repeated.append((row, found))
    }
    return (repeated, nil)
  }

  private func recordCount(of records: KeyedRecords) -> Int {
    table.keys.isEmpty ? 0 : records.entries.count / table.keys.count
  }

  private mutating func fault(_ row: Int, _ records: KeyedRecords) -> Diagnostic? {
    let keyCount = table.keys.count
    for key in 0..<keyCount {
      let entry = records.entries[row * keyCount + key]
      if entry.fingerprint == 0 {
        if table.keys[key].refusesNull { return null(key, records, entry, row) }
        continue
      }
      guard seen[key].insert(entry.fingerprint).inserted else { return duplicate(key, records, entry, row) }
      count += 1
      if count > limit { return tooMany(key, records, entry, row) }
    }
    return nil
  }

  // MARK: Messages

  private func names(_ key: Int) -> String {
    table.keys[key].fields.map { "'\(table.fields[$0].name)'" }.joined(separator: ", ")
  }

  private func duplicate(_ key: Int, _ records: KeyedRecords, _ entry: KeyedRecords.Entry, _ row: Int) -> Diagnostic {
    let isOne = table.keys[key].fields.count == 1
    return place(
      .notUnique,
      "\(isOne ? "the value" : "the values") of \(names(key)) stood in an earlier record, and "
        + (isOne ? "it is to be unique" : "they are to be unique"),
      key, records, entry, row, help: ["correct the value, or the schema"])
  }

  private func null(_ key: Int, _ records: KeyedRecords, _ entry: KeyedRecords.Entry, _ row: Int) -> Diagnostic {
    place(
      .requiredMissing, "\(names(key)) is the primary key and has no value", key, records, entry, row,
      help: ["fill in the value, or correct the schema"])
  }

  private func tooMany(_ key: Int, _ records: KeyedRecords, _ entry: KeyedRecords.Entry, _ row: Int) -> Diagnostic {
    place(
      .tooManyKeys, "more than \(limit) values are to be unique: weir remembers no more", key, records, entry, row,
      help: ["take '\(table.keys[key].words)' out of the schema to read the input without this check"])
  }

  private func place(
    _ code: DiagnosticCode, _ message: String, _ key: Int, _ records: KeyedRecords, _ entry: KeyedRecords.Entry,
    _ row: Int, help: [String]
  ) -> Diagnostic {
    let (start, end) = (Int(entry.start), Int(entry.end))
    let (excerpt, line, column) = Excerpt.locate(
      in: records.bytes.span, start: records.byteStart, end: records.byteCount, offset: start, length: end - start,
      label: nil, endsLinesWithCR: records.endsLinesWithCR)
    return Diagnostic(
      code, message,
      at: Location(
        line: line, column: column, record: row + 1, byte: start - records.byteStart,
        field: table.fields[table.keys[key].fields[0]].name),
      excerpt: excerpt, notes: ["\(table.keys[key].words): \(table.name):\(table.keys[key].place)"], help: help)
  }
}
