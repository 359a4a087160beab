import ByteIO
import Diagnostics
import Foundation
import Glibc
import Testing

@Suite("AtomicFile")
struct AtomicFileTests {
  static func open(_ path: String, writing text: String, prefersUnnamed: Bool = true) throws -> AtomicFile {
    let file = try AtomicFile(path: path, prefersUnnamed: prefersUnnamed)
    var sink = file.makeSink()
    try sink.write(text)
    try sink.finish()
    return file
  }

  @Test func appearsOnlyWhenPublished() throws {
    let scratch = try Scratch()
    let file = try Self.open(scratch.file("out"), writing: "new")
    #expect(scratch.text("out") == nil)
    try file.complete()
    #expect(scratch.text("out") == nil)
    try file.publish()
    #expect(scratch.text("out") == "new")
    #expect(scratch.names == ["out"])
  }

  /// Where files cannot be without a name, the temporary one is there from the start, and goes the same way.
  @Test func namedTemporaries() throws {
    let scratch = try Scratch()
    scratch.write("old", to: "out")
    let dropped = try Self.open(scratch.file("out"), writing: "dropped", prefersUnnamed: false)
    #expect(scratch.names.count == 2)
    dropped.discard()
    #expect(scratch.names == ["out"])
    try Self.open(scratch.file("out"), writing: "new", prefersUnnamed: false).publish()
    #expect(scratch.text("out") == "new")
    #expect(scratch.names == ["out"])
  }

  @Test func replacesWholeOrNotAtAll() throws {
    let scratch = try Scratch()
    scratch.write("old", to: "out")
    try Self.open(scratch.file("out"), writing: "dropped").discard()
    let completed = try Self.open(scratch.file("out"), writing: "dropped later")
    try completed.complete()
    completed.discard()
    #expect(scratch.text("out") == "old")
    #expect(scratch.names == ["out"])
    try Self.open(scratch.file("out"), writing: "new").publish()
    #expect(scratch.text("out") == "new")
    #expect(scratch.names == ["out"])
  }

  @Test func goesAwayWithItsLastOwner() throws {
    let scratch = try Scratch()
    do { _ = try Self.open(scratch.file("out"), writing: "x") }
    do {
      let file = try Self.open(scratch.file("out"), writing: "x")
      try file.complete()
      #expect(scratch.names.count == 1)
    }
    #expect(scratch.names.isEmpty)
  }

  @Test func keepsTheModeOfWhatItReplaces() throws {
    let scratch = try Scratch()
    let path = scratch.write("old", to: "out")
    Posix.setMode(path, 0o640)
    try Self.open(path, writing: "new").publish()
    #expect(try mode(path) == 0o640)
    let mask = umask(0)
    umask(mask)
    try Self.open(scratch.file("fresh"), writing: "new").publish()
    #expect(try mode(scratch.file("fresh")) == 0o666 & ~Int(mask))
  }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  struct LinkCase: CustomTestStringConvertible, Sendable {
    var name: String
    var links: [(name: String, target: String)]
    var testDescription: String { name }
  }

