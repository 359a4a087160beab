import Dispatch
import Synchronization

/// What a thread does with a block: compresses it, or the other way. It owns what it needs for that and uses it again.
protocol BlockWorker: Sendable {
  associatedtype Block: Sendable
  func process(_ block: inout Block)
}

/// Threads that work on blocks side by side and give them back in the order in which they were handed in.
///
/// ```
///         hand in            threads           next
/// owner ──────────► waiting ──┬─► worker ─┬─► finished ──► owner
///                             └─► worker ─┘   (in order)
/// ```
///
/// It has one owner, a thread that may wait. The owner bounds what is in flight: it takes a block back before it hands in
/// more than `capacity`. An owner that goes away leaves nothing behind: threads end with the blocks that they hold.
final class BlockThreads<Worker: BlockWorker>: Sendable {
  /// One thread: a serial queue has its own (see `ThreadExecutor`).
  private struct Lane: Sendable {
    let queue = DispatchQueue(label: "weir.blocks")
    let worker: Worker
  }

  private struct State {
    /// Handed in and not begun, in order.
    var waiting: [Worker.Block?] = []
    /// In flight, in order; nil: not finished.
    var finished: [Worker.Block?] = []
    /// The number of `finished[0]`.
    var first = 0
    var resting: [Lane] = []
    var lanes = 0
  }

  /// Most blocks in flight: one for each thread, and two so that no thread waits for the owner.
  let capacity: Int
  private let threads: Int
  private let makeWorker: @Sendable () -> Worker?
  /// Held to hand blocks over, never while one is worked on.
  private let state = Mutex(State())
  private let hasFinishedOne = DispatchSemaphore(value: 0)

  /// `makeWorker` is asked for the second and further workers, when there is something for them to do; nil where
  /// memory is short: the others go on without it.
  init(_ threads: Int, first: Worker, makeWorker: @escaping @Sendable () -> Worker?) {
    self.threads = threads
    self.makeWorker = makeWorker
    capacity = threads + 2
    let lane = Lane(worker: first)
    state.withLock { ($0.resting, $0.lanes) = ([lane], 1) }
  }

  /// Blocks that the owner has not taken back.
  var inFlight: Int { state.withLock { $0.finished.count } }

  /// Takes `block` out and lets a thread work on it.
  func handIn(_ block: inout Worker.Block?) {
    let lane: Lane? = state.withLock { state in
      state.waiting.append(block.take())
      state.finished.append(nil)
      if let lane = state.resting.popLast() { return lane }
      guard state.lanes < threads, let worker = makeWorker() else { return nil }
      state.lanes += 1
      return Lane(worker: worker)
    }
    if let lane { lane.queue.async { self.work(lane) } }
  }

  /// The block that was handed in first, finished: waits for it. Nil when none is in flight.
  func next() -> Worker.Block? {
    while inFlight > 0 {
      if let block = nextIfFinished() { return block }
      hasFinishedOne.wait()
    }
    return nil
  }

  /// The same without waiting; nil when it is not finished.
  func nextIfFinished() -> Worker.Block? {
    state.withLock { state in
      guard let first = state.finished.first, first != nil else { return nil }
      state.first += 1
      return state.finished.removeFirst()
    }
  }

  private func work(_ lane: Lane) {
    while true {
      var (number, begun) = begin(lane)
      guard var block = begun.take() else { return }
      lane.worker.process(&block)
      // Taken out, not copied: whoever fills a block that has another owner copies it.
      var finished = Optional(consume block)
      state.withLock { $0.finished[number - $0.first] = finished.take() }
      hasFinishedOne.signal()
    }
  }

  /// The block to work on and its number; without one the lane rests.
  private func begin(_ lane: Lane) -> (number: Int, block: Worker.Block?) {
    state.withLock { state in
      let number = state.first + state.finished.count - state.waiting.count
      if state.waiting.isEmpty {
        state.resting.append(lane)
        return (number, nil)
      }
      return (number, state.waiting.removeFirst())
    }
  }
}
