import Bytes
import Diagnostics
import Formats
import Schemas

/// Ends a result before the first record whose key is not new, or takes such records out: what `unique` and `primaryKey` of
/// a schema ask for.
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

  mutating func check(_ result: inout EncodedResult, policy: ErrorPolicy) {
    guard let keys = result.keys else { return }
    if policy.rejectsRecords { return rejectAll(&result, keys) }
    guard let (row, found) = register.firstFault(keys) else { return }
    result.keepRows(below: UInt32(row))
    result.failure = found
  }

  private mutating func rejectAll(_ result: inout EncodedResult, _ keys: KeyedRecords) {
    let rejected = Set(result.rejections.map(\.row))
    let (repeated, end) = register.allFaults(keys, isRejected: rejected.contains)
    if let end {
      result.keepRows(below: UInt32(end.row))
      result.failure = end.found
    }
    if !repeated.isEmpty { result.reject(repeated, keys) }
  }
}

extension EncodedResult {
  /// Forgets what records from `row` on became. The rows of each output must be known.
  mutating func keepRows(below row: UInt32) {
    usage.records = min(usage.records, Int(row))
    streamRows.removeAll { $0 >= row }
    rejections.removeAll { $0.row >= Int(row) }
    broken.removeAll { $0.row >= Int(row) }
    passed = streamRows.count
    for index in outputs.indices {
      let count = min(outputRows[index].count { $0 < row }, outputs[index].recordCount)
      // A record that could not be written is the one after those that were.
      let isFailureKept = outputs[index].recordCount < outputRows[index].count { $0 < row }
      outputs[index].keepRecords(count)
      outputRejections[index].removeAll { $0.row >= Int(row) }
      wanted[index] = outputRows[index].count { $0 < row } + outputRejections[index].count
      if !isFailureKept { outputFailures[index] = nil }
      if changePlaces.indices.contains(index) { changePlaces[index].removeAll { $0.record >= count } }
    }
  }
}

extension EncodedResult {
  /// Takes records out that were encoded already. The rows of each output must be known.
  fileprivate mutating func reject(_ faults: [(row: Int, found: Diagnostic)], _ keys: KeyedRecords) {
    let wrong = Set(faults.map { UInt32($0.row) })
    for index in outputs.indices {
      let encoded = outputRows[index]
      outputs[index].remove(encoded.indices.filter { wrong.contains(encoded[$0]) && $0 < outputs[index].recordCount })
      outputRejections[index].removeAll { wrong.contains(UInt32($0.row)) }
      outputRows[index].removeAll { wrong.contains($0) }
      wanted[index] = outputRows[index].count + outputRejections[index].count
      if changePlaces.indices.contains(index) { changePlaces[index] = [] }
    }
    streamRows.removeAll { wrong.contains($0) }
    broken.removeAll { wrong.contains(UInt32($0.row)) }
    passed = streamRows.count
    rejections += faults.map { RejectedRecord($0.row, $0.found, keys.text(of: $0.row)) }
    rejections.sort { $0.row < $1.row }
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
