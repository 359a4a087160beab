import Bytes
package import Diagnostics
import Formats
import Profiles
import Records

/// Reads an input once and profiles every column of it, with the workers and the order of any run.
///
///     let inspection = try await Inspector(InputDeclaration(paths: ["trees.csv"])).run { _ in }
///
/// An input that cannot be opened or looked at throws. A bad record does not: the inspection says what was found before it
/// and why it ends there.
package struct Inspector: Sendable {
  private let input: InputDeclaration
  private let limit: Int?
  private let jobs: Int?
  private let maximumTime: Duration?

  package init(_ input: InputDeclaration, limit: Int? = nil, jobs: Int? = nil, maximumTime: Duration? = nil) {
    self.maximumTime = maximumTime
    self.input = input.read(by: jobs)
    self.limit = limit
    self.jobs = jobs
  }

  package func run(
    onTimeExceeded: @escaping @Sendable (Diagnostic) -> Void = { _ in },
    onProgress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws(DiagnosticList) -> Inspection {
    let time = TimeLimit(maximumTime, say: onTimeExceeded)
    defer { time?.lift() }
    let opened = try await Blocking.run { () throws(DiagnosticList) in try OpenedInspection(input) }
    var inspection = opened.inspection
    var origin = BatchOrigin(opened.input)
    inspection.changes = opened.input.changes
    if limit == 0 {
      inspection.extent = .limit
      return inspection
    }
    let workers = limit == nil ? Processors.workers(jobs) : 1
    let exchange = OrderedExchange<ProfiledChunk>(window: workers + BatchLimits.spareResults)
    defer { exchange.stop() }
    let reader = ChunkReader(opened.input, input.options, columns: inspection.schema.fields.count)
    let baton = Workers.start(workers, reader: reader, exchange: exchange) {
      ProfilingWork(
        decoder: opened.plan.makeDecoder(opened.input, opened.input.options), schema: inspection.schema,
        geometries: inspection.geometries.map(\.source), limit: limit)
    }
    while let result = await exchange.next() {
      inspection.unseen.merge(result.unseen, records: inspection.profile.records, lines: origin.lines)
      inspection.profile.merge(result.profile, lines: origin.lines)
      inspection.changes.add(result.usage.changes)
      inspection.duplicateKeys += result.usage.duplicateKeys
      if let failure = result.failure {
        inspection.failure = failure.placed(after: origin)
        inspection.extent = .untilFailure
        break
      }
      origin.records += result.usage.records
      origin.lines += result.usage.lines
      origin.bytes += result.usage.bytes
      onProgress(
        RunProgress(
          bytesRead: result.fileBytesRead, totalBytes: opened.input.byteCount, recordsRead: inspection.profile.records))
      if result.isLast {
        inspection.extent = .limit
        break
      }
      exchange.recycle(consume result)
    }
    inspection.bytes = inspection.failure?.location.byte ?? origin.bytes
    if inspection.extent == .whole { inspection.warnings = await baton.take().warnings }
    return inspection
  }
}

/// An input that was opened, and the empty inspection of it.
private struct OpenedInspection: Sendable {
  let input: OpenInput
  let plan: StreamPlan
  let inspection: Inspection

  /// The encoding is said even where it is the usual one: it was checked on every byte.
  private static func findings(_ input: OpenInput) -> [Finding] {
    input.encoding.finding == nil
      ? [Finding("encoding", input.encoding.encoding.rawValue)] + input.findings : input.findings
  }

  init(_ declaration: InputDeclaration) throws(DiagnosticList) {
    let inputs = try InputExpansion.inputs(of: declaration)
    guard let path = inputs.first, inputs.count == 1 else {
      throw DiagnosticList(
        Diagnostic(
          .usage, "inspect reads one input, found \(inputs.count)", help: ["call it once for each file"]))
    }
    let input = try OpenInput(declaration, path)
    var demand = OutputDemand()
    demand.demand.reportsUnseenMembers = true
    let plan = try StreamPlan(
      [], input: input, options: input.options, outputs: [demand])
    let schema = plan.decoded.schema
    let sources = schema.geometry.map { [$0] } ?? GeometryChoice.possible(in: schema)
    var options = input.options
    input.reader.settle(&options)
    if options.encoding == .auto { options.encoding = input.encoding.option }
    self.input = input
    self.plan = plan
    inspection = Inspection(
      format: input.format.name, findings: Self.findings(input), options: options,
      schema: schema,
      geometries: sources.map { source in
        Inspection.Geometry(
          source: source, words: GeometryChoice.describe(source, schema), option: GeometryChoice.option(source, schema))
      },
      profile: TableProfile(columnCount: schema.fields.count, geometryCount: sources.count))
  }
}
