import ByteIO
import Bytes
import Diagnostics
import Formats

/// An opened input as UTF-8 text: decompressed, refused when it is no text, transcoded, its first bytes peeked at.
struct OpenText: Sendable {
  let source: PeekableSource
  /// The first bytes: 1 MiB of a file; of a pipe what comes before it pauses, so that a producer that trickles is served
  /// at once.
  let probe: [UInt8]
  let encoding: EncodingChoice
  let isCompressed: Bool
  /// Where gzip members begin in the text; nil where nobody asks.
  let members: GzipMembers?

  /// Looks at the first bytes of `file`. Errors name the input as the user did.
  init(_ file: any ByteSource, _ input: InputDeclaration, path: InputPath) throws(DiagnosticList) {
    do throws(DiagnosticList) {
      try self.init(reading: file, input, path)
    } catch {
      throw DiagnosticList(error.diagnostics.map { $0.named(path.displayName) })
    }
  }

  private init(reading file: any ByteSource, _ input: InputDeclaration, _ path: InputPath) throws(DiagnosticList) {
    let found = input.isTraced ? GzipMembers() : nil
    var (raw, bytes) = try Self.peeking {
      () throws(Diagnostic) in
      try ByteSources.decompressing(
        file, compression: input.compression.forByteIO, limits: input.decompression, members: found,
        threads: input.threads)
    }
    // Text of a file is read where it is wanted, unless it must be unpacked first.
    isCompressed = file.isRegularFile && !raw.isRegularFile
    try Self.refuseForeign(bytes.span, input, path.path)
    encoding = try EncodingChoice(input.options.encoding, probe: bytes.span, isWhole: raw.hasPeekedAll)
    if encoding.encoding != .utf8 {
      let transcoder = Transcoder(encoding.encoding, isStrict: encoding.isGuess)
      let warnings = encoding.warnings.map { $0.named(path.displayName) }
      let text = found.map { (file: $0, text: GzipMembers()) }
      let source = TranscodingSource(raw, transcoder, warnings: warnings, members: text)
      (raw, bytes) = try Self.peeking { () throws(Diagnostic) in PeekableSource(source) }
      try Self.refuseForeign(bytes.span, input, path.path)
      members = text?.text
    } else {
      members = found
    }
    source = raw
    probe = bytes
  }

  private static func peeking(
    _ open: () throws(Diagnostic) -> PeekableSource
  ) throws(DiagnosticList) -> (PeekableSource, [UInt8]) {
    do throws(Diagnostic) {
      var source = try open()
      let bytes = try source.peekWhileReady(upTo: BatchLimits.probeBytes, patience: BatchLimits.probePatience)
      return (source, bytes)
    } catch {
      throw DiagnosticList(error)
    }
  }

  private static func refuseForeign(
    _ bytes: Span<UInt8>, _ input: InputDeclaration, _ path: String
  ) throws(DiagnosticList) {
    guard let found = ForeignContent.recognise(bytes) else { return }
    throw DiagnosticList(found.diagnostic(path: path, format: input.format ?? format(named: path)))
  }

  /// The format that the name promises behind the extension of a codec: `trees.jsonl.zst` is `jsonl`.
  private static func format(named path: String) -> String {
    if let format = FormatRegistry.format(forPath: path) { return format.name }
    guard let dot = path.lastIndex(of: "."), dot > path.startIndex else { return "csv" }
    return FormatRegistry.format(forPath: String(path[..<dot]))?.name ?? "csv"
  }
}

extension Diagnostic {
  /// The same finding in a file, unless it names one.
  fileprivate func named(_ file: String) -> Diagnostic {
    var named = self
    named.location.file = location.file ?? file
    return named
  }
}
