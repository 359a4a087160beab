import DequeModule
import Synchronization

/// Hands one value from task to task, in the order they ask for it: whoever took it holds the only copy.
///
/// This is how workers share the input: the holder reads and cuts the next chunk, then passes the reader on. A lock would
/// be held across a read; an actor would let a second caller in while the first one awaits.
final class Baton<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiters: Deque<CheckedContinuation<Value, Never>> = []
  }

  /// Protects the resting value and the queue of tasks that wait for it.
  private let state: Mutex<State>

  init(_ value: Value) { state = Mutex(State(value: value)) }

  func take() async -> Value {
    await withCheckedContinuation { continuation in
      let resting: Value? = state.withLock { state in
        guard let value = state.value else {
          state.waiters.append(continuation)
          return nil
        }
        state.value = nil
        return value
      }
      if let resting { continuation.resume(returning: resting) }
    }
  }

  /// Whoever passes it on keeps no copy: the next holder may fill its buffers in place.
  func pass(_ value: consuming Value) {
    var passed: Value? = value
    let next: CheckedContinuation<Value, Never>? = state.withLock { state in
      if let waiter = state.waiters.popFirst() { return waiter }
      state.value = passed.take()
      return nil
    }
    if let next, let value = passed.take() { next.resume(returning: value) }
  }
}
