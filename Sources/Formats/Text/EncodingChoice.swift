package import Bytes
package import Diagnostics

/// Which encoding an input is read in, and why: settled from its first bytes before anything is decoded.
///
/// A named encoding is taken at its word unless the bytes contradict it plainly. `auto` chooses among byte-order mark,
/// UTF-8, UTF-16 and windows-1252; what it chose is verified on every byte that follows.
package struct EncodingChoice: Sendable {
  package let encoding: TextEncoding
  /// A guess: bytes that the encoding does not assign contradict it.
  package let isGuess: Bool
  /// What `-v` and `explain` say. nil for UTF-8 that nobody asked about.
  package let finding: Finding?
  package var warnings: [Diagnostic] = []
  /// Characters beyond ASCII in the valid UTF-8 that the input begins with.
  private let wideCharacters: Int

  /// Chooses for the first bytes of an input, after decompression; `isWhole`: they are all of it. Locations have no file.
  package init(
    _ option: EncodingOption, probe: Span<UInt8>, isWhole: Bool
  ) throws(DiagnosticList) {
    let look = EncodingLook(probe)
    if look.isUTF32 { throw DiagnosticList(Self.utf32) }
    wideCharacters = probe.countOfWideCharacters(
      from: 0, to: UTF8Check.validPrefix(probe, from: 0, to: probe.count))
    switch option {
    case .utf8: (encoding, isGuess, finding) = (.utf8, false, nil)
    case .utf16, .utf16LittleEndian, .utf16BigEndian:
      let (found, evidence) = try Self.utf16(option, look, probe)
      (encoding, isGuess) = (found, false)
      finding = Finding("encoding", found.rawValue, evidence: "given; " + evidence)
    case .windows1252, .iso885915:
      encoding = option == .windows1252 ? .windows1252 : .iso885915
      (isGuess, finding) = (false, Finding("encoding", encoding.rawValue, evidence: "given"))
      if let mark = look.mark { throw DiagnosticList(Self.contradiction(option, mark)) }
      if let warning = Self.warnOfUTF8(encoding, probe, isWhole: isWhole) { warnings.append(warning) }
    case .auto:
      let (found, evidence) = try Self.guess(look, probe, isWhole: isWhole)
      (encoding, isGuess) = (found, true)
      finding = Finding("encoding", found.rawValue, evidence: evidence)
    }
  }

  /// The option that names what was chosen.
  package var option: EncodingOption { EncodingOption(rawValue: encoding.rawValue) ?? .utf8 }

  /// An E001 about this input, with what the rest of it speaks for: a few bad bytes in UTF-8 are damage, and another
  /// encoding would spoil every other character.
  package func weighing(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.code == .invalidUTF8, encoding == .utf8, wideCharacters > 0 else { return diagnostic }
    var weighed = diagnostic
    let verb = wideCharacters == 1 ? "is" : "are"
    weighed.notes.append(
      "\(Self.characters(wideCharacters)) beyond ASCII at the start of the input \(verb) valid UTF-8: another encoding would spoil them"
    )
    weighed.help = ["repair the bytes: the input is UTF-8 elsewhere"]
    return weighed
  }

  /// Refuses text that is UTF-16 where UTF-8 is expected: it would fail further on with a message about its NUL bytes.
  package static func refuseUTF16(_ probe: Span<UInt8>) throws(DiagnosticList) {
    let look = EncodingLook(probe)
    if look.isUTF32 { throw DiagnosticList(utf32) }
    let found: String
    if let mark = look.mark, mark.encoding.isUTF16 {
      found = "the input is UTF-16: it begins with the byte-order mark \(mark.bytes)"
    } else if let byZeros = look.zeros {
      found = "the input looks like UTF-16: \(byZeros.evidence)"
    } else {
      return
    }
    throw DiagnosticList(
      Diagnostic(
        .unsupportedEncoding, found, at: Location(line: 1, column: 1, byte: 0), help: ["-e utf-16 reads it"]))
  }

  // MARK: Named encodings

  /// The byte order: the mark's, the one that was named, the one that the zero bytes show, else little-endian.
  private static func utf16(
    _ option: EncodingOption, _ look: EncodingLook, _ probe: Span<UInt8>
  ) throws(DiagnosticList) -> (TextEncoding, String) {
    let named: TextEncoding? =
      option == .utf16LittleEndian ? .utf16LittleEndian : option == .utf16BigEndian ? .utf16BigEndian : nil
    if let mark = look.mark {
      guard named == nil ? mark.encoding.isUTF16 : mark.encoding == named else {
        throw DiagnosticList(contradiction(option, mark))
      }
      return (mark.encoding, "byte-order mark \(mark.bytes)")
    }
    guard probe.count < 2 || probe.count(of: 0, from: 0, to: probe.count) > 0 else {
      throw DiagnosticList(
        Diagnostic(
          .unsupportedEncoding, "the input is not UTF-16: its first \(probe.count) bytes hold no zero byte",
          at: Location(byte: 0), notes: ["in UTF-16 each ASCII character has one, delimiters and line ends too"],
          help: ["without --encoding it is read as UTF-8; -e auto decides from the bytes"]))
    }
    if let named { return (named, "no byte-order mark") }
    if let zeros = look.zeros { return (zeros.encoding, "no byte-order mark; \(zeros.evidence)") }
    return (.utf16LittleEndian, "no byte-order mark: little-endian")
  }

  private static func contradiction(_ option: EncodingOption, _ mark: EncodingLook.Mark) -> Diagnostic {
    Diagnostic(
      .unsupportedEncoding,
      "the input is not \(option.rawValue): it begins with the byte-order mark \(mark.bytes) of \(mark.encoding.rawValue)",
      at: Location(byte: 0),
      help: [mark.encoding == .utf8 ? "leave --encoding out: it is read as UTF-8" : "-e utf-16 reads it"])
  }

  /// UTF-8 read as a single-byte encoding is the commonest way to spoil text (`Ã©`), and never fails.
  private static func warnOfUTF8(
    _ encoding: TextEncoding, _ probe: Span<UInt8>, isWhole: Bool
  ) -> Diagnostic? {
    let end = EncodingLook.endOfWholeCharacters(probe, isWhole: isWhole)
    let count = probe.countOfWideCharacters(from: 0, to: end)
    guard count > 0, UTF8Check.validPrefix(probe, from: 0, to: end) == end else { return nil }
    return Diagnostic(
      .encodingUnclear,
      "the input looks like UTF-8 and is read as \(encoding.rawValue)", level: .warning, at: Location(),
      notes: [
        "\(characters(count)) beyond ASCII in the first \(end) bytes, all valid UTF-8"
      ], help: ["without --encoding it is read as UTF-8"])
  }

  fileprivate static func characters(_ count: Int) -> String { CSVMessages.count(count, "character") }

  // MARK: auto

  private static func guess(
    _ look: EncodingLook, _ probe: Span<UInt8>, isWhole: Bool
  ) throws(DiagnosticList) -> (TextEncoding, String) {
    if let mark = look.mark { return (mark.encoding, "byte-order mark \(mark.bytes)") }
    if let zeros = look.zeros { return (zeros.encoding, "no byte-order mark; \(zeros.evidence)") }
    let end = EncodingLook.endOfWholeCharacters(probe, isWhole: isWhole)
    let invalid = UTF8Check.validPrefix(probe, from: 0, to: end)
    let extent = isWhole ? "all \(end) bytes" : "the first \(end) bytes"
    if invalid == end {
      let count = probe.countOfWideCharacters(from: 0, to: end)
      return (
        .utf8,
        count == 0
          ? "\(extent) are ASCII" : "\(characters(count)) beyond ASCII in \(extent), all valid UTF-8"
      )
    }
    let text = InvalidText(probe, start: 0, end: end, at: invalid)
    let census = EncodingCensus(probe, from: 0, to: end)
    guard census.fitting.contains(.windows1252), !census.isMostlyUTF8, !census.hasControls else {
      let place = Excerpt.locate(in: probe, start: 0, end: end, offset: invalid, length: 1, label: text.label)
      throw DiagnosticList(
        Diagnostic(
          .encodingUnclear, "the encoding cannot be told from \(extent)",
          at: Location(line: place.line, column: place.column, byte: invalid), excerpt: place.excerpt,
          notes: [
            "no byte-order mark, not UTF-8 (\(text.message)), not UTF-16, and "
              + (census.isMostlyUTF8
                ? "\(census.wideCharacters) characters are valid UTF-8" : "not every byte is text in windows-1252")
          ], help: ["name it with -e, or convert the input first: iconv -f ENCODING -t utf-8"]))
    }
    return (.windows1252, "\(text.message); " + (text.notes.first ?? "every byte has a character"))
  }

  private static let utf32 = Diagnostic(
    .unsupportedEncoding, "the input is UTF-32: it begins with that encoding's byte-order mark", at: Location(byte: 0),
    help: ["convert it first: iconv -f utf-32 -t utf-8"])
}

