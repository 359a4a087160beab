import Bytes
import Diagnostics
import Formats
import Records

/// The ordered stage: takes results in input order, applies limits, writes each output's bytes, and keeps the places of
/// everything that came before.
struct OutputStage {
  struct Branch {
    var writer: OutputWriter
    let encoder: any RecordEncoder
    let limit: Int?
    var lossless: LosslessCheck?
    /// What is made of the records instead of writing them.
    var tally: (any TallyBranch)?
    var written = 0
    /// False until the first record: the separator before it is dropped.
    var hasRecords = false
    var isFull: Bool { limit.map { written >= $0 } ?? false }
  }

  var branches: [Branch]
  /// Where the records leave in an order of their own: what was read so far.
  var sorting: SortedOutput?
  var streamLimit: Int?
  private var passed = 0
  var before: BatchOrigin
  private(set) var outerMembers: [UInt8] = []
  var recordsRead = 0
  /// Records that passed the steps of the stream, up to the one at which every output was satisfied.
  var recordsPassed = 0
  /// What became of the records of each input.
  var ledgers: [InputLedger] = []
  var duplicateKeys = 0
  /// What decoding changed, and what the encoder of each output changed.
  var readChanges = ChangeCounts()
  var writtenChanges: [ChangeCounts]
  /// Columns that no probe has seen, and whether a record had them.
  private(set) var unproven: [(name: [UInt8], isSeen: Bool)] = []
  /// Those that were never seen, by name.
  var unseen: [String] { unproven.filter { !$0.isSeen }.map { String(decoding: $0.name, as: UTF8.self) }.sorted() }
  /// Where the unproven columns of the input at hand stand in `unproven`.
  private var places: [Int] = []
  /// What was found about several inputs together, for `-v`.
  private(set) var findings: [String] = []
  /// What the answers of tallies cannot say by themselves.
  private(set) var warnings: [Diagnostic] = []

  init(outputs: [BoundOutput], writers: [OutputWriter], limit: Int?) {
    branches = zip(outputs, writers).map {
      Branch(writer: $1, encoder: $0.encoder, limit: $0.limit, lossless: $0.lossless, tally: $0.tally?.makeBranch())
    }
    writtenChanges = outputs.map(\.encoder.prologueChanges)
    streamLimit = limit
    before = BatchOrigin()
  }

  /// What comes now is the next input.
  mutating func beginInput(_ input: OpenInput, unproven names: [[UInt8]] = []) {
    before = BatchOrigin(input)
    ledgers.append(InputLedger(file: input.path.displayName, outputs: branches.count))
    readChanges.add(input.changes)
    fileBytesBefore = fileBytesRead
    duplicateKeys = 0
    places = names.map { name in
      if let place = unproven.firstIndex(where: { $0.name == name }) { return place }
      unproven.append((name, false))
      return unproven.count - 1
    }
  }

  /// Records that left to a pipe or a terminal already: no error can take them back.
  var departed: Int? { branches.first { !$0.writer.isAtomic }.map(\.written) }

  var recordsWritten: [Int] { branches.map(\.written) }
  /// Bytes of the input file that were consumed.
  private(set) var fileBytesRead = 0
  /// Those of earlier inputs.
  private var fileBytesBefore = 0
  /// Those of the input at hand.
  var inputBytesRead: Int { fileBytesRead - fileBytesBefore }

  /// True when every output has what it asked for: the source may be closed.
  var isSatisfied: Bool {
    if let streamLimit, passed >= streamLimit { return true }
    return !branches.isEmpty && branches.allSatisfy(\.isFull)
  }

  mutating func begin() async throws(Diagnostic) {
    for index in branches.indices where readChanges[.byteOrderMarkRemoved] == 0 {
      if branches[index].encoder.writesByteOrderMark { writtenChanges[index].add(.byteOrderMarkAdded) }
    }
    for index in branches.indices where !branches[index].writer.isAtomic { try checkLossless(index) }
    for index in branches.indices { try await branches[index].writer.write(branches[index].encoder.prologue) }
  }

