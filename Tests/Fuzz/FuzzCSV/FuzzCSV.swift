import FuzzKit

/// CSV and TSV in every dialect.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try RecordInputs.csv($0) }
}
