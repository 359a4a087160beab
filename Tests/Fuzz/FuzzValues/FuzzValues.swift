import FuzzKit

/// Numbers, dates and geometry as text.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try ValueInputs.numbersAndDates($0) }
}
