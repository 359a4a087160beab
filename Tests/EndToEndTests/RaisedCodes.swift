import Diagnostics
import Foundation
import Testing

/// Every error code is raised somewhere: in a golden case, a fault row, or what a unit test expects.
@Suite struct RaisedCodes {
  /// Codes that no test can raise, and why.
  static let unraised: [DiagnosticCode: String] = [
    .csvDuplicateHeader:
      "columns of one name are made different and counted; the code is kept, for no other may have it",
    .ledgerUnbalanced: "a mistake of weir itself: raised by no input that is known",
    .internalError: "zlib without memory, or a mistake of weir itself",
  ]

  /// What golden cases print.
  static let printed: Result<String, any Error> = Result {
    try GoldenFile.all().flatMap(\.cases).map { $0.errors + $0.output }.joined()
  }

  /// The sources of the fault rows and of all unit tests, but for those that only list codes.
  static let sources: Result<String, any Error> = Result {
    let tests = Workspace.project.appendingPathComponent("Tests")
    let names = try FileManager.default.subpathsOfDirectory(atPath: tests.path).filter { name in
      name.hasSuffix(".swift") && !name.hasPrefix("DiagnosticsTests/") && !name.hasSuffix("RaisedCodes.swift")
    }
    return try names.map { try String(contentsOf: tests.appendingPathComponent($0), encoding: .utf8) }.joined()
  }

  static func isRaised(_ code: DiagnosticCode) throws -> Bool {
    if try printed.get().contains("[\(code.rawValue)]") { return true }
    let text = try sources.get()
    // As fault rows have it, as tables of cases have it, and as the code of a caught error.
    return text.contains("[\(code.rawValue)]") || text.contains(" \(code.rawValue)")
      || text.contains("\"\(code.rawValue)\"")
      || [": .\(code)", "== .\(code)", "[.\(code)"].contains { start in
        text.ranges(of: start).contains { range in
          range.upperBound == text.endIndex || !text[range.upperBound].isLetter
        }
      }
  }

  @Test(arguments: DiagnosticCode.allCases) func isRaisedSomewhere(_ code: DiagnosticCode) throws {
    if let reason = Self.unraised[code] {
      #expect(try !Self.printed.get().contains("[\(code.rawValue)]"), "a case raises it: \(reason)")
    } else {
      #expect(try Self.isRaised(code), "no test raises \(code.rawValue) (\(code))")
    }
  }
}
