import ByteIO
package import Diagnostics
import Synchronization

/// A sink whose bytes can be read by who made it, when another sink owns it.
package final class SharedMemory: ByteSink {
  package let name = "memory"
  /// Protects what was written: a sink may be handed to another task.
  private let written = Mutex<[UInt8]>([])

  package init() {}

  package var bytes: [UInt8] { written.withLock { $0 } }

  package func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    written.withLock { $0 += bytes[start..<end] }
  }

  package func finish() throws(Diagnostic) {}
}
