import CByteScan

/// A growing run of output bytes whose storage is kept between uses.
///
/// Appends check the capacity once and copy 16 bytes at a time past the end (the storage always has `byteSlack`
/// spare bytes), so a short field costs two wide moves. Use `clear()` between chunks: it keeps the storage.
public struct ByteBuilder: Sendable {
  @usableFromInline package var storage: [UInt8]
  /// Bytes written so far.
  public private(set) var count: Int

  public init(capacity: Int = 4096) {
    storage = [UInt8](repeating: 0, count: capacity + byteSlack)
    count = 0
  }

  public var isEmpty: Bool { count == 0 }

  /// A copy of what was written.
  public var bytes: [UInt8] { Array(storage[..<count]) }

  /// Gives what was written to `body`, without copying.
  public func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(0..<count))
  }

  /// Forgets the content, keeps the storage.
  public mutating func clear() { count = 0 }

  /// Drops everything after `count` bytes.
  public mutating func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  public subscript(position: Int) -> UInt8 {
    precondition(position < count)
    return storage[position]
  }

  /// True when what was written since `first` is `source[start..<end]`.
  public func holds(_ source: Span<UInt8>, from start: Int, to end: Int, since first: Int) -> Bool {
    guard count &- first == end &- start else { return false }
    for i in 0..<count &- first where storage[first &+ i] != source[start &+ i] { return false }
    return true
  }

  /// Makes room for `additional` bytes and the slack.
  @inline(__always)
  public mutating func reserve(_ additional: Int) {
    if count &+ additional &+ byteSlack > storage.count { grow(additional) }
  }

  @inline(never)
  private mutating func grow(_ additional: Int) {
    let wanted = max(storage.count * 2, count + additional + byteSlack)
    storage.reserveCapacity(wanted)
    storage.append(contentsOf: repeatElement(0, count: wanted - storage.count))
  }

  public mutating func append(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count &+= 1
  }

  public mutating func append(_ first: UInt8, _ second: UInt8) {
    reserve(2)
    storage[count] = first
    storage[count &+ 1] = second
    count &+= 2
  }

  /// Appends `source[start..<end]`.
  public mutating func append(_ source: Span<UInt8>, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.count)
    let length = end &- start
    reserve(length)
    let readable = source.count &- start
    let offset = count
    // SAFETY: the precondition bounds the reads, `reserve` the writes (with byteSlack to spare); the kernel reads
    // past `end` only while `readable` allows it.
    unsafe source.withUnsafeBufferPointer { from in
      unsafe storage.withUnsafeMutableBufferPointer { to in
        if length > 0 {
          unsafe weir_copy(to.baseAddress! + offset, from.baseAddress! + start, length, readable)
        }
      }
    }
    count &+= length
  }

  public mutating func append(_ source: Span<UInt8>) { append(source, from: 0, to: source.count) }
  public mutating func append(_ source: [UInt8]) { append(source.span, from: 0, to: source.count) }
  public mutating func append(_ source: ByteBuilder) { append(source.storage.span, from: 0, to: source.count) }
  public mutating func append(_ text: String) { append(Array(text.utf8)) }

  /// Appends `source[start..<end]` as the inside of a JSON string: `"`, `\` and control characters are escaped
  /// (RFC 8259 section 7), everything else is copied.
  public mutating func appendJSONEscaped(_ source: Span<UInt8>, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.count)
    let length = end &- start
    reserve(length &* 6)
    let readable = source.count &- start
    let offset = count
    guard length > 0 else { return }
    // SAFETY: an escaped byte becomes at most six, reserved above; reads are bounded as in `append`.
    let written = unsafe source.withUnsafeBufferPointer { from in
      unsafe storage.withUnsafeMutableBufferPointer { to in
        unsafe weir_copy_json_escaped(to.baseAddress! + offset, from.baseAddress! + start, length, readable)
      }
    }
    count &+= written
  }

  /// Appends `source[start..<end]` with every `quote` doubled.
  public mutating func appendDoubling(_ quote: UInt8, _ source: Span<UInt8>, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.count)
    reserve((end &- start) &* 2)
    var copied = start
    while copied < end {
      let found = source.position(of: quote, or: quote, from: copied, to: end)
      append(source, from: copied, to: found)
      if found < end { append(quote, quote) }
      copied = found &+ 1
    }
  }

  /// Gives the free part of the storage to `body`, which says how many bytes it wrote. For kernels in this target only.
  @unsafe
  mutating func write<Result>(
    _ body: (UnsafeMutablePointer<UInt8>, _ capacity: Int) -> (written: Int, value: Result)
  ) -> Result {
    reserve(1)
    let offset = count
    // SAFETY: `reserve` leaves at least `byteSlack` bytes after `offset`; the kernel is told how many.
    let done = unsafe storage.withUnsafeMutableBufferPointer { to in
      unsafe body(to.baseAddress! + offset, to.count - offset)
    }
    precondition(done.written >= 0 && offset + done.written <= storage.count)
    count = offset + done.written
    return done.value
  }

  /// Appends a number in decimal.
  public mutating func append(decimal value: Int) {
    append(String(value))
  }

  /// Exchanges the storage with a plain array: `bytes` receives the storage, of which the first `count` bytes
  /// are content. Used to hand a finished chunk on without copying it.
  public mutating func swapStorage(with bytes: inout [UInt8]) -> Int {
    let written = count
    swap(&storage, &bytes)
    if storage.count < byteSlack { storage = [UInt8](repeating: 0, count: 4096 + byteSlack) }
    count = 0
    return written
  }
}
