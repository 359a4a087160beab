package import Diagnostics

/// How the bytes of a file are compressed, or how to find out.
package enum StreamCompression: String, Sendable, CaseIterable {
  /// Reading: by the first two bytes. Writing: by the name (`.gz`).
  case auto, none, gzip
}

/// Opens what a path names.
package enum ByteSources {
  /// Opens a file as it is; `-` is standard input.
  ///
  /// `range`: the bytes of a regular file that are read.
  package static func open(path: String, range: Range<Int>? = nil) throws(Diagnostic) -> FileSource {
    let isStandardInput = path == "-"
    do throws(SystemError) {
      let descriptor =
        isStandardInput ? OpenDescriptor.standardInput : try SystemCalls.openFile(path, SystemCalls.readOnly)
      if try SystemCalls.status(of: descriptor).kind == .directory { throw SystemError.isDirectory }
      return try FileSource(descriptor, name: isStandardInput ? "standard input" : path, range: range)
    } catch {
      throw isStandardInput ? unreadable("standard input", error) : failure(to: path, error)
    }
  }

  /// Opens a file and removes its compression. Waits for the first bytes.
  ///
  /// With `auto` the content decides, not the name: a gzip file may be called `x.csv`, a plain one `x.csv.gz`, and an
  /// empty one is empty whatever its name. Only a file that is called `.gz` and is neither gzip nor text is refused.
  package static func open(path: String, compression: StreamCompression) throws(Diagnostic) -> PeekableSource {
    try decompressing(open(path: path), compression: compression)
  }

  /// The same, over a source that is open already.
  ///
  /// - Parameter threads: threads that decompress; more than one pays for files whose members say where they end.
  package static func decompressing(
    _ source: any ByteSource, compression: StreamCompression, limits: DecompressionLimits = DecompressionLimits(),
    members: GzipMembers? = nil, threads: Int = 1
  ) throws(Diagnostic) -> PeekableSource {
    func decompressed(_ source: PeekableSource) throws(Diagnostic) -> PeekableSource {
      threads > 1 && source.isRegularFile && limits == DecompressionLimits()
        ? PeekableSource(try IndexedGzipSource(source, threads: threads, members: members))
        : PeekableSource(try GzipSource(source, limits: limits, members: members))
    }
    var source = PeekableSource(source)
    switch compression {
    case .none: return source
    case .gzip: return try decompressed(source)
    case .auto:
      if GzipFormat.isGzip(try source.peek(atLeast: 2, upTo: 4096)) { return try decompressed(source) }
      if GzipFormat.hasExtension(source.name) {
        let bytes = try source.peek(atLeast: 512, upTo: 4096)
        // What has another name is refused under that name by whoever looks at the text.
        if looksBinary(bytes), ForeignContent.recognise(bytes.span) == nil { throw notGzip(source.name) }
      }
      return source
    }
  }

  private static func looksBinary(_ bytes: [UInt8]) -> Bool {
    bytes.contains { $0 < 0x09 || ($0 > 0x0D && $0 < 0x20 && $0 != 0x1B) }
  }

  private static func notGzip(_ name: String) -> Diagnostic {
    Diagnostic(
      .gzipCorrupt, "\(name) is called .gz but is neither in gzip format nor text", at: Location(file: name, byte: 0),
      notes: ["a gzip file begins with the bytes 1F 8B"], help: ["--compression none reads it as it is"])
  }

  // MARK: Failures to open

  private static func failure(to path: String, _ error: SystemError) -> Diagnostic {
    switch error {
    case .missing, .notADirectory: missing(path, error)
    case .isDirectory:
      Diagnostic(
        .inputIsDirectory, "\(path) is a directory", at: Location(file: path),
        help: ["name its files, for example '\(path.hasSuffix("/") ? path : path + "/")*.csv'"])
    default: unreadable(path, error)
    }
  }

  private static func unreadable(_ name: String, _ error: SystemError) -> Diagnostic {
    Diagnostic(.inputUnreadable, "cannot read \(name): \(error.text)", at: Location(file: name))
  }

  private static func missing(_ path: String, _ error: SystemError) -> Diagnostic {
    var diagnostic = Diagnostic(.inputMissing, "cannot read \(path): \(error.text)", at: Location(file: path))
    let (directory, name) = FilePaths.split(path)
    guard (try? SystemCalls.status(of: directory))?.kind == .directory else {
      diagnostic.notes.append("there is no directory \(directory)")
      return diagnostic
    }
    let siblings = SystemCalls.names(in: directory, limit: 10_000).sorted()
    if let near = Suggestion.nearest(to: name, in: siblings) {
      diagnostic.help.append("did you mean '\(FilePaths.replacingName(of: path, with: near))'?")
    }
    return diagnostic
  }
}
