import Diagnostics
import Formats

/// Runs a declaration: opens its inputs and outputs, executes, and publishes all outputs together or none.
///
/// Flags, pipeline files and Swift all end here. Call it off the main task. `#now` is the time at which it is made, unless
/// the declaration says another.
public struct PipelineRunner: Sendable {
  private let declaration: PipelineDeclaration
  private let options: RunOptions

  public init(_ declaration: PipelineDeclaration, options: RunOptions = RunOptions()) {
    self.declaration = declaration.settled().asking(spelling: options.spelling)
    self.options = options
  }

  public func run(onEvent: @escaping @Sendable (RunEvent) -> Void = { _ in }) async -> RunReport {
    let time = TimeLimit(declaration.maximumTime) { onEvent(.diagnostic($0)) }
    defer { time?.lift() }
    var report = RunReport(outputs: declaration.outputs.count)
    var finished: [OutputWriter] = []
    // What was not published when the run ends, however it ends, leaves nothing behind.
    defer { for writer in finished { writer.discard() } }
    do throws(DiagnosticList) {
      try declaration.errors.check(declaration)
      try declaration.checkShard()
      try declaration.checkTallies()
      try declaration.receipt.check(declaration)
      let jobs = try InputExpansion.jobs(of: declaration)
      var rejects = try RejectCollector(
        declaration.errors, overwrites: options.overwrites, onFinding: options.onFinding, onEvent: onEvent)
      defer { rejects.discard() }
      var receipt = try ReceiptFile(declaration, overwrites: options.overwrites)
      defer { receipt.discard() }
      report.isBatch = jobs.count > 1
      for job in jobs {
        do throws(DiagnosticList) {
          let run = JobRun(
            stream: declaration.stream, input: declaration.reading, outputs: declaration.boundOutputs, job: job,
            overwrites: options.overwrites, discards: options.discardsOutputs, onEvent: onEvent)
          let (tally, writers) = try await run.run(&rejects)
          finished += writers
          try await receipt.content.add(job, tally, writers)
          report.add(tally)
        } catch {
          report.failed += 1
          if report.exitCode == 0 { report.exitCode = error.exitCode }
          for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
          if !(options.keepsGoing && report.isBatch) { break }
        }
      }
      if report.failed > 0, !options.keepsGoing {
        report.converted = 0
        time?.lift()
        try await rejects.end(isTooMany: report.exitCode == DiagnosticCode.tooManyErrors.exitCode)
        return report
      }
      do throws(Diagnostic) {
        try rejects.settle(read: report.recordsRead)
      } catch {
        report.converted = 0
        time?.lift()
        try await rejects.end(isTooMany: true)
        throw DiagnosticList(error)
      }
      if let found = declaration.brokenRows(report) { rejects.takeBroken(found) }
      report.expectationsBroken = rejects.broken
      guard rejects.broken == 0 || options.onFinding != nil else {
        report.converted = 0
        if report.exitCode == 0 { report.exitCode = DiagnosticCode.expectedRows.exitCode }
        return report
      }
      finished += try await rejects.finish(RejectsHeader(declaration, receipt.content, spelling: options.spelling))
      if report.failed == 0 {
        finished += try await receipt.finish(declaration, rejects, spelling: options.spelling)
      }
      (report.recordsRejected, report.valuesNulled) = (rejects.rejected, rejects.nulled)
      time?.lift()
      try OutputWriter.publish(finished)
    } catch {
      report.exitCode = error.exitCode
      for diagnostic in error.diagnostics { onEvent(.diagnostic(diagnostic)) }
    }
    return report
  }
}

extension PipelineDeclaration {
  /// What is wrong with the number of records that passed.
  fileprivate func brokenRows(_ report: RunReport) -> Diagnostic? {
    guard let rows = expectations?.rows, !rows.allows(report.recordsPassed), report.failed == 0 else { return nil }
    return Diagnostic(
      .expectedRows, "\(report.recordsPassed) records passed, \(rows.words) are expected",
      at: Location(context: "expect.rows"),
      notes: report.recordsRead == report.recordsPassed ? [] : ["\(report.recordsRead) were read"],
      help: ["correct the input, or 'expect' in the pipeline file"])
  }

  /// The input, and what happens to records that are wrong.
  var reading: InputDeclaration {
    var input = input
    input.options.onError = errors.policy
    input.spill = spill
    input.isTraced =
      receipt.path != nil || errors.rejectsPath != nil || outputs.contains { $0.tally?.isPartial ?? false }
    return input
  }

  /// What is done to the records of its inputs, before they reach the outputs.
  var stream: RecordStream {
    var stream = RecordStream(.inputs(reading, []), jobs: jobs)
    if let filter = streamFilter { stream = stream.filter(filter) }
    if let sort { stream = stream.sort(sort) }
    if let offset { stream = stream.offset(offset) }
    if let limit { stream = stream.limit(limit) }
    if let fields {
      stream = stream.select(FieldProjection(selectors: fields, place: fieldsPlace))
    }
    return stream.expecting(expectations)
  }
}
