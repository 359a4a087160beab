package import Diagnostics

/// The text of a query and where it stands, to turn ranges into located diagnostics.
package struct QuerySource: Sendable {
  private let source: ReadText

  package init(_ source: ReadText) { self.source = source }

  package init(_ text: String, origin: Location) { self.init(ReadText(text, origin: origin)) }

  package var bytes: [UInt8] { source.bytes }

  package func text(_ range: SourceRange) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A diagnostic that points at `range`, with the line it stands on.
  package func diagnostic(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String? = nil, notes: [String] = [],
    help: [String] = ["weir help query"]
  ) -> Diagnostic {
    source.diagnostic(code, message, at: range, label: label, notes: notes, help: help)
  }
}
