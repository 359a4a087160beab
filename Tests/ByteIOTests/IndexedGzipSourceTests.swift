import Diagnostics
import TestKit
import Testing

@testable import ByteIO

/// Several threads read as one does: the same content, members, warnings and errors, for every kind of file and damage.
@Suite("IndexedGzipSource")
struct IndexedGzipSourceTests {
  static let text = GzipSinkTests.text(1000)

  /// Everything that is told of a reading.
  private struct Reading: Equatable {
    var content: [UInt8] = []
    var members: [Int?] = []
    var failure: Diagnostic?
    var warnings: [Diagnostic] = []
  }

  private static func read(_ base: any ByteSource, threads: Int, room: Int) throws -> Reading {
    var reading = Reading()
    let members = GzipMembers()
    members.follow()
    var source: any ByteSource =
      threads > 1
      ? try IndexedGzipSource(base, threads: threads, members: members) : try GzipSource(base, members: members)
    var buffer = [UInt8](repeating: 0, count: room)
    do throws(Diagnostic) {
      while case let count = try source.read(into: &buffer, at: 0, upTo: room), count > 0 {
        reading.content += buffer[..<count]
      }
    } catch {
      reading.failure = error
    }
    if let failure = reading.failure {
      // The error stays.
      #expect(throws: failure) { try source.read(into: &buffer, at: 0, upTo: room) }
    }
    reading.warnings = source.warnings
    reading.members = reading.content.indices.map { members.pass($0) }
    return reading
  }

  /// Reads with one thread and with several; gives what one finds.
  @discardableResult
  private static func compare(
    _ bytes: [UInt8], _ comment: String, ways: [(Int, Int)] = [(2, 11), (4, .max)]
  ) throws -> Reading {
    let plain = try read(MemorySource(bytes, name: "f.gz"), threads: 1, room: 4096)
    for (threads, largestRead) in ways {
      let found = try read(
        MemorySource(bytes, name: "f.gz", largestRead: largestRead), threads: threads, room: 333)
      #expect(found == plain, "\(comment), \(threads) threads, reads of \(largestRead)")
    }
    return plain
  }

  private static func packed(_ bytes: [UInt8] = text, blockSize: Int = 100) throws -> [UInt8] {
    try GzipSinkTests.compressed(bytes, blockSize: blockSize)
  }

  @Test func filesOfEveryKind() throws {
    let (ours, blocks) = (try Self.packed(), GzipSamples.blockGzip(Self.text, blockSize: 64))
    let (empty, plain) = (try Self.packed([]), GzipSourceTests.member("plain"))
    for (name, file, count) in [
      ("ours", ours, 1000), ("BGZF", blocks, 1000), ("both", ours + blocks, 2000), ("empty", empty, 0),
      ("empty in front", empty + ours, 1000), ("empty behind", ours + empty, 1000),
      ("plain in the middle", ours + plain + blocks, 2005), ("plain in front", plain + ours, 1005),
      ("padding", ours + [UInt8](repeating: 0, count: 700), 1000),
      ("much behind the first piece", try Self.packed(GzipSinkTests.text(2 << 20), blockSize: 1 << 19), 2 << 20),
      ("a large member", try Self.packed(GzipSinkTests.text(3 << 20), blockSize: 3 << 20), 3 << 20),
    ] {
      let reading = try Self.compare(file, name)
      #expect(reading.failure == nil && reading.warnings.isEmpty, "\(name)")
      #expect(reading.content.count == count, "\(name)")
    }
  }

  @Test func everyCut() throws {
    let ours = try Self.packed(Array(Self.text[..<60]), blockSize: 20)
    let blocks = GzipSamples.blockGzip(Array(Self.text[..<200]), blockSize: 70)
    for count in 0..<ours.count {
      // The file may not end where a member ends, either.
      #expect(try Self.compare(Array(ours[..<count]), "cut at \(count)").failure != nil, "\(count)")
    }
    for count in stride(from: 0, to: blocks.count, by: 7) { try Self.compare(Array(blocks[..<count]), "\(count)") }
  }

  @Test func everyFlippedBit() throws {
    let content = Array(Self.text[..<40])
    let packed = try Self.packed(content, blockSize: 20)
    for bit in 0..<(packed.count * 8) {
      var damaged = packed
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let reading = try Self.compare(damaged, "bit \(bit)", ways: [(2, bit % 2 == 0 ? 60 : .max)])
      #expect(reading.failure != nil || reading.content == content, "bit \(bit)")
    }
  }

