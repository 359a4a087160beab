import ByteIO
import TestKit

/// gzip there and back.
extension Property {
  private static func compressed(_ bytes: [UInt8], pieces: [Int] = []) throws -> [UInt8] {
    let memory = SharedMemory()
    var sink = try GzipSink(memory)
    var start = 0
    for end in pieces + [bytes.count] {
      try sink.write(bytes, from: start, to: end)
      start = end
    }
    try sink.finish()
    return memory.bytes
  }

  private static func content(_ choices: inout Choices) -> [UInt8] {
    // Long enough, sometimes, for more than one block.
    let unit = choices.bytes("abc\n,\"é", 0...60)
    return Array(repeatElement(unit, count: choices.pick([1, 1, 2, 3000])).joined())
  }

  static let compression: [Property] = [
    Property("gzip gives back what it was given, whatever the pieces") { choices in
      let bytes = content(&choices)
      let packed = try compressed(bytes)
      var source = try GzipSource(MemorySource(packed, largestRead: choices.pick([1, 7, 4096])))
      return try source.readToEnd(chunk: choices.pick([1, 100, 65_536])) == bytes ? nil : "\(bytes.count) bytes changed"
    },
    Property("compressed bytes depend on the content only") { choices in
      let bytes = content(&choices)
      let pieces = choices.pieces(of: min(bytes.count, 200))
      return try compressed(bytes, pieces: pieces) == compressed(bytes) ? nil : "other bytes for pieces \(pieces)"
    },
    Property("members one after the other hold their contents one after the other") { choices in
      let contents = choices.list(1...3) { content(&$0) }
      var source = try GzipSource(MemorySource(try contents.flatMap { try compressed($0) }))
      return try source.readToEnd() == contents.flatMap { $0 } ? nil : "members of \(contents.map(\.count)) bytes"
    },
  ]
}
