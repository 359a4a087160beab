import Bytes
import Query
import Synchronization

/// The key that a record must stay below to be among the wanted ones. It only ever falls.
///
/// The ordered stage lowers it; workers ask for it once a batch and leave out what cannot matter. That changes no output: what
/// is left out would have been dropped later.
final class SortBound: Sendable {
  /// Protects the key; nil: everything may matter.
  private let state = Mutex<[UInt8]?>(nil)

  var key: [UInt8]? { state.withLock { $0 } }

  func lower(to key: [UInt8]) { state.withLock { $0 = key } }
}