  @Test func whatIsSaidOfAMissingMember() throws {
    let packed = try Self.packed(Array(Self.text[..<60]), blockSize: 20)
    let first = GzipSinkTests.notes(of: packed)[0].size
    let cut = try Self.compare(Array(packed[..<first]), "cut behind the first")
    #expect(cut.content.count == 20)
    #expect(cut.failure?.code == .gzipTruncated)
    #expect(cut.failure?.message == "member 2 of f.gz is missing: the file ends at byte \(first)")
    #expect(cut.failure?.notes == ["member 1 says that another one follows"])
    for (name, tail) in [("garbage", Array("garbage".utf8)), ("zeros", [UInt8](repeating: 0, count: 99))] {
      let reading = try Self.compare(Array(packed[..<first]) + tail, name)
      #expect(reading.failure?.code == .gzipCorrupt, "\(name)")
      #expect(reading.failure?.message == "member 2 of f.gz does not begin as a gzip member does", "\(name)")
      #expect(reading.failure?.location.byte == first, "\(name)")
    }
  }

  @Test func gzipInsideGzip() throws {
    let inner = try Self.packed()
    for blockSize in [1, 2, 100] {
      let ways = [(2, blockSize == 1 ? Int.max : 11), (4, Int.max)]
      let reading = try Self.compare(
        try Self.packed(inner, blockSize: blockSize), "members of \(blockSize)", ways: ways)
      #expect(reading.failure?.message == "f.gz is compressed twice: its content is gzip again")
    }
  }

  /// Sizes that are not true, or that nobody would have room for.
  @Test func liesAboutSizes() throws {
    let packed = try Self.packed(Array(Self.text[..<60]), blockSize: 20)
    for size in [0, 28, 29, 30, 1 << 16, 1 << 24, Int(UInt32.max)] {
      var lying = packed
      lying.replaceSubrange(16..<20, with: GzipFormat.littleEndian(UInt32(size)))
      #expect(try Self.compare(lying, "\(size)").content == Array(Self.text[..<60]))
    }
    var lying = packed
    let first = GzipSinkTests.notes(of: packed)[0].size
    lying.replaceSubrange((first - 4)..<first, with: GzipFormat.littleEndian(.max))
    #expect(try Self.compare(lying, "content").failure?.code == .gzipCorrupt)
  }

  /// A source that fails when its bytes are read.
  private struct FailingSource: ByteSource {
    var base: MemorySource
    var name: String { base.name }
    var isRegularFile: Bool { true }
    var byteCount: Int? { base.byteCount }
    var fileBytesRead: Int { base.fileBytesRead }

    mutating func read(into buffer: inout [UInt8], at offset: Int, upTo count: Int) throws(Diagnostic) -> Int {
      let taken = try base.read(into: &buffer, at: offset, upTo: count)
      if taken == 0 { throw Diagnostic(.inputUnreadable, "cannot read on") }
      return taken
    }

    mutating func close() {}
  }

  @Test func whatIsReadBeforeAFailureIsGiven() throws {
    let packed = try Self.packed()
    for count in stride(from: 0, through: packed.count, by: 7) {
      let source = FailingSource(base: MemorySource(Array(packed[..<count]), name: "f.gz", largestRead: 50))
      let plain = try Self.read(source, threads: 1, room: 100)
      #expect(plain.failure?.code == .inputUnreadable, "\(count)")
      #expect(try Self.read(source, threads: 2, room: 100) == plain, "\(count)")
    }
  }

  @Test func aClosedSourceHasEnded() throws {
    var source = try IndexedGzipSource(MemorySource(try Self.packed(), largestRead: 100), threads: 2)
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(try source.read(into: &buffer, at: 0, upTo: 10) == 10)
    source.close()
    #expect(try source.read(into: &buffer, at: 0, upTo: 10) == 0)
  }

  /// Files are read by several threads where they may be; pipes and limited inputs give what they have, step by step.
  @Test func whoReadsWhat() throws {
    let packed = try Self.packed()
    for threads in [1, 2] {
      var limits = DecompressionLimits()
      limits.maximumBytes = 999
      var source = try ByteSources.decompressing(
        MemorySource(packed), compression: .auto, limits: limits, threads: threads)
      #expect(throws: Diagnostic.self) { try source.readToEnd() }
      source = try ByteSources.decompressing(MemorySource(packed), compression: .auto, threads: threads)
      #expect(try source.readToEnd() == Self.text)
    }
  }
}
