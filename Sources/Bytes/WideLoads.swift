extension Span where Element == UInt8 {
  /// The eight bytes from `position` on, the first one in the lowest bits. Traps when they are not all inside the span:
  /// batches keep `byteSlack` bytes after their payload, so a load at any field is inside.
  @inlinable @inline(__always)
  public func word(at position: Int) -> UInt64 {
    precondition(position >= 0 && position &+ 8 <= count)
    // SAFETY: the precondition bounds the eight bytes read.
    return unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: position, as: UInt64.self) }.littleEndian
  }
}