/// What the first bytes show without being decoded: a byte-order mark, and the zero bytes of UTF-16.
struct EncodingLook {
  struct Mark {
    var encoding: TextEncoding
    /// `FF FE`.
    var bytes: String
  }

  let mark: Mark?
  /// The byte order that zero bytes show, with the count.
  let zeros: (encoding: TextEncoding, evidence: String)?
  let isUTF32: Bool

  init(_ probe: Span<UInt8>) {
    func begins(_ bytes: [UInt8]) -> Bool {
      probe.count >= bytes.count && probe.holds(bytes, from: 0, to: bytes.count)
    }
    isUTF32 = begins([0xFF, 0xFE, 0, 0]) || begins([0, 0, 0xFE, 0xFF])
    if begins([0xEF, 0xBB, 0xBF]) {
      mark = Mark(encoding: .utf8, bytes: "EF BB BF")
    } else if begins([0xFF, 0xFE]) {
      mark = Mark(encoding: .utf16LittleEndian, bytes: "FF FE")
    } else if begins([0xFE, 0xFF]) {
      mark = Mark(encoding: .utf16BigEndian, bytes: "FE FF")
    } else {
      mark = nil
    }
    zeros = Self.zeros(probe)
  }

  /// Text in UTF-16 has zero high bytes in its ASCII and no zero low byte; text in other encodings has none at all. At
  /// least half of the units must agree: the occasional NUL of a broken export is no evidence.
  private static func zeros(_ probe: Span<UInt8>) -> (encoding: TextEncoding, evidence: String)? {
    let units = min(probe.count, 4096) / 2
    guard units > 0 else { return nil }
    var (first, second) = (0, 0)
    for unit in 0..<units {
      if probe[2 * unit] == 0 { first += 1 }
      if probe[2 * unit + 1] == 0 { second += 1 }
    }
    guard first == 0 || second == 0, max(first, second) >= 2, max(first, second) * 2 >= units else { return nil }
    let evidence = "\(max(first, second)) of its first \(units) units of 2 bytes have a zero high byte"
    return (second > 0 ? .utf16LittleEndian : .utf16BigEndian, evidence)
  }

  /// The end of the probe without the character that it may cut off.
  static func endOfWholeCharacters(_ probe: Span<UInt8>, isWhole: Bool) -> Int {
    guard !isWhole else { return probe.count }
    var start = probe.count
    while start > max(0, probe.count - 4) {
      start -= 1
      if probe[start] & 0xC0 == 0xC0 {
        // A lead: whole, or to be left out if it could still become whole.
        let length = probe[start] < 0xE0 ? 2 : probe[start] < 0xF0 ? 3 : 4
        return start + length > probe.count ? start : probe.count
      }
      if probe[start] < 0x80 { return probe.count }
    }
    return probe.count
  }
}
