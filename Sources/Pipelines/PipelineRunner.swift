import Diagnostics

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
      let jobs = try InputExpansion.jobs(of: declaration)
      report.isBatch = jobs.count > 1
      for job in jobs {
        do throws(DiagnosticList) {
          let run = JobRun(
            stream: declaration.stream, input: declaration.input, outputs: declaration.outputs, job: job,
            overwrites: options.overwrites, onEvent: onEvent)
          let (tally, writers) = try await run.run()
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
        return report
      }
      try OutputWriter.publish(finished)
    } catch {
      report.exitCode = error.exitCode
      for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
    }
    return report
  }
}

extension PipelineDeclaration {
  /// What is done to the records of its inputs, before they reach the outputs.
  var stream: RecordStream {
    var stream = RecordStream(.inputs(input, []), jobs: jobs)
    if let filter { stream = stream.filter(filter) }
    if let limit { stream = stream.limit(limit) }
    if let fields { stream = stream.select(fields, at: Location(context: "--fields")) }
    return stream
  }
}
