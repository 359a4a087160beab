import Records

/// The visible rows of a batch by index, for encoders that stop and go on.
struct VisibleRows {
  let count: Int
  /// nil: every row.
  let list: [UInt32]?

  init(_ batch: borrowing RecordBatch) {
    count = batch.selection.count(of: batch.recordCount)
    list = if case .rows(let rows) = batch.selection { rows } else { nil }
  }

  subscript(index: Int) -> Int {
    if let list { Int(list[index]) } else { index }
  }
}
