import Diagnostics
import Synchronization
import TestKit
import Testing

@testable import ByteIO

/// gzip that several threads write: members in order, the same bytes for any of them, and errors that arrive.
@Suite("GzipSink")
struct GzipSinkTests {
  /// Text that compresses as data does.
  static func text(_ count: Int) -> [UInt8] {
    var (text, i): ([UInt8], Int) = ([], 0)
    while text.count < count {
      text += Array("\(i),\(i &* 7919 % 1000),Paris \(i % 20)\n".utf8)
      i += 1
    }
    return Array(text[..<count])
  }

  static func compressed(
    _ bytes: [UInt8], threads: Int = 1, writes: Int = .max, blockSize: Int = GzipSink.blockSize
  ) throws -> [UInt8] {
    let memory = SharedMemory()
    var sink = try GzipSink(memory, threads: threads, blockSize: blockSize)
    var start = 0
    while start < bytes.count {
      let end = start + min(writes, bytes.count - start)
      try sink.write(bytes, from: start, to: end)
      start = end
    }
    try sink.finish()
    return memory.bytes
  }

  /// The members as they say of themselves.
  static func notes(of packed: [UInt8]) -> [IndexedMember] {
    var (members, place): ([IndexedMember], Int) = ([], 0)
    while case .whole(let member) = IndexedMember.find(in: packed, at: place, upTo: packed.count) {
      members.append(member)
      place += member.size
    }
    return members
  }

  @Test func theSameBytesForAnyThreadsAndWrites() throws {
    let text = Self.text(GzipSink.blockSize * 2 + 1000)
    let once = try Self.compressed(text)
    for threads in [1, 2, 8] {
      for writes in [text.count, GzipSink.blockSize, 7, 1] {
        #expect(try Self.compressed(text, threads: threads, writes: writes) == once, "\(threads), \(writes)")
      }
    }
    #expect(Self.notes(of: once).map(\.contentSize) == [GzipSink.blockSize, GzipSink.blockSize, 1000])
  }

  @Test(arguments: [1, 2]) func membersSayWhereTheyEnd(threads: Int) throws {
    for count in [1, 99, 100, 101, 200, 201, 1234] {
      let packed = try Self.compressed(Self.text(count), threads: threads, blockSize: 100)
      let members = Self.notes(of: packed)
      #expect(members.count == (count + 99) / 100, "\(count)")
      #expect(members.reduce(0) { $0 + $1.size } == packed.count, "\(count)")
      #expect(members.reduce(0) { $0 + $1.contentSize } == count)
      // All but the last one announce another.
      #expect(members.map(\.announcesNext) == members.indices.map { $0 < members.count - 1 })
      var source = try GzipSource(MemorySource(packed))
      #expect(try source.readToEnd() == Self.text(count))
    }
  }

  /// Random bytes do not shrink: the member has room all the same.
  @Test func whatDoesNotShrink() throws {
    var random = SeededRandom(seed: 8)
    let bytes = (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
    let packed = try Self.compressed(bytes, threads: 2, blockSize: 60_000)
    #expect(packed.count > bytes.count)
    var source = try IndexedGzipSource(MemorySource(packed), threads: 2)
    #expect(try source.readToEnd() == bytes)
  }

  @Test(arguments: [1, 9]) func levels(level: Int) throws {
    let memory = SharedMemory()
    var sink = try GzipSink(memory, level: level)
    try sink.write(Self.text(5000))
    try sink.finish()
    var source = try GzipSource(MemorySource(memory.bytes))
    #expect(try source.readToEnd() == Self.text(5000))
  }

  /// A sink of which one write fails.
  private final class Failing: ByteSink {
    let name = "failing"
    private let writesLeft: Mutex<Int>

    init(after writes: Int) { writesLeft = Mutex(writes) }

    func write(_ bytes: [UInt8], from start: Int, to end: Int) throws(Diagnostic) {
      let fails = writesLeft.withLock { left in
        left -= 1
        return left < 0
      }
      if fails { throw Diagnostic(.outputWrite, "no more") }
    }

    func finish() throws(Diagnostic) { try write([], from: 0, to: 0) }
  }

  /// Every write of the sink below, and its end, may fail: the error arrives, at the end at the latest.
  @Test(arguments: [1, 2, 8]) func everyFailureArrives(threads: Int) throws {
    let text = Self.text(1000)
    for writes in 0...11 {
      var code: DiagnosticCode?
      do throws(Diagnostic) {
        var sink = try GzipSink(Failing(after: writes), threads: threads, blockSize: 100)
        for place in 0..<10 { try sink.write(text, from: place * 100, to: place * 100 + 100) }
        try sink.finish()
      } catch {
        code = error.code
      }
      #expect(code == (writes < 11 ? .outputWrite : nil), "\(writes)")
    }
  }

  /// Nobody waits for a sink that is dropped.
  @Test func anAbandonedSinkHoldsNobody() throws {
    for _ in 0..<50 {
      var sink = try GzipSink(SharedMemory(), threads: 4, blockSize: 1000)
      try sink.write(Self.text(20_000))
    }
  }
}