  /// Writes a result, and hands its wrong records to `rejects`. Throws the first error that stands before the point at
  /// which every output was satisfied.
  mutating func consume(_ result: inout EncodedResult, _ rejects: inout RejectCollector) async throws(Diagnostic) {
    if sorting != nil { return try await collect(&result, &rejects) }
    let origin = result.origin ?? before
    rejects.pass(origin.bytes)
    var lastRow: UInt32 = .max
    var isBroken = false
    if let streamLimit, passed + result.passed >= streamLimit, streamLimit > passed {
      lastRow = result.streamRows[streamLimit - passed - 1]
    }
    var failure = result.failure
    readChanges.add(result.usage.changes)
    var shares = branches.map { Share(before: $0.written, isFull: $0.isFull) }
    for index in branches.indices where !branches[index].isFull {
      let wanted = wantedCount(result, index, upToRow: lastRow)
      let count = min(wanted, result.outputs[index].recordCount)
      try await write(&result, to: index, count: count, origin)
      shares[index].count = count
      if branches[index].isFull, count > 0 { shares[index].lastRow = result.outputRows[index][count - 1] }
      if wanted > result.outputs[index].recordCount, let failed = result.outputFailures[index] {
        failure = earlier(failure, failed)
        isBroken = true
      }
    }
    passed += result.passed
    let filledAt = shares.compactMap(\.lastRow).max()
    let used = recordsUsed(result, lastRow: lastRow, filledAt: filledAt)
    recordsRead += used
    recordsPassed += result.streamRows.isEmpty ? result.passed : result.streamRows.count { $0 < used }
    for index in branches.indices { shares[index].settle(result, index, used: used) }
    enter(shares, rejected: result.rejections.count { $0.row < used }, used: used)
    try await hand(result, to: &rejects, shares, used: used, origin)
    duplicateKeys += result.usage.duplicateKeys
    noteProgress(result)
    if !result.outerMembers.isEmpty { keep(result.outerMembers, of: origin.file) }
    if let failure, isBroken || !isSatisfied {
      throw failure.placed(after: origin).noting(departed)
    }
    before.records += result.usage.records
    before.lines += result.usage.lines
    before.bytes += result.usage.bytes
  }

  /// How far the input was read, and which columns were seen.
  mutating func noteProgress(_ result: borrowing EncodedResult) {
    fileBytesRead = max(fileBytesRead, fileBytesBefore + result.fileBytesRead)
    for (place, isSeen) in zip(places, result.seen) where isSeen { unproven[place].isSeen = true }
  }

  /// What one output took of a result.
  struct Share {
    /// Records written before it.
    let before: Int
    /// It had what it asked for before.
    let isFull: Bool
    /// Records written.
    var count = 0
    /// The row at which it had what it asked for.
    var lastRow: UInt32?
    /// Records that reached it, and those of them that it was to write.
    private(set) var visible = 0
    private(set) var rejected: [RejectedRecord] = []
    private(set) var limited = 0
    /// Those of them that the offset of the stream skipped: they did not reach it.
    private(set) var skipped = 0

    init(before: Int, isFull: Bool) {
      self.before = before
      self.isFull = isFull
    }

    mutating func settle(_ result: EncodedResult, _ index: Int, used: Int) {
      guard !result.outputRows.isEmpty else {
        // Nothing cuts the result: all of it is used.
        visible = result.wanted[index]
        return
      }
      skipped = result.skipped[index]
      let end = UInt32(truncatingIfNeeded: used)
      let failed = result.outputRejections[index].filter { $0.row < used }
      let cut = isFull ? 0 : lastRow.map { $0 + 1 } ?? end
      let encoded = result.outputRows[index].count { $0 < end }
      rejected = failed.filter { $0.row < Int(cut) }
      visible = encoded + failed.count
      limited = skipped + visible - rejected.count - result.outputRows[index].count { $0 < min(cut, end) }
    }
  }

