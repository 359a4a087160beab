import DequeModule
import Synchronization

/// Where workers publish results at their index and the ordered stage takes them in input order.
///
/// The window bounds how many results exist at once: a worker reserves a place *before* it takes its input, so the
/// lowest unpublished index always belongs to a worker that can finish. Consumed results return to the workers and bring
/// their buffers with them.
final class OrderedExchange<Result: Sendable>: Sendable {
  private struct State {
    var published: [Int: Result] = [:]
    /// Index the consumer waits for.
    var next = 0
    /// Index after the last result, once an end was seen.
    var end: Int?
    var isStopped = false
    var places: Int
    var spares: [Result] = []
    var consumer: CheckedContinuation<Result?, Never>?
    var workers: Deque<CheckedContinuation<Reservation, Never>> = []
  }

  /// A place in the window, with a used result whose buffers may be filled again.
  enum Reservation: Sendable {
    case place(Result?)
    case stopped
  }

  /// Protects the published results, the free places and the tasks that wait for either.
  private let state: Mutex<State>

  init(window: Int) { state = Mutex(State(places: window)) }

  // MARK: Workers

  func reserve() async -> Reservation {
    await withCheckedContinuation { continuation in
      let immediate: Reservation? = state.withLock { state in
        if state.isStopped { return .stopped }
        guard state.places > 0 else {
          state.workers.append(continuation)
          return nil
        }
        state.places -= 1
        return .place(state.spares.popLast())
      }
      if let immediate { continuation.resume(returning: immediate) }
    }
  }

  func publish(_ result: Result, at index: Int) {
    let consumer: CheckedContinuation<Result?, Never>? = state.withLock { state in
      if index == state.next, let consumer = state.consumer {
        state.consumer = nil
        state.next += 1
        return consumer
      }
      state.published[index] = result
      return nil
    }
    consumer?.resume(returning: result)
  }

  /// There is no result at `index` or after it.
  func end(at index: Int) {
    let (consumer, workers) = state.withLock { state in
      state.end = min(state.end ?? .max, index)
      state.isStopped = true
      let workers = state.workers
      state.workers = []
      guard state.next >= index, let consumer = state.consumer else {
        return (nil as CheckedContinuation<Result?, Never>?, workers)
      }
      state.consumer = nil
      return (consumer, workers)
    }
    consumer?.resume(returning: nil)
    for worker in workers { worker.resume(returning: .stopped) }
  }

  // MARK: The ordered stage

  /// The result that follows the last one, nil after the end.
  func next() async -> Result? {
    await withCheckedContinuation { continuation in
      let immediate: Result?? = state.withLock { state in
        if let result = state.published.removeValue(forKey: state.next) {
          state.next += 1
          return .some(result)
        }
        if let end = state.end, state.next >= end { return .some(nil) }
        state.consumer = continuation
        return .none
      }
      if let immediate { continuation.resume(returning: immediate) }
    }
  }

  /// Gives the place of a consumed result back, and its buffers if `spare` is given.
  func recycle(_ used: consuming Result?) {
    var spare = used
    let worker: CheckedContinuation<Reservation, Never>? = state.withLock { state in
      if let worker = state.workers.popFirst() { return worker }
      state.places += 1
      if let spare = spare.take() { state.spares.append(spare) }
      return nil
    }
    worker?.resume(returning: .place(spare.take()))
  }

  /// The ordered stage wants nothing more: workers stop at their next reservation.
  func stop() {
    let workers = state.withLock { state in
      state.isStopped = true
      let workers = state.workers
      state.workers = []
      return workers
    }
    for worker in workers { worker.resume(returning: .stopped) }
  }
}
