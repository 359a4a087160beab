import ByteIO
import Bytes
import Diagnostics
import Query

/// Sorts any number of records in bounded memory.
///
/// Records are collected up to a budget. Without a limit a full buffer is sorted and written to a temporary file as a run, and
/// `finish` merges the runs; many runs are merged into longer ones before, so that few files are open at once. With a limit
/// only the records that may be among the first are kept: a full buffer is sorted and cut, and what comes after the last of
/// them is not even taken. It goes to a file only when the wanted records alone do not fit.
struct RecordSorter: Sendable {
  /// Runs that are merged at once, at most.
  private static let mostRuns = 32
  /// A buffer is not cut before it holds this many records.
  private static let leastCut = 256

  let window: SortWindow
  /// Shared with the workers.
  let bound = SortBound()
  private let memory: Int
  private let directory: String
  private var buffer = SortBuffer()
  private var last: [UInt8]?
  /// Runs of records, then runs of merged runs, and so on; in each the order of the input.
  private var levels: [[SortedRun]] = []

  init(_ window: SortWindow, memory: Int, directory: String) {
    self.window = window
    self.memory = memory
    self.directory = directory
  }

  /// Adds a record with the key `index`; `write` appends what `SortedRecords` gives back.
  @inline(__always)
  mutating func add(
    _ keys: borrowing SortKeys, _ index: Int, _ write: (inout ByteBuilder) -> Void
  ) throws(Diagnostic) {
    if last != nil, !mayMatter(keys, index) { return }
    buffer.add(keys, index, write)
    if isFull { try settle() }
  }

  private func mayMatter(_ keys: borrowing SortKeys, _ index: Int) -> Bool {
    guard let last else { return true }
    return keys.isKey(index, before: last)
  }

  private var isFull: Bool {
    if buffer.byteCount >= memory { return true }
    guard let reach = window.reach else { return false }
    return buffer.entries.count >= max(2 &* reach, Self.leastCut)
  }

  /// Makes room.
  private mutating func settle() throws(Diagnostic) {
    buffer.sort()
    if let reach = window.reach {
      buffer.keepFirst(reach)
      if buffer.entries.count == reach { lower() }
      if buffer.byteCount < memory / 2 { return }
    }
    try spill()
  }

  /// The last of the wanted records: whatever comes now must stand before it.
  private mutating func lower() {
    guard !buffer.entries.isEmpty else { return }
    let key = buffer.key(of: buffer.entries.count - 1)
    if let last, key.span.order(ofKey: 0..<key.count, and: 0..<last.count, in: last.span) >= 0 { return }
    last = key
    bound.lower(to: key)
  }

  private mutating func spill() throws(Diagnostic) {
    var run = try SortedRun(directory: directory)
    try run.write(buffer)
    buffer.clear()
    try keep(run, at: 0)
  }

  /// Adds a run to a level, and merges the level when it is full.
  private mutating func keep(_ run: SortedRun, at level: Int) throws(Diagnostic) {
    if levels.count == level { levels.append([]) }
    levels[level].append(run)
    guard levels[level].count == Self.mostRuns else { return }
    var merge = try RunMerge(levels[level], memory: memory / 2)
    levels[level] = []
    var merged = try SortedRun(directory: directory)
    try merged.write(&merge, first: window.reach)
    try keep(merged, at: level + 1)
  }

  /// The records in their order. Nothing can be added any more.
  mutating func finish() throws(Diagnostic) -> SortedRecords {
    buffer.sort()
    if levels.isEmpty {
      var whole = SortBuffer()
      swap(&whole, &buffer)
      return SortedRecords(buffer: whole, merge: nil)
    }
    if !buffer.entries.isEmpty { try spill() }
    buffer = SortBuffer()
    let runs = levels.reversed().flatMap { $0 }
    levels = []
    return SortedRecords(buffer: SortBuffer(), merge: try RunMerge(runs, memory: memory))
  }
}

extension SortKeys {
  /// True when a key comes before another one.
  @inline(__always)
  func isKey(_ index: Int, before other: [UInt8]) -> Bool {
    bytes.storage.span.order(ofKey: range(of: index), and: 0..<other.count, in: other.span) < 0
  }
}

/// Sorted records, one after the other.
struct SortedRecords: Sendable {
  private let buffer: SortBuffer
  private var merge: RunMerge?
  private var index = -1

  init(buffer: SortBuffer, merge: RunMerge?) {
    self.buffer = buffer
    self.merge = merge
  }

  /// Goes to the next record; false after the last one.
  mutating func next() throws(Diagnostic) -> Bool {
    if merge != nil { return try merge?.next() ?? false }
    index += 1
    return index < buffer.entries.count
  }

  /// Gives what was written for the record at hand to `body`.
  func withPayload<Result>(_ body: (Span<UInt8>, Range<Int>) -> Result) -> Result {
    if let merge { return merge.withItem { bytes, start, _ in body(bytes, SortBuffer.payload(at: start, in: bytes)) } }
    let place = buffer.entries[index].place
    return buffer.items.withSpan { body($0, SortBuffer.payload(at: place, in: $0)) }
  }
}
