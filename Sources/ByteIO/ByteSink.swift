package import Bytes
package import Diagnostics

/// Where bytes go: standard output, a pipe, a file, a compressor before one of these.
///
/// A sink is a value with one owner. `write` blocks until everything is taken. A sink that is dropped without
/// `finish` has promised nothing. Sinks are made by `ByteSinks.open`.
package protocol ByteSink: Sendable {
  /// What messages call it: the path, or "standard output".
  var name: String { get }

  /// Writes `bytes[start..<end]`, all of it.
  mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic)

  /// Writes what is held back (gzip's trailer) and reports what the system has put off reporting. Once, at the end.
  mutating func finish() throws(Diagnostic)
}

extension ByteSink {
  /// Writes the first `count` bytes.
  package mutating func write(_ bytes: [UInt8], count: Int) throws(Diagnostic) {
    try write(bytes, from: 0, to: count)
  }

  package mutating func write(_ bytes: [UInt8]) throws(Diagnostic) {
    try write(bytes, from: 0, to: bytes.count)
  }

  package mutating func write(_ text: String) throws(Diagnostic) { try write(Array(text.utf8)) }

  /// Writes what a builder holds.
  package mutating func write(_ builder: ByteBuilder) throws(Diagnostic) {
    try write(builder.storage, from: 0, to: builder.count)
  }
}

/// A sink that keeps everything. For tests and embedders.
package struct MemorySink: ByteSink {
  package let name: String
  package private(set) var bytes: [UInt8] = []
  package private(set) var isFinished = false

  package init(name: String = "memory") { self.name = name }

  package mutating func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
    self.bytes.append(contentsOf: bytes[start..<end])
  }

  package mutating func finish() throws(Diagnostic) { isFinished = true }
}
