import Bytes
import Diagnostics
import Formats
import Testing

/// What is said of bytes that are not UTF-8: the same in every format.
@Suite struct InvalidTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// The content of one field.
    var bytes: [UInt8]
    /// Where in it the fault is.
    var offset: Int
    var label: String
    var notes: [String]
    var help: [String]
    var testDescription: String { name }
  }

  static let nothingFits = [
    "none of windows-1252, iso-8859-15 fits; convert the input first: iconv -f ENCODING -t utf-8"
  ]

  static let cases: [Case] = [
    Case(
      name: "one accent", bytes: Array("Esp".utf8) + [0xE8] + Array("ces".utf8), offset: 3,
      label: "begins a character of 3 bytes, but 'c' follows",
      notes: ["`Esp<E8>ces` is `Espèces` in windows-1252 and iso-8859-15"], help: ["-e windows-1252 reads it"]),
    Case(
      name: "only windows-1252", bytes: Array("l".utf8) + [0x92] + Array("eau".utf8), offset: 1,
      label: "continues a character that nothing began", notes: ["`l<92>eau` is `l’eau` in windows-1252"],
      help: ["-e windows-1252 reads it"]),
    Case(
      name: "two readings", bytes: [0xA4] + Array("5".utf8), offset: 0,
      label: "continues a character that nothing began",
      notes: ["`<A4>5` is `¤5` in windows-1252", "`<A4>5` is `€5` in iso-8859-15"],
      help: ["-e windows-1252 reads it as `¤5`, -e iso-8859-15 as `€5`"]),
    Case(
      name: "no encoding fits", bytes: [0x81, 0x41], offset: 0, label: "continues a character that nothing began",
      notes: ["the bytes are `<81>A`"], help: nothingFits),
    Case(
      name: "overlong", bytes: [0x61, 0xC0, 0xAF], offset: 1, label: "an overlong form of '/'",
      notes: ["`a<C0><AF>` is `aÀ¯` in windows-1252 and iso-8859-15"], help: ["-e windows-1252 reads it"]),
    Case(
      name: "overlong of three", bytes: [0xE0, 0x9F, 0xBF], offset: 0,
      label: "an overlong form of a shorter character", notes: ["`<E0><9F><BF>` is `àŸ¿` in windows-1252"],
      help: ["-e windows-1252 reads it"]),
    Case(
      name: "surrogate", bytes: [0xED, 0xA0, 0xBD], offset: 0, label: "the surrogate U+D83D, which is no character",
      notes: ["`<ED><A0><BD>` is `í\u{A0}½` in windows-1252", "`<ED><A0><BD>` is `í\u{A0}œ` in iso-8859-15"],
      help: ["-e windows-1252 reads it as `í\u{A0}½`, -e iso-8859-15 as `í\u{A0}œ`"]),
    Case(
      name: "too large", bytes: [0xF4, 0x90, 0x80, 0x80], offset: 0,
      label: "a number above U+10FFFF, which is no character", notes: ["the bytes are `<F4><90><80><80>`"],
      help: nothingFits),
    Case(
      name: "FF", bytes: [0xFF], offset: 0, label: "occurs in no UTF-8 text",
      notes: ["`<FF>` is `ÿ` in windows-1252 and iso-8859-15"], help: ["-e windows-1252 reads it"]),
    Case(
      name: "a character cut short", bytes: [0xE2, 0x82, 0x61], offset: 0,
      label: "begins a character of 3 bytes, but 'a' follows after 2 of them",
      notes: ["`<E2><82>a` is `â‚a` in windows-1252"], help: ["-e windows-1252 reads it"]),
  ]

  @Test(arguments: cases) func delimitedText(_ item: Case) throws {
    let bytes = Array("id,name\n1,".utf8) + item.bytes + Array("\n2,x\n".utf8)
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    try check(result.failure, item, at: 10 + item.offset, column: 3)
  }

  @Test(arguments: cases) func json(_ item: Case) throws {
    let bytes = Array("{\"a\":\"é\"}\n{\"a\":\"".utf8) + item.bytes + Array("\"}\n".utf8)
    for format in [JSONFormat.json, .jsonl] {
      let found = JSONHarness.run(format, bytes).failure
      try check(found, item, at: 17 + item.offset, column: 7)
      #expect(JSONHarness.firstDifference(format, bytes) == nil)
    }
  }

  private func check(_ found: Diagnostic?, _ item: Case, at byte: Int, column: Int) throws {
    let found = try #require(found)
    #expect(found.code == .invalidUTF8)
    #expect(found.message.hasPrefix("byte 0x") && found.message.hasSuffix(" is not valid UTF-8"))
    #expect(found.excerpt?.label == item.label)
    #expect(found.notes == item.notes)
    #expect(found.help == item.help)
    #expect(
      found.location == Location(line: 2, column: column + item.offset, record: found.location.record, byte: byte))
  }

  @Test func endOfTheInputInsideACharacter() throws {
    let bytes = Array("id\nx".utf8) + [0xF0, 0x9F, 0x98]
    let reader = try CSVReader.bind(probe: bytes.span, isWhole: true, options: ReadOptions(), dialect: .csv)
    let (result, departures) = CSVFeed(reader: reader).readEveryWay(bytes)
    #expect(departures == [])
    #expect(result.failure?.excerpt?.label == "the input ends inside a character of 4 bytes, 1 missing")
  }

  /// Every sequence of one, two and three bytes, and the interesting ones of four: the check, both decoders and Swift's
  /// own validation agree on what is UTF-8.
  @Test func agreesWithSwiftOnEverySequence() {
    var sequences: [[UInt8]] = []
    for first in UInt8(0x80)...0xFF {
      sequences.append([first])
      for second in UInt8.min...UInt8.max { sequences.append([first, second]) }
    }
    let edges: [UInt8] = [0x00, 0x22, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE1, 0xF0, 0xFF]
    for first in UInt8(0xE0)...0xFF {
      for second in edges {
        for third in edges {
          sequences.append([first, second, third])
          for fourth in edges { sequences.append([first, second, third, fourth]) }
        }
      }
    }
    for sequence in sequences {
      let isValid = String(validating: sequence, as: UTF8.self) != nil
      let span = sequence.span
      #expect((UTF8Check.validPrefix(span, from: 0, to: sequence.count) == sequence.count) == isValid)
      #expect((UTF8Check.scalarValidPrefix(span, from: 0, to: sequence.count) == sequence.count) == isValid)
    }
  }
}

