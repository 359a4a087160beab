import Foundation
import Query
import Testing

@Suite struct TextFoldingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var tokens: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "ASCII", text: "Saint-Denis (93)", tokens: ["saint", "denis", "93"]),
    Case(name: "French", text: "L’ARRÊT d'Été à Cœur", tokens: ["l", "arret", "d", "ete", "a", "coeur"]),
    Case(name: "German", text: "Straße GROẞ Äpfel", tokens: ["strasse", "gross", "apfel"]),
    Case(name: "Polish", text: "Łódź ŁÓDŹ", tokens: ["lodz", "lodz"]),
    Case(name: "Danish", text: "Ærø Øresund", tokens: ["aero", "oresund"]),
    Case(name: "Turkish", text: "İstanbul ılık", tokens: ["istanbul", "ilik"]),
    Case(name: "Vietnamese", text: "Đặng Hữu", tokens: ["dang", "huu"]),
    Case(name: "Greek", text: "Ἀθῆναι ΣΟΦΟΣ σοφός", tokens: ["αθηναι", "σοφοσ", "σοφοσ"]),
    Case(name: "Cyrillic", text: "Ёлка ЙОД", tokens: ["елка", "иод"]),
    Case(name: "Chinese", text: "圣胡利娅-德洛里亚、巴黎", tokens: ["圣胡利娅", "德洛里亚", "巴黎"]),
    Case(name: "symbols", text: "10€ a×b №5 _x_ “q” a\u{A0}b", tokens: ["10", "a", "b", "5", "x", "q", "a", "b"]),
    Case(name: "emoji", text: "a😀b", tokens: ["a", "b"]),
    Case(name: "nothing", text: " -- ", tokens: []),
    Case(name: "mark without a base", text: "\u{301}a", tokens: ["a"]),
  ]

  @Test(arguments: cases) func tokens(_ test: Case) {
    for text in [
      test.text, test.text.precomposedStringWithCanonicalMapping, test.text.decomposedStringWithCanonicalMapping,
    ] {
      #expect(TextFolding.tokens(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == test.tokens)
    }
  }

  /// Every letter of the blocks in our tables: its composed and decomposed spellings fold alike, and folding twice
  /// changes nothing.
  @Test func compositionDoesNotCount() {
    for code in Array(0xA0..<0x250) + Array(0x370..<0x530) + Array(0x1E00..<0x2000) {
      guard let scalar = Unicode.Scalar(UInt32(code)), scalar.properties.isAlphabetic else { continue }
      let text = String(scalar)
      let composed = TextFolding.text(of: Array(text.precomposedStringWithCanonicalMapping.utf8))
      let decomposed = TextFolding.text(of: Array(text.decomposedStringWithCanonicalMapping.utf8))
      #expect(composed == decomposed, "U+\(String(code, radix: 16))")
      #expect(TextFolding.text(of: composed) == composed, "U+\(String(code, radix: 16))")
    }
  }

  @Test func brokenBytesDoNotTrap() {
    for bytes: [UInt8] in [
      [0xC3], [0xE2, 0x82], [0xFF, 0x41], [0x80], [0xF0, 0x9F, 0x98], [0xC3, 0x41], [0xED, 0xA0, 0x80],
    ] {
      _ = TextFolding.tokens(of: bytes)
      _ = TextFolding.text(of: bytes)
    }
  }
}
