/// Sizes of the run's buffers, in one place.
enum BatchLimits {
  /// Bytes of a chunk: its text and its slots stay in a 512 KiB L2.
  static let chunkBytes = 256 << 10
  /// Bytes of a chunk whose records may be far shorter than the slots of their `columns`: 45 MiB of slots for
  /// records of three bytes, where 256 KiB of them would take gigabytes in 10,000 columns.
  static func chunkBytes(sparseColumns columns: Int) -> Int {
    min(chunkBytes, max((16 << 20) / max(columns, 1), 1024))
  }
  /// Bytes of the input that are looked at before anything is decided.
  static let probeBytes = 1 << 20
  /// Milliseconds without a byte after which a pipe is not waited for any longer while it is probed.
  static let probePatience: Int32 = 200
  /// Results in flight beyond one for each worker.
  static let spareResults = 2
  /// Blocks that a reading thread may be ahead of the workers.
  static let blocksAhead = 4
  /// Writes that may wait for a slow output.
  static let writesBehind = 2
}
