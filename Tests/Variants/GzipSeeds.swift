import ByteIO
import TestKit

/// Five contents in six containers each.
enum GzipSeeds {
  static func make() throws -> [RecordSeed] {
    try SeedRecords.tables.indices.flatMap { index -> [RecordSeed] in
      let content = RecordSeeds.jsonl[4 * index].bytes
      let half = content.count / 2
      let ways: [[UInt8]] = [
        try member(content),
        header(flags: 0x1E, extra: [1, 2, 3], name: "été.jsonl", comment: "a comment")
          + Array(try member(content).dropFirst(21)),
        try member(Array(content[..<half])) + member([]) + member(Array(content[half...])) + [0, 0, 0],
        header(flags: 0, extra: nil, name: nil, comment: nil) + stored(content),
        try members(content),
        GzipSamples.blockGzip(content, blockSize: 100),
      ]
      return ways.enumerated().map { RecordSeed(name: "\(index + 1).\($0 + 1)", bytes: $1) }
    }
  }

  /// One member as weir writes it: 21 bytes of header.
  private static func member(_ content: [UInt8]) throws -> [UInt8] {
    let memory = SharedMemory()
    var sink = try GzipSink(memory)
    try sink.write(content)
    try sink.finish()
    return memory.bytes
  }

  /// Several members, each with a note of its size, as weir writes them for more content.
  private static func members(_ content: [UInt8]) throws -> [UInt8] {
    let memory = SharedMemory()
    var sink = try GzipSink(memory, blockSize: content.count / 3)
    try sink.write(content)
    try sink.finish()
    return memory.bytes
  }

  /// RFC 1952 section 2.3, with the optional fields in their order.
  private static func header(flags: UInt8, extra: [UInt8]?, name: String?, comment: String?) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3]
    if let extra { bytes += [UInt8(extra.count), 0] + extra }
    for text in [name, comment] { if let text { bytes += Array(text.utf8) + [0] } }
    if flags & 2 != 0 {
      let crc = GzipSamples.crc32(bytes)
      bytes += [UInt8(truncatingIfNeeded: crc), UInt8(truncatingIfNeeded: crc >> 8)]
    }
    return bytes
  }

  /// Deflate without compression (RFC 1951 section 3.2.4), in two blocks, and the trailer.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    let half = content.count / 2
    var bytes: [UInt8] = []
    for (block, isLast) in [(content[..<half], false), (content[half...], true)] {
      let length = UInt16(block.count)
      bytes += [isLast ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)]
      bytes += block
    }
    for value in [GzipSamples.crc32(content), UInt32(content.count)] {
      for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    return bytes
  }
}
