import ByteIO
import Diagnostics
import TestKit

/// gzip there and back.
extension Property {
  private static func compressed(
    _ bytes: [UInt8], pieces: [Int] = [], threads: Int = 1, blockSize: Int = GzipSink.blockSize
  ) throws -> [UInt8] {
    let memory = SharedMemory()
    var sink = try GzipSink(memory, threads: threads, blockSize: blockSize)
    var start = 0
    for end in pieces + [bytes.count] {
      try sink.write(bytes, from: start, to: end)
      start = end
    }
    try sink.finish()
    return memory.bytes
  }

  private static func content(_ choices: inout Choices) -> [UInt8] {
    // Long enough, sometimes, for more than one buffer.
    let unit = choices.bytes("abc\n,\"é", 0...60)
    return Array(repeatElement(unit, count: choices.pick([1, 1, 2, 3000])).joined())
  }

  /// One file or some, one after the other: plain ones, ours with several members, BGZF.
  private static func files(_ choices: inout Choices) throws -> [UInt8] {
    var packed: [UInt8] = []
    for _ in 0..<choices.int(1...3) {
      let bytes = content(&choices)
      let size = bytes.count > 300 ? 5000 : choices.pick([1, 40, 5000])
      switch choices.int(0...3) {
      case 0: packed += try compressed(bytes)
      case 1: packed += GzipSamples.blockGzip(bytes, blockSize: size)
      default: packed += try compressed(bytes, blockSize: size)
      }
    }
    return packed
  }

  /// The same, or with one thing wrong.
  private static func damaged(_ bytes: [UInt8], _ choices: inout Choices) throws -> [UInt8] {
    var bytes = bytes
    let place = choices.int(0...bytes.count - 1)
    switch choices.int(0...5) {
    case 0: bytes[place] ^= 1 << UInt8(choices.int(0...7))
    case 1: bytes.removeSubrange(place...)
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + choices.int(1...40)))
    case 3: bytes += choices.bytes("\u{0}\u{0}\u{1F}x", 1...9)
    case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: choices.int(0...bytes.count))
    default: break
    }
    return bytes
  }

  /// Everything that can be told of a reading.
  private struct Reading: Equatable, CustomStringConvertible {
    var content: [UInt8]
    /// The members of some bytes.
    var members: [Int?]
    /// Warnings and failure.
    var end: String
    var description: String { "\(content.count) bytes, members \(members), \(end)" }
  }

  private static func reading(_ packed: [UInt8], _ threads: Int, _ largestRead: Int, _ room: Int) -> Reading {
    var (content, buffer): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: room))
    let members = GzipMembers()
    members.follow()
    var end = ""
    do throws(Diagnostic) {
      let memory = MemorySource(packed, largestRead: largestRead)
      var source: any ByteSource =
        threads > 1
        ? try IndexedGzipSource(memory, threads: threads, members: members) : try GzipSource(memory, members: members)
      do throws(Diagnostic) {
        while case let count = try source.read(into: &buffer, at: 0, upTo: room), count > 0 {
          content += buffer[..<count]
        }
      } catch {
        end = "\(error)"
      }
      end += "\(source.warnings)"
    } catch {
      end = "\(error)"
    }
    let places = stride(from: 0, to: content.count, by: content.count > 1000 ? 997 : 1)
    return Reading(content: content, members: places.map { members.pass($0) }, end: end)
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
      let (threads, blockSize) = (choices.pick([1, 2, 4]), choices.pick([1 << 19, 1000, 30]))
      let isSame =
        try compressed(bytes, pieces: pieces, threads: threads, blockSize: blockSize)
        == compressed(bytes, blockSize: blockSize)
      return isSame ? nil : "other bytes for \(threads) threads and pieces \(pieces)"
    },
    Property("several threads read what one reads, and complain as one does") { choices in
      let packed = try damaged(files(&choices), &choices)
      let (read, room) = (choices.pick([1, 30, 1000, 100_000]), choices.pick([7, 65_536]))
      let plain = reading(packed, 1, read, room)
      for threads in [2, 4] {
        let parallel = reading(packed, threads, read, room)
        if parallel != plain { return "\(threads) threads: \(parallel)\ninstead of \(plain)" }
      }
      return nil
    },
    Property("members one after the other hold their contents one after the other") { choices in
      let contents = choices.list(1...3) { content(&$0) }
      var source = try GzipSource(MemorySource(try contents.flatMap { try compressed($0) }))
      return try source.readToEnd() == contents.flatMap { $0 } ? nil : "members of \(contents.map(\.count)) bytes"
    },
  ]
}
