import Diagnostics
import Formats

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
    var report = RunReport(outputs: declaration.outputs.count)
    var finished: [OutputWriter] = []
    do throws(DiagnosticList) {
      try declaration.errors.check(declaration)
      let jobs = try InputExpansion.jobs(of: declaration)
      var rejects = try RejectCollector(declaration.errors, overwrites: options.overwrites, onEvent: onEvent)
      report.isBatch = jobs.count > 1
      for job in jobs {
        do throws(DiagnosticList) {
          let run = JobRun(
            stream: declaration.stream, input: declaration.reading, outputs: declaration.outputs, job: job,
            overwrites: options.overwrites, onEvent: onEvent)
          let (tally, writers) = try await run.run(&rejects)
          finished += writers
          report.add(tally)
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
        try await rejects.end(isTooMany: report.exitCode == DiagnosticCode.tooManyErrors.exitCode)
        return report
      }
      do throws(Diagnostic) {
        try rejects.settle(read: report.recordsRead)
      } catch {
        for writer in finished { writer.discard() }
        report.converted = 0
        try await rejects.end(isTooMany: true)
        throw DiagnosticList(error)
      }
      do throws(DiagnosticList) {
        finished += try await rejects.finish()
      } catch {
        for writer in finished { writer.discard() }
        throw error
      }
      (report.recordsRejected, report.valuesNulled) = (rejects.rejected, rejects.nulled)
      try OutputWriter.publish(finished)
    } catch {
      report.exitCode = error.exitCode
      for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
    }
    return report
  }
}

extension PipelineDeclaration {
  /// The input, and what happens to records that are wrong.
  var reading: InputDeclaration {
    var input = input
    input.options.onError = errors.policy
    return input
  }

  /// What is done to the records of its inputs, before they reach the outputs.
  var stream: RecordStream {
    var stream = RecordStream(.inputs(reading, []), jobs: jobs)
    if let filter { stream = stream.filter(filter) }
    if let limit { stream = stream.limit(limit) }
    if let fields { stream = stream.select(fields, at: Location(context: "--fields")) }
    return stream
  }
}
