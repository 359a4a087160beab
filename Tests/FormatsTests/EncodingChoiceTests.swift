import Bytes
import Diagnostics
import Formats
import Testing

/// What is chosen from the first bytes of an input, and what contradicts a choice.
@Suite struct EncodingChoiceTests {
  static func utf16(_ text: String, isBigEndian: Bool = false) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
      return isBigEndian ? [high, low] : [low, high]
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var option: EncodingOption
    var bytes: [UInt8]
    var isWhole = true
    var encoding: TextEncoding?
    var evidence: String?
    var code: DiagnosticCode?
    var warning: DiagnosticCode?
    var testDescription: String { name }
  }

  static let table = "id;nom\n1;Espèces\n"
  static let latin = Array("id;nom\n1;Esp".utf8) + [0xE8] + Array("ces\n".utf8)

  static let cases: [Case] = [
    Case(name: "nothing said", option: .utf8, bytes: Array(table.utf8), encoding: .utf8),
    Case(name: "auto: empty", option: .auto, bytes: [], encoding: .utf8, evidence: "all 0 bytes are ASCII"),
    Case(
      name: "auto: ASCII", option: .auto, bytes: Array("a;b\n".utf8), encoding: .utf8, evidence: "all 4 bytes are ASCII"
    ),
    Case(
      name: "auto: UTF-8", option: .auto, bytes: Array(table.utf8), encoding: .utf8,
      evidence: "1 character beyond ASCII in all 18 bytes, all valid UTF-8"),
    Case(
      name: "auto: UTF-8 cut inside a character", option: .auto, bytes: Array("a;é\n".utf8) + [0xE2, 0x82],
      isWhole: false, encoding: .utf8, evidence: "1 character beyond ASCII in the first 5 bytes, all valid UTF-8"),
    Case(
      name: "auto: UTF-8 mark", option: .auto, bytes: [0xEF, 0xBB, 0xBF, 0x61], encoding: .utf8,
      evidence: "byte-order mark EF BB BF"),
    Case(
      name: "auto: UTF-16 mark", option: .auto, bytes: [0xFE, 0xFF] + utf16(table, isBigEndian: true),
      encoding: .utf16BigEndian, evidence: "byte-order mark FE FF"),
    Case(
      name: "auto: UTF-16 without mark", option: .auto, bytes: utf16(table), encoding: .utf16LittleEndian,
      evidence: "no byte-order mark; 17 of its first 17 units of 2 bytes have a zero high byte"),
    Case(
      name: "auto: windows-1252", option: .auto, bytes: latin, encoding: .windows1252,
      evidence: "byte 0xE8 is not valid UTF-8; `Esp<E8>ces` is `Espèces` in windows-1252 and iso-8859-15"),
    Case(
      name: "auto: no encoding fits", option: .auto, bytes: [0x96, 0xBC, 0x91, 0x4F, 0x81, 0x0A], code: .encodingUnclear
    ),
    Case(name: "auto: control characters", option: .auto, bytes: [0x01, 0x02, 0xE9, 0x61], code: .encodingUnclear),
    Case(
      name: "auto: damaged UTF-8", option: .auto, bytes: Array("é;è\n".utf8) + [0xE9, 0x61], code: .encodingUnclear),
    Case(name: "auto: UTF-32", option: .auto, bytes: [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], code: .unsupportedEncoding),
    Case(
      name: "utf-16 with mark", option: .utf16, bytes: [0xFF, 0xFE, 0x61, 0], encoding: .utf16LittleEndian,
      evidence: "given; byte-order mark FF FE"),
    Case(
      name: "utf-16 without mark, big-endian", option: .utf16, bytes: utf16("ab", isBigEndian: true),
      encoding: .utf16BigEndian,
      evidence: "given; no byte-order mark; 2 of its first 2 units of 2 bytes have a zero high byte"),
    Case(
      name: "utf-16 of other scripts", option: .utf16, bytes: utf16("東京,大阪,名古屋,札幌\n"),
      encoding: .utf16LittleEndian, evidence: "given; no byte-order mark: little-endian"),
    Case(
      name: "utf-16be of other scripts", option: .utf16BigEndian, bytes: utf16("東京,大阪\n", isBigEndian: true),
      encoding: .utf16BigEndian, evidence: "given; no byte-order mark"),
    Case(
      name: "utf-16le against its mark", option: .utf16LittleEndian, bytes: [0xFE, 0xFF, 0, 0x61],
      code: .unsupportedEncoding),
    Case(name: "utf-16 of UTF-8", option: .utf16, bytes: Array(table.utf8), code: .unsupportedEncoding),
    Case(name: "utf-16 of a UTF-8 mark", option: .utf16, bytes: [0xEF, 0xBB, 0xBF, 0x61], code: .unsupportedEncoding),
    Case(
      name: "utf-16 of nothing", option: .utf16, bytes: [], encoding: .utf16LittleEndian,
      evidence: "given; no byte-order mark: little-endian"),
    Case(name: "windows-1252", option: .windows1252, bytes: latin, encoding: .windows1252, evidence: "given"),
    Case(
      name: "windows-1252 of UTF-8", option: .windows1252, bytes: Array(table.utf8), encoding: .windows1252,
      evidence: "given", warning: .encodingUnclear),
    Case(
      name: "windows-1252 of ASCII", option: .windows1252, bytes: Array("a\n".utf8), encoding: .windows1252,
      evidence: "given"),
    Case(
      name: "iso-8859-15 of a UTF-8 mark", option: .iso885915, bytes: [0xEF, 0xBB, 0xBF, 0x61],
      code: .unsupportedEncoding),
  ]

  @Test(arguments: cases) func chooses(_ item: Case) {
    do throws(DiagnosticList) {
      let choice = try EncodingChoice(item.option, probe: item.bytes.span, isWhole: item.isWhole)
      #expect(item.code == nil)
      #expect(choice.encoding == item.encoding)
      #expect(choice.finding?.evidence == item.evidence)
      #expect(choice.warnings.map(\.code) == (item.warning.map { [$0] } ?? []))
      #expect(choice.isGuess == (item.option == .auto))
    } catch {
      #expect(error.diagnostics.map(\.code) == [item.code].compactMap { $0 }, "\(error)")
      #expect(error.diagnostics.allSatisfy { !$0.help.isEmpty })
    }
  }

  @Test func labels() {
    let expected: [(String, EncodingOption?)] = [
      ("UTF-8", .utf8), ("latin1", .windows1252), ("ISO-8859-1", .windows1252), ("cp1252", .windows1252),
      ("latin9", .iso885915), ("utf-16be", .utf16BigEndian), ("shift_jis", nil), ("", nil),
    ]
    for (label, option) in expected { #expect(EncodingOption(label: label) == option) }
  }

  /// A few bad bytes in UTF-8 are damage: no other encoding is offered.
  @Test func weighsTheWholeInput() throws {
    let found = Diagnostic(.invalidUTF8, "byte 0xE9 is not valid UTF-8", help: ["-e windows-1252 reads it"])
    let utf8 = try EncodingChoice(.utf8, probe: Array("é;è\n".utf8).span, isWhole: false)
    #expect(utf8.weighing(found).help == ["repair the bytes: the input is UTF-8 elsewhere"])
    #expect(
      utf8.weighing(found).notes == [
        "2 characters beyond ASCII at the start of the input are valid UTF-8: another encoding would spoil them"
      ])
    let ascii = try EncodingChoice(.utf8, probe: Array("a;b\n".utf8).span, isWhole: false)
    #expect(ascii.weighing(found) == found)
    let other = Diagnostic(.csvRagged, "x")
    #expect(utf8.weighing(other) == other)
  }
}
