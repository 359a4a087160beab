import Bytes
import Diagnostics

/// Why a decoder stopped: the facts and the place, before anyone computes a line or copies an excerpt.
struct JSONFault: Sendable, Equatable {
  var code: DiagnosticCode
  /// Position in the chunk's bytes, and how many of them to mark.
  var offset: Int
  var length: Int
  var message: String
  var label: String?
  var notes: [String] = []
  var help: [String] = []

  /// The diagnostic, with places as if the chunk began the file.
  func diagnostic(in bytes: Span<UInt8>, start: Int, end: Int, columnBase: Int?, record: Int) -> Diagnostic {
    if code == .invalidUTF8, label == nil {
      return explainingText(bytes, start: start, end: end)
        .diagnostic(in: bytes, start: start, end: end, columnBase: columnBase, record: record)
    }
    var (excerpt, line, column) = Excerpt.locate(
      in: bytes, start: start, end: end, offset: offset, length: length, label: label)
    var known: Int? = column
    if line == 1 {
      known = columnBase.map { $0 + column }
      if columnBase != 0 { excerpt.isCutBefore = true }
    }
    return Diagnostic(
      code, message,
      at: Location(line: line, column: known, record: record, byte: min(max(offset, start), end) - start),
      excerpt: excerpt, notes: notes, help: help)
  }
}

extension JSONFault {
  /// The same fault with what the bytes are, and in which encoding they would be text.
  private func explainingText(_ bytes: Span<UInt8>, start: Int, end: Int) -> JSONFault {
    let place = min(max(offset, start), max(start, end - 1))
    let text = InvalidText(bytes, start: start, end: end, at: place, isJSON: true)
    var fault = self
    (fault.message, fault.label, fault.notes, fault.help) = (text.message, text.label, text.notes, text.help)
    return fault
  }
}

/// Names of JSON things in messages.
enum JSONWords {
  /// What a value is, from its first byte: `an object`, `a number`.
  static func kind(_ byte: UInt8) -> String {
    switch byte {
    case ASCII.openBrace: "an object"
    case ASCII.openBracket: "an array"
    case ASCII.quote: "a string"
    case 0x74, 0x66: "a boolean"
    case 0x6E: "null"
    default: "a number"
    }
  }

  /// A byte as it is shown in a sentence: `'x'`, `U+000A`, `byte 0xFF`.
  static func byte(_ byte: UInt8) -> String {
    switch byte {
    case 0x21..<0x7F: "'\(Character(Unicode.Scalar(byte)))'"
    case 0x80...: "byte 0x" + hexadecimal(byte, digits: 2)
    default: "U+" + hexadecimal(byte, digits: 4)
    }
  }

  private static func hexadecimal(_ byte: UInt8, digits: Int) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// A name from the input, cut to a length that fits a sentence.
  static func quoted(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> String {
    let ceiling = min(end, start + 60)
    let text = String(decoding: bytes.array(from: start, to: ceiling), as: UTF8.self)
    return "\"" + text + (ceiling < end ? "…" : "") + "\""
  }
}
