import Bytes
import Diagnostics
import Formats
import Query
import Records

/// What a run that sorts keeps until it has seen the last record: each record's bytes for every output, by its key.
///
///     payload   input, failure (4 bytes each, little-endian)
///               for each output its length and its bytes
///               changes: their number, then output, change and count of each
struct SortedOutput: Sendable {
  /// A record that the output's filter left out.
  static let absent = 0xFFFF_FFFF
  static let longest = 0xFFFF_FFF0
  /// More records than this that cannot be written end the run at once.
  static let mostFailures = 10_000

  var sorter: RecordSorter
  /// Not every record that passes is written: only the changes of those that are count.
  let isCut: Bool
  /// Why records that may be among the wanted ones cannot be written. A payload holds the number, 0: it can.
  var failures: [Diagnostic] = []

  init(_ window: SortWindow, _ spill: SpillDeclaration, outputs: [BoundOutput]) {
    // One buffer fills while another one is written, one that grows takes up to three times what is in it, and a chunk is
    // taken whole.
    sorter = RecordSorter(window, memory: max(spill.budget / 6, 64 << 10), directory: spill.path)
    isCut = window != SortWindow() || outputs.contains { $0.limit != nil }
  }

  /// Appends a record of a result. `records` says which of each output's records it is.
  mutating func add(
    _ index: Int, of result: borrowing EncodedResult, input: Int, failure: Int, records: [Int?],
    changes: [[Int: [RecordChange]]]
  ) throws(Diagnostic) {
    for (output, record) in records.enumerated() {
      guard let record else { continue }
      let length = result.outputs[output].extent(of: record).count
      // A record may be as long as the limits of its input say; no such length is real.
      guard length < Self.longest else {
        throw Diagnostic(.recordTooLong, "a record of \(length) bytes cannot be sorted")
      }
    }
    sorter.add(result.sortKeys, index) { payload in
      payload.append(number32: input)
      payload.append(number32: failure)
      for (output, record) in records.enumerated() {
        guard let record else {
          payload.append(number32: Self.absent)
          continue
        }
        result.outputs[output].append(record, to: &payload)
      }
      guard isCut else { return }
      let made = changes.enumerated().flatMap { output, changes in
        (records[output].flatMap { changes[$0] } ?? []).map { (output, $0) }
      }
      payload.append(number32: made.count)
      for (output, change) in made {
        payload.append(number32: output)
        payload.append(number32: change.change.rawValue)
        payload.append(number32: change.count)
      }
    }
  }
}

/// How often an encoder made a change in one record.
struct RecordChange: Sendable {
  var change: Change
  var count: Int
}

extension EncodedChunk {
  /// Where a record's bytes stand, the separator before them included. The ends of records must be known.
  func extent(of record: Int) -> Range<Int> { (record == 0 ? 0 : recordEnds[record - 1])..<recordEnds[record] }

  /// Appends the length of a record and its bytes.
  func append(_ record: Int, to payload: inout ByteBuilder) {
    let extent = extent(of: record)
    payload.append(number32: extent.count)
    payload.append(bytes.storage.span, from: extent.lowerBound, to: extent.upperBound)
  }

  /// The changes of each record that has some.
  var changesByRecord: [Int: [RecordChange]] {
    var found: [Int: [RecordChange]] = [:]
    for (change, count, records) in notedChanges {
      for record in records { found[record, default: []].append(RecordChange(change: change, count: count)) }
    }
    return found
  }
}
