import ByteIO
public import Diagnostics
public import Pipelines

/// Reads a pipeline file (`*.weir.yaml`) into the declaration that flags and Swift make too.
///
/// Every finding is collected before it gives up: unknown, duplicate and later keys, wrong values, parameters.
///
///     let declaration = try PipelineFile.load(path: "trees.weir.yaml", parameters: ["since": "2020"])
///     await PipelineRunner(declaration, options: RunOptions()).run { _ in }
public enum PipelineFile {
  /// Reads the file at `path`. Paths in it are relative to its directory; `parameters` are texts that the file's
  /// declared types turn into values.
  public static func load(path: String, parameters: [String: String] = [:]) throws(DiagnosticList)
    -> PipelineDeclaration
  {
    var declaration = try parse(text: read(path), path: path, parameters: parameters)
    try declaration.input.applyShard()
    return declaration
  }

  /// The text of the file at `path`.
  package static func read(_ path: String) throws(DiagnosticList) -> String {
    let bytes = try bytes(of: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DiagnosticList(
        Diagnostic(.pipelineSyntax, "the pipeline file is not UTF-8", at: Location(file: path)))
    }
    return text
  }

  /// Reads the text of a pipeline file; `path` serves messages and is the origin of relative paths.
  public static func parse(
    text: String, path: String? = nil, parameters: [String: String] = [:]
  ) throws(DiagnosticList) -> PipelineDeclaration {
    let (root, source, found) = try composed(text, path: path)
    var diagnostics = found
    let declared = Section(root, path: "")["params"]?.tree
    let values = Parameters(declared, given: parameters, source: source, into: &diagnostics)
    var builder = PipelineBuilder(source: source, parameters: values, baseDirectory: directory(of: path))
    let declaration = builder.build(root)
    // A value whose shape was refused is not refused once more by whoever reads it.
    diagnostics += builder.diagnostics.filter { new in
      !found.contains { $0.location.line == new.location.line && $0.location.column == new.location.column }
    }
    if !diagnostics.isEmpty {
      diagnostics.sort {
        ($0.location.line ?? 0, $0.location.column ?? 0) < ($1.location.line ?? 0, $1.location.column ?? 0)
      }
      throw DiagnosticList(diagnostics)
    }
    return declaration
  }

  /// The tree of a file whose shape is right.
  static func checked(_ text: String, path: String?) throws(DiagnosticList) -> (root: YAMLTree, source: SourceText) {
    let (root, source, diagnostics) = try composed(text, path: path)
    if !diagnostics.isEmpty { throw DiagnosticList(diagnostics) }
    return (root, source)
  }

  private static func composed(
    _ text: String, path: String?
  ) throws(DiagnosticList) -> (root: YAMLTree, source: SourceText, diagnostics: [Diagnostic]) {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let source = SourceText(text, path: path)
    let root = try YAMLTree.compose(text, source: source)
    var checker = PipelineChecker(source: source)
    checker.check(root, keys: PipelineKeys.root, path: "")
    return (root, source, checker.diagnostics)
  }

  private static func bytes(of path: String) throws(DiagnosticList) -> [UInt8] {
    do throws(Diagnostic) {
      var source = try ByteSources.open(path: path, compression: .none)
      guard let bytes = try source.readAll(below: YAMLTree.maximumBytes + 1) else {
        throw Diagnostic(
          .pipelineSyntax, "a pipeline file has at most \(YAMLTree.maximumBytes >> 20) MiB", at: Location(file: path))
      }
      return bytes
    } catch {
      throw DiagnosticList(error)
    }
  }

  private static func directory(of path: String?) -> String? {
    guard let path, let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
