import FuzzKit

/// JSON Lines and text sequences.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try RecordInputs.jsonLines($0) }
}
