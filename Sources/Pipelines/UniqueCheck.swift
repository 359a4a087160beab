import Bytes
import Diagnostics
import Formats
import Schemas

/// Ends a result before the first record whose key is not new: what `unique` and `primaryKey` of a schema ask for.
///
/// Belongs to the ordered stage: it sees the records of all workers in their order.
struct UniqueCheck: Sendable {
  private var register: KeyRegister

  private let schema: InputSchema

  /// Begins an input. Inputs of one schema are one table: what one of them holds must be new in the next, too.
  static func begin(_ schema: InputSchema?, _ check: inout UniqueCheck?) {
    guard let schema, schema.hasKeys else {
      check = nil
      return
    }
    if let check, check.schema.isSame(as: schema) { return }
    check = UniqueCheck(schema: schema, register: KeyRegister(schema.table))
  }

  private init(schema: InputSchema, register: KeyRegister) {
    self.schema = schema
    self.register = register
  }

  mutating func check(_ result: inout EncodedResult) {
    guard let keys = result.keys, let (row, found) = register.firstFault(keys) else { return }
    result.keepRows(below: UInt32(row))
    result.failure = found
  }
}

extension EncodedResult {
  /// Forgets what records from `row` on became. The rows of each output must be known.
  mutating func keepRows(below row: UInt32) {
    usage.records = min(usage.records, Int(row))
    streamRows.removeAll { $0 >= row }
    passed = streamRows.count
    for index in outputs.indices {
      let count = min(outputRows[index].count { $0 < row }, outputs[index].recordCount)
      // A record that could not be written is the one after those that were.
      let isFailureKept = outputs[index].recordCount < outputRows[index].count { $0 < row }
      outputs[index].keepRecords(count)
      if !isFailureKept { outputFailures[index] = nil }
      if changePlaces.indices.contains(index) { changePlaces[index].removeAll { $0.record >= count } }
    }
  }
}

extension EncodedChunk {
  /// Forgets every record after the first `count`; the ends of records must be known.
  fileprivate mutating func keepRecords(_ count: Int) {
    guard count < recordCount else { return }
    bytes.truncate(to: count == 0 ? 0 : recordEnds[count - 1])
    recordEnds.removeSubrange(count...)
    recordCount = count
  }
}
