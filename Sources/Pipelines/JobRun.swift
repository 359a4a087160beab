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
  /// Nothing is written.
  var discards = false
  let onEvent: @Sendable (RunEvent) -> Void

  typealias Finished = (StreamExecution.Tally, [OutputWriter])

  /// Runs the job. The outputs are complete and synced, not yet published, when this returns; nothing is left of them
  /// when it throws.
  func run(_ rejects: inout RejectCollector) async throws(DiagnosticList) -> Finished {
    let bound = try await bind()
    for warning in bound.inputs.warnings { onEvent(.diagnostic(warning)) }
    for finding in bound.inputs.union.findings { onEvent(.finding(finding)) }
    guard input.options.onTypeConflict == .widen, bound.usesGuesses else {
      bound.inputs.stopSpooling()
      return try await write(bound, &rejects)
    }
    // What has left cannot be taken back, and a pipe must be read to its end before it can be read again.
    // Where wrong records are left out, no conflict ends a first attempt: the inputs are looked through before.
    guard bound.inputs.areFiles, input.options.onError == .fail, job.outputs.allSatisfy(OutputWriter.isAtomic) else {
      if let widened = try await widened(bound) { return try await write(widened, &rejects) }
      return try await write(bound.rewound(paths: job.outputs), &rejects)
    }
    do throws(DiagnosticList) {
      return try await write(bound, &rejects)
    } catch {
      guard error.diagnostics.contains(where: { $0.code == .typeConflict }),
        let widened = try await widened(bound.rewound(paths: job.outputs))
      else { throw error }
      return try await write(widened, &rejects)
    }
  }

  /// Writes a bound run into its outputs.
  private func write(_ bound: BoundRun, _ rejects: inout RejectCollector) async throws(DiagnosticList) -> Finished {
    var writers: [OutputWriter] = []
    do throws(DiagnosticList) {
      for (path, output) in zip(job.outputs, outputs) {
        writers.append(
          discards
            ? OutputWriter.discarding
            : try OutputWriter(
              path, compression: output.compression, overwrites: overwrites,
              threads: Processors.share(of: stream.jobs, among: outputs.count), isDigested: input.isTraced))
      }
      let tally = try await StreamExecution(stream: stream, onEvent: onEvent).run(
        bound, writers: writers, rejects: &rejects)
      return (tally, writers)
    } catch {
      for writer in writers { await writer.abandon() }
      throw error
    }
  }

  /// The run with every column as text that a value contradicts, from the beginning of its inputs; nil when there is none.
  private func widened(_ bound: BoundRun) async throws(DiagnosticList) -> BoundRun? {
    let found = try await TypeSurvey.read(bound, workers: Processors.workers(stream.jobs))
    if found.isEmpty { return nil }
    for finding in found { onEvent(.diagnostic(finding.warning)) }
    var inputs = bound.inputs
    inputs.rewind()
    inputs.widen(found.map(\.column))
    return try bound.rebound(to: inputs, paths: job.outputs)
  }

  /// Looks at every input, reads them all where the columns of the output depend on it, and binds the stream.
  private func bind() async throws(DiagnosticList) -> BoundRun {
    let (stream, input, outputs, job) = (stream, input.read(by: stream.jobs), outputs, job)
    let isReadTwice =
      input.options.columns == .union || input.options.onTypeConflict == .widen && input.options.types == .infer
    var inputs = try await Blocking.run { () throws(DiagnosticList) in
      try InputSet(input, job.inputs, isReadTwice: isReadTwice)
    }
    if let first = inputs.samples.first,
      try BoundRun.needsSurvey(stream, input, outputs, job.outputs, inputFormat: first.format)
    {
      try await inputs.survey(workers: Processors.workers(stream.jobs))
    }
    return try BoundRun(stream, inputs, outputs: outputs, paths: job.outputs)
  }
}

extension BoundRun {
  /// The same run from the beginning of its inputs.
  fileprivate func rewound(paths: [String]) throws(DiagnosticList) -> BoundRun {
    var inputs = inputs
    inputs.rewind()
    return try rebound(to: inputs, paths: paths)
  }
}
