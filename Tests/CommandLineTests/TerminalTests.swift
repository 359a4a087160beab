import Pipelines
import Testing

@testable import CommandLine

/// Colour, progress and help texts.
@Suite struct Terminal {
  struct Case: CustomTestStringConvertible {
    var choice = ColorChoice.auto
    var environment: [String: String] = [:]
    var isTerminal = true
    var isOn: Bool
    var testDescription: String { "\(choice) \(environment) terminal: \(isTerminal)" }
  }

  @Test(arguments: [
    Case(isOn: true), Case(isTerminal: false, isOn: false), Case(environment: ["NO_COLOR": "1"], isOn: false),
    Case(environment: ["NO_COLOR": ""], isOn: true), Case(environment: ["TERM": "dumb"], isOn: false),
    Case(environment: ["FORCE_COLOR": "1"], isTerminal: false, isOn: true),
    Case(environment: ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], isOn: false),
    Case(choice: .always, environment: ["NO_COLOR": "1"], isTerminal: false, isOn: true),
    Case(choice: .never, isOn: false),
  ]) func color(_ test: Case) {
    #expect(test.choice.isOn(environment: test.environment, isTerminal: test.isTerminal) == test.isOn)
  }

  @Test func progressText() {
    let half = RunProgress(bytesRead: 24 << 20, totalBytes: 48 << 20, recordsRead: 200_000)
    #expect(ProgressLine.text(half, seconds: 2) == "24.0 MiB of 48.0 MiB  50 %  100000 records/s  ETA 2 s")
    let pipe = RunProgress(bytesRead: 1536, totalBytes: nil, recordsRead: 3)
    #expect(ProgressLine.text(pipe, seconds: 0) == "1.5 KiB")
    let odd = RunProgress(bytesRead: 10, totalBytes: 0, recordsRead: 0)
    #expect(ProgressLine.text(odd, seconds: 1e-300) == "10 B  0 records/s")
  }

  @Test func progressIsDrawnAtMostTenTimesASecond() {
    var line = ProgressLine(layout: .bar)
    let progress = RunProgress(bytesRead: 1, totalBytes: 2, recordsRead: 1)
    #expect(line.update(progress) != nil)
    #expect(line.update(progress) == nil)
    #expect(line.clear() == "\r\u{1B}[K")
    #expect(line.clear() == "")
    var silent = ProgressLine(layout: .none)
    #expect(silent.update(progress) == nil)
  }

  @Test func bareHelpIsShort() {
    #expect(HelpText.bare.split(separator: "\n", omittingEmptySubsequences: false).count <= 25)
  }

  @Test func everyTopicHasAText() {
    for topic in HelpTopic.allCases { #expect(topic.text.hasSuffix("\n"), "\(topic)") }
  }
}
