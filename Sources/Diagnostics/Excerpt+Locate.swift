import Bytes

extension Excerpt {
  /// The most bytes of a line an excerpt keeps, and how many of them stand before the place.
  package static let windowLength = 4096
  package static let windowLead = 1024

  /// Finds the line and column of a byte and copies the line around it, while its chunk is still there.
  ///
  /// Lines count from 1 at `start`, columns from 1 in Unicode scalars (an ill-formed sequence is one). Lines end at
  /// a line feed; a carriage return before it is left out of the excerpt unless it is marked. A newline belongs to
  /// the line that it ends. `endsLinesWithCR`: at a lone carriage return too. Never copies more than `windowLength` bytes.
  ///
  /// - Parameters:
  ///   - start: where line 1 begins in `bytes`; `end` is where the text ends.
  ///   - offset: the byte to find; it is clamped to `start...end`.
  ///   - length: how many bytes to mark; cut at the end of the line. 0 marks the position.
  package static func locate(
    in bytes: Span<UInt8>, start: Int, end: Int, offset: Int, length: Int, label: String?,
    endsLinesWithCR: Bool = false
  ) -> (excerpt: Excerpt, line: Int, column: Int) {
    let textEnd = min(max(end, 0), bytes.count)
    let textStart = min(max(start, 0), textEnd)
    let place = min(max(offset, textStart), textEnd)
    let (lineStart, line) = lineStart(bytes, from: textStart, to: place, endsLinesWithCR)
    let column = column(bytes, from: lineStart, to: place, end: textEnd)
    let excerpt = window(
      bytes, lineStart: lineStart, place: place, length: max(0, length), textEnd: textEnd, label: label,
      endsLinesWithCR: endsLinesWithCR)
    return (excerpt, line, column)
  }

  private static func lineStart(
    _ bytes: Span<UInt8>, from start: Int, to place: Int, _ endsLinesWithCR: Bool
  ) -> (position: Int, line: Int) {
    // From the place back to its line's beginning; the lines before it are only counted.
    var position = place
    while position > start, !endsLine(bytes, at: position - 1, endsLinesWithCR) { position -= 1 }
    return (position, 1 + bytes.countLines(from: start, to: position, endsWithCR: endsLinesWithCR))
  }

  private static func endsLine(_ bytes: Span<UInt8>, at i: Int, _ endsLinesWithCR: Bool) -> Bool {
    bytes[i] == 0x0A || endsLinesWithCR && bytes[i] == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)
  }

  /// A place inside a scalar has the column of that scalar.
  private static func column(_ bytes: Span<UInt8>, from lineStart: Int, to place: Int, end: Int) -> Int {
    var column = 1
    var i = lineStart
    while i < place {
      i += UTF8Steps.step(bytes, at: i, end: end).length
      if i <= place { column += 1 }
    }
    return column
  }

  private static func window(
    _ bytes: Span<UInt8>, lineStart: Int, place: Int, length: Int, textEnd: Int, label: String?,
    endsLinesWithCR: Bool
  ) -> Excerpt {
    var from = max(lineStart, place - windowLead)
    let isCutBefore = from > lineStart
    if isCutBefore { from = scalarStart(bytes, at: from, limit: place) }
    let ceiling = min(textEnd, from + windowLength)
    var to = place
    while to < ceiling, bytes[to] != 0x0A, !(endsLinesWithCR && bytes[to] == 0x0D) { to += 1 }
    let isCutAfter = to == ceiling && to < textEnd && bytes[to] != 0x0A
    if isCutAfter {
      while to > place, bytes[to] & 0xC0 == 0x80, ceiling - to < 4 { to -= 1 }
    }
    let markedEnd = length < to - place ? place + length : to
    let endsWithReturn = !isCutAfter && to < textEnd && to > place && bytes[to - 1] == 0x0D
    let isReturnMarked = place == to - 1 && length > 0
    if endsWithReturn, !isReturnMarked { to -= 1 }
    var text: [UInt8] = []
    text.reserveCapacity(to - from)
    for i in from..<to { text.append(bytes[i]) }
    return Excerpt(
      text: text, marked: (place - from)..<(min(markedEnd, to) - from), label: label, isCutBefore: isCutBefore,
      isCutAfter: isCutAfter)
  }

  private static func scalarStart(_ bytes: Span<UInt8>, at position: Int, limit: Int) -> Int {
    var i = position
    while i < limit, i < position + 3, bytes[i] & 0xC0 == 0x80 { i += 1 }
    return i
  }
}
