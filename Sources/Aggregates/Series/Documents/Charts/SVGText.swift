/// Text as SVG needs it: escaped, and with an estimate of how wide it is drawn.
enum SVGText {
  /// Escaped for XML 1.0, content and attributes. What XML cannot hold becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      // XML 1.0, production Char.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped.append("\u{FFFD}")
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// Pixels, rather too many: fonts differ, and nothing may leave the picture.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size
  }

  /// Of DejaVu Sans, the widest of the usual fonts, in ems.
  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", " ", "!": 0.36
    case "f", "r", "t", "(", ")", "[", "]", "-", "/", "\"": 0.44
    case "m", "w", "M", "W", "@", "%", "…", "—", "\u{FFFD}": 1.03
    case "A"..."Z", "&", "+", "=", "<", ">", "~", "#": 0.84
    case "\u{20}"..."\u{24F}": 0.65
    default: Double(TerminalText.width(String(scalar))) * (scalar.value < 0x2000 ? 0.85 : 1.05)
    }
  }

  /// Cut so that it is no wider than that; what is cut ends in `…`.
  static func cut(_ text: String, to width: Double, size: Double) -> String {
    if self.width(text, size: size) <= width { return text }
    var kept = String.UnicodeScalarView()
    var used = advance("…") * size
    for scalar in text.unicodeScalars {
      used += advance(scalar) * size
      if used > width { break }
      kept.append(scalar)
    }
    while kept.last == " " { kept.removeLast() }
    return String(kept) + "…"
  }
}
