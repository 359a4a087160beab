import Bytes
package import Diagnostics

/// The text of a schema or data package, and messages that point into it.
package struct DescriptorText: Sendable, Equatable {
  /// What messages call it: the path as the user wrote it.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Line and column of a byte, as `12:7`.
  package func place(of offset: Int) -> String {
    let location = location(of: offset)
    return "\(location.line ?? 1):\(location.column ?? 1)"
  }

  package func location(of offset: Int) -> Location {
    let (_, line, column) = Excerpt.locate(
      in: bytes.span, start: 0, end: bytes.count, offset: offset, length: 0, label: nil)
    return Location(file: name, line: line, column: column, byte: offset)
  }

  package func diagnostic(
    _ code: DiagnosticCode, _ message: String, at range: Range<Int>, label: String? = nil, notes: [String] = [],
    help: [String] = []
  ) -> Diagnostic {
    let (excerpt, line, column) = Excerpt.locate(
      in: bytes.span, start: 0, end: bytes.count, offset: range.lowerBound, length: max(1, range.count), label: label)
    return Diagnostic(
      code, message, at: Location(file: name, line: line, column: column, byte: range.lowerBound), excerpt: excerpt,
      notes: notes, help: help)
  }
}
