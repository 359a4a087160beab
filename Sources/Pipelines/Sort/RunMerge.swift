import Bytes
import Diagnostics

/// Several sorted runs as one. Of equal keys the earlier run's come first: runs stand in the order in which their records
/// were read, so the merge is stable.
struct RunMerge: Sendable {
  private var runs: [SortedRun]
  /// A binary heap of the runs that have an item left; the first one has the next item.
  private var heap: [Int] = []
  /// The first eight bytes of the key at hand of each run: they decide nearly all.
  private var prefixes: [UInt64]
  private var isBegun = false

  /// `memory` is shared by the buffers of all runs.
  init(_ runs: [SortedRun], memory: Int) throws(Diagnostic) {
    self.runs = runs
    prefixes = Array(repeating: 0, count: runs.count)
    let share = min(max(memory / max(runs.count, 1), 1 << 12), 256 << 10)
    for index in self.runs.indices where try self.runs[index].begin(reading: share) {
      heap.append(index)
      prefixes[index] = self.runs[index].prefix
    }
    for index in (0..<heap.count / 2).reversed() { sink(index) }
  }

  /// Goes to the next item; false after the last one.
  mutating func next() throws(Diagnostic) -> Bool {
    guard let first = heap.first else { return false }
    guard isBegun else {
      isBegun = true
      return true
    }
    if try runs[first].next() {
      prefixes[first] = runs[first].prefix
    } else {
      let last = heap.removeLast()
      if heap.isEmpty { return false }
      heap[0] = last
    }
    sink(0)
    return true
  }

  /// Gives the item at hand to `body`.
  func withItem<Result>(_ body: (Span<UInt8>, Int, Int) -> Result) -> Result { runs[heap[0]].withItem(body) }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
      guard precedes(heap[child], heap[index]) else { return }
      heap.swapAt(child, index)
      index = child
    }
  }

  @inline(__always)
  private func precedes(_ one: Int, _ other: Int) -> Bool {
    prefixes[one] == prefixes[other] ? precedesByRest(one, other) : prefixes[one] < prefixes[other]
  }

  @inline(never)
  private func precedesByRest(_ one: Int, _ other: Int) -> Bool { runs[one].precedes(runs[other]) ?? (one < other) }
}
