import Bytes

/// A view of one record of a batch: a batch and a row, never a copy of the data.
///
/// For embedders and tests. Stages work on whole batches and never make records.
public struct Record: Sendable {
  let batch: RecordBatch
  let row: Int

  /// Names of the visible fields, in output order.
  public var fieldNames: [String] { batch.projection.fields.map(\.name) }

  /// The text of a field with its escapes resolved; nil when the record has no value there.
  public subscript(name: String) -> String? {
    guard let field = batch.projection.field(named: Array(name.utf8)) else { return nil }
    let content = batch.content(row: row, column: field.column)
    if content.form == .absent || content.form == .null { return nil }
    return batch.text(row: row, column: field.column)
  }
}

extension RecordBatch {
  /// The visible records, in order.
  public var records: [Record] {
    var records: [Record] = []
    selection.forEach(of: recordCount) { records.append(Record(batch: self, row: $0)) }
    return records
  }
}