  /// Enters what became of `used` records into the ledgers of the input at hand.
  private mutating func enter(_ shares: [Share], rejected: Int, used: Int) {
    guard let input = ledgers.indices.last else { return }
    ledgers[input].read += used
    ledgers[input].rejected += rejected
    for (index, share) in shares.enumerated() {
      ledgers[input].outputs[index].read += used
      ledgers[input].outputs[index].written += share.count
      ledgers[input].outputs[index].filtered += used - rejected - share.visible - share.skipped
      ledgers[input].outputs[index].limited += share.limited
      if branches[index].tally != nil { ledgers[input].outputs[index].aggregated += share.visible }
      ledgers[input].outputs[index].rejected += rejected + share.rejected.count
    }
  }

  /// Hands the wrong records of a result on, in their order.
  func hand(
    _ result: EncodedResult, to rejects: inout RejectCollector, _ shares: [Share], used: Int, _ origin: BatchOrigin
  ) async throws(Diagnostic) {
    for record in result.nulled where record.row < used { rejects.noteNull(record.diagnostic.placed(after: origin)) }
    var wrong = result.rejections.filter { $0.row < used }.map { (record: $0, output: Int?.none) }
    for (index, share) in shares.enumerated() { wrong += share.rejected.map { ($0, index) } }
    if wrong.isEmpty, result.broken.isEmpty { return }
    wrong.sort { ($0.record.row, $0.output ?? -1) < ($1.record.row, $1.output ?? -1) }
    var broken = result.broken.prefix { $0.row < used }[...]
    for (record, output) in wrong {
      while let first = broken.first, first.row < record.row {
        try rejects.takeBroken(broken.removeFirst(), after: origin)
      }
      let places = shares.enumerated().map { index, share in
        share.before + min(share.count, result.outputRows[index].partitioningIndex { Int($0) >= record.row })
      }
      try await rejects.take(record, after: origin, output: output, places: places)
    }
    for record in broken { try rejects.takeBroken(record, after: origin) }
  }

  /// Adds what a worker of an input has folded, an entry for each output.
  mutating func add(_ states: [(any TallyState)?]) throws(Diagnostic) {
    for (index, state) in states.enumerated() {
      if let state { try branches[index].tally?.add(state) }
    }
  }

  /// The members beside the features are those of the first input that has some.
  mutating func keep(_ members: [UInt8], of file: String?) {
    guard !outerMembers.isEmpty, outerMembers != members else {
      outerMembers = members
      return
    }
    let count = RecordMember.count(inside: members)
    readChanges.add(.memberDropped, count)
    findings.append(
      "members beside the features: those of an earlier input are kept, "
        + "those of \(file ?? "this one") are dropped (\(count))")
  }

  /// Writes what follows the last record.
  /// `origin`: what parts say of where they come from.
  mutating func finish(_ origin: PartOrigin = PartOrigin()) async throws(DiagnosticList) {
    for index in branches.indices {
      guard let tally = branches[index].tally else { continue }
      findings.append(tally.finding)
      warnings += tally.warnings
      for piece in try tally.document(origin) {
        do throws(Diagnostic) { try await branches[index].writer.write(piece) } catch { throw DiagnosticList(error) }
      }
    }
    do throws(Diagnostic) { try await finishRecords() } catch { throw DiagnosticList(error) }
  }

  private mutating func finishRecords() async throws(Diagnostic) {
    try await writeSorted()
    try checkLedgers()
    for index in branches.indices where !branches[index].encoder.keepsOuterMembers {
      writtenChanges[index].add(.memberDropped, RecordMember.count(inside: outerMembers))
    }
    for index in branches.indices { try checkLossless(index) }
    for index in branches.indices {
      let (encoder, hasRecords) = (branches[index].encoder, branches[index].hasRecords)
      try await branches[index].writer.write(
        hasRecords
          ? encoder.epilogue(outerMembers: outerMembers) : encoder.epilogueWithoutRecords(outerMembers: outerMembers))
      try await branches[index].writer.finish()
    }
  }

