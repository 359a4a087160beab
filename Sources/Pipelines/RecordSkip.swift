/// Takes the first records that pass the steps of a stream out of its results: the stream's offset.
///
/// Belongs to the ordered stage: it sees the records of all workers in their order. Skipped records are read, checked and
/// encoded like all others; only then is it known which ones they are.
struct RecordSkip: Sendable {
  private var remaining: Int

  init(_ count: Int) { remaining = count }

  mutating func apply(to result: inout EncodedResult) {
    guard remaining > 0, !result.streamRows.isEmpty else { return }
    let rows = Set(result.streamRows.prefix(remaining))
    remaining -= rows.count
    for index in result.outputs.indices {
      result.skipped[index] =
        result.outputRows[index].count(where: rows.contains)
        + result.outputRejections[index].count { rows.contains(UInt32(truncatingIfNeeded: $0.row)) }
    }
    result.takeOut(rows)
  }
}
