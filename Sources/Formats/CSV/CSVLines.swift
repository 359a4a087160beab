import Bytes

/// Physical lines of delimited text: where they end, which are blank, which are comments.
extension CSVReadDialect {
  /// Bytes of the line end at `i`, 0 when there is none. A carriage return that is the last byte of all counts as a line end
  /// that lost its line feed.
  @inline(__always)
  func lineEnd(_ bytes: Span<UInt8>, at i: Int, to end: Int) -> Int {
    let byte = bytes[i]
    if byte == ASCII.lineFeed { return 1 }
    guard byte == ASCII.carriageReturn else { return 0 }
    if i &+ 1 == end { return 1 }
    if bytes[i &+ 1] == ASCII.lineFeed { return 2 }
    return endsLinesWithCR ? 1 : 0
  }

  /// True when the record that begins at `i` is a comment line.
  @inline(__always)
  func beginsComment(_ bytes: Span<UInt8>, at i: Int, to end: Int) -> Bool {
    !comment.isEmpty && end &- i >= comment.count && bytes.holds(comment, from: i, to: i &+ comment.count)
  }

  /// Where the line after the one at `i` begins, `end` for the last one. Quotes mean nothing here.
  func nextLine(_ bytes: Span<UInt8>, from i: Int, to end: Int) -> Int {
    var i = i
    while true {
      i = bytes.position(
        ofAny: ASCII.lineFeed, ASCII.lineFeed, ASCII.carriageReturn, ASCII.carriageReturn, from: i, to: end)
      guard i < end else { return end }
      let length = lineEnd(bytes, at: i, to: end)
      if length > 0 { return i + length }
      i += 1
    }
  }

  /// True when a line that ends at `next` cannot end elsewhere once there are bytes after `end`: a carriage return may get
  /// its line feed.
  func isKnown(_ bytes: Span<UInt8>, _ next: Int, _ end: Int) -> Bool {
    next < end || next > 0 && bytes[next - 1] == ASCII.lineFeed
  }

  /// `next` without the line end before it.
  func lineTextEnd(_ bytes: Span<UInt8>, from start: Int, to next: Int) -> Int {
    guard next > start, isLineEnd(bytes[next - 1]) else { return next }
    let end = next - 1
    return end > start && bytes[end] == ASCII.lineFeed && bytes[end - 1] == ASCII.carriageReturn ? end - 1 : end
  }

  /// True when some line of `start..<end` begins as a comment does, be it inside quotes.
  func mayHoldComment(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard let first = comment.first else { return false }
    var i = start
    while true {
      i = bytes.position(ofAny: first, first, first, first, from: i, to: end)
      guard i < end else { return false }
      if i == start || isLineEnd(bytes[i - 1]), beginsComment(bytes, at: i, to: end) { return true }
      i += 1
    }
  }

  /// True when nothing but blank lines and comments stands in `start..<end`, where a line begins.
  func isVoid(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var i = start
    while i < end {
      let length = lineEnd(bytes, at: i, to: end)
      if length > 0 {
        i += length
      } else if beginsComment(bytes, at: i, to: end) {
        i = nextLine(bytes, from: i, to: end)
      } else {
        return false
      }
    }
    return true
  }

  /// The start of the blank lines that `start..<end` ends with, `end` when there are none.
  func trailingBlankLines(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var blank = end
    while blank > start {
      var lineEnd = blank - 1
      if bytes[lineEnd] == ASCII.lineFeed {
        if lineEnd > start, bytes[lineEnd - 1] == ASCII.carriageReturn { lineEnd -= 1 }
      } else if !(endsLinesWithCR && bytes[lineEnd] == ASCII.carriageReturn) {
        return blank
      }
      guard lineEnd == start || isLineEnd(bytes[lineEnd - 1]) else { return blank }
      blank = lineEnd
    }
    return blank
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == ASCII.lineFeed || endsLinesWithCR && byte == ASCII.carriageReturn
  }
}
