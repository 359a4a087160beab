import Bytes
package import Diagnostics
package import Records

/// Checks every record of a batch against a schema, whichever records and columns are selected later.
///
/// One for each worker. The first record that breaks a rule ends the batch before it, as a record that cannot be decoded
/// does; under another policy such records are rejected, or their values become null.
package struct SchemaCheck: Sendable {
  /// What becomes of a record that breaks a rule.
  package enum Consequence: Sendable {
    case failure, rejection
    /// A value that is missing where one is required cannot become null: it is a failure.
    case null
  }

  private let name: String
  /// Who says so, for messages.
  private let authority: String
  private let consequence: Consequence
  private var fields: [FieldCheck]

  /// - Parameters:
  ///   - columns: the column of each field of the schema, nil where the batches have none.
  ///   - isJSON: the batches hold JSON values, not delimited text.
  ///   - isKindChecked: kinds that a reader of delimited text knows are checked by it.
  package init(
    _ schema: TableSchema, columns: [Int?], isJSON: Bool, isKindChecked: Bool = false,
    consequence: Consequence = .failure, authority: String = "schema"
  ) {
    name = schema.name
    self.authority = authority
    self.consequence = consequence
    fields = zip(schema.fields, columns).compactMap { field, column in
      column.map { FieldCheck(field, column: $0, isJSON: isJSON, isKindChecked: isKindChecked) }
    }
    fields.removeAll { $0.isIdle && $0.required == nil }
  }

  package var isIdle: Bool { fields.isEmpty }

  /// Checks every record of the batch.
  package mutating func check(_ batch: inout RecordBatch) {
    guard consequence == .failure else { return checkAll(&batch) }
    var end = batch.recordCount
    var failure: Diagnostic?
    for index in fields.indices {
      guard let (row, found) = firstFault(index, batch, from: 0, below: end) else { continue }
      end = row
      failure = found
    }
    guard let failure else { return }
    batch.keepRecords(end)
    batch.failure = failure
  }

  /// Finds every broken rule. A value that is missing fails the run where values become null.
  private mutating func checkAll(_ batch: inout RecordBatch) {
    var wrong: [(row: Int, column: Int, reason: Diagnostic)] = []
    var (end, failure): (Int, Diagnostic?) = (batch.recordCount, nil)
    for index in fields.indices {
      var first = 0
      while let (row, found) = firstFault(index, batch, from: first, below: end) {
        first = row + 1
        if batch.isRejected(row) { continue }
        if consequence == .rejection {
          batch.reject(row, found)
        } else if found.code == .requiredMissing {
          (end, failure) = (row, found)
        } else {
          wrong.append((row, fields[index].column, found))
        }
      }
    }
    if let failure {
      batch.keepRecords(end)
      batch.failure = failure
      wrong.removeAll { $0.row >= end }
    }
    if !wrong.isEmpty { batch.makeNull(wrong) }
  }

  /// Every broken rule of the visible records, ascending by row; the batch stays as it is.
  package mutating func faults(in batch: borrowing RecordBatch) -> [(row: Int, found: Diagnostic)] {
    var isVisible: [Bool]?
    if case .rows(let rows) = batch.selection {
      var marks = [Bool](repeating: false, count: batch.recordCount)
      for row in rows { marks[Int(row)] = true }
      isVisible = marks
    }
    var faults: [(row: Int, found: Diagnostic)] = []
    for index in fields.indices {
      var first = 0
      while let fault = firstFault(index, batch, from: first, below: batch.recordCount, isVisible) {
        first = fault.row + 1
        faults.append(fault)
      }
    }
    if fields.count > 1 { faults.sort { $0.row < $1.row } }
    return faults
  }

  private mutating func firstFault(
    _ index: Int, _ batch: borrowing RecordBatch, from first: Int, below end: Int, _ isVisible: [Bool]? = nil
  ) -> (row: Int, found: Diagnostic)? {
    let column = fields[index].column
    let isIdle = fields[index].isIdle
    let isJSON = batch.syntax == .json
    let nullTexts = fields[index].field.spelling.nullTexts
    // A local: a span of a property would pin the whole struct.
    var text = ByteBuilder(capacity: 256)
    guard first < end else { return nil }
    for row in first..<end where isVisible?[row] ?? true {
      let content = batch.content(row: row, column: column)
      var isNull = content.form == .absent || content.form == .null
      if !isNull, !isJSON, !content.isQuoted, !nullTexts.isEmpty {
        isNull = nullTexts.contains { batch.bytes.span.holds($0, from: content.start, to: content.end) }
      }
      if isNull {
        if let required = fields[index].required { return (row, missing(index, required, batch, row, content)) }
        continue
      }
      if isIdle { continue }
      let fault: ValueFault?
      if content.form == .escaped {
        text.clear()
        batch.appendText(of: content, to: &text)
        fault = fields[index].fault(
          text.storage.span, from: 0, to: text.count, form: .escaped)
      } else {
        fault = fields[index].fault(
          batch.bytes.span, from: content.start, to: content.end, form: content.form)
      }
      if let fault { return (row, diagnostic(fault, index, batch, row, content)) }
    }
    return nil
  }

  // MARK: Messages

  private func diagnostic(
    _ fault: ValueFault, _ index: Int, _ batch: borrowing RecordBatch, _ row: Int, _ content: FieldContent
  ) -> Diagnostic {
    let field = fields[index].field
    let value = shown(batch, content)
    switch fault {
    case .type:
      return place(
        .typeConflict, "'\(value)' is not \(field.type.words), which field '\(field.name)' holds by the \(authority)",
        batch, row, content, field, notes: ["type: \(name):\(field.place)"] + format(field),
        help: ["correct the value, or the type in the \(authority)"])
    case .constraint(let constraint):
      return place(
        .constraintViolated, "'\(value)' in field '\(field.name)' breaks the constraint \(constraint.words)", batch,
        row, content, field, notes: ["constraint: \(name):\(constraint.place)"],
        help: ["correct the value, or the constraint in the \(authority)"])
    }
  }

  private func missing(
    _ index: Int, _ constraint: SchemaConstraint, _ batch: borrowing RecordBatch, _ row: Int, _ content: FieldContent
  ) -> Diagnostic {
    let field = fields[index].field
    return place(
      .requiredMissing, "field '\(field.name)' is required and has no value", batch, row, content, field,
      notes: ["constraint: \(name):\(constraint.place)"], help: ["fill in the value, or correct the \(authority)"])
  }

  private func format(_ field: SchemaField) -> [String] {
    if let pattern = field.spelling.dates { return ["format: \(pattern.text)"] }
    if case .time(let pattern?) = field.type { return ["format: \(pattern)"] }
    if field.type == .boolean {
      let texts = field.spelling.trueTexts + field.spelling.falseTexts
      return ["true and false are spelled " + texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")]
    }
    return []
  }

  private func shown(_ batch: borrowing RecordBatch, _ content: FieldContent) -> String {
    var builder = ByteBuilder(capacity: 256)
    batch.appendText(of: content, to: &builder)
    let text = String(decoding: builder.bytes.prefix(240), as: UTF8.self)
    return text.count > 60 ? text.prefix(60) + "…" : text
  }

  private func place(
    _ code: DiagnosticCode, _ message: String, _ batch: borrowing RecordBatch, _ row: Int, _ content: FieldContent,
    _ field: SchemaField, notes: [String], help: [String]
  ) -> Diagnostic {
    let column = batch.schema.index(of: field.nameBytes)
    var (start, end) = (content.start, content.end)
    if content.form == .absent {
      start = batch.recordExtents.count > 2 * row ? Int(batch.recordExtents[2 * row]) : batch.byteStart
      end = start
    } else if let column {
      (start, end, _) = batch.extent(row: row, column: column)
    }
    let (excerpt, line, position) = Excerpt.locate(
      in: batch.bytes.span, start: batch.byteStart, end: batch.byteCount, offset: start, length: end - start,
      label: nil, endsLinesWithCR: batch.endsLinesWithCR)
    return Diagnostic(
      code, message,
      at: Location(
        line: line, column: position, record: row + 1, byte: start - batch.byteStart, field: field.name),
      excerpt: excerpt, notes: notes, help: help)
  }
}
