package import Bytes

extension RecordBatch {
  /// Appends the text of a field's content: escapes resolved, nothing else changed. Numbers, booleans and nested
  /// JSON values give their raw text; null and absent give nothing.
  package func appendText(of content: FieldContent, to builder: inout ByteBuilder) {
    switch content.form {
    case .absent, .null: return
    case .plain, .number, .boolean, .nested: builder.append(bytes.span, from: content.start, to: content.end)
    case .escaped: FieldText.unescape(bytes.span, content.start, content.end, syntax, into: &builder)
    }
  }

  /// The text of a field as a String: for messages, tests and the edges of the API, never per field of a stream.
  package func text(row: Int, column: Int) -> String {
    var builder = ByteBuilder(capacity: 256)
    appendText(of: content(row: row, column: column), to: &builder)
    return builder.withSpan { span in
      var bytes: [UInt8] = []
      for i in 0..<span.count { bytes.append(span[i]) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// Resolves the escapes of each field syntax.
package enum FieldText {
  package static func unescape(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, _ syntax: FieldSyntax, into builder: inout ByteBuilder
  ) {
    switch syntax {
    case .delimited(_, let escape): unescapeDelimited(source, start, end, escape: escape, into: &builder)
    case .tabSeparated: unescapeTabSeparated(source, start, end, into: &builder)
    case .json: unescapeJSON(source, start, end, keepsSurrogates: false, into: &builder)
    }
  }

  private static func unescapeDelimited(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, escape: UInt8, into builder: inout ByteBuilder
  ) {
    var i = start
    while i < end {
      let byte = source[i]
      if byte == escape, i + 1 < end {
        builder.append(source[i + 1])
        i += 2
      } else {
        builder.append(byte)
        i += 1
      }
    }
  }

  private static func unescapeTabSeparated(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, into builder: inout ByteBuilder
  ) {
    var i = start
    while i < end {
      guard source[i] == ASCII.backslash, i + 1 < end else {
        builder.append(source[i])
        i += 1
        continue
      }
      switch source[i + 1] {
      case 0x74: builder.append(ASCII.tab)
      case 0x6E: builder.append(ASCII.lineFeed)
      case 0x72: builder.append(ASCII.carriageReturn)
      case ASCII.backslash: builder.append(ASCII.backslash)
      case let other: builder.append(ASCII.backslash, other)
      }
      i += 2
    }
  }

  /// RFC 8259 section 7. The input was validated: every escape is well formed. A lone surrogate becomes U+FFFD, or, for
  /// who escapes the text again, three bytes as UTF-8 would spell it.
  package static func unescapeJSON(
    _ source: Span<UInt8>, _ start: Int, _ end: Int, keepsSurrogates: Bool, into builder: inout ByteBuilder
  ) {
    var i = start
    while i < end {
      let byte = source[i]
      guard byte == ASCII.backslash, i + 1 < end else {
        builder.append(byte)
        i += 1
        continue
      }
      i += 2
      switch source[i - 1] {
      case 0x62: builder.append(0x08)
      case 0x66: builder.append(0x0C)
      case 0x6E: builder.append(ASCII.lineFeed)
      case 0x72: builder.append(ASCII.carriageReturn)
      case 0x74: builder.append(ASCII.tab)
      case 0x75:
        var value = hexadecimal(source, i, end)
        i = min(i + 4, end)
        if value & 0xFC00 == 0xD800, i + 6 <= end, source[i] == ASCII.backslash, source[i + 1] == 0x75 {
          let low = hexadecimal(source, i + 2, end)
          if low & 0xFC00 == 0xDC00 {
            value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
            i += 6
          }
        }
        if let scalar = Unicode.Scalar(value) {
          builder.append(scalar: scalar)
        } else if keepsSurrogates {
          builder.append(0xE0 | UInt8(truncatingIfNeeded: value >> 12))
          builder.append(
            0x80 | UInt8(truncatingIfNeeded: value >> 6 & 0x3F), 0x80 | UInt8(truncatingIfNeeded: value & 0x3F))
        } else {
          builder.append(scalar: "\u{FFFD}")
        }
      case let other: builder.append(other)
      }
    }
  }

  private static func hexadecimal(_ source: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
    var value: UInt32 = 0
    var i = start
    while i < min(start + 4, end) {
      let byte = source[i] | 0x20
      value = value << 4 | UInt32(byte < 0x61 ? byte & 0x0F : byte &- 0x57)
      i += 1
    }
    return value
  }
}
