package import Diagnostics

/// The text of a query and where it stands, to turn ranges into located diagnostics.
package struct QuerySource: Sendable {
  package let bytes: [UInt8]
  /// Where the text begins: a pipeline file with line and column, or a flag named in `context`.
  package let origin: Location

  package init(_ text: String, origin: Location) {
    bytes = Array(text.utf8)
    self.origin = origin
  }

  package func text(_ range: SourceRange) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A diagnostic that points at `range`, with the line it stands on.
  package func diagnostic(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String? = nil, notes: [String] = [],
    help: [String] = ["weir help query"]
  ) -> Diagnostic {
    Diagnostic(
      code, message, at: location(of: range.lowerBound), excerpt: excerpt(range, label: label), notes: notes, help: help
    )
  }

  /// Lines and columns count from the origin's; a text of one line on a command line has no line number.
  package func location(of offset: Int) -> Location {
    var location = origin
    let lineStart = (bytes[..<offset].lastIndex(of: 0x0A) ?? -1) + 1
    let linesBefore = bytes[..<lineStart].count { $0 == 0x0A }
    let column = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + 1
    location.column = linesBefore == 0 ? (origin.column ?? 1) + column - 1 : column
    if origin.line != nil || linesBefore > 0 { location.line = (origin.line ?? 1) + linesBefore }
    location.byte = (origin.byte ?? 0) + offset
    return location
  }

  /// The line around the range, cut to a window where it is long.
  private func excerpt(_ range: SourceRange, label: String?) -> Excerpt {
    let reach = 160
    let lineStart = (bytes[..<range.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
    let lineEnd = bytes[range.lowerBound...].firstIndex(of: 0x0A) ?? bytes.count
    var start = max(lineStart, range.lowerBound - reach)
    while start > lineStart, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(lineEnd, range.lowerBound + reach)
    while end < lineEnd, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return Excerpt(
      text: Array(bytes[start..<end]), marked: range.lowerBound - start..<min(range.upperBound, end) - start,
      label: label,
      isCutBefore: start > lineStart, isCutAfter: end < lineEnd)
  }
}
