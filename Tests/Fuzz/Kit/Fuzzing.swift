/// One input of libFuzzer: calls `body` with its bytes and stops the process on what should never be.
///
/// Targets are one line each around this; see `make fuzz`.
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int, _ body: ([UInt8]) throws -> String?) -> CInt {
  // SAFETY: libFuzzer owns `count` readable bytes at `start` for the time of the call.
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  do {
    if let fault = try body(bytes) { fatalError(fault) }
  } catch {
    fatalError("threw \(error)")
  }
  return 0
}
