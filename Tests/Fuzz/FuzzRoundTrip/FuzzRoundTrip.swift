import FuzzKit

/// Writers against readers.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try WriterInputs.roundTrip($0) }
}
