/// How single values are spelled, the same in flags and in pipeline files: delimiters, sizes, field selectors.
///
/// Parsing and rendering stand side by side so that `render(parse(x))` stays true.
package enum Spelling {
  static let delimiterNames: [(name: String, byte: UInt8)] = [
    ("tab", 0x09), ("comma", 0x2C), ("semicolon", 0x3B), ("pipe", 0x7C),
  ]

  /// `tab comma semicolon pipe`, or one ASCII character other than a line end, NUL or the quote.
  package static func delimiter(_ text: String) -> UInt8? {
    if let named = delimiterNames.first(where: { $0.name == text }) { return named.byte }
    if text == "\\t" { return 0x09 }
    guard let byte = oneCharacter(text), byte != 0x22 else { return nil }
    return byte
  }

  package static func renderDelimiter(_ byte: UInt8) -> String {
    byte == 0x09 ? "tab" : String(Unicode.Scalar(byte))
  }

  /// One ASCII character, or `none` (0: no quoting).
  package static func quote(_ text: String) -> UInt8? {
    text == "none" ? 0 : oneCharacter(text)
  }

  package static func renderQuote(_ byte: UInt8) -> String {
    byte == 0 ? "none" : String(Unicode.Scalar(byte))
  }

  private static func oneCharacter(_ text: String) -> UInt8? {
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] < 0x7F, bytes[0] >= 0x20 || bytes[0] == 0x09 else { return nil }
    return bytes[0]
  }

  static let sizeForm = "a size: 64MiB, 512KiB or a number of bytes"
  static let durationForm = "a time: 500ms, 30s, 5m or 1h"

  static let sizeUnits: [(name: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
    ("B", 1),
  ]

  /// `64MiB`, `512KiB`, `10MB` or a plain number of bytes; nil for anything else, zero, or more than an `Int` holds.
  package static func size(_ text: String) -> Int? {
    let unit = sizeUnits.first { text.hasSuffix($0.name) }
    let digits = text.dropLast(unit?.name.count ?? 0)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits), count > 0
    else { return nil }
    let (bytes, overflows) = count.multipliedReportingOverflow(by: unit?.bytes ?? 1)
    return overflows ? nil : bytes
  }

  package static func renderSize(_ bytes: Int) -> String {
    for unit in sizeUnits where unit.name.hasSuffix("iB") && bytes % unit.bytes == 0 {
      return "\(bytes / unit.bytes)\(unit.name)"
    }
    return String(bytes)
  }

  /// A decimal integer without sign, or nil.
  package static func count(_ text: String, atLeast minimum: Int = 0) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), value >= minimum
    else { return nil }
    return value
  }
}
