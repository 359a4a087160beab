import Bytes
import Records

/// Rewrites the white space of valid JSON text: none, or two spaces a level. Values and their order are untouched.
enum JSONLayout {
  /// Appends `start..<end` without white space outside strings, if it holds a line break; as it stands otherwise.
  ///
  /// Only white space inside values is a change: `valueDepth` says how many brackets stand around one (0: the text is a
  /// value itself), `depth` how many of them were opened before `start`.
  static func appendOnOneLine(
    _ source: Span<UInt8>, from start: Int, to end: Int, depth: Int = 0, valueDepth: Int,
    into output: inout ByteBuilder, _ changes: inout ChangeCounts
  ) {
    let lf = ASCII.lineFeed
    let cr = ASCII.carriageReturn
    guard source.position(ofAny: lf, cr, lf, cr, from: start, to: end) < end else {
      return output.append(source, from: start, to: end)
    }
    appendCompact(source, from: start, to: end, depth: depth, valueDepth: valueDepth, into: &output, &changes)
  }

  /// Copies a raw JSON value; one that holds line breaks loses them with the rest of its white space.
  static func appendValue(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder, _ changes: inout ChangeCounts
  ) {
    let first = source[start]
    if first == ASCII.openBrace || first == ASCII.openBracket {
      appendOnOneLine(source, from: start, to: end, valueDepth: 0, into: &output, &changes)
    } else {
      output.append(source, from: start, to: end)
    }
  }

  /// Appends `start..<end` without white space outside strings.
  private static func appendCompact(
    _ source: Span<UInt8>, from start: Int, to end: Int, depth: Int, valueDepth: Int, into output: inout ByteBuilder,
    _ changes: inout ChangeCounts
  ) {
    var depth = depth
    var isChanged = false
    var i = start
    var copied = start
    while i < end {
      let byte = source[i]
      if byte == ASCII.quote {
        i = endOfString(source, from: i, to: end)
      } else if byte <= ASCII.space {
        output.append(source, from: copied, to: i)
        i &+= 1
        copied = i
        isChanged = isChanged || depth > valueDepth
      } else {
        if byte | 0x20 == ASCII.openBrace {
          depth &+= 1
        } else if byte | 0x20 == ASCII.closeBrace {
          depth &-= 1
          if depth == valueDepth, isChanged {
            changes.add(.whiteSpaceRemoved)
            isChanged = false
          }
        }
        i &+= 1
      }
    }
    output.append(source, from: copied, to: end)
  }

  /// Appends `start..<end` with every member and element on a line of its own, two spaces a level. Empty containers stay
  /// on one line. `level` is the depth of the value itself; its first line is not indented.
  static func appendPretty(
    _ source: Span<UInt8>, from start: Int, to end: Int, level: Int, into output: inout ByteBuilder
  ) {
    var level = level
    var i = start
    while i < end {
      let byte = source[i]
      switch byte {
      case ASCII.quote:
        let after = endOfString(source, from: i, to: end)
        output.append(source, from: i, to: after)
        i = after
        continue
      case ASCII.openBrace, ASCII.openBracket:
        output.append(byte)
        var next = i &+ 1
        while next < end, source[next] <= ASCII.space { next &+= 1 }
        if next < end, source[next] == ASCII.closeBrace || source[next] == ASCII.closeBracket {
          output.append(source[next])
          i = next &+ 1
          continue
        }
        level += 1
        appendLineBreak(level: level, into: &output)
      case ASCII.closeBrace, ASCII.closeBracket:
        level -= 1
        appendLineBreak(level: level, into: &output)
        output.append(byte)
      case ASCII.comma:
        output.append(byte)
        appendLineBreak(level: level, into: &output)
      case ASCII.colon: output.append(byte, ASCII.space)
      default: if byte > ASCII.space { output.append(byte) }
      }
      i &+= 1
    }
  }

  /// Lines are indented no further than for this level, the default of `--max-depth`: the white space of a value that is
  /// nested a million times would be a million times as long as the value.
  static let deepestIndentation = 512

  static func appendLineBreak(level: Int, into output: inout ByteBuilder) {
    output.append(ASCII.lineFeed)
    for _ in 0..<min(max(0, level), deepestIndentation) { output.append(ASCII.space, ASCII.space) }
  }

  /// Appends text with U+2028 and U+2029 as escapes: JSON allows them raw in strings, JavaScript before 2019 did not.
  /// Returns how many there were.
  static func appendForJavaScript(
    _ source: Span<UInt8>, from start: Int, to end: Int, into output: inout ByteBuilder
  ) -> Int {
    var count = 0
    var copied = start
    var i = start
    while i &+ 2 < end {
      if source[i] == 0xE2, source[i &+ 1] == 0x80, source[i &+ 2] & 0xFE == 0xA8 {
        output.append(source, from: copied, to: i)
        output.append(source[i &+ 2] == 0xA8 ? "\\u2028" : "\\u2029")
        i &+= 3
        copied = i
        count += 1
      } else {
        i &+= 1
      }
    }
    output.append(source, from: copied, to: end)
    return count
  }

  static func endOfString(_ source: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var i = start &+ 1
    while i < end {
      let byte = source[i]
      if byte == ASCII.quote { return i &+ 1 }
      i &+= byte == ASCII.backslash ? 2 : 1
    }
    return end
  }
}
