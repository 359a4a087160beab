import Bytes
package import Diagnostics
package import Records

/// Verifies the types of columns on every record of a batch, whichever are selected: declared types always, a guess where
/// a predicate rests on it. Run right after decoding, before any filter.
///
/// A value that contradicts its column ends the batch before its record, with the reason in `batch.failure`; under another
/// policy the record is rejected or the value becomes null. One for each worker.
package struct TypeCheck: Sendable {
  private struct Column: Sendable {
    var index: Int
    var type: ColumnType
    /// What the wide loop can decide, nil: nothing.
    var quick: ColumnCheck.Kind?
  }

  private let columns: [Column]
  private let policy: ErrorPolicy
  private var scratch = ByteBuilder(capacity: 256)

  /// `used`: columns whose guess a predicate rests on.
  package init(_ schema: Schema, used: [Int], policy: ErrorPolicy = .fail) {
    self.policy = policy
    columns = schema.fields.indices.compactMap { index in
      let field = schema.fields[index]
      guard field.role == .property, field.type.isCheckable else { return nil }
      guard field.type.basis == .declared || used.contains(index) else { return nil }
      return Column(index: index, type: field.type, quick: Self.quickKind(field.type))
    }
  }

  /// True when there is nothing to check.
  package var isEmpty: Bool { columns.isEmpty }

  /// Checks every record of the batch.
  package mutating func verify(_ batch: inout RecordBatch) {
    guard policy == .fail else { return verifyAll(&batch) }
    var end = batch.recordCount
    var conflict: Column?
    for column in columns {
      let row = firstConflict(column, in: batch, from: 0, to: end)
      guard row < end else { continue }
      end = row
      conflict = column
    }
    guard let conflict else { return }
    batch.failure = TypeConflict.diagnostic(batch, row: end, column: conflict.index, type: conflict.type)
    batch.keepRecords(end)
  }

  /// The first value of each guessed column that contradicts its guess, columns of `known` aside. The batch is left as it
  /// is: this is for whoever wants to know all of them.
  package mutating func contradictions(
    in batch: borrowing RecordBatch, known: Set<Int>
  ) -> [(column: Int, reason: Diagnostic)] {
    var found: [(column: Int, reason: Diagnostic)] = []
    for column in columns where column.type.basis == .guessed && !known.contains(column.index) {
      let row = firstConflict(column, in: batch, from: 0, to: batch.recordCount)
      guard row < batch.recordCount else { continue }
      found.append(
        (column.index, TypeConflict.diagnostic(batch, row: row, column: column.index, type: column.type)))
    }
    return found
  }

  /// Finds every contradiction: the records are rejected, or the values made null.
  private mutating func verifyAll(_ batch: inout RecordBatch) {
    var wrong: [(row: Int, column: Int, reason: Diagnostic)] = []
    for column in columns {
      var row = firstConflict(column, in: batch, from: 0, to: batch.recordCount)
      while row < batch.recordCount {
        if !batch.isRejected(row) {
          let reason = TypeConflict.diagnostic(batch, row: row, column: column.index, type: column.type)
          if policy == .null {
            wrong.append((row, column.index, reason))
          } else {
            batch.reject(row, reason)
          }
        }
        row = firstConflict(column, in: batch, from: row + 1, to: batch.recordCount)
      }
    }
    if !wrong.isEmpty { batch.makeNull(wrong) }
  }

  private mutating func firstConflict(
    _ column: Column, in batch: borrowing RecordBatch, from first: Int, to end: Int
  ) -> Int {
    let syntax = batch.syntax
    let check = column.quick.map {
      ColumnCheck(
        $0, column: column.index, quote: syntax.quote(around: $0), decimalMark: column.type.spelling.decimalMark)
    }
    let layout = batch.layout.forChecking(column.index)
    var row = first
    while row < end {
      if let check {
        row = check.firstDoubtful(batch.bytes.span, batch.slots.span, layout, from: row, to: end)
        if row == end { break }
      }
      if !accepts(batch, row: row, column) { return row }
      row += 1
    }
    return end
  }

  /// Decides about one value, exactly.
  private mutating func accepts(_ batch: borrowing RecordBatch, row: Int, _ column: Column) -> Bool {
    let content = batch.content(row: row, column: column.index)
    switch content.form {
    case .absent, .null: return true
    case .plain:
      if !content.isQuoted || batch.syntax == .json,
        TypedText.isNull(batch.bytes.span, from: content.start, to: content.end, column.type.spelling)
      {
        return true
      }
      return TypedText.accepts(batch.bytes.span, from: content.start, to: content.end, type: column.type)
    case .escaped:
      scratch.clear()
      batch.appendText(of: content, to: &scratch)
      return scratch.withSpan { TypedText.accepts($0, from: 0, to: $0.count, type: column.type) }
    case .number:
      // JSON has one spelling of numbers; of a year it cannot be told that it is one.
      guard column.type.kind == .integer || column.type.kind == .number else { return false }
      return TypedText.accepts(
        batch.bytes.span, from: content.start, to: content.end, type: ColumnType(column.type.kind, basis: .declared))
    case .boolean: return column.type.kind == .boolean
    case .nested:
      guard column.type.kind == .geopoint, batch.bytes[content.start] == ASCII.openBracket else { return false }
      return TypedText.accepts(batch.bytes.span, from: content.start + 1, to: content.end - 1, type: column.type)
    }
  }

  private static func quickKind(_ type: ColumnType) -> ColumnCheck.Kind? {
    switch type.kind {
    // No use of a guessed integer depends on its having no fraction.
    case .integer: type.basis == .declared ? .integer : .number
    case .number: .number
    case .boolean: type.spelling.isUsual(for: .boolean) ? .boolean : nil
    case .date, .datetime:
      switch (type.kind, type.spelling.dates?.text) {
      case (.date, nil): .date
      case (.datetime, nil): .datetime
      case (.date, "dmy"): .dayFirstDate
      case (.date, "mdy"): .monthFirstDate
      default: nil
      }
    case .unknown, .text, .geopoint, .shape: nil
    }
  }
}

extension FieldSyntax {
  /// The quote that stands around values of a kind: a JSON number in quotes is a text, a JSON date stands in quotes.
  fileprivate func quote(around kind: ColumnCheck.Kind) -> UInt8 {
    switch self {
    case .delimited(let quote, _): quote
    case .tabSeparated: 0
    case .json:
      switch kind {
      case .integer, .number, .boolean: 0
      case .date, .datetime, .dayFirstDate, .monthFirstDate: ASCII.quote
      }
    }
  }
}

extension BatchLayout {
  fileprivate func forChecking(_ column: Int) -> ColumnCheck.Layout {
    ColumnCheck.Layout(
      columnCount: columnCount, stride: stride, startBias: startBias,
      positionMask: stride == 2 ? BatchLayout.positionMask : .max,
      endTrim: column == columnCount - 1 ? lastEndTrim : 0)
  }
}
