import ByteIO
import Diagnostics
import Formats
import Foundation

/// Text to standard output and standard error; data never goes this way.
enum StandardStreams {
  /// Writes help and the like; the exit code: an answer that did not arrive is none.
  static func writeOutput(_ text: String) -> Int32 {
    var output = FileDescriptorSink.standardOutput
    do throws(Diagnostic) {
      try output.write(text)
      try output.finish()
      return 0
    } catch {
      return Execution.fail([error], settings: MessageSettings())
    }
  }

  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  static var inputIsTerminal: Bool { isatty(0) == 1 }
  static var outputIsTerminal: Bool { isatty(1) == 1 }
  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// What a drawing on standard output may take up.
  static func drawingSpace(_ color: ColorChoice) -> DrawingSpace {
    let usual = DrawingSpace()
    let isColored = color.isOn(environment: ProcessInfo.processInfo.environment, isTerminal: outputIsTerminal)
    return DrawingSpace(width: TerminalWidth.columns(of: 1) ?? usual.width, usesColor: isColored)
  }
}

/// When to colour: messages on standard error, drawings on standard output.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  /// `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE` and `FORCE_COLOR`, then whether it is a terminal that can.
  func isOn(environment: [String: String], isTerminal: Bool) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if let value = environment["NO_COLOR"], !value.isEmpty { return false }
      for name in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
        if let value = environment[name], !value.isEmpty, value != "0" { return true }
      }
      return isTerminal && environment["TERM"] != "dumb"
    }
  }
}
