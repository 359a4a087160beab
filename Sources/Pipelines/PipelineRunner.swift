import ByteIO
import Diagnostics
import Formats
import Records

/// Runs a declaration: opens its inputs and outputs, executes, and publishes all outputs together or none.
///
/// Flags, pipeline files and Swift all end here. Call it off the main task.
public struct PipelineRunner: Sendable {
  private let declaration: PipelineDeclaration
  private let options: RunOptions

  public init(_ declaration: PipelineDeclaration, options: RunOptions = RunOptions()) {
    self.declaration = declaration
    self.options = options
  }

  public func run(onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }) async -> RunReport {
    var report = RunReport()
    report.recordsWritten = Array(repeating: 0, count: declaration.outputs.count)
    report.writtenChanges = Array(repeating: ChangeCounts(), count: declaration.outputs.count)
    var finished: [OutputWriter] = []
    do throws(DiagnosticList) {
      let jobs = try InputExpansion.jobs(of: declaration)
      report.isBatch = jobs.count > 1
      for job in jobs {
        do throws(DiagnosticList) {
          let (tally, writers) = try await run(job, onEvent)
          finished += writers
          report.recordsRead += tally.recordsRead
          for index in tally.recordsWritten.indices { report.recordsWritten[index] += tally.recordsWritten[index] }
          report.readChanges.add(tally.readChanges)
          for index in tally.writtenChanges.indices { report.writtenChanges[index].add(tally.writtenChanges[index]) }
          report.converted += 1
          for warning in tally.warnings { onEvent(.diagnostic(warning)) }
        } catch {
          report.failed += 1
          if report.exitCode == 0 { report.exitCode = error.exitCode }
          for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
          if !(options.keepsGoing && report.isBatch) { break }
        }
      }
      if report.failed > 0, !options.keepsGoing {
        for writer in finished { writer.discard() }
        report.converted = 0
        return report
      }
      try OutputWriter.publish(finished)
    } catch {
      report.exitCode = error.exitCode
      for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
    }
    return report
  }

  /// Runs one input into its outputs; they are complete and synced, not yet published, when this returns.
  private func run(
    _ job: InputJob, _ onEvent: @escaping @Sendable (RunEvent) -> Void
  ) async throws(DiagnosticList) -> (StreamExecution.Tally, [OutputWriter]) {
    let bound = try await Blocking.run { () throws(DiagnosticList) in try BoundRun(declaration, job) }
    for finding in bound.findings { onEvent(.finding(finding)) }
    var writers: [OutputWriter] = []
    do throws(DiagnosticList) {
      for (target, output) in zip(job.outputs, declaration.outputs) {
        writers.append(try OutputWriter(target, compression: output.compression, overwrites: options.overwrites))
      }
      let execution = StreamExecution(stream: bound.stream) { onEvent(.progress($0)) }
      let tally = try await execution.run(
        bound.input, plan: bound.plan, outputs: bound.outputs, writers: writers,
        options: declaration.input.options)
      return (tally, writers)
    } catch {
      for writer in writers { writer.discard() }
      throw error
    }
  }
}

/// A declaration bound to one opened input: what runs, and what `explain` shows.
struct BoundRun: Sendable {
  let input: OpenInput
  let plan: StreamPlan
  let outputs: [BoundOutput]
  let formats: [FormatDescriptor]
  let stream: RecordStream

  init(_ declaration: PipelineDeclaration, _ job: InputJob) throws(DiagnosticList) {
    var stream = RecordStream(.input(declaration.input, path: job.input), jobs: declaration.jobs)
    if let filter = declaration.filter { stream = stream.filter(filter) }
    if let limit = declaration.limit { stream = stream.limit(limit) }
    if let fields = declaration.fields { stream = stream.select(fields, at: Location(context: "--fields")) }
    try self.init(stream, declaration.input, outputs: declaration.outputs, job)
  }

  init(
    _ stream: RecordStream, _ declaration: InputDeclaration, outputs declarations: [OutputDeclaration], _ job: InputJob
  ) throws(DiagnosticList) {
    self.stream = stream
    let input = try OpenInput(declaration, path: job.input)
    self.input = input
    var formats: [FormatDescriptor] = []
    for (output, path) in zip(declarations, job.outputs) {
      formats.append(try Self.format(of: output, path: path, input: input.format))
    }
    self.formats = formats
    if input.options.columns == .schema, !declarations.isEmpty, formats.allSatisfy({ $0.family != .delimited }) {
      throw DiagnosticList(
        Diagnostic(
          .notSupported, "--columns schema is about outputs with a header, and \(formats[0].name) has none",
          at: Location(context: "--columns"), help: ["--fields names the fields of every output"]))
    }
    var demands: [OutputDemand] = []
    for (output, format) in zip(declarations, formats) {
      demands.append(try Self.demand(of: output, format: format, input: input.format))
    }
    let plan = try StreamPlan(
      stream.steps, limit: stream.limitCount, input: input, options: input.options, outputs: demands)
    self.plan = plan
    var outputs: [BoundOutput] = []
    for (output, format) in zip(declarations, formats) {
      outputs.append(
        try BoundOutput(output, format: format, to: plan.shape, inputFormat: input.format.name, schema: input.schema))
    }
    self.outputs = outputs
  }

  /// What was guessed and chosen, a line each.
  var findings: [String] {
    var lines = input.findings.map { finding in
      "\(finding.topic): \(finding.value)" + (finding.evidence.isEmpty ? "" : " (\(finding.evidence))")
    }
    if input.format.family == .delimited { lines.append("types: " + ColumnTypes.description(of: plan.decoded.schema)) }
    if let geometry = plan.decoded.schema.geometry {
      lines.append("geometry: \(GeometryChoice.describe(geometry, plan.decoded.schema))")
    }
    return lines
  }

  /// The declared format, else the extension's, else the input's own.
  private static func format(
    of output: OutputDeclaration, path: String, input: FormatDescriptor
  ) throws(DiagnosticList) -> FormatDescriptor {
    if let name = output.format { return try FormatRegistry.format(named: name) }
    return FormatRegistry.format(forPath: path) ?? input
  }

  private static func demand(
    of output: OutputDeclaration, format: FormatDescriptor, input: FormatDescriptor
  ) throws(DiagnosticList) -> OutputDemand {
    var demand = OutputDemand()
    for step in output.steps { demand.demand.formUnion(try step.demand()) }
    demand.needsGeometry = format.family == .features && output.keepsGeometry
    // A record is copied whole where input and output write the same thing.
    let copiesRaw =
      format.family == input.family && output.options.layout == .native && !output.options.usesLabels
      && (format.family == .objects || format.family == .features && output.keepsGeometry)
    demand.wantsEveryColumn = output.fields == nil && !copiesRaw
    demand.demand.reportsUnseenMembers = !format.keepsMembers || output.options.usesLabels
    return demand
  }
}
