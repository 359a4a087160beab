import Diagnostics
import Testing

@Suite("DiagnosticCode")
struct DiagnosticCodeTests {
  @Test(arguments: DiagnosticCode.allCases)
  func leadsToADocumentedExitCode(_ code: DiagnosticCode) {
    #expect([1, 2, 3, 4, 5, 6, 7, 70].contains(code.exitCode))
    #expect(code.rawValue.wholeMatch(of: /[A-Z][0-9]{3}/) != nil)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var code: DiagnosticCode
    var exitCode: Int32
    var testDescription: String { code.rawValue }
  }

  static let cases: [Case] = [
    Case(code: .usage, exitCode: 2), Case(code: .outputCollision, exitCode: 2), Case(code: .querySyntax, exitCode: 3),
    Case(code: .pipelineSyntax, exitCode: 3), Case(code: .csvRagged, exitCode: 4), Case(code: .jsonSyntax, exitCode: 4),
    Case(code: .geometryUnclear, exitCode: 4), Case(code: .invalidUTF8, exitCode: 4),
    Case(code: .typeConflict, exitCode: 4), Case(code: .inputMissing, exitCode: 4),
    Case(code: .gzipTrailing, exitCode: 4), Case(code: .outputUnwritable, exitCode: 5),
    Case(code: .outputWrite, exitCode: 5), Case(code: .outputPublish, exitCode: 5),
    Case(code: .outputReaderGone, exitCode: 5), Case(code: .recordTooLong, exitCode: 7),
    Case(code: .internalError, exitCode: 70),
    Case(code: .expectedRows, exitCode: 1), Case(code: .expectedUnique, exitCode: 1),
    Case(code: .baselineInvalid, exitCode: 3), Case(code: .paramsUnknown, exitCode: 3),
  ]

  @Test(arguments: cases)
  func hasItsFamilysExitCode(_ item: Case) { #expect(item.code.exitCode == item.exitCode) }

  @Test func listsEndWithTheirFirstError() {
    let warning = Diagnostic(.gzipTrailing, "w", level: .warning)
    #expect(DiagnosticList([]).exitCode == 0)
    #expect(DiagnosticList(warning).exitCode == 0)
    #expect(DiagnosticList([warning, Diagnostic(.usage, "e"), Diagnostic(.csvRagged, "e")]).exitCode == 2)
  }
}
