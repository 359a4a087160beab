package import Diagnostics
import Digests
import Synchronization

/// What a receipt says of the bytes of an input or output.
package struct FileDigest: Sendable, Equatable {
  /// Lower-case hexadecimal digits.
  package let sha256: String
  package let bytes: Int

  package init(sha256: String, bytes: Int) {
    self.sha256 = sha256
    self.bytes = bytes
  }

  /// The digest of everything that a source gives.
  package init(of source: some ByteSource) throws(Diagnostic) {
    var source = source
    var digest = ContentDigest()
    var bytes = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try source.read(into: &buffer, at: 0, upTo: buffer.count)
      if count == 0 { break }
      digest.update(buffer, from: 0, to: count)
      bytes += count
    }
    self.init(sha256: digest.hex, bytes: bytes)
  }

  /// The digest of a file as it stands.
  package init(ofFile path: String) throws(Diagnostic) {
    try self.init(of: ByteSources.open(path: path))
  }

  /// The digest of a text.
  package static func hex(of text: String) -> String { ContentDigest.hex(of: Array(text.utf8)) }
}

/// The digest of what flows through a pipe, where nothing can be read again. Shared by whoever lets it flow and whoever
/// asks for it afterwards.
package final class FlowDigest: Sendable {
  private struct State {
    var digest = ContentDigest()
    var bytes = 0
  }

  /// Held while a block is hashed; the only other one to ask comes after the last block.
  private let state = Mutex(State())

  package init() {}

  func take(_ bytes: [UInt8], from start: Int, to end: Int) {
    state.withLock { state in
      state.digest.update(bytes, from: start, to: end)
      state.bytes += end - start
    }
  }

  /// What flowed so far.
  package var digest: FileDigest {
    state.withLock { FileDigest(sha256: $0.digest.hex, bytes: $0.bytes) }
  }
}

/// A source whose bytes are hashed as they are read.
package struct HashingSource: PassingSource {
  var base: any ByteSource
  private let flow: FlowDigest

  package init(_ base: any ByteSource, into flow: FlowDigest) {
    self.base = base
    self.flow = flow
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    let taken = try base.read(into: &buffer, at: offset, upTo: count)
    flow.take(buffer, from: offset, to: offset + taken)
    return taken
  }
}

/// A sink whose bytes are hashed as they are written.
struct HashingSink: ByteSink {
  private var base: any ByteSink
  private let flow: FlowDigest

  init(_ base: any ByteSink, into flow: FlowDigest) {
    self.base = base
    self.flow = flow
  }

  var name: String { base.name }

  mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    try base.write(bytes, from: start, to: end)
    flow.take(bytes, from: start, to: end)
  }

  mutating func finish() throws(Diagnostic) { try base.finish() }
}
