import ByteIO
import Bytes
package import Diagnostics
import Formats
import Records

/// Cuts a file into parts that can be read by themselves: reads it once, from beginning to end, and notes a few of the
/// places between two records.
///
/// Every byte is checked as a run would check it (encoding, quotes, widths, JSON); types are not. A record that is wrong
/// ends the planning: nothing says where the next one begins.
package struct ShardPlanner: Sendable {
  private let input: InputDeclaration
  private let parts: Int
  private let options: [ShardSpec.Option]
  private let jobs: Int?
  private let maximumTime: Duration?

  /// `options`: those of the input that were said, for whoever reads the shards.
  package init(
    _ input: InputDeclaration, parts: Int, options: [ShardSpec.Option], jobs: Int? = nil, maximumTime: Duration? = nil
  ) {
    self.input = input
    self.parts = parts
    self.options = options
    self.jobs = jobs
    self.maximumTime = maximumTime
  }

  package func run(
    onTimeExceeded: @escaping @Sendable (Diagnostic) -> Void = { _ in },
    onProgress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws(DiagnosticList) -> [ShardSpec] {
    let time = TimeLimit(maximumTime, say: onTimeExceeded)
    defer { time?.lift() }
    let (declaration, path) = (input, input.paths[0])
    let opened = try await Blocking.run { () throws(DiagnosticList) in
      let input = try OpenInput(declaration, InputPath(path))
      guard input.identity != nil, !input.isCompressed else { throw DiagnosticList(ShardSpec.indivisible(input)) }
      return input
    }
    async let digest = Self.digest(of: declaration.resolve(path), opened)
    let (places, end) = try await cut(opened, onProgress)
    let whole = try await digest.get()
    return specs(opened, places, end: end, whole)
  }

  /// What the plan says of the file: while it is cut, by another thread.
  private static func digest(of path: String, _ input: OpenInput) async -> Result<FileDigest, DiagnosticList> {
    do throws(Diagnostic) {
      return .success(
        try await Blocking.run { () throws(Diagnostic) in
          let source = try ByteSources.open(path: path)
          guard source.identity == input.identity else {
            throw Diagnostic(
              .inputChanged, "\(input.path.displayName) changed while it was planned",
              at: Location(file: input.path.displayName), help: ["plan it when nobody writes to it, or copy it first"])
          }
          return try FileDigest(of: source)
        })
    } catch {
      return .failure(DiagnosticList(error))
    }
  }

  /// A place between two records: what stands before it, and the state of the text there.
  private struct Place {
    var fileBytes = 0
    var origin = BatchOrigin()
    var state: UInt64 = 0
  }

  /// The places where the second shard and those after it begin, and the end of the file.
  private func cut(
    _ input: OpenInput, _ onProgress: (RunProgress) -> Void
  ) async throws(DiagnosticList) -> (places: [Place], end: Place) {
    let size = input.identity?.byteCount ?? 0
    let encoding = input.encoding.encoding
    var here = Place(origin: BatchOrigin(input))
    here.fileBytes = input.prologueFileBytes
    var last = Place()
    var places: [Place] = []
    let workers = Processors.workers(jobs)
    let exchange = OrderedExchange<PlannedChunk>(window: workers + BatchLimits.spareResults)
    defer { exchange.stop() }
    let chunkBytes = max(1, min(BatchLimits.chunkBytes, size / (parts * 16)))
    let reader = ChunkReader(
      source: input.source, reader: input.reader, maximumRecordBytes: input.options.maximumRecordBytes,
      chunkBytes: chunkBytes)
    let baton = Workers.start(workers, reader: reader, exchange: exchange) { PlanningWork(input, encoding) }
    while let result = await exchange.next() {
      exchange.recycle(nil)
      // The first shard holds what stands before the first record.
      if here.origin.records > 0, input.reader.makeCutter(resumingAt: result.context) != nil {
        last = here
        last.state = result.context
        while places.count + 1 < parts, size * (places.count + 1) / parts <= last.fileBytes { places.append(last) }
      }
      if let failure = result.failure {
        throw DiagnosticList(input.encoding.weighing(failure.placed(after: here.origin))).asPlanning
      }
      here.fileBytes += result.fileBytes
      here.origin.records += result.usage.records
      here.origin.lines += result.usage.lines
      here.origin.bytes += result.usage.bytes
      onProgress(
        RunProgress(bytesRead: here.fileBytes, totalBytes: size, recordsRead: here.origin.records))
    }
    _ = await baton.take()
    while places.count + 1 < parts { places.append(last) }
    here.fileBytes = size
    return (places, here)
  }

  private func specs(_ input: OpenInput, _ places: [Place], end: Place, _ digest: FileDigest) -> [ShardSpec] {
    let starts = [Place()] + places
    let reading = ShardSpec.Reading(input)
    return starts.indices.map { index in
      let (from, to) = (starts[index], index + 1 < starts.count ? starts[index + 1] : end)
      return ShardSpec(
        file: input.path.path, size: digest.bytes, modified: input.identity?.modified ?? "", sha256: digest.sha256,
        number: index + 1, count: parts, range: from.fileBytes..<to.fileBytes,
        recordCount: to.origin.records - from.origin.records, records: from.origin.records, lines: from.origin.lines,
        textBytes: from.origin.bytes, state: from.state, reading: reading, options: options)
    }
  }
}

extension DiagnosticList {
  /// The same errors of a file that cannot be planned for them.
  fileprivate var asPlanning: DiagnosticList {
    DiagnosticList(
      diagnostics.map { diagnostic in
        var planning = diagnostic
        planning.notes.append("a plan needs records whose ends are certain")
        return planning
      })
  }
}