/// Markus Kuhn's decoder stress test, a line at a time: what Swift's own validation says of a line is what the check and
/// every reader say.
@Suite struct KuhnTests {
  @Test func everyReaderAgreesOnEveryLine() throws {
    guard let content = CSVDataTests.bytes("utf8/kuhn-UTF-8-test.txt") else { return }
    let lines = content.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).map(Array.init)
    var invalidLines = 0
    for (number, line) in lines.enumerated() where !line.isEmpty {
      // What has a meaning in a format is put out of the way; the sequences under test are not ASCII.
      let text = line.map { $0 == ASCII.quote || $0 == ASCII.backslash || $0 < ASCII.space ? ASCII.space : $0 }
      let isValid = String(validating: text, as: UTF8.self) != nil
      if !isValid { invalidLines += 1 }
      #expect((UTF8Check.validPrefix(text.span, from: 0, to: text.count) == text.count) == isValid)
      var options = ReadOptions()
      options.delimiter = 0x1F
      let table = Array("text\n".utf8) + text + [ASCII.lineFeed]
      let reader = try CSVReader.bind(probe: table.span, isWhole: true, options: options, dialect: .csv)
      let delimited = CSVFeed(reader: reader).read(table, pieces: [table.count]).failure
      #expect(delimited?.code == (isValid ? nil : .invalidUTF8), "line \(number + 1)")
      for format in [JSONFormat.json, .jsonl] {
        let object = Array("{\"text\":\"".utf8) + text + Array("\"}\n".utf8)
        let json = JSONHarness.run(format, object).failure
        #expect(json?.code == (isValid ? nil : .invalidUTF8), "line \(number + 1) as \(format)")
        #expect(json?.excerpt?.label == delimited?.excerpt?.label)
      }
    }
    #expect(lines.count > 290 && invalidLines > 60, "\(lines.count) lines, \(invalidLines) invalid")
  }
}
