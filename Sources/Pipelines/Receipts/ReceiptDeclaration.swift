import Diagnostics

/// Where the receipt of a run goes (`--receipt`, `receipt`).
public struct ReceiptDeclaration: Sendable, Equatable {
  /// nil: there is none.
  public var path: String?
  /// Directory that a relative path starts from (the pipeline file's); nil: the working directory.
  public var baseDirectory: String?

  public init(path: String? = nil, baseDirectory: String? = nil) {
    self.path = path
    self.baseDirectory = baseDirectory
  }

  /// A receipt is a file of its own.
  func check(_ declaration: PipelineDeclaration) throws(DiagnosticList) {
    guard let path else { return }
    let errors = declaration.errors
    let message: String? =
      if path == "-" {
        "--receipt needs a file: standard output is for records"
      } else if declaration.outputs.contains(where: { $0.path == path }) {
        "'\(path)' is an output already"
      } else if path == errors.rejectsPath || path == errors.rawRejectsPath {
        "'\(path)' is for rejects already"
      } else if declaration.input.paths.contains(path) {
        "'\(path)' is the input: writing it would destroy what is read"
      } else {
        nil
      }
    guard let message else { return }
    throw DiagnosticList(
      Diagnostic(.usage, message, at: Location(context: "--receipt"), help: ["name another file"]))
  }
}
