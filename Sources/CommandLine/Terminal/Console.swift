import Diagnostics
import Foundation
import Pipelines
import Synchronization

/// Everything a run says on standard error: diagnostics, findings, progress. Workers call it from any task.
final class Console: Sendable {
  enum ErrorLayout: String, CaseIterable { case text, json }
  enum ProgressLayout: String, CaseIterable { case auto, bar, json, none }

  /// After this many diagnostics of one code the rest are only counted.
  static let maximumOfAKind = 20

  private struct State {
    var counts: [DiagnosticCode: Int] = [:]
    var order: [DiagnosticCode] = []
    var progress: ProgressLine
  }

  private let layout: ErrorLayout
  private let usesColor: Bool
  private let isQuiet: Bool
  private let isVerbose: Bool
  /// Protects the counts and the progress line, so that two messages never mix on one line.
  private let state: Mutex<State>

  init(_ options: MessageSettings, writesDataToTerminal: Bool) {
    layout = options.errors
    usesColor = options.color.isOn(
      environment: ProcessInfo.processInfo.environment, isTerminal: StandardStreams.errorIsTerminal)
    isQuiet = options.isQuiet
    isVerbose = options.isVerbose
    var progress = options.progress
    if progress == .auto {
      progress = StandardStreams.errorIsTerminal && !writesDataToTerminal && !isQuiet ? .bar : .none
    }
    state = Mutex(State(progress: ProgressLine(layout: progress)))
  }

  func handle(_ event: RunEvent) {
    switch event {
    case .diagnostic(let diagnostic): show(diagnostic)
    case .finding(let text): if isVerbose { say("note: " + text) }
    case .progress(let progress):
      let text = state.withLock { $0.progress.update(progress) }
      if let text { StandardStreams.writeError(text) }
    }
  }

  func show(_ diagnostic: Diagnostic) {
    if isQuiet && diagnostic.level != .error { return }
    state.withLock { state in
      let count = (state.counts[diagnostic.code] ?? 0) + 1
      state.counts[diagnostic.code] = count
      if count == 1 { state.order.append(diagnostic.code) }
      guard count <= Self.maximumOfAKind else { return }
      StandardStreams.writeError(state.progress.clear() + render(diagnostic))
    }
  }

  /// A line of our own, in the chosen layout's company: `weir: text`.
  func say(_ text: String) {
    if isQuiet { return }
    state.withLock { state in
      StandardStreams.writeError(state.progress.clear() + "weir: \(text)\n")
    }
  }

  /// Ends the progress line and says how many diagnostics were counted only.
  func finish() {
    state.withLock { state in
      var text = state.progress.finish()
      for code in state.order {
        let hidden = (state.counts[code] ?? 0) - Self.maximumOfAKind
        if hidden > 0, layout == .text { text += "weir: note: \(hidden) more \(code.rawValue) not shown\n" }
      }
      if !text.isEmpty { StandardStreams.writeError(text) }
    }
  }

  private func render(_ diagnostic: Diagnostic) -> String {
    let text =
      switch layout {
      case .text: TerminalRenderer(usesColour: usesColor).render(diagnostic)
      case .json: JSONRenderer().render(diagnostic)
      }
    return text.hasSuffix("\n") ? text : text + "\n"
  }
}

/// What the flags say about messages.
struct MessageSettings: Sendable {
  var errors = Console.ErrorLayout.text
  var progress = Console.ProgressLayout.auto
  var color = ColorChoice.auto
  var isQuiet = false
  var isVerbose = false
}
