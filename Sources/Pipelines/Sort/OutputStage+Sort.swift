import Bytes
import Diagnostics
import Formats
import Query
import Records

/// The ordered stage of a run that sorts: results are collected until the last one, then the records are written in their
/// order.
///
/// What is found about records while they are read (what is wrong with them, what decoding changed, the ledger) is said in the
/// order of the input, as always. A record that cannot be written is an error only when it is among the wanted ones.
extension OutputStage {
  /// Begins to sort: from now on the offset and the limit of the stream count sorted records.
  mutating func sort(
    _ declaration: SortDeclaration, _ plan: StreamPlan, _ outputs: [BoundOutput], _ skip: inout RecordSkip
  ) {
    // Nothing is wanted: nothing is read.
    if plan.limit == 0 { return }
    streamLimit = nil
    skip = RecordSkip(0)
    sorting = SortedOutput(plan.window, declaration.spill, outputs: outputs)
  }

  /// Takes a result in.
  mutating func collect(_ result: inout EncodedResult, _ rejects: inout RejectCollector) async throws(Diagnostic) {
    let origin = result.origin ?? before
    rejects.pass(origin.bytes)
    readChanges.add(result.usage.changes)
    let used = result.usage.records
    recordsRead += used
    let failed = rejects.handling.policy.rejectsRecords ? [:] : takeFailed(&result)
    try await enterSorted(result, used: used, origin, &rejects)
    duplicateKeys += result.usage.duplicateKeys
    noteProgress(result)
    if !result.outerMembers.isEmpty { keep(result.outerMembers, of: origin.file) }
    if let failure = result.failure { throw failure.placed(after: origin).noting(departed) }
    try addSorted(result, failed, origin)
    try await sorting?.sorter.makeRoom()
    before.records += result.usage.records
    before.lines += result.usage.lines
    before.bytes += result.usage.bytes
  }

  /// The records that an output could not write, where no policy leaves them out. Without a limit all records are wanted, and
  /// the first of them ends the run; else each is known by its row until it is clear which records are wanted.
  private func takeFailed(_ result: inout EncodedResult) -> [UInt32: Diagnostic] {
    var failed: [UInt32: Diagnostic] = [:]
    for index in result.outputRejections.indices {
      for record in result.outputRejections[index] where failed[UInt32(record.row)] == nil {
        failed[UInt32(record.row)] = record.diagnostic
      }
    }
    if sorting?.sorter.window.reach != nil { return failed }
    if let first = failed.min(by: { $0.key < $1.key })?.value { result.failure = earlier(result.failure, first) }
    return [:]
  }

  private mutating func enterSorted(
    _ result: EncodedResult, used: Int, _ origin: BatchOrigin, _ rejects: inout RejectCollector
  ) async throws(Diagnostic) {
    var shares = branches.map { _ in Share(before: 0, isFull: false) }
    let rejectsRecords = rejects.handling.policy.rejectsRecords
    let rejected = result.rejections.count { $0.row < used }
    if rejectsRecords { for index in shares.indices { shares[index].settle(result, index, used: used) } }
    if let input = ledgers.indices.last {
      ledgers[input].read += used
      ledgers[input].rejected += rejected
      for (index, share) in shares.enumerated() {
        ledgers[input].outputs[index].read += used
        ledgers[input].outputs[index].rejected += rejected + share.rejected.count
        ledgers[input].outputs[index].filtered += used - rejected - result.wanted[index]
        // Limited until it is written.
        ledgers[input].outputs[index].limited += result.wanted[index] - share.rejected.count
      }
    }
    try await hand(result, to: &rejects, shares, used: used, origin)
  }

  private mutating func addSorted(
    _ result: EncodedResult, _ failed: [UInt32: Diagnostic], _ origin: BatchOrigin
  ) throws(Diagnostic) {
    // Moved out and back: its buffers have one owner.
    guard var sorting = self.sorting.take() else { return }
    try addSorted(result, failed, origin, to: &sorting)
    self.sorting = sorting
  }

  private mutating func addSorted(
    _ result: EncodedResult, _ failed: [UInt32: Diagnostic], _ origin: BatchOrigin, to sorting: inout SortedOutput
  ) throws(Diagnostic) {
    let changes = countChanges(result, origin, isCut: sorting.isCut)
    let isWhole = sorting.sorter.window == SortWindow()
    var records = [Int?](repeating: nil, count: branches.count)
    var cursors = Array(repeating: 0, count: branches.count)
    var passed = 0
    for (index, row) in result.sortRows.enumerated() {
      // Rows that somebody took out have a key still.
      guard passed < result.streamRows.count, result.streamRows[passed] == row else { continue }
      passed += 1
      for output in records.indices {
        let cursor = cursors[output]
        let isPresent =
          cursor < result.outputRows[output].count && result.outputRows[output][cursor] == row
        records[output] = isPresent ? cursor : nil
        if isPresent { cursors[output] += 1 }
      }
      var failure = 0
      if let diagnostic = failed[row] {
        sorting.failures.append(diagnostic.placed(after: origin).noting(departed))
        failure = sorting.failures.count
        if failure > SortedOutput.mostFailures { throw sorting.failures[0] }
      }
      if isWhole, failure == 0, records.allSatisfy({ $0 == nil }) { continue }
      try sorting.add(
        index, of: result, input: max(ledgers.count - 1, 0), failure: failure, records: records, changes: changes)
    }
  }

