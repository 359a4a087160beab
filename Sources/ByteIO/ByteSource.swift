package import Diagnostics

/// Bytes that are read once, in order: a file, standard input, a decompressed file.
///
/// A source is a value with one owner: copying it does not copy its place. Calls block, so a source belongs on a
/// thread or worker that may wait, never on the cooperative pool. Sources are made by `ByteSources.open`.
package protocol ByteSource: Sendable {
  /// What messages call it: the path, or "standard input".
  var name: String { get }
  /// True when reading is quick enough to be done inline by a worker: a regular file that is not compressed.
  var isRegularFile: Bool { get }
  /// Bytes of the file on disk, when it says; nil for pipes, devices, and files that report no size.
  var byteCount: Int? { get }
  /// Bytes taken from the file so far, compressed ones for gzip: progress compares it with `byteCount`.
  var fileBytesRead: Int { get }
  /// What tells a regular file from another one, or from itself after a change; nil for what cannot be read again.
  var identity: FileIdentity? { get }
  /// True when an error was met behind bytes that were not read yet: a later read throws it.
  var hasMetError: Bool { get }
  /// What was found that does not stop the reading. Complete once `read` has returned 0.
  var warnings: [Diagnostic] { get }

  /// Reads at most `count` bytes into `buffer[offset...]`, which must have room already. Short reads are normal;
  /// 0 is the end. After an error every further call throws it again.
  mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int

  /// True when a read would not have to wait longer than that. A pipe may say no; a file never does.
  func isReady(withinMilliseconds patience: Int32) -> Bool

  /// Gives the file back early. Dropping the source does the same.
  mutating func close()
}

extension ByteSource {
  package var warnings: [Diagnostic] { [] }
  package var identity: FileIdentity? { nil }
  package var hasMetError: Bool { false }
  package func isReady(withinMilliseconds patience: Int32) -> Bool { true }

  /// Everything that is left. For tests and small files: there is no ceiling.
  package mutating func readToEnd(chunk: Int = 65536) throws(Diagnostic) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
      let count = try read(into: &buffer, at: 0, upTo: chunk)
      if count == 0 { return all }
      all.append(contentsOf: buffer[..<count])
    }
  }
}

/// A source that passes the bytes of another one on, and does something with them.
///
/// It is no regular file, whatever the other one is: what it does takes time, and its bytes are read once.
protocol PassingSource: ByteSource {
  var base: any ByteSource { get set }
}

extension PassingSource {
  package var name: String { base.name }
  package var isRegularFile: Bool { false }
  package var byteCount: Int? { base.byteCount }
  package var fileBytesRead: Int { base.fileBytesRead }
  package var identity: FileIdentity? { base.identity }
  package var hasMetError: Bool { base.hasMetError }
  package var warnings: [Diagnostic] { base.warnings }
  package func isReady(withinMilliseconds patience: Int32) -> Bool { base.isReady(withinMilliseconds: patience) }
  package mutating func close() { base.close() }
}

/// A source over bytes in memory, giving at most `largestRead` at a time. For tests and embedders.
package struct MemorySource: ByteSource {
  package let name: String
  private var bytes: [UInt8]
  private var position = 0
  private let largestRead: Int

  package init(_ bytes: [UInt8], name: String = "memory", largestRead: Int = .max) {
    precondition(largestRead > 0)
    self.bytes = bytes
    self.name = name
    self.largestRead = largestRead
  }

  package var isRegularFile: Bool { true }
  package var byteCount: Int? { bytes.count }
  package var fileBytesRead: Int { position }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken = min(count, largestRead, bytes.count - position)
    buffer.replaceSubrange(offset..<(offset + taken), with: bytes[position..<(position + taken)])
    position += taken
    return taken
  }

  package mutating func close() {}
}
