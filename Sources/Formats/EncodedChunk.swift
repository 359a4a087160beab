package import Bytes
package import Records

/// A chunk of encoded records.
package struct EncodedChunk: Sendable {
  package var bytes: ByteBuilder
  package var recordCount: Int
  /// End of each record in `bytes`, only when asked for (`wantsRecordEnds`): a limit, or a change that is refused, may cut
  /// the chunk.
  package var recordEnds: [Int]
  package var wantsRecordEnds: Bool
  /// What the encoder changed, beyond what every output of its format does.
  package private(set) var changes = ChangeCounts()
  /// Which records were changed, in order; only with `wantsRecordEnds`.
  private var noted: [NotedChange] = []

  package init(wantsRecordEnds: Bool = false) {
    bytes = ByteBuilder(capacity: 1 << 16)
    recordCount = 0
    recordEnds = []
    self.wantsRecordEnds = wantsRecordEnds
  }

  package mutating func clear() {
    bytes.clear()
    recordCount = 0
    recordEnds.removeAll(keepingCapacity: true)
    changes.clear()
    noted.removeAll(keepingCapacity: true)
  }

  /// Called by encoders after each record.
  @inline(__always)
  package mutating func endRecord() {
    recordCount &+= 1
    if wantsRecordEnds { recordEnds.append(bytes.count) }
  }

  /// Takes records out again, ascending; the ends of records must be known.
  package mutating func remove(_ records: [Int]) {
    guard !records.isEmpty else { return }
    var kept = EncodedChunk(wantsRecordEnds: true)
    var next = 0
    for index in 0..<recordCount {
      if next < records.count, records[next] == index {
        next += 1
        continue
      }
      let start = index == 0 ? 0 : recordEnds[index - 1]
      kept.bytes.append(bytes.storage.span, from: start, to: recordEnds[index])
      for entry in noted where entry.records.contains(index) { kept.note(entry.change, entry.count) }
      kept.endRecord()
    }
    self = kept
  }

  // MARK: - Changes

  /// Notes changes of the record that is being written: before `endRecord`.
  package mutating func note(_ change: Change, _ count: Int = 1) {
    note(change, count, ofEach: recordCount..<recordCount + 1)
  }

  /// Notes a change that each of these records has, `count` times each.
  package mutating func note(_ change: Change, _ count: Int = 1, ofEach records: Range<Int>) {
    guard count > 0, !records.isEmpty else { return }
    changes.add(change, count * records.count)
    if wantsRecordEnds { noted.append(NotedChange(change: change, count: count, records: records)) }
  }

  /// Notes what somebody counted while the record was written, and clears it.
  @inline(__always)
  package mutating func take(_ counted: inout ChangeCounts) {
    if counted.isEmpty { return }
    takeSome(&counted)
  }

  @inline(never)
  private mutating func takeSome(_ counted: inout ChangeCounts) {
    for (change, count) in counted.made { note(change, count) }
    counted.clear()
  }

  /// Every change, how often each of some neighbouring records has it, and which records those are.
  package var notedChanges: [(change: Change, count: Int, records: Range<Int>)] {
    noted.map { ($0.change, $0.count, $0.records) }
  }

  /// What was changed in the first `count` records: fewer than all of them only with `wantsRecordEnds`.
  package func changes(inFirst count: Int) -> ChangeCounts {
    if count >= recordCount { return changes }
    var some = ChangeCounts()
    for entry in noted { some.add(entry.change, entry.count * entry.records.clamped(to: 0..<count).count) }
    return some
  }

  /// The first record with each change, among the first `count`: an index of this chunk's records.
  package func firstChanges(inFirst count: Int) -> [(change: Change, record: Int)] {
    var found: [(change: Change, record: Int)] = []
    for entry in noted where entry.records.lowerBound < count {
      if let known = found.firstIndex(where: { $0.change == entry.change }) {
        found[known].record = min(found[known].record, entry.records.lowerBound)
      } else {
        found.append((entry.change, entry.records.lowerBound))
      }
    }
    return found
  }
}

/// The same change of some neighbouring records.
private struct NotedChange: Sendable {
  var change: Change
  /// In each of them.
  var count: Int
  var records: Range<Int>
}
