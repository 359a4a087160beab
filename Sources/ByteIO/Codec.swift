import CZlib
import Synchronization

/// What one step of a codec did.
struct CodecStep: Sendable {
  enum Outcome: Sendable { case more, ended, corrupt }
  var outcome: Outcome
  var consumed: Int
  var produced: Int
}

/// A zlib stream on the heap: it must not move, because zlib's state points back at it.
///
/// The pointer sits in a `Mutex`, which makes its owner Sendable by derivation. The lock is never contended (a
/// source or sink has one owner) and is held for one step of computation, never across I/O.
@safe private final class ZlibStream: Sendable {
  private let stream: Mutex<UnsafeMutablePointer<z_stream>>
  private let end: @Sendable (UnsafeMutablePointer<z_stream>) -> Void

  /// nil when zlib has no memory.
  init?(
    begin: (UnsafeMutablePointer<z_stream>) -> Int32,
    end: @escaping @Sendable (UnsafeMutablePointer<z_stream>) -> Void
  ) {
    let pointer = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    // SAFETY: freshly allocated; ended and freed in deinit, or here if zlib refuses.
    unsafe pointer.initialize(to: z_stream())
    guard unsafe begin(pointer) == Z_OK else {
      unsafe pointer.deallocate()
      return nil
    }
    unsafe stream = unsafe Mutex(pointer)
    unsafe self.end = end
  }

  deinit {
    unsafe stream.withLock { pointer in
      unsafe end(pointer)
      unsafe pointer.deallocate()
    }
  }

  func withStream<Result: Sendable>(_ body: (UnsafeMutablePointer<z_stream>) -> Result) -> Result {
    unsafe stream.withLock { unsafe body($0) }
  }
}

/// Raw deflate data (RFC 1951) to bytes.
final class Inflater: Sendable {
  private let stream: ZlibStream

  init?() {
    // SAFETY: the closures give zlib the stream that ZlibStream owns.
    guard let stream = unsafe ZlibStream(begin: { unsafe weir_inflate_begin($0) }, end: { unsafe _ = inflateEnd($0) })
    else { return nil }
    self.stream = stream
  }

  /// Begins the next member.
  func reset() {
    // SAFETY: the stream is alive as long as self.
    unsafe stream.withStream { unsafe _ = inflateReset($0) }
  }

  /// What zlib says of corrupt data.
  var complaint: String {
    // SAFETY: zlib's messages are static C strings.
    unsafe stream.withStream { unsafe $0.pointee.msg.map { unsafe String(cString: $0) } ?? "invalid data" }
  }

  func step(_ input: [UInt8], _ inputRange: Range<Int>, into output: inout [UInt8], _ outputRange: Range<Int>)
    -> CodecStep
  {
    // SAFETY: `withRanges` checks the ranges; the shim forgets the addresses before it returns.
    let step = unsafe withRanges(input, inputRange, &output, outputRange) { from, fromCount, to, toCount in
      unsafe stream.withStream { unsafe weir_inflate_step($0, from, fromCount, to, toCount) }
    }
    let outcome: CodecStep.Outcome =
      switch step.status {
      case Z_OK, Z_BUF_ERROR: .more
      case Z_STREAM_END: .ended
      default: .corrupt
      }
    return CodecStep(outcome: outcome, consumed: Int(step.consumed), produced: Int(step.produced))
  }
}

/// Bytes to raw deflate data (RFC 1951).
final class Deflater: Sendable {
  private let stream: ZlibStream

  init?(level: Int32) {
    // SAFETY: as in Inflater.
    guard
      let stream = unsafe ZlibStream(
        begin: { unsafe weir_deflate_begin($0, level) }, end: { unsafe _ = deflateEnd($0) })
    else { return nil }
    self.stream = stream
  }

  /// Begins the next member.
  func reset() {
    // SAFETY: the stream is alive as long as self.
    unsafe stream.withStream { unsafe _ = deflateReset($0) }
  }

  /// `isLast` asks for the end of the stream: call until the outcome is `ended`.
  func step(
    _ input: [UInt8], _ inputRange: Range<Int>, into output: inout [UInt8], _ outputRange: Range<Int>, isLast: Bool
  ) -> CodecStep {
    // SAFETY: as in Inflater.
    let step = unsafe withRanges(input, inputRange, &output, outputRange) { from, fromCount, to, toCount in
      unsafe stream.withStream {
        unsafe weir_deflate_step($0, from, fromCount, to, toCount, isLast ? Z_FINISH : Z_NO_FLUSH)
      }
    }
    let outcome: CodecStep.Outcome = step.status == Z_STREAM_END ? .ended : .more
    return CodecStep(outcome: outcome, consumed: Int(step.consumed), produced: Int(step.produced))
  }
}

/// CRC-32 as gzip has it, carried on over `bytes[range]`.
func crc32(_ value: UInt32, _ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
  precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
  guard !range.isEmpty else { return value }
  // SAFETY: the precondition bounds the read.
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return value }
    return unsafe UInt32(
      truncatingIfNeeded: CZlib.crc32(UInt(value), base + range.lowerBound, uInt(clamping: range.count)))
  }
}

private func withRanges(
  _ input: [UInt8], _ inputRange: Range<Int>, _ output: inout [UInt8], _ outputRange: Range<Int>,
  _ body: (UnsafePointer<UInt8>?, UInt32, UnsafeMutablePointer<UInt8>?, UInt32) -> weir_codec_step
) -> weir_codec_step {
  precondition(inputRange.lowerBound >= 0 && inputRange.upperBound <= input.count)
  precondition(outputRange.lowerBound >= 0 && outputRange.upperBound <= output.count)
  // SAFETY: the preconditions bound both; counts are cut to what zlib can take, never more than the range.
  return unsafe input.withUnsafeBufferPointer { from in
    unsafe output.withUnsafeMutableBufferPointer { to in
      unsafe body(
        from.baseAddress.map { unsafe $0 + inputRange.lowerBound }, UInt32(clamping: inputRange.count),
        to.baseAddress.map { unsafe $0 + outputRange.lowerBound }, UInt32(clamping: outputRange.count))
    }
  }
}
