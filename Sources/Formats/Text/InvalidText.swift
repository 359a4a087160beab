import Bytes

/// What is to be said of bytes that are not UTF-8: what is wrong with them, and in which encoding they would be text.
///
/// Delimited text and JSON make their E001 from it, so that it reads the same everywhere. Everything is worked out
/// after the fact; nothing of it runs while text is valid. Only the line of the bytes (in JSON, their string) is looked at:
/// what is said does not depend on where chunks were cut. `EncodingChoice.weighing` adds what the whole input speaks for.
struct InvalidText {
  let message: String
  /// What is wrong, to stand beside the caret.
  let label: String
  let notes: [String]
  let help: [String]

  /// `bytes[position]` begins a sequence that is not valid UTF-8; `start..<end` is the text that was checked, `delimiter`
  /// what its fields are separated by; nil: one of the usual separators.
  init(
    _ bytes: Span<UInt8>, start: Int, end: Int, at position: Int, delimiter: UInt8? = nil, isJSON: Bool = false
  ) {
    message = "byte 0x\(ByteWords.hexadecimal(bytes[position])) is not valid UTF-8"
    label = UTF8Fault.describe(bytes, at: position, to: end)
    let ends = isJSON ? (ASCII.quote, ASCII.quote) : (ASCII.lineFeed, ASCII.carriageReturn)
    let line = Self.run(bytes, start: start, end: end, around: position, until: ends)
    let shown = Self.field(bytes, start: line.start, end: line.end, around: position, delimiter: delimiter)
    let census = EncodingCensus(bytes, from: line.start, to: line.end)
    guard !census.looksLikeUTF16 else {
      notes = ["every second byte is zero: this is how UTF-16 spells ASCII"]
      help = ["-e utf-16 reads it"]
      return
    }
    let readings = census.fitting.compactMap { encoding in
      encoding.text(shown).map { (encoding: encoding.rawValue, text: $0) }
    }
    notes = Self.notes(readings, ByteWords.showing(shown))
    let isCutShort = UTF8Fault.isCutShort(bytes, at: position, to: end)
    help = (isCutShort ? ["the input may be cut short: fetch it again"] : []) + Self.help(readings)
  }

  /// The bytes around the invalid one up to one of `ends`, at most 2 KiB on either side.
  private static func run(
    _ bytes: Span<UInt8>, start: Int, end: Int, around position: Int, until ends: (UInt8, UInt8)
  ) -> (start: Int, end: Int) {
    var from = position
    while from > max(start, position - 2048), bytes[from - 1] != ends.0, bytes[from - 1] != ends.1 { from -= 1 }
    return (from, bytes.position(of: ends.0, or: ends.1, from: position, to: min(end, position + 2048)))
  }

  /// The bytes around the invalid one that belong to the same field, at most 40 on either side.
  private static func field(
    _ bytes: Span<UInt8>, start: Int, end: Int, around position: Int, delimiter: UInt8?
  ) -> [UInt8] {
    var from = position
    while from > max(start, position - 40), !isBoundary(bytes[from - 1], delimiter) { from -= 1 }
    var to = position + 1
    while to < min(end, position + 40), !isBoundary(bytes[to], delimiter) { to += 1 }
    return bytes.array(from: from, to: to)
  }

  private static func isBoundary(_ byte: UInt8, _ delimiter: UInt8?) -> Bool {
    if byte < ASCII.space || byte == ASCII.quote { return true }
    guard let delimiter else { return byte == ASCII.comma || byte == ASCII.semicolon || byte == ASCII.pipe }
    return byte == delimiter
  }

  /// One note for each different text that the bytes could be.
  private static func notes(_ readings: [(encoding: String, text: String)], _ shown: String) -> [String] {
    guard let first = readings.first else { return ["the bytes are `\(shown)`"] }
    let others = readings.dropFirst()
    let agreeing = [first.encoding] + others.filter { $0.text == first.text }.map(\.encoding)
    return ["`\(shown)` is `\(first.text)` in \(agreeing.joined(separator: " and "))"]
      + others.filter { $0.text != first.text }.map { "`\(shown)` is `\($0.text)` in \($0.encoding)" }
  }

  private static func help(_ readings: [(encoding: String, text: String)]) -> [String] {
    guard let first = readings.first else {
      return ["none of \(EncodingCensus.names) fits; convert the input first: iconv -f ENCODING -t utf-8"]
    }
    let others = readings.dropFirst().filter { $0.text != first.text }.map { ", -e \($0.encoding) as `\($0.text)`" }
    return ["-e \(first.encoding) reads it" + (others.isEmpty ? "" : " as `\(first.text)`" + others.joined())]
  }
}

/// What the bytes of a text say about its encoding.
struct EncodingCensus {
  /// Single-byte encodings in which every byte is a visible character.
  let fitting: [TextEncoding]
  /// Valid UTF-8 characters beyond ASCII, and byte sequences that are none.
  let wideCharacters: Int
  let invalidSequences: Int
  let looksLikeUTF16: Bool
  /// Control characters that no text holds: the bytes are something else.
  let hasControls: Bool

  /// UTF-8 that was damaged or mixed with something else, rather than another encoding.
  var isMostlyUTF8: Bool { wideCharacters >= invalidSequences && wideCharacters > 0 }

  static let names = TextEncoding.singleByte.map(\.rawValue).joined(separator: ", ")

  init(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    var valid = 0
    var invalid = 0
    var present = [Bool](repeating: false, count: 256)
    var i = start
    while i < end {
      let bad = UTF8Check.validPrefix(bytes, from: i, to: end)
      valid += bytes.countOfWideCharacters(from: i, to: bad)
      guard bad < end else { break }
      invalid += 1
      i = bad + 1
    }
    for position in start..<end { present[Int(bytes[position])] = true }
    wideCharacters = valid
    invalidSequences = invalid
    fitting = TextEncoding.singleByte.filter { encoding in
      (UInt8(0x80)...0xFF).allSatisfy { !present[Int($0)] || encoding.isAssigned($0) }
    }
    hasControls = (0..<0x20).contains { present[$0] && !(0x09...0x0D).contains($0) && $0 != 0x1B }
    let zeros = present[0] ? bytes.count(of: 0, from: start, to: end) : 0
    looksLikeUTF16 = zeros > 0 && zeros >= (end - start) / 4
  }
}

/// Bytes in sentences.
enum ByteWords {
  /// Two digits: `E9`.
  static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + text : text
  }

  /// ASCII as it is, every other byte as `<E9>`.
  static func showing(_ bytes: [UInt8]) -> String {
    bytes.map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "<\(hexadecimal($0))>" }.joined()
  }
}
