import ByteIO
import DequeModule
import Diagnostics
import Dispatch
import Synchronization

/// Reads a pipe, a terminal or a compressed file on a thread of its own, a few blocks ahead of whoever asks.
///
/// Such reads may block for long or burn a core, and neither may happen on the cooperative pool: two tasks blocked in
/// `read` stop every other task of a two-core machine. The ring is bounded, so a fast producer waits.
final class ReadAhead: Sendable {
  struct Block: Sendable {
    var bytes: [UInt8]
    var count: Int
    var fileBytesRead = 0
  }

  private struct State {
    /// The source, while nobody reads from it.
    var source: (any ByteSource)?
    var filled: Deque<Result<Block, Diagnostic>> = []
    var spares: [[UInt8]] = []
    var consumer: CheckedContinuation<Result<Block, Diagnostic>, Never>?
    var isAtEnd = false
    /// The thread reads, or is about to.
    var isFilling = false
  }

  private let queue = DispatchQueue(label: "weir.read")
  /// Protects the ring and the resting source; never held across a read.
  private let state: Mutex<State>

  init(_ source: any ByteSource) {
    state = Mutex(State(source: source))
    startFilling()
  }

  /// The next block, empty at the end. `spare` is a buffer of an earlier block, to be filled again.
  func next(recycling spare: consuming [UInt8]) async -> Result<Block, Diagnostic> {
    if !spare.isEmpty { takeBack(spare) }
    let result = await withCheckedContinuation { continuation in
      let immediate: Result<Block, Diagnostic>? = state.withLock { state in
        if let block = state.filled.popFirst() { return block }
        if state.isAtEnd { return .success(Block(bytes: [], count: 0)) }
        state.consumer = continuation
        return nil
      }
      if let immediate { continuation.resume(returning: immediate) }
    }
    startFilling()
    return result
  }

  /// True when `next` would not have to wait.
  var hasBlock: Bool { state.withLock { !$0.filled.isEmpty } }

  /// What the source found that did not stop the reading. Complete after the end.
  var warnings: [Diagnostic] { state.withLock { $0.source?.warnings ?? [] } }

  private func takeBack(_ spare: consuming [UInt8]) {
    var spare = spare
    state.withLock { state in
      state.spares.append(spare)
      spare = []
    }
  }

  private func startFilling() {
    let starts = state.withLock { state in
      let starts = !state.isFilling && !state.isAtEnd && state.filled.count < BatchLimits.blocksAhead
      if starts { state.isFilling = true }
      return starts
    }
    if starts { queue.async { self.fill() } }
  }

  private func fill() {
    // Taken out, not copied: a source with two owners copies its buffers.
    guard var source = state.withLock({ $0.source.take() }) else { return }
    while true {
      var bytes = state.withLock { $0.spares.popLast() } ?? [UInt8](repeating: 0, count: BatchLimits.chunkBytes)
      let outcome: Result<Block, Diagnostic>
      do throws(Diagnostic) {
        let count = try source.read(into: &bytes, at: 0, upTo: bytes.count)
        outcome = .success(Block(bytes: bytes, count: count, fileBytesRead: source.fileBytesRead))
      } catch {
        outcome = .failure(error)
      }
      if deliver(outcome, from: source) { return }
    }
  }

  /// Hands a block over; true when the thread may rest (the ring is full, or the input has ended).
  private func deliver(_ outcome: Result<Block, Diagnostic>, from source: any ByteSource) -> Bool {
    let (consumer, rests) = state.withLock { state in
      if case .success(let block) = outcome, block.count > 0 {} else { state.isAtEnd = true }
      let consumer = state.consumer
      state.consumer = nil
      if consumer == nil { state.filled.append(outcome) }
      let rests = state.isAtEnd || state.filled.count >= BatchLimits.blocksAhead
      if rests { (state.source, state.isFilling) = (source, false) }
      return (consumer, rests)
    }
    consumer?.resume(returning: outcome)
    return rests
  }
}
