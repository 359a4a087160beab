package import Diagnostics
package import Records

/// The keys of records by which they are sorted: one for each visible record of a batch. Each worker has its own.
package struct SortKeyReader: Sendable {
  private var sources: [FieldSortKey]
  private var columns: [SortKeys] = []

  /// Binds each key to a field; throws every name that cannot be bound.
  package init(_ keys: [SortKeyContext]) throws(DiagnosticList) {
    sources = []
    var errors: [Diagnostic] = []
    for key in keys {
      do throws(DiagnosticList) {
        sources.append(try FieldSortKey.bind(key))
      } catch {
        errors += error.diagnostics
      }
    }
    if !errors.isEmpty { throw DiagnosticList(errors) }
  }

  /// Columns whose guessed type the order rests on.
  package var guessedColumns: [Int] { sources.flatMap(\.guessedColumns) }

  /// Replaces `keys` by those of the visible records.
  package mutating func read(_ batch: borrowing RecordBatch, into keys: inout SortKeys) {
    keys.clear()
    if sources.count == 1 { return sources[0].read(batch, into: &keys) }
    while columns.count < sources.count { columns.append(SortKeys()) }
    for index in sources.indices {
      columns[index].clear()
      sources[index].read(batch, into: &columns[index])
    }
    keys.join(columns)
  }
}
