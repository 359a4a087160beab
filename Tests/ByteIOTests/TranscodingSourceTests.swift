import ByteIO
import Bytes
import Diagnostics
import Foundation
import Testing

/// However the file is read and however the text is asked for: the same text, or the same error at the same byte.
@Suite struct TranscodingSourceTests {
  static let text = "\u{FEFF}id;nom\r\n1;Œuf à l'€\r\n2;naïve 東京 😀😀\n" + String(repeating: "plain ", count: 30) + "é\n"

  static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
      return isBigEndian ? [high, low] : [low, high]
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var encoding: TextEncoding
    var isStrict = false
    var bytes: [UInt8]
    /// What comes out, to the end or to the error.
    var text: String
    var failure: DiagnosticCode?
    var byte: Int?
    var note: String?
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "empty", encoding: .utf16LittleEndian, bytes: [], text: ""),
    Case(name: "utf-16le", encoding: .utf16LittleEndian, bytes: utf16(text, isBigEndian: false), text: text),
    Case(name: "utf-16be", encoding: .utf16BigEndian, bytes: utf16(text, isBigEndian: true), text: text),
    Case(
      name: "windows-1252", encoding: .windows1252, bytes: Array("a;".utf8) + [0x80, 0xE9, 0x81] + Array("\n".utf8),
      text: "a;€é\u{81}\n"),
    Case(name: "iso-8859-15", encoding: .iso885915, bytes: [0xA4, 0xBD, 0xE9, 0x61], text: "€œéa"),
    Case(
      name: "odd length", encoding: .utf16LittleEndian, bytes: utf16("ab\nc", isBigEndian: false) + [0x64],
      text: "ab\nc", failure: .invalidUTF16, byte: 8, note: "on line 2 of the text"),
    Case(
      name: "high surrogate at the end", encoding: .utf16BigEndian,
      bytes: utf16("a\n", isBigEndian: true) + [0xD8, 0x3D],
      text: "a\n", failure: .invalidUTF16, byte: 4, note: "on line 2 of the text"),
    Case(
      name: "high surrogate before another character", encoding: .utf16LittleEndian,
      bytes: utf16(String(repeating: "x", count: 40), isBigEndian: false) + [0x3D, 0xD8, 0x61, 0],
      text: String(repeating: "x", count: 40), failure: .invalidUTF16, byte: 80, note: "on line 1 of the text"),
    Case(
      name: "low surrogate first", encoding: .utf16LittleEndian, bytes: [0x00, 0xDE, 0x61, 0], text: "",
      failure: .invalidUTF16, byte: 0, note: "on line 1 of the text"),
    Case(
      name: "contradicted guess", encoding: .windows1252, isStrict: true, bytes: [0xE9, 0x0A, 0x81, 0x61], text: "é\n",
      failure: .encodingUnclear, byte: 2, note: "on line 2 of the text"),
  ]

  /// Reads to the end or to the error, asking for at most `size` bytes at once.
  static func drain(_ source: inout TranscodingSource, size: Int) -> (text: [UInt8], failure: Diagnostic?) {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0xAA, count: size + 3)
    do throws(Diagnostic) {
      while true {
        let count = try source.read(into: &buffer, at: 3, upTo: size)
        if count == 0 { return (text, nil) }
        text += buffer[3..<(3 + count)]
      }
    } catch {
      return (text, error)
    }
  }

  @Test(arguments: cases) func anyChunkingIsTheWhole(_ item: Case) throws {
    for largestRead in [1, 2, 3, 4, 5, 7, 16, 33, 1000] {
      for size in [1, 2, 3, 4, 5, 17, 64, 4096] {
        let base = MemorySource(item.bytes, name: "x.csv", largestRead: largestRead)
        var source = TranscodingSource(base, Transcoder(item.encoding, isStrict: item.isStrict))
        let found = Self.drain(&source, size: size)
        #expect(found.text == Array(item.text.utf8), "reads of \(largestRead), asked for \(size)")
        #expect(found.failure?.code == item.failure)
        #expect(found.failure?.location.byte == item.byte)
        #expect(found.failure?.notes ?? [] == (item.note.map { [$0] } ?? []))
        // An error stays.
        if item.failure != nil { #expect(Self.drain(&source, size: size).failure == found.failure) }
      }
    }
  }

  /// More than one block, with characters across its borders.
  @Test(arguments: [TextEncoding.utf16LittleEndian, .windows1252]) func manyBlocks(_ encoding: TextEncoding) throws {
    let text = String(repeating: "Œuf à l'€; et puis\n", count: 20_000)
    let bytes =
      encoding.isUTF16
      ? Self.utf16(text, isBigEndian: false)
      : text.unicodeScalars.map { scalar in
        (UInt8.min...UInt8.max).first { TextEncoding.windows1252.scalar(of: $0) == scalar } ?? 0
      }
    var source = PeekableSource(TranscodingSource(MemorySource(bytes), Transcoder(encoding)))
    let peeked = try source.peek(atLeast: 200_000, upTo: 200_000)
    #expect(peeked.count == 200_000)
    let all = try source.readToEnd()
    #expect(all == Array(text.utf8))
  }

  struct RealFile: Sendable {
    var name: String
    var encoding: TextEncoding
  }

  /// Files that hold every character of their encoding.
  @Test(arguments: [
    RealFile(name: "all_latin1.csv", encoding: .windows1252),
    RealFile(name: "all_utf16.csv", encoding: .utf16LittleEndian),
  ]) func everyCharacterArrives(_ file: RealFile) throws {
    guard let bytes = SharedData.bytes("duckdb-csv/encodings/" + file.name) else {
      print("skipped: duckdb-csv is absent")
      return
    }
    let expected =
      file.encoding.isUTF16
      ? String(bytes: bytes, encoding: .utf16LittleEndian)
      : bytes.compactMap { file.encoding.scalar(of: $0) }.map { String($0) }.joined()
    var source = TranscodingSource(MemorySource(bytes, largestRead: 4099), Transcoder(file.encoding))
    let isSame = try source.readToEnd() == Array((expected ?? "").utf8)
    #expect(isSame)
  }
}
