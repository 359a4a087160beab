/// What the places of hash tables depend on beside their keys, so that no input can be made whose keys all meet in one place
/// (hash flooding). Drawn once for each process; no result depends on it.
package enum TableSeed {
  package static let ofProcess = UInt64.random(in: .min ... .max)
}
