import CByteScan

extension Span where Element == UInt8 {
  /// Position of the first byte in `start..<end` that equals `first` or `second`, else `end`.
  public func position(of first: UInt8, or second: UInt8, from start: Int, to end: Int) -> Int {
    position(nearAny: first, first, second, second, from: start, to: end)
  }

  /// Position of the first byte in `start..<end` that equals one of four, else `end`. For fields: it looks at 16 bytes at
  /// once where the span goes on behind `end`. For long runs use `position(ofAny:)`.
  public func position(
    nearAny first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8, from start: Int, to end: Int
  ) -> Int {
    precondition(start >= 0 && end <= count)
    guard start < end else { return end }
    // SAFETY: the precondition and the guard bound `start..<end`; the kernel is told how many bytes follow `start`.
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return end }
      return unsafe start
        &+ weir_find_near4(base + start, end &- start, buffer.count &- start, first, second, third, fourth)
    }
  }

  /// True when `start..<end` holds exactly `bytes`.
  public func holds(_ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
    guard end &- start == bytes.count else { return false }
    var i = 0
    while i < bytes.count {
      if self[start &+ i] != bytes[i] { return false }
      i &+= 1
    }
    return true
  }

  /// A copy of `start..<end`.
  public func array(from start: Int, to end: Int) -> [UInt8] {
    // SAFETY: the extracted span has checked its bounds; the pointer is read during the call only.
    unsafe extracting(start..<end).withUnsafeBufferPointer { found in unsafe Array(found) }
  }
}

extension ByteBuilder {
  /// Appends the UTF-8 encoding of a scalar.
  public mutating func append(scalar: Unicode.Scalar) {
    guard let units = UTF8.encode(scalar) else { return }
    for unit in units { append(unit) }
  }
}

extension [UInt8] {
  /// Overwrites `count` bytes at `position` with `source[start...]`; both arrays must hold them.
  public mutating func replace(at position: Int, with source: [UInt8], from start: Int = 0, count: Int) {
    precondition(position >= 0 && start >= 0 && count >= 0)
    precondition(position + count <= self.count && start + count <= source.count)
    guard count > 0 else { return }
    // SAFETY: both ranges were checked above.
    unsafe withUnsafeMutableBufferPointer { to in
      unsafe source.withUnsafeBufferPointer { from in
        unsafe (to.baseAddress! + position).update(from: from.baseAddress! + start, count: count)
      }
    }
  }
}
