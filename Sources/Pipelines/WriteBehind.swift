import ByteIO
import DequeModule
import Diagnostics
import Dispatch
import Synchronization

/// Writes to a pipe, a terminal or a compressor on a thread of its own, a few writes behind whoever gives them.
///
/// Deflating is ten times slower than everything before it, and a pipe blocks as long as its reader likes: neither may
/// hold a task of the cooperative pool. The queue of writes is bounded, so a slow reader slows the whole run.
final class WriteBehind: Sendable {
  private struct Write {
    var bytes: [UInt8]
    let start: Int
    let end: Int
  }

  private struct State {
    /// The sink, while no write is running.
    var sink: (any ByteSink)?
    /// What was given and not begun, in order. The queue's blocks hold no bytes: a buffer that goes back must have no
    /// other owner, or filling it again copies it.
    var writes: Deque<Write> = []
    /// Writes that have not ended, and the end itself.
    var waiting = 0
    var spares: [[UInt8]] = []
    var failure: Diagnostic?
    /// The producer, when it waits for a write to end.
    var producer: CheckedContinuation<Void, Never>?
  }

  private let queue = DispatchQueue(label: "weir.write")
  /// Protects the counters and the resting sink; never held across a write.
  private let state: Mutex<State>

  init(_ sink: any ByteSink) { state = Mutex(State(sink: sink)) }

  /// Takes `bytes[start..<end]` to be written, and gives a buffer back in exchange. Throws the failure of an earlier write.
  func write(_ bytes: consuming [UInt8], from start: Int, to end: Int) async throws(Diagnostic) -> [UInt8] {
    try await wait(untilFewerThan: BatchLimits.writesBehind)
    let write = Write(bytes: bytes, start: start, end: end)
    let spare = state.withLock { state in
      state.waiting += 1
      state.writes.append(write)
      return state.spares.popLast()
    }
    queue.async { self.performNext() }
    return spare ?? []
  }

  /// Waits for every write, then ends the stream.
  func finish() async throws(Diagnostic) {
    state.withLock { $0.waiting += 1 }
    queue.async {
      self.perform { (sink) throws(Diagnostic) in try sink.finish() }
      self.ended()
    }
    try await wait(untilFewerThan: 1)
  }

  /// Waits for every write that was taken; what failed is nobody's business any more.
  func drain() async { try? await wait(untilFewerThan: 1) }

  private func wait(untilFewerThan limit: Int) async throws(Diagnostic) {
    while true {
      await withCheckedContinuation { continuation in
        let isFree = state.withLock { state in
          if state.waiting < limit { return true }
          state.producer = continuation
          return false
        }
        if isFree { continuation.resume() }
      }
      let (isFree, failure) = state.withLock { ($0.waiting < limit, $0.failure) }
      if let failure { throw failure }
      if isFree { return }
    }
  }

  /// Writes what was given first.
  private func performNext() {
    guard var write = state.withLock({ $0.writes.popFirst() }) else { return }
    perform { (sink) throws(Diagnostic) in try sink.write(write.bytes, from: write.start, to: write.end) }
    state.withLock { state in
      state.spares.append(write.bytes)
      write.bytes = []
    }
    ended()
  }

  private func perform(_ body: (inout any ByteSink) throws(Diagnostic) -> Void) {
    // Taken out, not copied: a sink with two owners copies its buffers.
    guard var sink = state.withLock({ $0.sink.take() }) else { return }
    let hasFailed = state.withLock { $0.failure != nil }
    var failure: Diagnostic?
    if !hasFailed {
      do throws(Diagnostic) { try body(&sink) } catch { failure = error }
    }
    state.withLock { state in
      state.sink = sink
      state.failure = state.failure ?? failure
    }
  }

  /// A write, or the end, is behind us: whoever waits looks again.
  private func ended() {
    let producer = state.withLock { state in
      state.waiting -= 1
      defer { state.producer = nil }
      return state.producer
    }
    producer?.resume()
  }
}
