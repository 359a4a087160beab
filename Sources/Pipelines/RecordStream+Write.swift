import Diagnostics
import Formats
import Records

extension RecordStream {
  /// Writes the stream into `outputs`, which appear together under their names when all are complete.
  ///
  /// Throws a `DiagnosticList` and publishes nothing when a record cannot be read or written. The report counts records.
  @discardableResult
  public func write(to outputs: OutputDeclaration...) async throws -> RunReport {
    switch origin {
    case .input(let input, let path): try await writeInput(input, path, outputs)
    case .batches(let feed): try await writeBatches(feed, outputs)
    }
  }

  private func writeInput(
    _ input: InputDeclaration, _ path: String, _ outputs: [OutputDeclaration]
  ) async throws -> RunReport {
    let job = InputJob(input: path, outputs: outputs.map { Paths.resolve($0.path, from: $0.baseDirectory) })
    let stream = self
    let bound = try await Blocking.run { () throws(DiagnosticList) in
      try BoundRun(stream, input, outputs: outputs, job)
    }
    return try await publishing(outputs, job.outputs) { writers in
      try await StreamExecution(stream: stream) { _ in }.run(
        bound.input, plan: bound.plan, outputs: bound.outputs, writers: writers,
        options: input.options)
    }
  }

  /// Batches that somebody else delivers are encoded one after the other: their order is theirs.
  private func writeBatches(_ feed: BatchFeed, _ outputs: [OutputDeclaration]) async throws -> RunReport {
    let stream = self
    return try await publishing(outputs, outputs.map { Paths.resolve($0.path, from: $0.baseDirectory) }) { writers in
      try await StreamExecution(stream: stream) { _ in }.run(feed, declarations: outputs, writers: writers)
    }
  }

  private func publishing(
    _ outputs: [OutputDeclaration], _ paths: [String],
    _ body: ([OutputWriter]) async throws -> StreamExecution.Tally
  ) async throws -> RunReport {
    var writers: [OutputWriter] = []
    do {
      for (output, path) in zip(outputs, paths) {
        writers.append(try OutputWriter(path, compression: output.compression, overwrites: true))
      }
      let tally = try await body(writers)
      try OutputWriter.publish(writers)
      var report = RunReport()
      report.recordsRead = tally.recordsRead
      report.recordsWritten = tally.recordsWritten
      report.converted = 1
      return report
    } catch {
      for writer in writers { writer.discard() }
      throw error
    }
  }
}
