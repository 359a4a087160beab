import ByteIO
import Diagnostics
import Foundation
import Glibc
import Testing

@Suite("Sources")
struct SourceTests {
  struct OpenCase: CustomTestStringConvertible, Sendable {
    var name: String
    var path: String
    var code: DiagnosticCode
    var message: String
    var notes: [String] = []
    var help: [String] = []
    var testDescription: String { name }
  }

  static let openCases: [OpenCase] = [
    OpenCase(
      name: "missing", path: "@/other.txt", code: .inputMissing,
      message: "cannot read @/other.txt: No such file or directory"),
    OpenCase(
      name: "missing, with a near name", path: "@/statoins.csv", code: .inputMissing,
      message: "cannot read @/statoins.csv: No such file or directory", help: ["did you mean '@/stations.csv'?"]),
    OpenCase(
      name: "no directory", path: "@/none/a.csv", code: .inputMissing,
      message: "cannot read @/none/a.csv: No such file or directory", notes: ["there is no directory @/none"]),
    OpenCase(
      name: "below a file", path: "@/stations.csv/a", code: .inputMissing,
      message: "cannot read @/stations.csv/a: Not a directory", notes: ["there is no directory @/stations.csv"]),
    OpenCase(
      name: "directory", path: "@", code: .inputIsDirectory, message: "@ is a directory",
      help: ["name its files, for example '@/*.csv'"]),
  ]

  @Test(arguments: openCases)
  func refusesAtOpen(_ item: OpenCase) throws {
    let scratch = try Scratch()
    scratch.write("id\n", to: "stations.csv")
    func located(_ text: String) -> String { text.replacingOccurrences(of: "@", with: scratch.path) }
    do {
      _ = try ByteSources.open(path: located(item.path))
      Issue.record("opened")
    } catch {
      #expect(error.code == item.code)
      #expect(error.message == located(item.message))
      #expect(error.notes == item.notes.map(located))
      #expect(error.help == item.help.map(located))
      #expect(error.location.file == located(item.path))
    }
  }

  @Test(.enabled(if: geteuid() != 0)) func refusesWhatItMayNotRead() throws {
    let scratch = try Scratch()
    let path = scratch.write("x", to: "secret")
    Posix.setMode(path, 0)
    do {
      _ = try ByteSources.open(path: path)
      Issue.record("opened")
    } catch {
      #expect(error.code == .inputUnreadable && error.message == "cannot read \(path): Permission denied")
    }
  }

  @Test func readsAFile() throws {
    let scratch = try Scratch()
    let text = String(repeating: "0123456789", count: 1000)
    let path = scratch.write(text, to: "a")
    for size in [1, 7, 4096, 1 << 20] {
      var source = try ByteSources.open(path: path)
      #expect(source.isRegularFile && source.byteCount == 10_000 && source.name == path)
      #expect(String(decoding: try source.readToEnd(chunk: size), as: UTF8.self) == text)
      #expect(source.fileBytesRead == 10_000)
    }
  }

  @Test func readsIntoTheRoomItIsGiven() throws {
    let scratch = try Scratch()
    var source = try ByteSources.open(path: scratch.write("abcdef", to: "a"))
    var buffer = [UInt8](repeating: 0x2E, count: 8)
    #expect(try source.read(into: &buffer, at: 2, upTo: 3) == 3)
    #expect(String(decoding: buffer, as: UTF8.self) == "..abc...")
    #expect(try source.read(into: &buffer, at: 8, upTo: 0) == 0)
    source.close()
    #expect(try source.read(into: &buffer, at: 0, upTo: 3) == 0)
  }

  struct ChangeCase: CustomTestStringConvertible, Sendable {
    var name: String
    var change: @Sendable (String) throws -> Void
    var note: String
    var testDescription: String { name }
  }