  /// The link stays a link, what it points at is replaced or made.
  @Test(
    arguments: [
      LinkCase(name: "relative", links: [("link", "sub/real")]),
      LinkCase(name: "chain", links: [("link", "sub/second"), ("sub/second", "real")]),
      LinkCase(name: "absolute", links: [("link", "@/sub/real")]),
    ], [true, false])
  func followsSymbolicLinks(_ item: LinkCase, exists: Bool) throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("sub"), withIntermediateDirectories: false)
    if exists { scratch.write("old", to: "sub/real") }
    for link in item.links {
      try FileManager.default.createSymbolicLink(
        atPath: scratch.file(link.name),
        withDestinationPath: link.target.replacingOccurrences(of: "@", with: scratch.path))
    }
    try Self.open(scratch.file("link"), writing: "new").publish()
    #expect(scratch.text("sub/real") == "new")
    let kind = try FileManager.default.attributesOfItem(atPath: scratch.file("link"))[.type] as? FileAttributeType
    #expect(kind == .typeSymbolicLink)
    #expect(scratch.names == ["link", "sub"])
  }

  @Test func longNamesGetShorterTemporaries() throws {
    let scratch = try Scratch()
    let name = String(repeating: "é", count: 127) + "x"
    let file = try Self.open(scratch.file(name), writing: "new")
    try file.complete()
    #expect(scratch.names.count == 1)
    try file.publish()
    #expect(scratch.names == [name])
  }

  @Test func sweepsWhatDeadProcessesLeft() throws {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    let dead = process.processIdentifier
    let kept = [
      ".a.csv.weir-tmp-\(getpid())-1", ".a.csv.weir-tmp-1-1", ".a.csv.weir-tmp-x-1", "a.csv.weir-tmp-\(dead)-1",
      ".a.csv.weir-tmp-\(dead)-1-2", ".a.csv.weir-tmp-\(dead)",
    ]
    for name in kept + [".a.csv.weir-tmp-\(dead)-1", ".b.weir-tmp-1-1.weir-tmp-\(dead)-12"] {
      scratch.write("left", to: name)
    }
    let locked = scratch.write("held", to: ".c.weir-tmp-\(dead)-3")
    let holder = Posix.open(locked, O_RDWR)
    flock(holder, LOCK_EX)
    try Self.open(scratch.file("out"), writing: "new").publish()
    #expect(scratch.names == (kept + [".c.weir-tmp-\(dead)-3", "out"]).sorted())
    close(holder)
  }

  /// In a process of its own: the limit holds for every file.
  @Test func aFailedWriteSaysWhatBecameOfTheFile() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let path = scratch.write("old", to: "out")
      let file = try AtomicFile(path: path)
      var sink = file.makeSink()
      Posix.limitFileSize(1024)
      do throws(Diagnostic) {
        try sink.write([UInt8](repeating: 0x61, count: 4096))
        Issue.record("written")
      } catch {
        #expect(error.message == "cannot write to \(path): File too large")
        #expect(error.notes == ["\(path) is unchanged"])
      }
      file.discard()
      #expect(scratch.text("out") == "old")
    }
  }
}

@Suite("PublicationGroup")
struct PublicationGroupTests {
  @Test(arguments: [true, false]) func publishesAll(exchangesNames: Bool) throws {
    let scratch = try Scratch()
    scratch.write("old a", to: "a")
    let group = PublicationGroup(
      [
        try AtomicFileTests.open(scratch.file("a"), writing: "new a"),
        try AtomicFileTests.open(scratch.file("b"), writing: "new b"),
      ], exchangesNames: exchangesNames)
    #expect(scratch.text("a") == "old a" && scratch.text("b") == nil)
    try group.publish()
    #expect(scratch.text("a") == "new a" && scratch.text("b") == "new b")
    #expect(scratch.names == ["a", "b"])
  }

  /// A name that became a directory in the meantime cannot be replaced: the files before it get their old content.
  @Test(arguments: [true, false]) func aFailingRenameRestoresTheOthers(exchangesNames: Bool) throws {
    let scratch = try Scratch()
    scratch.write("old a", to: "a")
    let group = PublicationGroup(
      [
        try AtomicFileTests.open(scratch.file("a"), writing: "new a"),
        try AtomicFileTests.open(scratch.file("b"), writing: "new b"),
        try AtomicFileTests.open(scratch.file("c"), writing: "new c"),
        try AtomicFileTests.open(scratch.file("d"), writing: "new d"),
      ], exchangesNames: exchangesNames)
    try FileManager.default.createDirectory(atPath: scratch.file("c"), withIntermediateDirectories: false)
    do {
      try group.publish()
      Issue.record("published")
    } catch {
      #expect(error.code == .outputPublish)
      #expect(error.code.exitCode == 5)
      #expect(error.message == "cannot publish \(scratch.file("c")): Is a directory")
      #expect(
        error.notes == [
          "\(scratch.file("c")) was not created", "\(scratch.file("b")) was removed again",
          "\(scratch.file("a")) has its old content again",
        ])
    }
    #expect(scratch.text("a") == "old a")
    #expect(scratch.names == ["a", "c"])
  }

  @Test func aLostTemporaryIsAnError() throws {
    let scratch = try Scratch()
    scratch.write("old", to: "a")
    let file = try AtomicFileTests.open(scratch.file("a"), writing: "new")
    try file.complete()
    for name in scratch.names where name.hasPrefix(".") {
      try FileManager.default.removeItem(atPath: scratch.file(name))
    }
    #expect(throws: Diagnostic.self) { try file.publish() }
    #expect(scratch.text("a") == "old")
    #expect(scratch.names == ["a"])
  }

  @Test func discardsAll() throws {
    let scratch = try Scratch()
    scratch.write("old", to: "a")
    let group = PublicationGroup([
      try AtomicFileTests.open(scratch.file("a"), writing: "new"),
      try AtomicFileTests.open(scratch.file("b"), writing: "new"),
    ])
    for file in group.files { try file.complete() }
    group.discard()
    #expect(scratch.text("a") == "old")
    #expect(scratch.names == ["a"])
  }
}
