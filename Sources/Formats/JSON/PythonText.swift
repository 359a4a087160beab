import Bytes
import Geo
import Records

/// Rewrites JSON the way Python's `json.dumps` spells it, as Opendatasoft portals do: a space after commas and colons, no
/// other white space, everything beyond ASCII as `\u` escapes of small letters.
///
/// Numbers keep their text, members their order.
struct PythonText: Sendable {
  /// Strings that were spelled anew since somebody took the count.
  var respelledStrings = 0
  private var scratch = ByteBuilder(capacity: 1024)

  /// Appends the valid JSON value in `start..<end`.
  mutating func append(_ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder) {
    var i = start
    while i < end {
      let byte = source[i]
      switch byte {
      case ASCII.quote:
        let after = JSONLayout.endOfString(source, from: i, to: end)
        appendString(source, from: i &+ 1, to: after &- 1, into: &output)
        i = after
      case ASCII.comma, ASCII.colon:
        output.append(byte, ASCII.space)
        i &+= 1
      case 0...ASCII.space: i &+= 1
      default:
        let first = i
        while i < end, !Self.isStructure(source[i]) { i &+= 1 }
        if i == first { i &+= 1 }
        output.append(source, from: first, to: i)
      }
    }
  }

  /// Appends the raw inside of a JSON string as a Python string: quotes included, escapes spelled anew.
  mutating func appendString(_ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder) {
    if Self.isPlain(source, from: start, to: end) {
      output.append(ASCII.quote)
      output.append(source, from: start, to: end)
      output.append(ASCII.quote)
      return
    }
    scratch.clear()
    FieldText.unescapeJSON(source, start, end, keepsSurrogates: true, into: &scratch)
    let first = output.count
    scratch.withSpan { Self.appendText($0, into: &output) }
    // With its quotes: they stand around the inside.
    if !output.holds(source, from: start &- 1, to: end &+ 1, since: first) { respelledStrings += 1 }
  }

  /// Appends text as a Python string, quotes included. Lone surrogates, as three bytes each, become the escapes they were.
  static func appendText(_ text: Span<UInt8>, into output: inout ByteBuilder) {
    output.append(ASCII.quote)
    var i = 0
    while i < text.count {
      let byte = text[i]
      i &+= 1
      switch byte {
      case ASCII.quote, ASCII.backslash: output.append(ASCII.backslash, byte)
      case ASCII.lineFeed: output.append(ASCII.backslash, 0x6E)
      case ASCII.carriageReturn: output.append(ASCII.backslash, 0x72)
      case ASCII.tab: output.append(ASCII.backslash, 0x74)
      case 0x08: output.append(ASCII.backslash, 0x62)
      case 0x0C: output.append(ASCII.backslash, 0x66)
      case 0..<ASCII.space: appendUnit(UInt32(byte), into: &output)
      case 0x80...:
        // The text is UTF-8: the first byte says how many follow.
        let following = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
        var scalar = UInt32(byte) & (0x3F >> UInt32(following))
        for _ in 0..<following where i < text.count {
          scalar = scalar << 6 | UInt32(text[i] & 0x3F)
          i &+= 1
        }
        if scalar > 0xFFFF {
          appendUnit(0xD800 &+ (scalar &- 0x10000) >> 10, into: &output)
          appendUnit(0xDC00 &+ (scalar & 0x3FF), into: &output)
        } else {
          appendUnit(scalar, into: &output)
        }
      default: output.append(byte)
      }
    }
    output.append(ASCII.quote)
  }

  private static func appendUnit(_ unit: UInt32, into output: inout ByteBuilder) {
    output.append(ASCII.backslash, 0x75)
    for shift: UInt32 in [12, 8, 4, 0] {
      let digit = UInt8(truncatingIfNeeded: unit >> shift & 0x0F)
      output.append(digit < 10 ? ASCII.zero &+ digit : 0x57 &+ digit)
    }
  }

  /// True when Python spells these bytes of a string as they stand: printable ASCII without escapes.
  private static func isPlain(_ source: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    for i in start..<max(start, end) where source[i] >= 0x80 || source[i] == ASCII.backslash { return false }
    return true
  }

  private static func isStructure(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || byte == ASCII.comma || byte == ASCII.colon || byte <= ASCII.space
  }

  // MARK: - Cells

  /// Appends a JSON object or array as the cell of an Opendatasoft CSV: a point as `lat,lon`, a list of texts joined with
  /// `;`, anything else as JSON text.
  mutating func appendCell(_ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder) {
    if let point = ODSPoint(source, from: start, to: end) {
      output.append(source, from: point.latitude.start, to: point.latitude.end)
      output.append(ASCII.comma)
      output.append(source, from: point.longitude.start, to: point.longitude.end)
    } else if !appendJoined(source, from: start, to: end, into: &output) {
      append(source, from: start, to: end, into: &output)
    }
  }

  /// Appends a list of texts; false when it is anything else.
  private func appendJoined(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) -> Bool {
    guard source[start] == ASCII.openBracket else { return false }
    let mark = output.count
    var i = start &+ 1
    var isFirst = true
    while true {
      while i < end, source[i] <= ASCII.space || source[i] == ASCII.comma { i &+= 1 }
      guard i < end else { break }
      if source[i] == ASCII.closeBracket { return !isFirst }
      guard source[i] == ASCII.quote else { break }
      let after = JSONLayout.endOfString(source, from: i, to: end)
      if !isFirst { output.append(ASCII.semicolon) }
      isFirst = false
      FieldText.unescape(source, i &+ 1, after &- 1, .json, into: &output)
      i = after
    }
    output.truncate(to: mark)
    return false
  }
}
