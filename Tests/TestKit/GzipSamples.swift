/// gzip made byte by byte, by nobody's library.
package enum GzipSamples {
  /// The checksum of RFC 1952 section 8, bit by bit.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  /// BGZF (SAM specification, section 4.1) of stored blocks, with its member of no content at the end.
  package static func blockGzip(_ content: [UInt8], blockSize: Int) -> [UInt8] {
    let starts = Array(stride(from: 0, to: content.count, by: blockSize)) + [content.count]
    return starts.flatMap { blockGzipMember(Array(content[$0..<min($0 + blockSize, content.count)])) }
  }

  private static func blockGzipMember(_ content: [UInt8]) -> [UInt8] {
    let count = UInt32(content.count)
    let stored = [1] + littleEndian(count, 2) + littleEndian(~count, 2) + content
    let size = UInt32(18 + stored.count + 8)
    return [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 0x42, 0x43, 2, 0] + littleEndian(size - 1, 2) + stored
      + littleEndian(crc32(content), 4) + littleEndian(count, 4)
  }

  private static func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
}
