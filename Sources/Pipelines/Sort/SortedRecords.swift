import Bytes
import Diagnostics

/// Sorted records, a block of them at a time. A merge of runs is one block ahead of whoever reads.
struct SortedRecords: Sendable {
  /// What was written for records, in their order.
  private struct Merged: Sendable {
    var merge: RunMerge
    var payloads = ByteBuilder(capacity: 0)
    var ends: [Int] = []
    var failure: Diagnostic?

    static let byteCount = 256 << 10

    mutating func fill() {
      payloads.clear()
      ends.removeAll(keepingCapacity: true)
      do throws(Diagnostic) {
        while payloads.count < Self.byteCount, try merge.next() {
          merge.withItem { bytes, start, _ in
            let payload = SortBuffer.payload(at: start, in: bytes)
            payloads.append(bytes, from: payload.lowerBound, to: payload.upperBound)
          }
          ends.append(payloads.count)
        }
      } catch {
        failure = error
      }
    }
  }

  private enum Source: Sendable {
    /// All of them, in one block.
    case buffer(SortBuffer)
    case merge(Handover<Merged>)
  }

  private var source: Source
  private var isBegun = false
  private var payloads = ByteBuilder(capacity: 0)
  private var ends: [Int] = []
  /// An error of the merge, behind the block at hand.
  private var failure: Diagnostic?

  /// The records of a buffer that is in order.
  init(_ buffer: SortBuffer) { source = .buffer(buffer) }

  init(_ merge: RunMerge) { source = .merge(Handover(Merged(merge: merge)) { $0.fill() }) }

  /// Records of the block at hand.
  var count: Int {
    switch source {
    case .buffer(let buffer): buffer.entries.count
    case .merge: ends.count
    }
  }

  /// Goes to the next block; false after the last one.
  mutating func next() async throws(Diagnostic) -> Bool {
    if let failure { throw failure }
    guard case .merge(let handover) = source else {
      defer { isBegun = true }
      return !isBegun && count > 0
    }
    guard var merged = await handover.take() else { return false }
    swap(&merged.payloads, &payloads)
    swap(&merged.ends, &ends)
    failure = merged.failure
    if ends.isEmpty {
      if let failure { throw failure }
      return false
    }
    if failure == nil { source = .merge(Handover(merged) { $0.fill() }) }
    return true
  }

  /// Gives what was written for a record of the block to `body`.
  @inline(__always)
  func withPayload<Result>(_ index: Int, _ body: (Span<UInt8>, Range<Int>) -> Result) -> Result {
    switch source {
    case .buffer(let buffer):
      let place = buffer.entries[index].place
      return buffer.items.withSpan { body($0, SortBuffer.payload(at: place, in: $0)) }
    case .merge:
      return payloads.withSpan { body($0, (index == 0 ? 0 : ends[index &- 1])..<ends[index]) }
    }
  }
}