  /// Counts what the encoders changed, where all of it is written; gives the changes of each record else.
  private mutating func countChanges(
    _ result: EncodedResult, _ origin: BatchOrigin, isCut: Bool
  ) -> [[Int: [RecordChange]]] {
    if isCut { return result.outputs.map(\.changesByRecord) }
    for index in branches.indices {
      writtenChanges[index].add(result.outputs[index].changes)
      if branches[index].lossless != nil { branches[index].lossless?.note(result.changePlaces[index], after: origin) }
    }
    return []
  }

  // MARK: Writing

  private static let writtenAtOnce = 256 << 10

  /// Writes the records in their order, up to the last one that is wanted.
  mutating func writeSorted() async throws(Diagnostic) {
    guard var sorting = self.sorting.take() else { return }
    let window = sorting.sorter.window
    for index in branches.indices { try checkLossless(index) }
    var records = try await sorting.sorter.finish()
    var outputs = branches.map { SortedBranch($0) }
    var position = 0
    while position < window.reach ?? .max, try await records.next() {
      let end = min(records.count, (window.reach ?? .max) &- position)
      let first = max(window.offset &- position, 0)
      position += records.count
      guard first < end else { continue }
      for index in first..<end {
        recordsPassed += 1
        let failure = records.withPayload(index) { take($0, $1, isCut: sorting.isCut, into: &outputs) }
        if failure > 0 { throw sorting.failures[failure - 1] }
        var (isAnyLong, isAnyOpen) = (false, branches.isEmpty)
        for output in outputs.indices {
          if outputs[output].bytes.count >= Self.writtenAtOnce { isAnyLong = true }
          if outputs[output].left > 0 { isAnyOpen = true }
        }
        if isAnyLong { try await flush(&outputs, atLeast: Self.writtenAtOnce) }
        if !isAnyOpen { return try await flush(&outputs, atLeast: 1) }
      }
    }
    try await flush(&outputs, atLeast: 1)
  }

  /// What is written to an output, and what it still takes: a branch is too large to be looked at for each record.
  private struct SortedBranch {
    var bytes = ByteBuilder(capacity: 1 << 12)
    let separatorLength: Int
    /// Records it still takes.
    var left: Int
    var hasRecords: Bool
    /// Records taken since the last flush.
    var written = 0

    init(_ branch: Branch) {
      separatorLength = branch.encoder.separator.count
      left = branch.limit.map { max($0 - branch.written, 0) } ?? .max
      hasRecords = branch.hasRecords
    }
  }

  /// Appends the bytes of a record to those of each output; returns the number of its failure.
  private mutating func take(
    _ bytes: Span<UInt8>, _ payload: Range<Int>, isCut: Bool, into outputs: inout [SortedBranch]
  ) -> Int {
    var i = payload.lowerBound
    let input = bytes.number32(at: i)
    let failure = bytes.number32(at: i &+ 4)
    if failure > 0 { return failure }
    i &+= 8
    for index in outputs.indices {
      let length = bytes.number32(at: i)
      i &+= 4
      if length == SortedOutput.absent { continue }
      if outputs[index].left > 0 {
        let start = outputs[index].hasRecords ? i : i &+ outputs[index].separatorLength
        outputs[index].bytes.append(bytes, from: start, to: i &+ length)
        outputs[index].hasRecords = true
        outputs[index].written &+= 1
        outputs[index].left &-= 1
        if ledgers.indices.contains(input) {
          ledgers[input].outputs[index].limited &-= 1
          ledgers[input].outputs[index].written &+= 1
        }
      }
      i &+= length
    }
    guard isCut else { return 0 }
    let count = bytes.number32(at: i)
    for change in 0..<count {
      let place = i &+ 4 &+ change &* 12
      guard let made = Change(rawValue: bytes.number32(at: place &+ 4)) else { continue }
      writtenChanges[bytes.number32(at: place)].add(made, bytes.number32(at: place &+ 8))
    }
    return 0
  }

  private mutating func flush(_ outputs: inout [SortedBranch], atLeast least: Int) async throws(Diagnostic) {
    // What is gone cannot be taken back.
    for index in branches.indices where !branches[index].writer.isAtomic { try checkLossless(index) }
    for index in outputs.indices {
      branches[index].hasRecords = outputs[index].hasRecords
      branches[index].written += outputs[index].written
      outputs[index].written = 0
      let end = outputs[index].bytes.count
      guard end >= least else { continue }
      try await branches[index].writer.write(&outputs[index].bytes, from: 0, to: end)
      outputs[index].bytes.clear()
    }
  }
}
