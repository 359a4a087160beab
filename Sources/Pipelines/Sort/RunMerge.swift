import Bytes
import Diagnostics

/// Several sorted runs as one. Of equal keys the earlier run's come first: runs stand in the order in which their records
/// were read, so the merge is stable.
struct RunMerge: Sendable {
  /// A run, and the first eight bytes of its key at hand: they decide nearly all.
  private struct Head: Sendable {
    var prefix: UInt64
    var run: Int
  }

  private var runs: [SortedRun]
  /// A binary heap of the runs that have an item left; the first one has the next item.
  private var heap: [Head] = []
  private var isBegun = false

  /// `memory` is shared by the buffers of all runs.
  init(_ runs: [SortedRun], memory: Int) throws(Diagnostic) {
    self.runs = runs
    let share = min(max(memory / max(runs.count, 1), 1 << 12), 256 << 10)
    for index in self.runs.indices where try self.runs[index].begin(reading: share) {
      heap.append(Head(prefix: self.runs[index].prefix, run: index))
    }
    for index in (0..<heap.count / 2).reversed() { sink(index) }
  }

  /// Goes to the next item; false after the last one.
  mutating func next() throws(Diagnostic) -> Bool {
    guard !heap.isEmpty else { return false }
    guard isBegun else {
      isBegun = true
      return true
    }
    let first = heap[0].run
    if try runs[first].next() {
      heap[0].prefix = runs[first].prefix
    } else {
      let last = heap.removeLast()
      if heap.isEmpty { return false }
      heap[0] = last
    }
    sink(0)
    return true
  }

  /// Gives the item at hand to `body`.
  @inline(__always)
  func withItem<Result>(_ body: (Span<UInt8>, Int, Int) -> Result) -> Result {
    runs.span[heap[0].run].withItem(body)
  }

  private mutating func sink(_ start: Int) {
    // Moved out and back: two spans cannot be lent by one struct.
    var heap: [Head] = []
    swap(&heap, &self.heap)
    Self.sink(start, &heap, runs.span)
    swap(&heap, &self.heap)
  }

  private static func sink(_ start: Int, _ array: inout [Head], _ runs: Span<SortedRun>) {
    var heap = array.mutableSpan
    var index = start
    while true {
      var child = 2 &* index &+ 1
      guard child < heap.count else { return }
      if child &+ 1 < heap.count, precedes(heap[child &+ 1], heap[child], runs) { child &+= 1 }
      guard precedes(heap[child], heap[index], runs) else { return }
      heap.swapAt(child, index)
      index = child
    }
  }

  @inline(__always)
  private static func precedes(_ one: Head, _ other: Head, _ runs: Span<SortedRun>) -> Bool {
    one.prefix == other.prefix ? precedesByRest(one.run, other.run, runs) : one.prefix < other.prefix
  }

  @inline(never)
  private static func precedesByRest(_ one: Int, _ other: Int, _ runs: Span<SortedRun>) -> Bool {
    runs[one].precedes(runs[other]) ?? (one < other)
  }
}
