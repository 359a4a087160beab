import Diagnostics
import Formats
import Records

/// One job from its inputs to its finished outputs: the way that command lines, pipeline files and Swift all go.
struct JobRun: Sendable {
  let stream: RecordStream
  let input: InputDeclaration
  let outputs: [OutputDeclaration]
  let job: InputJob
  let overwrites: Bool
  let onEvent: @Sendable (RunEvent) -> Void

  /// Runs the job. The outputs are complete and synced, not yet published, when this returns; nothing is left of them
  /// when it throws.
  func run() async throws(DiagnosticList) -> (StreamExecution.Tally, [OutputWriter]) {
    let bound = try await bind()
    for finding in bound.inputs.union.findings { onEvent(.finding(finding)) }
    var writers: [OutputWriter] = []
    do throws(DiagnosticList) {
      for (path, output) in zip(job.outputs, outputs) {
        writers.append(try OutputWriter(path, compression: output.compression, overwrites: overwrites))
      }
      let tally = try await StreamExecution(stream: stream, onEvent: onEvent).run(bound, writers: writers)
      return (tally, writers)
    } catch {
      for writer in writers { writer.discard() }
      throw error
    }
  }

  /// Looks at every input, reads them all where the columns of the output depend on it, and binds the stream.
  private func bind() async throws(DiagnosticList) -> BoundRun {
    let (stream, input, outputs, job) = (stream, input, outputs, job)
    let isReadTwice = input.options.columns == .union
    var inputs = try await Blocking.run { () throws(DiagnosticList) in
      try InputSet(input, job.inputs, isReadTwice: isReadTwice)
    }
    if let first = inputs.samples.first,
      try BoundRun.needsSurvey(stream, input, outputs, job.outputs, inputFormat: first.format)
    {
      try await inputs.survey(workers: Processors.workers(stream.jobs))
    } else {
      inputs.stopSpooling()
    }
    return try BoundRun(stream, inputs, outputs: outputs, paths: job.outputs)
  }
}
