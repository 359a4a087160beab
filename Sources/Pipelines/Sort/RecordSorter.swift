import ByteIO
import Bytes
import Diagnostics
import Query

/// Sorts any number of records in bounded memory.
///
/// Records are collected up to a budget. Without a limit a full buffer is sorted and written to a temporary file as a run, by a
/// task of its own while the next buffer fills, and `finish` merges the runs; very many runs are merged into longer ones before,
/// so that few files are open at once. With a limit only the records that may be among the first are kept: a full buffer is
/// sorted and cut, and what comes after the last of them is not even taken. It goes to a file only when the wanted records
/// alone do not fit.
struct RecordSorter: Sendable {
  /// Runs that are merged at once, at most: 1 GiB of records with the usual budget.
  private static let mostRuns = 200
  /// A buffer is not cut before it holds this many records.
  private static let leastCut = 256

  let window: SortWindow
  /// Shared with the workers.
  let bound = SortBound()
  private let memory: Int
  private let directory: String
  private var buffer = SortBuffer()
  /// The buffer that is being written to a file.
  private var spilling: Handover<SpilledBuffer>?
  private var last: [UInt8]?
  /// Runs of records, then runs of merged runs, and so on; in each the order of the input.
  private var levels: [[SortedRun]] = []

  /// `memory` is that of one buffer; two of them are in use.
  init(_ window: SortWindow, memory: Int, directory: String) {
    self.window = window
    self.memory = memory
    self.directory = directory
  }

  /// Adds a record with the key `index`; `write` appends what `SortedRecords` gives back. Call `makeRoom` every few records.
  @inline(__always)
  mutating func add(_ keys: borrowing SortKeys, _ index: Int, _ write: (inout ByteBuilder) -> Void) {
    if last != nil, !mayMatter(keys, index) { return }
    buffer.add(keys, index, write)
    if let reach = window.reach, buffer.entries.count >= max(2 &* reach, Self.leastCut) { cut(to: reach) }
  }

  private func mayMatter(_ keys: borrowing SortKeys, _ index: Int) -> Bool {
    guard let last else { return true }
    return keys.isKey(index, before: last)
  }

  /// Forgets the records that cannot be among the first ones.
  private mutating func cut(to reach: Int) {
    buffer.sort()
    buffer.keepFirst(reach)
    if buffer.entries.count == reach { lower() }
  }

  /// The last of the wanted records: whatever comes now must stand before it.
  private mutating func lower() {
    guard !buffer.entries.isEmpty else { return }
    let key = buffer.key(of: buffer.entries.count - 1)
    if let last, key.span.order(ofKey: 0..<key.count, and: 0..<last.count, in: last.span) >= 0 { return }
    last = key
    bound.lower(to: key)
  }

  /// Writes the buffer to a file when it is full.
  mutating func makeRoom() async throws(Diagnostic) {
    guard buffer.byteCount >= memory else { return }
    if let reach = window.reach {
      cut(to: reach)
      if buffer.byteCount < memory / 2 { return }
    }
    try await spill()
  }

  // MARK: Runs

  private mutating func spill() async throws(Diagnostic) {
    var spilled = SpilledBuffer(buffer: try await takeSpilled())
    swap(&spilled.buffer, &buffer)
    let directory = directory
    spilling = Handover(spilled) { $0.write(in: directory) }
  }

  /// Waits for the buffer that is being written, keeps its run, and gives it back empty.
  private mutating func takeSpilled() async throws(Diagnostic) -> SortBuffer {
    guard let spilled = await spilling.take()?.take() else { return SortBuffer() }
    if let run = try spilled.run?.get() { try keep(run, at: 0) }
    return spilled.buffer
  }

  /// Adds a run to a level, and merges the level when it is full.
  private mutating func keep(_ run: SortedRun, at level: Int) throws(Diagnostic) {
    if levels.count == level { levels.append([]) }
    levels[level].append(run)
    guard levels[level].count == Self.mostRuns else { return }
    var merge = try RunMerge(levels[level], memory: memory)
    levels[level] = []
    var merged = try SortedRun(directory: directory)
    try merged.write(&merge, first: window.reach)
    try keep(merged, at: level + 1)
  }

  /// The records in their order. Nothing can be added any more.
  mutating func finish() async throws(Diagnostic) -> SortedRecords {
    if spilling == nil, levels.isEmpty {
      buffer.sort()
      var whole = SortBuffer()
      swap(&whole, &buffer)
      return SortedRecords(whole)
    }
    if !buffer.entries.isEmpty { try await spill() }
    buffer = SortBuffer()
    _ = try await takeSpilled()
    let runs = levels.reversed().flatMap { $0 }
    levels = []
    return SortedRecords(try RunMerge(runs, memory: 2 * memory))
  }
}

/// A buffer that is sorted and written to a run.
private struct SpilledBuffer: Sendable {
  /// Empty once it is written: for the next records.
  var buffer: SortBuffer
  var run: Result<SortedRun, Diagnostic>?

  init(buffer: SortBuffer) { self.buffer = buffer }

  mutating func write(in directory: String) {
    do throws(Diagnostic) {
      buffer.sort()
      var written = try SortedRun(directory: directory)
      try written.write(buffer)
      run = .success(written)
    } catch {
      run = .failure(error)
    }
    buffer.clear()
  }
}

extension SortKeys {
  /// True when a key comes before another one.
  @inline(__always)
  func isKey(_ index: Int, before other: [UInt8]) -> Bool {
    bytes.storage.span.order(ofKey: range(of: index), and: 0..<other.count, in: other.span) < 0
  }
}
