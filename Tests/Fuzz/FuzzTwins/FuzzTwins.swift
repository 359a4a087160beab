import FuzzKit

/// Fast scans against their plain twins.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try TwinInputs.scans($0) }
}
