import Bytes

/// Follows the containers around a root after its records and notes where their members end. Brackets are counted, not
/// checked. Positions count from the start of the bytes that are kept, which move when a chunk leaves.
struct JSONTail: Sendable {
  /// Containers around the root that have not ended.
  private var open: Int
  private var depth: Int
  private var isInside = false
  private var isEscaped = false
  /// Where the last member ended, and how many containers were open there.
  private(set) var lastEnd: Int?
  private(set) var openAtLastEnd = 0

  init(open: Int) {
    self.open = open
    depth = open
  }

  mutating func scan(_ bytes: Span<UInt8>, from: Int, to: Int, start: Int) {
    for i in from..<max(from, to) {
      let byte = bytes[i]
      if isInside {
        if isEscaped {
          isEscaped = false
        } else if byte == ASCII.backslash {
          isEscaped = true
        } else if byte == ASCII.quote {
          isInside = false
        }
        continue
      }
      switch byte {
      case ASCII.quote: isInside = true
      case ASCII.openBrace, ASCII.openBracket: depth += 1
      case ASCII.closeBrace, ASCII.closeBracket:
        depth -= 1
        if depth < open, depth >= 0 {
          open = depth
          note(i + 1 - start)
        }
      case ASCII.comma: if depth == open { note(i - start) }
      default: break
      }
    }
    // Nothing but white space follows the document: it need not be kept. A word is not cut into two.
    if open == 0 {
      let end = JSONText.endOfWholeWords(bytes, from: start, to: to)
      if end > start { note(end - start) }
    }
  }

  private mutating func note(_ end: Int) {
    lastEnd = end
    openAtLastEnd = open
  }

  /// A chunk of that many bytes left.
  mutating func advance(by count: Int) {
    lastEnd = lastEnd.flatMap { $0 > count ? $0 - count : nil }
  }
}
