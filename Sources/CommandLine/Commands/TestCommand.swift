import ArgumentParser
import Diagnostics
import PipelineFiles
import Pipelines

struct TestCommand: WeirCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the examples of pipeline files; their own inputs and outputs are not touched.",
    usage: "weir test <file.yaml> ... [options]",
    discussion: HelpText.examples(Self.examples))

  static let examples = ["weir test Pipelines/sensors.weir.yaml"]

  @Argument(help: "Pipeline files with 'tests'.")
  var files: [String]

  @OptionGroup(title: "Messages and workers") var messages: MessageOptions

  func execute() async -> Int32 {
    var reader = FlagReader()
    let settings = messages.settings(&reader)
    let jobs = reader.jobs(messages.jobs)
    let console = Console(settings, writesDataToTerminal: false)
    let time = TimeLimit(reader.time(messages.time)) { console.show($0) }
    defer { time?.lift() }
    do throws(DiagnosticList) {
      if !reader.diagnostics.isEmpty { throw DiagnosticList(reader.diagnostics) }
      var lines: [String] = []
      var (passed, failed) = (0, 0)
      for file in files {
        let text = try PipelineFile.read(file)
        let tests = try PipelineFile.tests(text: text, path: file)
        if tests.isEmpty {
          throw DiagnosticList(
            Diagnostic(
              .usage, "the pipeline file has no tests", at: Location(file: file), help: ["weir help checks shows one"]))
        }
        for test in tests {
          let problems = try await TestRun(test, pipeline: text, path: file, jobs: jobs).run()
          if problems.isEmpty { passed += 1 } else { failed += 1 }
          lines.append("\(problems.isEmpty ? "pass" : "FAIL")  \(file): \(VisibleText.sanitised(test.name))")
          lines += problems.map { "      " + $0 }
        }
      }
      lines.append("\(passed) passed, \(failed) failed")
      try TextOutput.write(lines.map { $0 + "\n" }.joined(), to: "-")
      return failed == 0 ? 0 : 1
    } catch {
      return Execution.fail(error.diagnostics, settings: settings)
    }
  }
}
