/// How deep the text of a pipeline file may nest, found without parsing it.
///
/// The parser builds its tree by recursion and allows a thousand levels, too many for a small stack: one of 256 KiB holds
/// 61 of them, no more. This looks at bytes only, so it counts brackets in quoted text too: the limit stands above what
/// `YAMLTree.maximumDepth` takes.
enum YAMLDepth {
  static let limit = 40

  /// The line and column, from 1, where the text is nested deeper than `limit`; nil where it never is.
  static func firstTooDeep(_ text: String) -> (line: Int, column: Int)? {
    var (line, column) = (1, 0)
    var brackets = 0
    // Indentations of the blocks that are open, and the dashes and question marks that open more on this line.
    var indents: [Int] = []
    var marks = 0
    var isAtStart = true
    var hasMark = false
    var before: UInt8 = 0x20
    for byte in text.utf8 where byte & 0xC0 != 0x80 {
      column += 1
      switch byte {
      case 0x0A, 0x0D:
        line += byte == 0x0A ? 1 : 0
        (column, marks, isAtStart, hasMark) = (0, 0, true, false)
      case 0x20, 0x09:
        marks += hasMark ? 1 : 0
        hasMark = false
      default:
        if isAtStart, marks == 0, !hasMark {
          while let last = indents.last, last >= column { indents.removeLast() }
          indents.append(column)
        }
        let isMark = byte == 0x2D || byte == 0x3F || byte == 0x3A
        isAtStart = isAtStart && isMark && !hasMark
        hasMark = isAtStart
        // Outside of brackets, one inside a word is text: `q: day:]2010..2012[`.
        if byte == 0x5B || byte == 0x7B, brackets > 0 || before <= 0x20 || before >= 0x80 { brackets += 1 }
        if byte == 0x5D || byte == 0x7D { brackets = max(0, brackets - 1) }
        if brackets + indents.count + marks > limit { return (line, column) }
      }
      before = byte
    }
    return nil
  }
}
