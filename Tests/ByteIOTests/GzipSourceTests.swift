import ByteIO
import Diagnostics
import Foundation
import Testing

/// Members made here byte by byte: stored blocks, so that every damage has a known place.
@Suite("GzipSource")
struct GzipSourceTests {
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  static func littleEndian(_ value: UInt32, _ count: Int = 4) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  /// A member with one stored block. `fields` is what follows the fixed header, as `flags` announces.
  static func member(
    _ text: String, flags: UInt8 = 0, fields: [UInt8] = [], method: UInt8 = 8, checksHeader: Bool = false,
    crc: UInt32? = nil, length: UInt32? = nil
  ) -> [UInt8] {
    let content = Array(text.utf8)
    var bytes: [UInt8] = [0x1F, 0x8B, method, flags, 0, 0, 0, 0, 0, 255] + fields
    if checksHeader { bytes += littleEndian(crc32(bytes) & 0xFFFF, 2) }
    let count = UInt32(content.count)
    bytes += [1] + littleEndian(count, 2) + littleEndian(~count, 2) + content
    return bytes + littleEndian(crc ?? crc32(content)) + littleEndian(length ?? count)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    /// What is given before the end or the error.
    var content: String
    var error: DiagnosticCode?
    var byte: Int?
    var says = ""
    var warnsAt: Int?
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "one member", bytes: member("abc"), content: "abc"),
    Case(name: "an empty member", bytes: member(""), content: ""),
    Case(
      name: "empty members among others", bytes: member("") + member("a") + member("") + member("b") + member(""),
      content: "ab"),
    Case(name: "extra field", bytes: member("x", flags: 4, fields: [3, 0, 1, 2, 3]), content: "x"),
    Case(name: "empty extra field", bytes: member("x", flags: 4, fields: [0, 0]), content: "x"),
    Case(
      name: "extra field of 64 KiB",
      bytes: member("x", flags: 4, fields: [255, 255] + [UInt8](repeating: 0, count: 65535)), content: "x"),
    Case(name: "name", bytes: member("x", flags: 8, fields: Array("../../etc/x\0".utf8)), content: "x"),
    Case(name: "comment", bytes: member("x", flags: 16, fields: Array("why\0".utf8)), content: "x"),
    Case(name: "text flag", bytes: member("x", flags: 1), content: "x"),
    Case(
      name: "all header fields",
      bytes: member("x", flags: 0x1F, fields: [1, 0, 9] + Array("n\0c\0".utf8), checksHeader: true), content: "x"),
    Case(
      name: "wrong header checksum", bytes: member("x", flags: 2, fields: [0, 0]), content: "", error: .gzipCorrupt,
      byte: 10, says: "member 1 of f.gz: the header's checksum is wrong"),
    Case(
      name: "reserved flag", bytes: member("x", flags: 0x20), content: "", error: .gzipCorrupt, byte: 3,
      says: "member 1 of f.gz: reserved header flags 0x20 are set"),
    Case(
      name: "unknown method in the second member", bytes: member("abc") + member("x", method: 7), content: "abc",
      error: .gzipCorrupt, byte: 28,
      says: "member 2 of f.gz: unknown compression method 7; gzip knows only 8 (deflate)"),
    Case(
      name: "wrong checksum", bytes: member("abc", crc: 1), content: "abc", error: .gzipCorrupt, byte: 26,
      says: "member 1 of f.gz: the checksum of the content is wrong"),
    Case(
      name: "wrong length", bytes: member("abc", length: 4), content: "abc", error: .gzipCorrupt, byte: 26,
      says: "member 1 of f.gz: the length of the content is wrong"),
    Case(
      name: "damaged block", bytes: Array(member("abc")[..<10]) + [7, 1, 2, 3, 4, 5, 6, 7, 8, 9], content: "",
      error: .gzipCorrupt, says: "member 1 of f.gz: the compressed data is damaged: invalid block type"),
    Case(
      name: "cut inside the magic", bytes: [0x1F], content: "", error: .gzipTruncated, byte: 1,
      says: "member 1 of f.gz is cut off: the file ends at byte 1, inside its header"),
    Case(
      name: "cut inside the content", bytes: Array(member("abc")[..<17]), content: "ab", error: .gzipTruncated,
      byte: 17, says: "member 1 of f.gz is cut off: the file ends at byte 17, inside its compressed data"),
    Case(
      name: "cut inside the trailer", bytes: Array(member("abc").dropLast()), content: "abc", error: .gzipTruncated,
      byte: 25, says: "member 1 of f.gz is cut off: the file ends at byte 25, inside its checksum"),
    Case(
      name: "second member cut inside its header", bytes: member("abc") + [0x1F, 0x8B, 8], content: "abc",
      error: .gzipTruncated, byte: 29,
      says: "member 2 of f.gz is cut off: the file ends at byte 29, inside its header"),
    Case(
      name: "empty file", bytes: [], content: "", error: .gzipTruncated, byte: 0,
      says: "f.gz is empty; a gzip file has at least 20 bytes"),
    Case(
      name: "not gzip", bytes: Array("id,name\n".utf8), content: "", error: .gzipCorrupt, byte: 0,
      says: "f.gz is not in gzip format"),
    Case(name: "zero padding", bytes: member("abc") + [UInt8](repeating: 0, count: 1024), content: "abc"),
    Case(name: "trailing garbage", bytes: member("abc") + Array("garbage".utf8), content: "abc", warnsAt: 26),
    Case(name: "garbage after padding", bytes: member("abc") + [0, 0, 0x1F, 0x8B, 8], content: "abc", warnsAt: 28),
    Case(name: "half a magic", bytes: member("abc") + [0x1F], content: "abc", warnsAt: 26),
    Case(name: "half a magic, then garbage", bytes: member("abc") + [0x1F, 0x20], content: "abc", warnsAt: 26),
    Case(
      name: "half a magic as content", bytes: member("\u{1F}") + member("x"), content: "\u{1F}x"),
  ]

  @Test(arguments: cases)
  func decodes(_ item: Case) throws {
    for inputSize in [1, 2, 7, 4096, Int.max] {
      for outputSize in [1, 3, 4096] {
        let found = Self.drain(item.bytes, inputSize, outputSize)
        let context = Comment(rawValue: "input by \(inputSize), output by \(outputSize)")
        #expect(String(decoding: found.content, as: UTF8.self) == item.content, context)
        #expect(found.error?.code == item.error, context)
        if let byte = item.byte { #expect(found.error?.location.byte == byte, context) }
        if item.error != nil { #expect(found.error?.message == item.says, context) }
        #expect(found.warnings.map(\.location.byte) == (item.warnsAt.map { [$0] } ?? []), context)
      }
    }
  }

  static func drain(
    _ bytes: [UInt8], _ inputSize: Int, _ outputSize: Int
  ) -> (content: [UInt8], error: Diagnostic?, warnings: [Diagnostic]) {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: outputSize)
    do {
      var source = try GzipSource(MemorySource(bytes, name: "f.gz", largestRead: inputSize))
      do {
        while case let count = try source.read(into: &buffer, at: 0, upTo: outputSize), count > 0 {
          content += buffer[..<count]
        }
        return (content, nil, source.warnings)
      } catch {
        // The error stays.
        #expect(throws: error) { try source.read(into: &buffer, at: 0, upTo: outputSize) }
        return (content, error, source.warnings)
      }
    } catch {
      return (content, error, [])
    }
  }

  @Test func onlyOneLayerIsRemoved() throws {
    let inner = try Self.compress(Array("id,name\n1,a\n".utf8))
    let outer = try Self.compress(inner)
    let found = Self.drain(outer, .max, 4096)
    #expect(found.content.isEmpty)
    #expect(found.error?.message == "f.gz is compressed twice: its content is gzip again")
  }

  /// Every prefix of a file of two members is refused, except the one that ends between them.
  @Test func everyTruncationIsFound() throws {
    let first = try Self.compress(Array(String(repeating: "a,b,é\n", count: 40).utf8))
    let whole = first + Self.member("tail\n")
    for count in 0..<whole.count {
      let found = Self.drain(Array(whole[..<count]), .max, 4096)
      if count == first.count {
        #expect(found.error == nil)
      } else if count == first.count + 1 {
        #expect(found.error == nil && found.warnings.count == 1)
      } else {
        #expect(found.error?.code == .gzipTruncated, "\(count)")
      }
    }
  }

  /// Any single changed bit is an error or a warning, or leaves the content as it was (time, system, text flag).
  @Test func noBitFlipChangesContentSilently() throws {
    let text = Array(String(repeating: "insee,commune\n75056,Paris\n", count: 20).utf8)
    let whole = try Self.compress(text)
    for bit in 0..<(whole.count * 8) {
      var damaged = whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let found = Self.drain(damaged, .max, 4096)
      #expect(found.error != nil || found.content == text, "bit \(bit)")
    }
  }

  static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    let scratch = try Scratch()
    let path = scratch.file("x.gz")
    var output = try ByteSinks.open(path: path, compression: .gzip)
    try output.sink.write(bytes)
    try output.sink.finish()
    try output.file?.publish()
    return try #require(SharedData.bytes(at: path))
  }
}
