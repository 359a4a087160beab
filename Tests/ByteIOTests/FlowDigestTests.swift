import ByteIO
import Diagnostics
import Testing

/// Digests of what flows, in any pieces (the examples of FIPS 180-2).
@Suite struct FlowDigestTests {
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  @Test func knownTexts() throws {
    #expect(FileDigest.hex(of: "abc") == Self.abc)
    #expect(
      try FileDigest(of: MemorySource(Array("abc".utf8), largestRead: 1)) == FileDigest(sha256: Self.abc, bytes: 3))
    #expect(FlowDigest().digest == FileDigest(sha256: Self.empty, bytes: 0))
  }

  @Test(arguments: 1...4) func aSourceIsHashedAsItIsRead(_ largestRead: Int) throws {
    let flow = FlowDigest()
    var source = HashingSource(MemorySource(Array("abc".utf8), largestRead: largestRead), into: flow)
    #expect(try source.readToEnd(chunk: 2) == Array("abc".utf8))
    #expect(flow.digest == FileDigest(sha256: Self.abc, bytes: 3))
  }

  /// An error behind what was looked at is thrown by a later read: whoever may read again must know.
  @Test func anErrorThatWaitsIsPassedOn() throws {
    #expect(!HashingSource(MemorySource([1]), into: FlowDigest()).hasMetError)
    #expect(HashingSource(WaitingError(), into: FlowDigest()).hasMetError)
    #expect(SpoolingSource(WaitingError(), into: try Spool()).hasMetError)
  }
}

/// A source that has met an error behind what was read.
private struct WaitingError: ByteSource {
  var name: String { "waiting" }
  var isRegularFile: Bool { false }
  var byteCount: Int? { nil }
  var fileBytesRead: Int { 0 }
  var hasMetError: Bool { true }
  mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int { 0 }
  mutating func close() {}
}
