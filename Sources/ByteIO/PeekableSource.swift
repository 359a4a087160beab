package import Diagnostics

/// A source whose first bytes can be looked at before they are read: for telling gzip, formats and types apart.
///
/// ```swift
/// var source = PeekableSource(file)
/// let sample = try source.peek(atLeast: 1 << 20)   // reads the file once
/// let count = try source.read(into: &buffer, at: 0, upTo: 4096)   // gives the same bytes again
/// ```
package struct PeekableSource: ByteSource {
  /// What is peeked at most unless the caller has a limit of its own.
  package static let largestPeek = 1 << 20

  private var base: any ByteSource
  private var peeked: [UInt8] = []
  private var position = 0
  /// An error met while peeking waits until the good bytes before it are read.
  private var waitingError: Diagnostic?
  private var isAtEnd = false
  private var hasBeenRead = false

  package init(_ base: any ByteSource) { self.base = base }

  package var name: String { base.name }
  package var isRegularFile: Bool { base.isRegularFile }
  package var byteCount: Int? { base.byteCount }
  package var fileBytesRead: Int { base.fileBytesRead }
  package var identity: FileIdentity? { base.identity }
  package var warnings: [Diagnostic] { base.warnings }
  package var hasMetError: Bool { waitingError != nil || base.hasMetError }

  /// True when a peek saw the end: what it gave is the whole input (or all of it that can be read).
  package var hasPeekedAll: Bool { isAtEnd || waitingError != nil }

  /// The first bytes: at least `minimum` unless the input is shorter, at most `limit`. Waits for input only until
  /// there are `minimum`. Must come before the first read.
  ///
  /// An error behind some good bytes is thrown by the `read` that reaches it, not here.
  package mutating func peek(atLeast minimum: Int, upTo limit: Int = largestPeek) throws(Diagnostic) -> [UInt8] {
    precondition(!hasBeenRead, "peek comes before read")
    let minimum = min(minimum, limit)
    if peeked.count < minimum, !hasPeekedAll { try fill(atLeast: minimum, upTo: limit) }
    return peeked.count <= limit ? peeked : Array(peeked[..<limit])
  }

  package func isReady(withinMilliseconds patience: Int32) -> Bool {
    position < peeked.count || hasPeekedAll || base.isReady(withinMilliseconds: patience)
  }

  /// Peeks up to `limit` bytes, but no longer than the input keeps coming: a pipe that pauses for `patience` milliseconds
  /// after its first bytes is taken for one that trickles.
  package mutating func peekWhileReady(upTo limit: Int, patience: Int32) throws(Diagnostic) -> [UInt8] {
    var bytes = try peek(atLeast: 1, upTo: limit)
    while bytes.count < limit, !hasPeekedAll, base.isReady(withinMilliseconds: patience) {
      bytes = try peek(atLeast: bytes.count + 1, upTo: limit)
    }
    return bytes
  }

  private mutating func fill(atLeast minimum: Int, upTo limit: Int) throws(Diagnostic) {
    var count = peeked.count
    var limit = limit
    // A small file needs no megabyte of room; one byte more, to see its end.
    if base.isRegularFile, let byteCount = base.byteCount { limit = min(limit, max(byteCount + 1, minimum)) }
    peeked += [UInt8](repeating: 0, count: limit - count)
    defer { peeked.removeLast(peeked.count - count) }
    while count < minimum {
      do {
        let taken = try base.read(into: &peeked, at: count, upTo: limit - count)
        if taken == 0 {
          isAtEnd = true
          return
        }
        count += taken
      } catch {
        guard count > 0 else { throw error }
        waitingError = error
        return
      }
    }
  }

  package mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
    guard count > 0 else { return 0 }
    hasBeenRead = true
    if position < peeked.count { return replay(into: &buffer, at: offset, upTo: count) }
    if let waitingError { throw waitingError }
    return isAtEnd ? 0 : try base.read(into: &buffer, at: offset, upTo: count)
  }

  private mutating func replay(into buffer: inout [UInt8], at offset: Int, upTo count: Int) -> Int {
    let taken = min(count, peeked.count - position)
    buffer.replaceSubrange(offset..<(offset + taken), with: peeked[position..<(position + taken)])
    position += taken
    if position == peeked.count {
      peeked = []
      position = 0
    }
    return taken
  }

  /// The whole content of a small file, nil when it has `limit` bytes or more.
  package mutating func readAll(below limit: Int) throws(Diagnostic) -> [UInt8]? {
    let bytes = try peek(atLeast: limit, upTo: limit)
    if let waitingError { throw waitingError }
    return bytes.count < limit ? bytes : nil
  }

  package mutating func close() {
    peeked = []
    isAtEnd = true
    base.close()
  }
}
