/// One finding about a command line, a pipeline, a query or a record, with its place and the way out.
///
/// A diagnostic is made where the fact is known and travels as a value: workers make it with places
/// relative to their chunk, the ordered stage rebases it (see `Location.rebased`). Only the renderers
/// turn it into text.
public struct Diagnostic: Error, Sendable, Equatable {
  public enum Level: String, Sendable { case error, warning, note }

  public var code: DiagnosticCode
  public var level: Level
  /// One sentence: what was found and what was expected.
  public var message: String
  public var location: Location
  /// The raw text around the place, already copied: the chunk it came from is gone when it is shown.
  public var excerpt: Excerpt?
  /// Evidence.
  public var notes: [String]
  /// Ways out, each naming the exact flag or edit.
  public var help: [String]

  public init(
    _ code: DiagnosticCode, _ message: String, level: Level = .error, at location: Location = Location(),
    excerpt: Excerpt? = nil, notes: [String] = [], help: [String] = []
  ) {
    self.code = code
    self.level = level
    self.message = message
    self.location = location
    self.excerpt = excerpt
    self.notes = notes
    self.help = help
  }
}

/// Several diagnostics of one query, pipeline file or run: all that were found, not only the first.
public struct DiagnosticList: Error, Sendable, Equatable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

  /// The exit code of the first error, 0 when there is none.
  public var exitCode: Int32 { diagnostics.first { $0.level == .error }?.code.exitCode ?? 0 }
}
