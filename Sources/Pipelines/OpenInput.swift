import ByteIO
import Bytes
import Diagnostics
import Formats
import Records

/// An input that was opened and looked at: its format, dialect and columns are settled, no record was read yet.
struct OpenInput: Sendable {
  let path: String
  let format: FormatDescriptor
  let source: any ByteSource
  let reader: any BoundReader
  let byteCount: Int?
  /// nil: the input names no schema.
  let schema: InputSchema?

  init(_ input: InputDeclaration, path: String) throws(DiagnosticList) {
    self.path = path
    var source: PeekableSource
    let probe: [UInt8]
    do throws(Diagnostic) {
      source = try ByteSources.open(path: input.resolve(path), compression: input.compression.forByteIO)
      probe = try Self.probe(&source)
    } catch {
      throw DiagnosticList(error)
    }
    byteCount = source.byteCount
    var schema = try InputSchema(input, path: path)
    do throws(DiagnosticList) {
      format = try Self.format(of: input, path: path, probe: probe.span)
      guard let makeReader = format.makeReader else {
        throw DiagnosticList(
          Diagnostic(
            .unknownFormat, "\(format.name) can be written, not read", help: ["--from names the input's format"]))
      }
      var options = input.options
      schema?.apply(to: &options, format: format)
      reader = try makeReader(probe.span, source.hasPeekedAll, options)
      try schema?.match(reader.schema)
    } catch {
      throw DiagnosticList(
        error.diagnostics.map { diagnostic in
          var located = diagnostic
          located.location.file = located.location.file ?? Self.displayName(path)
          return located
        })
    }
    self.source = source
    self.schema = schema
  }

  /// The first bytes of the input: 1 MiB of a file; of a pipe what comes before it pauses, so that a producer that
  /// trickles is served at once.
  private static func probe(_ source: inout PeekableSource) throws(Diagnostic) -> [UInt8] {
    try source.peekWhileReady(upTo: BatchLimits.probeBytes, patience: BatchLimits.probePatience)
  }

  /// How messages call an input.
  static func displayName(_ path: String) -> String { path == "-" ? "standard input" : path }

  /// The declared format, else the extension's, else what the first bytes look like.
  private static func format(
    of input: InputDeclaration, path: String, probe: Span<UInt8>
  ) throws(DiagnosticList) -> FormatDescriptor {
    if let name = input.format { return try FormatRegistry.format(named: name) }
    if let format = FormatRegistry.format(forPath: path), format.makeReader != nil { return format }
    return try FormatRegistry.format(named: sniff(probe))
  }

  /// JSON begins with a bracket or a brace; a first object that ends with its line and is followed by another is JSON
  /// Lines; a mention of a GeoJSON type near the start decides for GeoJSON. Everything else is CSV.
  private static func sniff(_ probe: Span<UInt8>) -> String {
    let window = String(decoding: probe.array(from: 0, to: min(probe.count, 4096)), as: UTF8.self)
    let text = window.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard let first = text.first, first == "{" || first == "[" else { return "csv" }
    if first == "{" {
      let head = text.filter { !$0.isWhitespace }
      if head.contains("\"type\":\"FeatureCollection\"") || head.contains("\"type\":\"Feature\"") { return "geojson" }
      let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: true)
      if lines.count > 1, lines[0].last == "}", lines[1].first == "{" { return "jsonl" }
    }
    return "json"
  }
}

extension InputDeclaration {
  /// A path as written, from the directory that relative paths start from.
  func resolve(_ path: String) -> String { Paths.resolve(path, from: baseDirectory) }
}

enum Paths {
  static func resolve(_ path: String, from directory: String?) -> String {
    guard let directory, path != "-", !path.hasPrefix("/"), !directory.isEmpty, directory != "." else { return path }
    return directory.hasSuffix("/") ? directory + path : directory + "/" + path
  }

  /// The last component without its extensions: `data/trees.csv.gz` gives `trees`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? path
    guard let dot = name.dropFirst().firstIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}
