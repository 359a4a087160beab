import Bytes

/// What the first records of an input look like under one dialect.
struct DialectReading {
  var dialect: CSVReadDialect
  var records = 0
  var firstCount = 0
  /// Records with as many fields as the first one.
  var agreeing = 0
  /// Some record has more than one field.
  var splits = false
  var quotedFields = 0
  var strayQuotes = 0
  var hasProblem = false

  /// Reads every complete record of `bytes[start..<end]`; blank lines and comments are none. `endsInput`: the last record
  /// may lack its line end.
  init(_ dialect: CSVReadDialect, _ bytes: Span<UInt8>, from start: Int, to end: Int, endsInput: Bool) {
    self.dialect = dialect
    var parser = CSVRecordParser(dialect: dialect)
    var none: [UInt32] = []
    var i = start
    while i < end {
      if dialect.beginsComment(bytes, at: i, to: end) {
        i = dialect.nextLine(bytes, from: i, to: end)
        continue
      }
      let outcome = parser.read(bytes, from: i, to: end, isFinal: endsInput, keeping: 0, into: &none)
      let isIncomplete = !outcome.isTerminated && (outcome.problem == nil || outcome.problem?.kind == .unclosedQuote)
      if isIncomplete, !endsInput { return }
      if outcome.problem != nil {
        hasProblem = true
        return
      }
      if !outcome.isBlank(from: i) { note(outcome) }
      i = outcome.next
    }
  }

  private mutating func note(_ outcome: CSVRecordParser.Outcome) {
    if records == 0 { firstCount = outcome.fieldCount }
    records += 1
    if outcome.fieldCount == firstCount { agreeing += 1 }
    if outcome.fieldCount > 1 { splits = true }
    quotedFields += outcome.quotedFields
    strayQuotes += outcome.strayQuotes
  }

  var hasStrays: Bool { hasProblem || strayQuotes > 0 }

  /// Every record has the same number of fields, more than one, and every quote stands where it may.
  var isConsistent: Bool { isUniform && records > 0 && firstCount > 1 }

  /// The same, one field included.
  var isUniform: Bool { agreeing == records && !hasStrays }

  /// The share of records that are as wide as the first one, 0 when that has one field.
  var share: Double { records > 0 && firstCount > 1 ? Double(agreeing) / Double(records) : 0 }

  /// `constant field count 6 over 812 records`, `9 fields in 83 of 84 records`.
  var evidence: String {
    agreeing == records
      ? "constant field count \(firstCount) over \(CSVMessages.count(records, "record"))"
      : "\(CSVMessages.count(firstCount, "field")) in \(agreeing) of \(CSVMessages.count(records, "record"))"
  }
}
