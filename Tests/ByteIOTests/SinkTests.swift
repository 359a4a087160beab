import ByteIO
import Bytes
import Diagnostics
import Foundation
import Glibc
import Synchronization
import Testing

@Suite("Sinks")
struct SinkTests {
  struct OpenCase: CustomTestStringConvertible, Sendable {
    var name: String
    /// `@` stands for the scratch directory, which holds the file `old` and the directory `sub`.
    var path: String
    var message: String
    var note: String?
    var testDescription: String { name }
  }

  static let openCases: [OpenCase] = [
    OpenCase(
      name: "no such directory", path: "@/none/x.csv",
      message: "cannot write to @/none/x.csv: No such file or directory",
      note: "there is no directory @/none"),
    OpenCase(name: "a directory", path: "@/sub", message: "cannot write to @/sub: Is a directory"),
    OpenCase(name: "a trailing slash", path: "@/sub/", message: "cannot write to @/sub/: Is a directory"),
    OpenCase(name: "below a file", path: "@/old/x", message: "cannot write to @/old/x: Not a directory"),
    OpenCase(
      name: "a name too long", path: "@/" + String(repeating: "a", count: 300),
      message: "cannot write to @/\(String(repeating: "a", count: 300)): File name too long"),
    OpenCase(
      name: "a loop of links", path: "@/loop", message: "cannot write to @/loop: Too many levels of symbolic links"),
  ]

  @Test(arguments: openCases)
  func refusesAtOpen(_ item: OpenCase) throws {
    let scratch = try Scratch()
    scratch.write("old", to: "old")
    try FileManager.default.createDirectory(atPath: scratch.file("sub"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: scratch.file("loop"), withDestinationPath: "loop")
    func located(_ text: String) -> String { text.replacingOccurrences(of: "@", with: scratch.path) }
    do {
      _ = try ByteSinks.open(path: located(item.path))
      Issue.record("opened")
    } catch {
      #expect(error.code == .outputUnwritable)
      #expect(error.message == located(item.message))
      if let note = item.note { #expect(error.notes == [located(note)]) }
    }
    #expect(scratch.names == ["loop", "old", "sub"])
  }

  @Test(.enabled(if: geteuid() != 0)) func refusesWhatItMayNotWrite() throws {
    let scratch = try Scratch()
    let path = scratch.write("old", to: "protected")
    Posix.setMode(path, 0o444)
    #expect(throws: Diagnostic.self) { try AtomicFile(path: path) }
  }

  @Test func fullDevice() throws {
    var output = try ByteSinks.open(path: "/dev/full")
    #expect(!output.isAtomic)
    do {
      try output.sink.write("x")
      Issue.record("written")
    } catch {
      #expect(error.code == .outputWrite)
      #expect(error.message == "cannot write to /dev/full: No space left on device")
    }
  }

  @Test func compressionToAFullDeviceFailsAtTheEndAtLatest() throws {
    var output = try ByteSinks.open(path: "/dev/full", compression: .gzip)
    try output.sink.write("held back")
    #expect(throws: Diagnostic.self) { try output.sink.finish() }
  }

  @Test func nullDeviceStaysADevice() throws {
    var output = try ByteSinks.open(path: "/dev/null")
    try output.sink.write("x")
    try output.sink.finish()
    #expect(!output.isAtomic)
  }

  /// A reader slower than the writer, over a blocking and a non-blocking pipe: short writes, and nothing lost.
  @Test(arguments: [false, true])
  func pipesTakeEverything(isNonBlocking: Bool) throws {
    let (reader, writer) = Posix.makePipe()
    if isNonBlocking { _ = fcntl(writer, F_SETFL, O_NONBLOCK) }
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let received = Mutex<[UInt8]>([])
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while case let bytes = Posix.read(reader, upTo: 777), !bytes.isEmpty { received.withLock { $0 += bytes } }
      done.signal()
    }
    do {
      var output = try ByteSinks.open(path: "/dev/fd/\(writer)")
      #expect(!output.isAtomic)
      try output.sink.write(sent, from: 0, to: 150_001)
      try output.sink.write(sent, from: 150_001, to: sent.count)
      try output.sink.finish()
    }
    close(writer)
    done.wait()
    close(reader)
    #expect(received.withLock { $0 } == sent)
  }

  @Test func aReaderThatWentAwayIsToldApart() throws {
    Posix.ignore(SIGPIPE)
    let (reader, writer) = Posix.makePipe()
    var output = try ByteSinks.open(path: "/dev/fd/\(writer)")
    close(reader)
    do {
      try output.sink.write("x")
      Issue.record("written")
    } catch {
      #expect(error.code == .outputReaderGone)
      #expect(error.code.exitCode == 5)
    }
    close(writer)
  }

  @Test func namedPipesAreWrittenDirectly() throws {
    let scratch = try Scratch()
    let path = scratch.file("fifo")
    try #require(Posix.makeNamedPipe(path))
    let reader = Posix.open(path, O_RDONLY | O_NONBLOCK)
    var output = try ByteSinks.open(path: path)
    #expect(!output.isAtomic)
    try output.sink.write("through")
    try output.sink.finish()
    #expect(Posix.read(reader, upTo: 16) == Array("through".utf8))
    close(reader)
    #expect(scratch.names == ["fifo"])
  }

  @Test func closedStandardDescriptorsAreNeverReused() async {
    await #expect(processExitsWith: .success) {
      close(0)
      close(1)
      ProcessSetup.prepare()
      let scratch = try Scratch()
      let file = try AtomicFile(path: scratch.file("out"))
      var sink: any ByteSink = FileDescriptorSink.standardOutput
      #expect(throws: Diagnostic.self) { try sink.write("lost") }
      sink = file.makeSink()
      try sink.write("kept")
      try file.publish()
      #expect(scratch.text("out") == "kept")
    }
  }

  // MARK: gzip

  @Test func emptyContentIsAValidMember() throws {
    let bytes = try GzipSourceTests.compress([])
    #expect(bytes == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func writeSizesDoNotShow() throws {
    var text: [UInt8] = []
    for i in 0..<30_000 { text += Array("\(i),\(i &* 7919 % 1000),Paris \(i % 20)\n".utf8) }
    let scratch = try Scratch()
    var results: [[UInt8]] = []
    for size in [text.count, 1, 1000, 65536, 99_991] {
      var output = try ByteSinks.open(path: scratch.file("\(size).csv.gz"), compression: .auto)
      for start in stride(from: 0, to: text.count, by: size) {
        try output.sink.write(text, from: start, to: min(text.count, start + size))
      }
      try output.sink.finish()
      try output.file?.publish()
      results.append(try #require(SharedData.bytes(at: scratch.file("\(size).csv.gz"))))
    }
    #expect(Set(results).count == 1)
    #expect(results[0].count < text.count / 2)
    var source = try GzipSource(MemorySource(results[0]))
    #expect(try source.readToEnd() == text)
  }

  @Test func buildersAreWrittenWithoutTheirSlack() throws {
    var builder = ByteBuilder()
    builder.append("abc")
    var sink = MemorySink()
    try sink.write(builder)
    try sink.finish()
    #expect(sink.bytes == Array("abc".utf8) && sink.isFinished)
  }
}
