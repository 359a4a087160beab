import Diagnostics
import Formats

extension RecordStream {
  /// Writes the stream into `outputs`, which appear together under their names when all are complete.
  ///
  /// Throws a `DiagnosticList` and publishes nothing when a record cannot be read or written. The report counts records.
  @discardableResult
  public func write(to outputs: OutputDeclaration...) async throws -> RunReport {
    switch origin {
    case .inputs(let input, let paths): try await writeInputs(input, paths, outputs)
    case .batches(let feed): try await writeBatches(feed, outputs)
    }
  }

  private func writeInputs(
    _ input: InputDeclaration, _ paths: [InputPath], _ outputs: [OutputDeclaration]
  ) async throws -> RunReport {
    let job = InputJob(inputs: paths, outputs: outputs.map { Paths.resolve($0.path, from: $0.baseDirectory) })
    let run = JobRun(stream: self, input: input, outputs: outputs, job: job, overwrites: true) { _ in }
    var errors = ErrorHandling()
    errors.policy = input.options.onError
    var rejects = try RejectCollector(errors, overwrites: true) { _ in }
    let (tally, writers) = try await run.run(&rejects)
    var report = try Self.publish(writers, tally)
    (report.recordsRejected, report.valuesNulled) = (rejects.rejected, rejects.nulled)
    return report
  }

  /// Batches that somebody else delivers are encoded one after the other: their order is theirs.
  private func writeBatches(_ feed: BatchFeed, _ outputs: [OutputDeclaration]) async throws -> RunReport {
    var writers: [OutputWriter] = []
    do {
      for output in outputs {
        let path = Paths.resolve(output.path, from: output.baseDirectory)
        writers.append(
          try OutputWriter(
            path, compression: output.compression, overwrites: true,
            threads: Processors.share(of: jobs, among: outputs.count)))
      }
      let tally = try await StreamExecution(stream: self) { _ in }.run(feed, declarations: outputs, writers: writers)
      return try Self.publish(writers, tally)
    } catch {
      for writer in writers { await writer.abandon() }
      throw error
    }
  }

  private static func publish(
    _ writers: [OutputWriter], _ tally: StreamExecution.Tally
  ) throws(DiagnosticList) -> RunReport {
    var report = RunReport(outputs: writers.count)
    report.add(tally)
    try OutputWriter.publish(writers)
    return report
  }
}
