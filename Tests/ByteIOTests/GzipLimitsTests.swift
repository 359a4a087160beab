import Bytes
import Diagnostics
import TestKit
import Testing

@testable import ByteIO

/// Ceilings of what a gzip input may become, and the members of its bytes.
struct GzipLimitsTests {
  private static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    let result = SharedMemory()
    var sink = try GzipSink(result)
    try sink.write(bytes)
    try sink.finish()
    return result.bytes
  }

  struct Case: CustomTestStringConvertible {
    var name: String
    var bytes = 0
    var maximum: Int?
    var ratio: Int?
    /// What is given before the end or the error.
    var given: Int
    var code: DiagnosticCode?
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "no limit", bytes: 3 << 20, given: 3 << 20),
    Case(name: "as much as allowed", bytes: 1000, maximum: 1000, given: 1000),
    Case(name: "one byte more", bytes: 1001, maximum: 1000, given: 1000, code: .decompressedTooLarge),
    Case(name: "a short file has any ratio", bytes: 1 << 20, ratio: 1, given: 1 << 20),
    Case(name: "beyond the floor", bytes: (1 << 20) + 1, ratio: 1, given: 1 << 20, code: .ratioTooHigh),
    Case(name: "a ratio that is high enough", bytes: 3 << 20, ratio: 2000, given: 3 << 20),
    Case(name: "the lower of two", bytes: 3 << 20, maximum: 5000, ratio: 1, given: 5000, code: .decompressedTooLarge),
    Case(name: "a ratio beyond every number", bytes: 3 << 20, ratio: .max, given: 3 << 20),
  ]

  @Test(arguments: cases, [7, 4096, 1 << 20]) func gives(_ item: Case, readSize: Int) throws {
    var limits = DecompressionLimits()
    (limits.maximumBytes, limits.maximumRatio) = (item.maximum, item.ratio)
    let packed = try Self.compressed([UInt8](repeating: 0x78, count: item.bytes))
    var source = try GzipSource(MemorySource(packed, name: "f.gz", largestRead: max(readSize, 64)), limits: limits)
    var given = 0
    var code: DiagnosticCode?
    var buffer = [UInt8](repeating: 0, count: readSize)
    do throws(Diagnostic) {
      while true {
        let count = try source.read(into: &buffer, at: 0, upTo: buffer.count)
        if count == 0 { break }
        given += count
      }
    } catch {
      code = error.code
    }
    #expect(given == item.given)
    #expect(code == item.code)
  }

  // MARK: Members

  private static let texts = ["ab", "", "c", "", "", "defg", ""]
  /// The member of each byte of `abcdefg`.
  private static let numbers = [1, 1, 3, 6, 6, 6, 6]

  @Test(arguments: [1, 2, 3, 100]) func membersAreKnownByTheirBytes(readSize: Int) throws {
    let members = GzipMembers()
    members.follow()
    let packed = try Self.texts.flatMap { try Self.compressed(Array($0.utf8)) }
    var source = try GzipSource(MemorySource(packed, largestRead: readSize), members: members)
    #expect(try source.readToEnd(chunk: readSize) == Array("abcdefg".utf8))
    #expect((0..<7).map { members.pass($0) } == Self.numbers)
  }

  @Test(arguments: [1, 2, 4, 100]) func membersAreCarriedOverToUTF8(readSize: Int) throws {
    // The same seven characters, one of them beyond the first plane, borders inside characters too.
    let characters: [[UInt8]] = [
      [0x61, 0], [0xE9, 0], [0x3D, 0xD8, 0x00, 0xDE], [0x64, 0], [0x65, 0], [0xAC, 0x20], [0x67, 0],
    ]
    let text = characters.flatMap { $0 }
    for border in 1..<text.count {
      let (file, utf8) = (GzipMembers(), GzipMembers())
      utf8.follow()
      let packed = try Self.compressed(Array(text[..<border])) + Self.compressed(Array(text[border...]))
      let gzip = try GzipSource(MemorySource(packed, largestRead: readSize), members: file)
      var source = TranscodingSource(gzip, Transcoder(.utf16LittleEndian), members: (file, utf8))
      let read = try source.readToEnd(chunk: readSize)
      #expect(read == Array("aé\u{1F600}de€g".utf8))
      var (byte, place) = (0, 0)
      for (character, scalar) in zip(characters, "aé\u{1F600}de€g".unicodeScalars) {
        // A character belongs to the member that has its first byte.
        #expect(utf8.pass(place) == (byte < border ? 1 : 2), "border \(border), byte \(byte)")
        byte += character.count
        place += UTF8.width(scalar)
      }
    }
  }

  @Test func onlyMembersAheadAreRemembered() {
    let members = GzipMembers()
    members.follow()
    for number in 1...3_000_000 {
      members.begin(GzipMembers.Start(byte: number, number: number))
      #expect(members.pass(number) == number)
      if number % 100_000 == 0 { #expect(members.remembered <= 4096) }
    }
  }

  @Test func nobodyFollowsASurvey() {
    let members = GzipMembers()
    for number in 1...2_000_000 { members.begin(GzipMembers.Start(byte: number, number: number)) }
    #expect(members.remembered <= 1 << 20)
  }

  @Test func plainInputsHaveNoMembers() { #expect(GzipMembers().pass(0) == nil) }
}