  /// Records of this result up to the one at which every output was satisfied: the same for any number of workers.
  private func recordsUsed(_ result: EncodedResult, lastRow: UInt32, filledAt: UInt32?) -> Int {
    var used = result.usage.records
    if lastRow != .max { used = min(used, Int(lastRow) + 1) }
    if let filledAt, branches.allSatisfy(\.isFull) { used = min(used, Int(filledAt) + 1) }
    return used
  }

  /// Records of this result that output `index` wants, one that could not be encoded included.
  private func wantedCount(_ result: EncodedResult, _ index: Int, upToRow lastRow: UInt32) -> Int {
    var wanted = result.outputs[index].recordCount + (result.outputFailures[index] == nil ? 0 : 1)
    if lastRow != .max { wanted = min(wanted, result.outputRows[index].count { $0 <= lastRow }) }
    if let limit = branches[index].limit { wanted = min(wanted, limit - branches[index].written) }
    return wanted
  }

  private mutating func write(
    _ result: inout EncodedResult, to index: Int, count: Int, _ origin: BatchOrigin
  ) async throws(Diagnostic) {
    guard branches[index].lossless != nil, !branches[index].writer.isAtomic else {
      return try await writeRecords(&result, to: index, count: count, origin)
    }
    // What is gone cannot be taken back: the first change ends the run, before its record.
    try checkLossless(index)
    let unchanged = result.changePlaces[index].map(\.record).min() ?? .max
    if unchanged >= count { return try await writeRecords(&result, to: index, count: count, origin) }
    try await writeRecords(&result, to: index, count: unchanged, origin)
    writtenChanges[index].add(result.outputs[index].changes(inFirst: unchanged + 1))
    branches[index].lossless?.note(result.changePlaces[index].filter { $0.record == unchanged }, after: origin)
    try checkLossless(index)
  }

  private mutating func writeRecords(
    _ result: inout EncodedResult, to index: Int, count: Int, _ origin: BatchOrigin
  ) async throws(Diagnostic) {
    guard count > 0 else { return }
    writtenChanges[index].add(result.outputs[index].changes(inFirst: count))
    if branches[index].lossless != nil {
      branches[index].lossless?.note(result.changePlaces[index].filter { $0.record < count }, after: origin)
    }
    let end =
      count == result.outputs[index].recordCount
      ? result.outputs[index].bytes.count : result.outputs[index].recordEnds[count - 1]
    let start = branches[index].hasRecords ? 0 : branches[index].encoder.separator.count
    try await branches[index].writer.write(&result.outputs[index].bytes, from: start, to: end)
    branches[index].hasRecords = true
    branches[index].written += count
  }

  func checkLossless(_ index: Int) throws(Diagnostic) {
    guard let check = branches[index].lossless,
      let failure = check.failure(reading: readChanges, writing: writtenChanges[index])
    else { return }
    throw failure.noting(departed)
  }

  /// A record that is in none of the places, or in two, is weir's own mistake: nothing is published.
  private func checkLedgers() throws(Diagnostic) {
    for input in ledgers {
      for ledger in input.outputs where !ledger.isBalanced {
        throw Diagnostic(
          .ledgerUnbalanced, "the records of \(input.file) do not add up: \(ledger.equation)",
          notes: ["this is a bug in weir; nothing was published"], help: ["please report it with the input"])
      }
    }
  }

  func earlier(_ a: Diagnostic?, _ b: Diagnostic) -> Diagnostic {
    guard let a else { return b }
    return (a.location.byte ?? .max) <= (b.location.byte ?? .max) ? a : b
  }
}
