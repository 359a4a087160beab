import ByteIO
import Synchronization

/// Work on a value beside its owner: given away, worked on by a task of its own, and taken back.
///
/// The value has one owner at any time, so buffers in it are filled again without a copy: what a task returns would have two,
/// the task and whoever waits for it.
struct Handover<Value: Sendable>: Sendable {
  private final class Place: Sendable {
    /// Empty while a task works on the value.
    let value: Mutex<Value?>

    init(_ value: Value) { self.value = Mutex(value) }

    func take() -> Value? { value.withLock { $0.take() } }
  }

  private let place: Place
  private let task: Task<Void, Never>

  init(_ value: consuming Value, _ work: @escaping @Sendable (inout Value) -> Void) {
    let place = Place(value)
    self.place = place
    task = Task.detached(executorPreference: ThreadExecutor.whereNeeded) {
      guard var value = place.take() else { return }
      work(&value)
      place.value.withLock { $0 = value }
    }
  }

  /// Waits for the work; nil once the value was taken.
  consuming func take() async -> Value? {
    await task.value
    return place.take()
  }
}
