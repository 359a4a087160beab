import ByteIO
import Diagnostics
import PipelineFiles
import Pipelines
import Records

/// Runs a declaration for a command: off the main task, events to the console, the exit code back.
enum Execution {
  static func run(
    _ declaration: PipelineDeclaration, options: RunOptions, settings: MessageSettings, remarks: [Diagnostic] = []
  ) async -> Int32 {
    let writesToTerminal = StandardStreams.outputIsTerminal && declaration.outputs.contains { $0.path == "-" }
    let console = Console(settings, writesDataToTerminal: writesToTerminal)
    for remark in remarks { console.show(remark) }
    // The main task's executor is a thread of its own: a pipeline awaited there is 20 to 80 times slower.
    var options = options
    options.spelling = { PipelineFile.render($0) }
    let work = Task.detached(executorPreference: ThreadExecutor.whereNeeded) { [options] in
      await PipelineRunner(declaration, options: options).run { console.handle($0) }
    }
    let report = await work.value
    console.finish()
    if report.exitCode == 0 {
      if let line = rejected(report, declaration) { console.say(line) }
      console.handle(.finding(counts(report)))
      for line in changes(report, declaration) { console.handle(.finding(line)) }
    }
    if report.isBatch { console.say("\(report.converted) converted, \(report.failed) failed") }
    return report.exitCode
  }

  /// `records: 224 read; 13 written`, an entry for each output, and what became of the others.
  private static func counts(_ report: RunReport) -> String {
    let written = report.recordsWritten.map(String.init).joined(separator: ", ")
    return "records: \(report.recordsRead) read; \(written) written"
  }

  /// `2 of 5 records rejected, kept in rejects.jsonl`: nobody may overlook it.
  private static func rejected(_ report: RunReport, _ declaration: PipelineDeclaration) -> String? {
    var parts: [String] = []
    if report.recordsRejected > 0 {
      let errors = declaration.errors
      let paths = [errors.rejectsPath, errors.rawRejectsPath].compactMap { $0 }
      let words = report.recordsRead == 1 ? "record" : "records"
      parts.append(
        "\(report.recordsRejected) of \(report.recordsRead) \(words) rejected"
          + (paths.isEmpty ? "" : ", kept in " + paths.joined(separator: " and ")))
    }
    if report.valuesNulled > 0 {
      parts.append("\(report.valuesNulled) \(report.valuesNulled == 1 ? "value" : "values") made null")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// `changed in out.geojson: 3 rings rewound`, a line for each place where something was changed.
  private static func changes(_ report: RunReport, _ declaration: PipelineDeclaration) -> [String] {
    var places = [("while reading", report.readChanges)]
    for (output, changes) in zip(declaration.outputs, report.writtenChanges) {
      places.append((output.path == "-" ? "in standard output" : "in \(output.path)", changes))
    }
    return places.filter { !$0.1.isEmpty }.map { place, changes in
      "changed \(place): " + changes.made.map { "\($0.count) \($0.change.words($0.count))" }.joined(separator: ", ")
    }
  }

  /// Prints warnings and notes.
  static func show(_ remarks: [Diagnostic], settings: MessageSettings) {
    if !remarks.isEmpty { _ = fail(remarks, settings: settings) }
  }

  /// Prints findings about flags or files; the exit code of the first.
  static func fail(_ diagnostics: [Diagnostic], settings: MessageSettings) -> Int32 {
    let console = Console(settings, writesDataToTerminal: false)
    for diagnostic in diagnostics { console.show(diagnostic) }
    console.finish()
    return DiagnosticList(diagnostics).exitCode
  }
}
