import Records

/// A test of records that a function brings along. It is called once for each batch, and goes over the rows itself.
protocol RowTest: Sendable {
  /// What a record costs, roughly: cheap conjuncts run first.
  var nanoseconds: Int { get }

  /// Keeps the rows that pass.
  func narrow(_ rows: inout [UInt32], _ reader: inout ValueReader, _ batch: RecordBatch)
}
