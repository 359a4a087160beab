import Diagnostics

/// The text of a pipeline file, kept for excerpts: turns lines and columns into places of diagnostics.
struct SourceText {
  let path: String?
  private let lines: [Substring]

  init(_ text: String, path: String?) {
    self.path = path
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// Number of Unicode scalars of leading white space on a line (from 1).
  func indentation(ofLine line: Int) -> Int {
    guard line >= 1, line <= lines.count else { return 0 }
    return lines[line - 1].unicodeScalars.prefix { $0 == " " }.count
  }

  func text(ofLine line: Int) -> Substring? {
    line >= 1 && line <= lines.count ? lines[line - 1] : nil
  }

  var lineCount: Int { lines.count }

  /// The first place where a Unicode scalar of that value stands.
  func firstPlace(ofScalar value: Int32) -> (line: Int, column: Int)? {
    for (index, line) in lines.enumerated() {
      let before = line.unicodeScalars.prefix { $0.value != UInt32(bitPattern: value) }
      if before.endIndex != line.endIndex { return (index + 1, before.count + 1) }
    }
    return nil
  }

  /// A diagnostic at a place: lines and columns from 1, columns and `length` in Unicode scalars.
  func diagnostic(
    _ code: DiagnosticCode, _ message: String, line: Int?, column: Int?, length: Int = 1, context: String? = nil,
    label: String? = nil, notes: [String] = [], help: [String] = []
  ) -> Diagnostic {
    var diagnostic = Diagnostic(
      code, message, at: Location(file: path, context: context, line: line, column: column), notes: notes, help: help)
    if let line, let text = text(ofLine: line) {
      let scalars = text.unicodeScalars
      let start = scalars.index(scalars.startIndex, offsetBy: max(0, (column ?? 1) - 1), limitedBy: scalars.endIndex)
      let from = start ?? scalars.endIndex
      let end = scalars.index(from, offsetBy: max(0, length), limitedBy: scalars.endIndex) ?? scalars.endIndex
      let low = scalars[scalars.startIndex..<from].utf8Length
      diagnostic.excerpt = Excerpt(
        text: Array(text.utf8), marked: low..<(low + scalars[from..<end].utf8Length), label: label)
    }
    return diagnostic
  }
}

extension Substring.UnicodeScalarView {
  fileprivate var utf8Length: Int { Substring(self).utf8.count }
}
