package import Calendars
package import Records

/// Computes series over batches into a `SeriesState`, one for each worker.
///
/// A batch goes through it column by column: first the groups of its records, then each expression, so that every loop does
/// one thing.
package struct SeriesFolder: Sendable {
  private var slices: [SliceReader]
  private var collector = SliceCollector()
  private var operands: [OperandReader]
  package private(set) var computed: SeriesState

  package init(_ slices: [SliceColumn], _ operands: [OperandColumn], zone: TimeZone) {
    self.slices = slices.map { SliceReader($0, zone: zone) }
    self.operands = operands.map { OperandReader($0, zone: zone) }
    computed = SeriesState(operands.map { OperandState($0.needs, isIntegral: $0.isIntegral) })
  }

  package var byteCount: Int { computed.byteCount + collector.byteCount }

  /// Adds the visible records.
  package mutating func add(_ batch: borrowing RecordBatch) {
    collector.collect(batch, &slices, &computed.table)
    computed.records += batch.count
    computed.grow()
    Self.count(collector, in: &computed.counts)
    for index in operands.indices { Self.fold(batch, collector, &operands[index], &computed.operands[index]) }
  }

  private static func count(_ pairs: borrowing SliceCollector, in counts: inout [Int]) {
    OperandState.count(pairs.groups.span, in: &counts)
  }

  private static func fold(
    _ batch: borrowing RecordBatch, _ pairs: borrowing SliceCollector, _ reader: inout OperandReader,
    _ state: inout OperandState
  ) {
    reader.fold(batch, pairs.rows.span, pairs.groups.span, into: &state)
  }
}
