import FuzzKit

/// Opendatasoft query strings and portal URLs.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe fuzz(start, count) { try LanguageInputs.queryString($0) }
}
