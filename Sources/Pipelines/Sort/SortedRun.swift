import ByteIO
import Bytes
import Diagnostics

/// A run of sorted items in a temporary file: written once, in order, then read once.
struct SortedRun: Sendable {
  private var file: SpillFile
  private var buffer: [UInt8] = []
  /// The item at hand, and how much of the buffer is filled.
  private var start = 0
  private var end = 0
  private var filled = 0
  private(set) var prefix: UInt64 = 0
  /// Where the key of the item at hand stands.
  private var key = 0..<0

  private static let writtenAtOnce = 256 << 10

  init(directory: String) throws(Diagnostic) { file = try SpillFile(directory: directory) }

  // MARK: Writing

  /// Writes all items of a buffer, which must be in order.
  mutating func write(_ items: borrowing SortBuffer) throws(Diagnostic) {
    var builder = ByteBuilder(capacity: Self.writtenAtOnce)
    var first = 0
    while first < items.entries.count {
      let end = min(first + SortBuffer.appendedAtOnce, items.entries.count)
      items.append(first..<end, to: &builder)
      try write(&builder, atLeast: Self.writtenAtOnce)
      first = end
    }
    try write(&builder, atLeast: 1)
  }

  /// Writes the first items of a merge.
  mutating func write(_ merge: inout RunMerge, first count: Int?) throws(Diagnostic) {
    var builder = ByteBuilder(capacity: Self.writtenAtOnce)
    var left = count ?? .max
    while left > 0, try merge.next() {
      merge.withItem { builder.append($0, from: $1, to: $2) }
      try write(&builder, atLeast: Self.writtenAtOnce)
      left -= 1
    }
    try write(&builder, atLeast: 1)
  }

  private mutating func write(_ builder: inout ByteBuilder, atLeast count: Int) throws(Diagnostic) {
    guard builder.count >= count else { return }
    try file.append(builder.storage, from: 0, to: builder.count)
    builder.clear()
  }

  // MARK: Reading

  /// Goes to the first item, reading `bytes` at a time; false when there is none.
  mutating func begin(reading bytes: Int) throws(Diagnostic) -> Bool {
    try file.rewind()
    buffer = [UInt8](repeating: 0, count: bytes + byteSlack)
    (start, end, filled) = (0, 0, 0)
    return try next()
  }

  /// Goes to the next item; false after the last one.
  mutating func next() throws(Diagnostic) -> Bool {
    start = end
    guard try fill(SortBuffer.headBytes) else {
      buffer = []
      return false
    }
    let size = SortBuffer.payload(at: start, in: buffer.span).upperBound - start
    guard try fill(size) else { return false }
    end = start + size
    key = SortBuffer.key(at: start, in: buffer.span)
    prefix = buffer.span.keyPrefix(from: key.lowerBound, to: key.upperBound)
    return true
  }

  /// Makes `count` bytes from `start` on readable; false at the end of the file.
  private mutating func fill(_ count: Int) throws(Diagnostic) -> Bool {
    if filled - start >= count { return true }
    moveToFront()
    if buffer.count < count + byteSlack {
      buffer.append(contentsOf: repeatElement(0, count: count + byteSlack - buffer.count))
    }
    while filled < count {
      let taken = try file.read(into: &buffer, at: filled, upTo: buffer.count - byteSlack - filled)
      if taken == 0 { return false }
      filled += taken
    }
    return true
  }

  private mutating func moveToFront() {
    let count = filled - start
    for i in 0..<count { buffer[i] = buffer[start &+ i] }
    (start, end, filled) = (0, 0, count)
  }

  /// Gives the item at hand to `body`.
  @inline(__always)
  func withItem<Result>(_ body: (Span<UInt8>, Int, Int) -> Result) -> Result { body(buffer.span, start, end) }

  /// True when the item at hand comes before that of another run; nil: their keys are equal.
  @inline(__always)
  func precedes(_ other: borrowing SortedRun) -> Bool? {
    if prefix != other.prefix { return prefix < other.prefix }
    // No key is the beginning of another one.
    if key.count <= 8 { return nil }
    let order = buffer.span.order(ofKey: key, and: other.key, in: other.buffer.span)
    return order == 0 ? nil : order < 0
  }
}
