import Diagnostics
import Synchronization

/// Where workers leave what they have gathered over all their chunks, each once, when they end.
final class Harvest<State: Sendable>: Sendable {
  private struct Store {
    var left: Int
    var states: [State] = []
    var waiting: CheckedContinuation<[State], Never>?
  }

  /// Protects the states and the task that waits for the last of them.
  private let store: Mutex<Store>

  init(workers: Int) { store = Mutex(Store(left: workers)) }

  func leave(_ state: sending State) {
    let (waiting, states) = store.withLock { store in
      store.states.append(state)
      store.left -= 1
      guard store.left == 0, let waiting = store.waiting else {
        return (nil as CheckedContinuation<[State], Never>?, [State]())
      }
      store.waiting = nil
      return (waiting, store.states)
    }
    waiting?.resume(returning: states)
  }

  /// Waits for all of them, in the order in which they ended: whoever adds them up must not depend on it.
  func all() async -> [State] {
    await withCheckedContinuation { continuation in
      let states: [State]? = store.withLock { store in
        if store.left == 0 { return store.states }
        store.waiting = continuation
        return nil
      }
      if let states { continuation.resume(returning: states) }
    }
  }
}

/// The memory that the tables of all workers may have together (`--max-memory`).
final class TableBudget: Sendable {
  private let used = Atomic<Int>(0)
  private let maximum: Int?
  /// What the tables are of, for messages.
  private let name: String

  init(_ maximum: Int?, of name: String = "facets") {
    self.maximum = maximum
    self.name = name
  }

  /// Takes what a table has grown by; an error when there is no more.
  func take(_ bytes: Int) -> Diagnostic? {
    guard let maximum, bytes > 0 else { return nil }
    let total = used.add(bytes, ordering: .relaxed).newValue
    return total > maximum ? exceeded(maximum) : nil
  }

  func check(_ bytes: Int) throws(Diagnostic) {
    if let maximum, bytes > maximum { throw exceeded(maximum) }
  }

  private func exceeded(_ maximum: Int) -> Diagnostic {
    Diagnostic(
      .memoryExceeded, "the tables of \(name) need more than \(maximum) bytes", at: Location(context: "--max-memory"),
      notes: ["they grow with the different values of the fields, not with the records"],
      help: [
        "--max-memory raises the limit", "leave out the field with the most values (weir inspect shows them)",
        "count in parts: --partial for each part of the input, then weir merge",
      ])
  }
}
