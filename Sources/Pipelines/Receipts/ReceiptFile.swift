import Diagnostics

/// The receipt of a run on its way into its file, which is opened before anything is read and published with the outputs.
struct ReceiptFile: Sendable {
  var content = Receipt()
  private let measure: RunMeasure
  /// nil: nobody asked for a receipt.
  private var writer: OutputWriter?

  init(_ declaration: PipelineDeclaration, overwrites: Bool) throws(DiagnosticList) {
    measure = RunMeasure(workers: Processors.workers(declaration.jobs))
    guard let path = declaration.receipt.path else { return }
    writer = try OutputWriter(
      Paths.resolve(path, from: declaration.receipt.baseDirectory), compression: .auto, overwrites: overwrites)
  }

  /// Completes the file, where there is one.
  mutating func finish(
    _ declaration: PipelineDeclaration, _ rejects: RejectCollector,
    spelling: (@Sendable (PipelineDeclaration) -> String)?
  ) async throws(DiagnosticList) -> [OutputWriter] {
    guard var writer else { return [] }
    let text = content.text(
      pipeline: spelling?(declaration.withoutSurroundings), rejects: rejects, measure: measure)
    do throws(Diagnostic) {
      try await writer.write(Array(text.utf8))
      try await writer.finish()
    } catch {
      throw DiagnosticList(error)
    }
    return [writer]
  }

  /// Leaves nothing behind of a file that was not published.
  func discard() { writer?.discard() }
}
