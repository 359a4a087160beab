/// How bytes spell text. Everything behind the source is UTF-8; the others are turned into it (`Transcoder`).
///
/// The single-byte encodings are those of the WHATWG Encoding Standard: bytes that the original standard leaves without
/// a character are the C1 controls of the same number (`isAssigned` tells them apart).
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case windows1252 = "windows-1252"
  case iso885915 = "iso-8859-15"

  /// Encodings of one byte a character, the likelier first.
  package static let singleByte: [TextEncoding] = [.windows1252, .iso885915]

  package var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

  /// The character of one byte; nil in an encoding of more than one byte.
  package func scalar(of byte: UInt8) -> Unicode.Scalar? {
    switch self {
    case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
    case .windows1252: (0x80..<0xA0).contains(byte) ? Self.windowsControls[Int(byte) - 0x80] : Unicode.Scalar(byte)
    case .iso885915: Self.euroReplacements.first { $0.byte == byte }?.scalar ?? Unicode.Scalar(byte)
    }
  }

  /// False for bytes that no text in this encoding holds: they have no character, or an invisible C1 control.
  package func isAssigned(_ byte: UInt8) -> Bool {
    scalar(of: byte).map { !(0x80..<0xA0).contains($0.value) } ?? false
  }

  /// The text of `bytes`, or nil when a byte is not assigned. For messages; `Transcoder` is for data.
  package func text(_ bytes: [UInt8]) -> String? {
    var text = ""
    for byte in bytes {
      guard isAssigned(byte), let scalar = scalar(of: byte) else { return nil }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// WHATWG index windows-1252, 0x80 to 0x9F.
  private static let windowsControls: [Unicode.Scalar] = [
    "\u{20AC}", "\u{81}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{02C6}",
    "\u{2030}", "\u{0160}", "\u{2039}", "\u{0152}", "\u{8D}", "\u{017D}", "\u{8F}", "\u{90}", "\u{2018}", "\u{2019}",
    "\u{201C}", "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}", "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}",
    "\u{0153}", "\u{9D}", "\u{017E}", "\u{0178}",
  ]

  /// Where iso-8859-15 is not iso-8859-1.
  private static let euroReplacements: [(byte: UInt8, scalar: Unicode.Scalar)] = [
    (0xA4, "\u{20AC}"), (0xA6, "\u{0160}"), (0xA8, "\u{0161}"), (0xB4, "\u{017D}"), (0xB8, "\u{017E}"),
    (0xBC, "\u{0152}"), (0xBD, "\u{0153}"), (0xBE, "\u{0178}"),
  ]
}
