import ByteIO
import Bytes
import Diagnostics

/// An open output: takes encoded bytes in order, and appears under its final name only when it is published.
struct OutputWriter: Sendable {
  private enum Route {
    /// A regular file: a copy into the page cache, done where we stand.
    case inline(any ByteSink)
    /// Anything that may block or burn.
    case behind(WriteBehind)
    /// Nobody wants the bytes.
    case nowhere
  }

  private var route: Route
  private let file: AtomicFile?
  /// Knows what has left to a pipe, where somebody will ask for it.
  private let flow: FlowDigest?

  /// - Parameters:
  ///   - threads: threads that may compress; more than one pays for outputs that are large.
  ///   - isDigested: `digest` will be asked for.
  init(
    _ path: String, compression: Compression, overwrites: Bool, threads: Int = 1, isDigested: Bool = false
  ) throws(DiagnosticList) {
    flow = isDigested ? FlowDigest() : nil
    do throws(Diagnostic) {
      if !overwrites, path != "-", FilePaths.exists(path) {
        throw Diagnostic(
          .outputUnwritable, "\(path) exists already", at: Location(file: path),
          help: ["without --no-clobber it is replaced"])
      }
      let output = try ByteSinks.open(
        path: path, compression: compression.forByteIO, threads: threads, hashing: flow)
      file = output.file
      route =
        output.file != nil && !(output.sink is GzipSink) ? .inline(output.sink) : .behind(WriteBehind(output.sink))
    } catch {
      throw DiagnosticList(error)
    }
  }

  private init(_ route: Route) {
    self.route = route
    file = nil
    flow = nil
  }

  /// Takes everything and keeps nothing: for a run that only looks.
  static var discarding: OutputWriter { OutputWriter(.nowhere) }

  /// True when what is written to `path` appears only when it is complete.
  static func isAtomic(_ path: String) -> Bool { ByteSinks.isAtomic(path) }

  /// False for pipes, terminals and devices: what is written there is gone at once.
  var isAtomic: Bool {
    if case .nowhere = route { true } else { file != nil }
  }

  mutating func write(_ bytes: [UInt8]) async throws(Diagnostic) {
    guard !bytes.isEmpty else { return }
    switch route {
    case .inline(var sink):
      try sink.write(bytes, from: 0, to: bytes.count)
      route = .inline(sink)
    case .behind(let behind):
      _ = try await behind.write(bytes, from: 0, to: bytes.count)
    case .nowhere: break
    }
  }

  /// Writes `builder[start..<end]`. The builder may get another storage in exchange; its content is gone afterwards.
  mutating func write(_ builder: inout ByteBuilder, from start: Int, to end: Int) async throws(Diagnostic) {
    switch route {
    case .inline(var sink):
      try sink.write(builder.storage, from: start, to: end)
      route = .inline(sink)
    case .behind(let behind):
      var bytes: [UInt8] = []
      _ = builder.swapStorage(with: &bytes)
      var spare = try await behind.write(consume bytes, from: start, to: end)
      if spare.count > byteSlack { _ = builder.swapStorage(with: &spare) }
    case .nowhere: break
    }
  }

  /// Ends the stream: after this the file is complete and on disk, under a temporary name.
  mutating func finish() async throws(Diagnostic) {
    switch route {
    case .inline(var sink):
      try sink.finish()
      route = .inline(sink)
    case .behind(let behind):
      try await behind.finish()
    case .nowhere: break
    }
    if let file { try await Blocking.run { () throws(Diagnostic) in try file.complete() } }
  }

  /// What was written, after `finish`. A file is read back: hashing it on the way would hold up the records.
  func digest() async throws(Diagnostic) -> FileDigest {
    let (file, flow) = (file, flow)
    return try await Blocking.run { () throws(Diagnostic) in
      if let file { return try file.digest() }
      return flow?.digest ?? FlowDigest().digest
    }
  }

  /// Ends an output whose run failed. What was said to have left to a pipe has left when this returns.
  func abandon() async {
    if case .behind(let behind) = route, file == nil { await behind.drain() }
    discard()
  }

  /// Leaves nothing behind.
  func discard() { file?.discard() }

  /// Gives every file its final name, or none.
  static func publish(_ writers: [OutputWriter]) throws(DiagnosticList) {
    do throws(Diagnostic) {
      try PublicationGroup(writers.compactMap(\.file)).publish()
    } catch {
      throw DiagnosticList(error)
    }
  }
}

extension Compression {
  var forByteIO: StreamCompression {
    switch self {
    case .auto: .auto
    case .none: .none
    case .gzip: .gzip
    }
  }
}