  static let changeCases: [ChangeCase] = [
    ChangeCase(
      name: "cut short", change: { Posix.setSize($0, 4) }, note: "it had 10 bytes when it was opened, it has 4 now"),
    ChangeCase(
      name: "emptied", change: { Posix.setSize($0, 0) }, note: "it had 10 bytes when it was opened, it has 0 now"),
    ChangeCase(
      name: "grown", change: { Posix.setSize($0, 12) }, note: "it had 10 bytes when it was opened, it has 12 now"),
    ChangeCase(
      name: "rewritten in place",
      change: {
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 5e8)], ofItemAtPath: $0)
      }, note: "its time of change is later than when it was opened"),
  ]

  @Test(arguments: changeCases)
  func noticesAChange(_ item: ChangeCase) throws {
    let scratch = try Scratch()
    let path = scratch.write("0123456789", to: "a")
    var source = try ByteSources.open(path: path)
    var buffer = [UInt8](repeating: 0, count: 8)
    _ = try source.read(into: &buffer, at: 0, upTo: 2)
    try item.change(path)
    do {
      _ = try source.readToEnd()
      Issue.record("not noticed")
    } catch {
      #expect(error.code == .inputChanged && error.message == "\(path) changed while it was read")
      #expect(error.notes == [item.note])
    }
  }

  /// Another file under the same name is not a change: what was opened is read to its end.
  @Test func aReplacedFileIsReadAsItWas() throws {
    let scratch = try Scratch()
    let path = scratch.write("old", to: "a")
    var source = try ByteSources.open(path: path)
    try AtomicFileTests.open(path, writing: "new").publish()
    #expect(String(decoding: try source.readToEnd(), as: UTF8.self) == "old")
  }

  @Test func filesWithoutASizeStream() throws {
    var source = try ByteSources.open(path: "/proc/self/status")
    #expect(source.byteCount == nil)
    #expect(try source.readToEnd().isEmpty == false)
  }

  @Test func sameFileThroughLinks() throws {
    let scratch = try Scratch()
    let path = scratch.write("x", to: "a")
    scratch.write("x", to: "b")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("soft"), withDestinationPath: "a")
    try FileManager.default.linkItem(atPath: path, toPath: scratch.file("hard"))
    #expect(FilePaths.isSameFile(path, scratch.path + "/./a"))
    #expect(FilePaths.isSameFile(path, scratch.file("soft")))
    #expect(FilePaths.isSameFile(path, scratch.file("hard")))
    #expect(!FilePaths.isSameFile(path, scratch.file("b")))
    #expect(!FilePaths.isSameFile(path, scratch.file("none")))
  }

  // MARK: Peeking

  @Test func peekedBytesAreReadAgain() throws {
    let text = Array("0123456789".utf8)
    for largest in [1, 3, 100] {
      for (minimum, limit) in [(0, 0), (2, 4), (5, 5), (10, 10), (50, 100)] {
        for size in [1, 4, 100] {
          var source = PeekableSource(MemorySource(text, largestRead: largest))
          let peeked = try source.peek(atLeast: minimum, upTo: limit)
          #expect(peeked.count >= min(minimum, 10) && peeked.count <= limit && text.starts(with: peeked))
          #expect(try source.peek(atLeast: minimum, upTo: limit) == peeked)
          if limit == 100 { #expect(source.hasPeekedAll) }
          #expect(try source.readToEnd(chunk: size) == text)
        }
      }
    }
  }

  @Test func errorsBehindAPeekWaitForTheirTurn() throws {
    let damaged = Array(GzipSourceTests.member("good,bytes\n").dropLast(3))
    var source = try ByteSources.decompressing(MemorySource(damaged), compression: .auto)
    #expect(String(decoding: try source.peek(atLeast: 1 << 20), as: UTF8.self) == "good,bytes\n")
    #expect(source.hasPeekedAll)
    var buffer = [UInt8](repeating: 0, count: 64)
    #expect(try source.read(into: &buffer, at: 0, upTo: 64) == 11)
    #expect(throws: Diagnostic.self) { try source.read(into: &buffer, at: 0, upTo: 64) }
  }

  struct CompressionCase: CustomTestStringConvertible, Sendable {
    var name: String
    var fileName: String
    var bytes: [UInt8]
    var compression = StreamCompression.auto
    /// nil: an error.
    var content: [UInt8]?
    var testDescription: String { name }
  }

  static let gzipped = GzipSourceTests.member("id\n")
  static let compressionCases: [CompressionCase] = [
    CompressionCase(name: "plain", fileName: "a.csv", bytes: Array("id\n".utf8), content: Array("id\n".utf8)),
    CompressionCase(name: "gzip", fileName: "a.csv.gz", bytes: gzipped, content: Array("id\n".utf8)),
    CompressionCase(name: "gzip called csv", fileName: "a.csv", bytes: gzipped, content: Array("id\n".utf8)),
    CompressionCase(name: "text called gz", fileName: "a.gz", bytes: Array("id\n".utf8), content: Array("id\n".utf8)),
    CompressionCase(name: "zlib called gz", fileName: "a.gz", bytes: [0x78, 0x9C, 0x4B, 0x04, 0x00], content: nil),
    CompressionCase(name: "nothing called gz", fileName: "a.gz", bytes: [], content: []),
    CompressionCase(name: "nothing, gzip wanted", fileName: "a.gz", bytes: [], compression: .gzip, content: nil),
    CompressionCase(
      name: "text, gzip wanted", fileName: "a.csv", bytes: Array("id\n".utf8), compression: .gzip, content: nil),
    CompressionCase(
      name: "gzip taken as it is", fileName: "a.gz", bytes: gzipped, compression: .none, content: gzipped),
  ]

  @Test(arguments: compressionCases)
  func detectsCompression(_ item: CompressionCase) {
    for largest in [1, 100] {
      var content: [UInt8]?
      do {
        var source = try ByteSources.decompressing(
          MemorySource(item.bytes, name: item.fileName, largestRead: largest), compression: item.compression)
        content = try source.readToEnd()
      } catch {}
      #expect(content == item.content)
    }
  }

  /// What a pipe has so far is given at once, without waiting for more: gzip of a slow producer too.
  @Test func slowProducersAreNotWaitedFor() throws {
    let (reader, writer) = Posix.makePipe()
    _ = Posix.write(GzipSourceTests.member("first\n"), to: writer)
    var source = try ByteSources.open(path: "/dev/fd/\(reader)", compression: .auto)
    #expect(!source.isRegularFile && source.byteCount == nil)
    var buffer = [UInt8](repeating: 0, count: 100)
    #expect(try source.read(into: &buffer, at: 0, upTo: 100) == 6)
    _ = Posix.write(GzipSourceTests.member("second\n"), to: writer)
    #expect(try source.read(into: &buffer, at: 0, upTo: 100) == 7)
    close(writer)
    #expect(try source.read(into: &buffer, at: 0, upTo: 100) == 0)
    close(reader)
  }
}
